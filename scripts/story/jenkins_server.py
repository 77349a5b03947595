"""A throw-away Jenkins on 127.0.0.1 with the plugin, and what the story asks it: its own REST API, as people do."""

import base64
import http.cookiejar
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from xml.sax.saxutils import escape

PIPELINE = """<flow-definition>
  <keepDependencies>false</keepDependencies>
  <properties>{properties}</properties>
  <definition class="org.jenkinsci.plugins.workflow.cps.CpsScmFlowDefinition">
    <scm class="hudson.plugins.git.GitSCM">
      <configVersion>2</configVersion>
      <userRemoteConfigs><hudson.plugins.git.UserRemoteConfig><url>{url}</url></hudson.plugins.git.UserRemoteConfig></userRemoteConfigs>
      <branches><hudson.plugins.git.BranchSpec><name>*/main</name></hudson.plugins.git.BranchSpec></branches>
    </scm>
    <scriptPath>{script}</scriptPath>
    <lightweight>true</lightweight>
  </definition>
</flow-definition>
"""
# A Declarative pipeline declares its parameters when it first runs; whoever starts that one wants to give them too.
PARAMETERS = """<hudson.model.ParametersDefinitionProperty><parameterDefinitions>{}</parameterDefinitions>
  </hudson.model.ParametersDefinitionProperty>"""
PARAMETER = "<hudson.model.StringParameterDefinition><name>{}</name><defaultValue>{}</defaultValue></hudson.model.StringParameterDefinition>"
# Beside examples/jenkins.yaml: who may come in.
USERS = """jenkins:
  numExecutors: 2
  systemMessage: "A throw-away Jenkins: ./demo --jenkins"
  securityRealm:
    local:
      allowsSignup: false
      users:
        - {{ id: admin, password: "${{ADMIN_PASSWORD}}" }}
        - {{ id: ada, name: Ada, password: "${{ADA_PASSWORD}}" }}
  authorizationStrategy:
    loggedInUsersCanDoAnything:
      allowAnonymousRead: false
unclassified:
  location:
    url: {url}
"""


class Jenkins:
    def __init__(self, folder, war, plugins, configuration, environment, variables):
        """Plugins are .hpi files; configuration is a YAML file whose ${…} are `variables`."""
        self.folder = folder
        self.home = folder / "home"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}/"
        self.passwords = {user: secrets.token_urlsafe(9) for user in ("admin", "ada")}
        (self.home / "plugins").mkdir(parents=True)
        for plugin in plugins:
            shutil.copyfile(plugin, self.home / "plugins" / (plugin.stem + ".jpi"))
        (folder / "url").write_text(self.url)
        (folder / "casc").mkdir()
        shutil.copyfile(configuration, folder / "casc/jenkins.yaml")
        (folder / "casc/users.yaml").write_text(USERS.format(url=self.url))
        # Not in the environment: every build inherits that.
        (folder / "secrets").mkdir(mode=0o700)
        for name, value in variables.items() | {(f"{user.upper()}_PASSWORD", text) for user, text in self.passwords.items()}:
            (folder / "secrets" / name).write_text(value)
        self.log = folder / "jenkins.log"
        self.command = [
            "java", "-Xmx768m", "-XX:+UseSerialGC", "-Djenkins.install.runSetupWizard=false", f"-DJENKINS_HOME={self.home}",
            # The example's repository is a folder of this machine; Jenkins would not check that out.
            "-Dhudson.plugins.git.GitSCM.ALLOW_LOCAL_CHECKOUT=true",
            "-Dhudson.model.UpdateCenter.never=true",
            # As later Jenkins do: what breaks the Content Security Policy does not run.
            "-Djenkins.security.csp.CspHeader.headerName=Content-Security-Policy",
            "-jar", war, "--httpListenAddress=127.0.0.1", f"--httpPort={port}",
        ]
        self.environment = environment | {
            "JENKINS_HOME": str(self.home), "CASC_JENKINS_CONFIG": str(folder / "casc"), "SECRETS": str(folder / "secrets"),
        }
        self.process = None
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))

    def job(self, name, repository, script, **parameters):
        folder = self.home / "jobs" / name
        folder.mkdir(parents=True)
        listed = "".join(PARAMETER.format(*parameter) for parameter in parameters.items())
        properties = PARAMETERS.format(listed) if listed else ""
        (folder / "config.xml").write_text(PIPELINE.format(url=escape(repository), script=script, properties=properties))

    def start(self):
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                list(map(str, self.command)), stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.folder,
                env=self.environment, start_new_session=True,
            )
        (self.folder / "server.pid").write_text(str(self.process.pid))

    def wait(self, seconds=300):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                self.get("api/json")
                return
            except (OSError, ValueError):
                time.sleep(0.5)
        raise RuntimeError(f"Jenkins did not come up; see {self.log}")

    def stop(self):
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()

    def _open(self, path, data=None, user="ada", **headers):
        token = base64.b64encode(f"{user}:{self.passwords[user]}".encode()).decode()
        request = urllib.request.Request(urllib.parse.urljoin(self.url, path), data, headers | {"Authorization": "Basic " + token})
        return self.opener.open(request, timeout=60)

    def get(self, path, user="ada"):
        with self._open(path, user=user) as answer:
            return json.load(answer)

    def text(self, path):
        with self._open(path) as answer:
            return answer.read().decode()

    def build(self, job, **parameters):
        """Starts a build as Ada would, and waits for its end: what its API says of it."""
        crumb = self.get("crumbIssuer/api/json")
        path = f"job/{job}/" + ("buildWithParameters" if parameters else "build")
        with self._open(path, urllib.parse.urlencode(parameters).encode(), **{crumb["crumbRequestField"]: crumb["crumb"]}) as answer:
            item = answer.headers["Location"]
        number = None
        while number is None:
            time.sleep(0.5)
            number = (self.get(item + "api/json").get("executable") or {}).get("number")
        while True:
            build = self.get(f"job/{job}/{number}/api/json")
            if not build["building"] and build["result"]:
                return build
            time.sleep(0.5)
