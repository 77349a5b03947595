"""The story that ./demo --jenkins tells: the same project, each delivery a build of a real Jenkins with the plugin. Its claims
are checked in MLflow, in DVC's own files and in Git; Jenkins' word alone counts for nothing here."""

import base64
import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

sys.dont_write_bytecode = True
from story import place, terminal  # noqa: E402
from story.jenkins_server import Jenkins  # noqa: E402
from story.place import HERE, PROJECT, ROOT  # noqa: E402
from story.stage import Story, play  # noqa: E402
from story.terminal import NotSo, Step, bold, dim, say  # noqa: E402

MODEL = "diabetes"
PLUGIN = ROOT / "target/model-gate.hpi"
# What the plugin's own tests run with: all that it needs, and what a pipeline needs beside it.
CLOSURE = ROOT / "target/test-classes/test-dependencies"


class JenkinsStory(Story):
    def __init__(self, mlflow, war):
        self.mlflow = mlflow
        self.environment = place.environment()
        self.jenkins = Jenkins(
            HERE / "jenkins", war, [*sorted(CLOSURE.glob("*.hpi")), PLUGIN], ROOT / "examples/jenkins.yaml", self.environment,
            {"MLFLOW_URL": mlflow.uri, "POLICY_URL": PROJECT.as_uri()},
        )
        self.step = None
        self.rows = []

    def run(self, *words):
        done = subprocess.run(words, cwd=PROJECT, env=self.environment, capture_output=True, text=True)
        if done.returncode != 0:
            raise NotSo(f"‘{' '.join(words)}’ ended with {done.returncode}: {done.stderr.strip() or done.stdout.strip()}")
        return done.stdout.strip()

    def begin(self, title, proves):
        if self.step:
            self.step.end()
        self.step = Step(self.step.number + 1 if self.step else 1, title, proves)

    def check(self, holds, claim, found=None):
        self.step.check(holds, claim, found)

    def deliver(self, which, message):
        self.run("python", "make_data.py", which)
        self.run("dvc", "add", "--quiet", "data")
        self.run("dvc", "push", "--quiet")
        self.run("git", "add", "--all")
        self.run("git", "commit", "--quiet", "-m", message)
        self.step.hand(f"git: {message}")

    def data_hash(self):
        """DVC's own word, read from data.dvc."""
        return next(line.split()[-1] for line in (PROJECT / "data.dvc").read_text().splitlines() if "md5: " in line)

    def build(self, result, job=MODEL, **parameters):
        build = self.jenkins.build(job, **parameters)
        self.step.command(["build", job])
        log = self.jenkins.text(build["url"] + "consoleText")
        said = ("Snapshot of", "Version ", "Gates of", "  rmse", "  no-worse", "  clean-descent", "‘production’ of")
        for line in log.splitlines():
            if line.startswith(said):
                self.step.output(line)
        if build["result"] != result:
            self.step.output(log[-2000:])
        self.check(build["result"] == result, f"Jenkins says {result}", build["result"])
        return build

    def evidence(self, build):
        """What the build keeps, by its API; the evidence itself is read from the statement, by its digest."""
        kept = self.jenkins.get(build["url"] + "model-evidence/api/json")
        candidate = kept["candidates"][0]
        envelope = json.loads(self.jenkins.text(build["url"] + f"model-evidence/statement/{candidate['evidence']}/"))
        statement = base64.b64decode(envelope["payload"])
        self.check(
            hashlib.sha256(statement).hexdigest() == candidate["evidence"] and all(each["trusted"] for each in kept["statements"]),
            f"the build keeps {len(kept['statements'])} signed statements; the evidence has the digest that names it",
        )
        hashes = {path["path"]: path["hash"] for path in candidate["data"]}
        self.check(hashes["data"] == "md5:" + self.data_hash(), f"it names the data as DVC does: {hashes['data']}", hashes)
        return candidate

    def champion(self, version):
        found = self.mlflow.champion(MODEL)
        self.check(found == version, f"MLflow's alias ‘champion’ shows version {version}", found)

    # --- the story

    def tell(self):
        say(f"  {dim('·')} Starting Jenkins at {self.jenkins.url}")
        self.project()
        self.first()
        self.more()
        self.again()
        self.spoiled()
        self.roll_back()
        self.step.end()

    def project(self):
        self.begin(
            "Jenkins starts with the plugin, configured as code",
            "the plugin loads with the plugins it asks for; examples/jenkins.yaml is all its configuration.",
        )
        shutil.copytree(ROOT / "examples/diabetes", PROJECT)
        for name in ("Jenkinsfile", "rollback.Jenkinsfile"):
            shutil.copyfile(ROOT / "examples" / name, PROJECT / name)
        self.run("git", "init", "--quiet")
        self.run("dvc", "init", "--quiet")
        self.run("dvc", "remote", "add", "--quiet", "--default", "store", str(HERE / "store"))
        self.deliver("first", "Start with the patients of one clinic")
        self.jenkins.job(MODEL, PROJECT.as_uri(), "Jenkinsfile")
        self.jenkins.job(MODEL + "-rollback", PROJECT.as_uri(), "rollback.Jenkinsfile", MODEL=MODEL, TARGET="production", REASON="")
        self.jenkins.start()
        self.jenkins.wait()
        plugins = {each["shortName"]: each for each in self.jenkins.get("pluginManager/api/json?depth=1", "admin")["plugins"]}
        mine = plugins.get("model-gate", {})
        self.check(mine.get("active"), f"Jenkins {self.version()} runs model-gate {mine.get('version')}", sorted(plugins))
        failed = self.jenkins.get("pluginManager/api/json?tree=failedPlugins[*]", "admin").get("failedPlugins", [])
        self.check(not failed, f"{len(plugins)} plugins, none failed", failed)

    def version(self):
        with self.jenkins._open("login") as answer:
            return answer.headers["X-Jenkins"]

    def first(self):
        self.begin(
            "Build 1: the first version goes into production",
            "examples/Jenkinsfile trains, records, registers, asks the gates and promotes; the build keeps what it did.",
        )
        build = self.build("SUCCESS")
        self.champion("1")
        self.row(build, "first")

    def more(self):
        self.begin("Build 2: more data", "the champion is scored again on the new holdout, where the agent has it, and is beaten on equal terms.")
        self.deliver("more", "Add the patients of a second clinic")
        build = self.build("SUCCESS")
        self.champion("2")
        self.row(build, "more")

    def again(self):
        self.begin("Build 3: nothing changed", "the same candidate is the same version; nothing is registered or decided twice.")
        count = len(self.mlflow.versions())
        build = self.build("SUCCESS")
        self.champion("2")
        self.check(len(self.mlflow.versions()) == count, f"still {count} versions in MLflow")
        self.row(build, "nothing new")
        md5 = self.data_hash().removesuffix(".dir")
        usage = self.jenkins.get(f"fingerprint/{md5}/api/json")["usage"]
        ranges = [(each["name"], r["start"], r["end"]) for each in usage for r in each["ranges"]["ranges"]]
        self.check(ranges == [(MODEL, 2, 4)], "Jenkins' own fingerprint page leads from that data to builds 2 and 3", ranges)

    def spoiled(self):
        self.begin("Build 4: a spoiled delivery", "the gate ends the build; nothing moves, and the build says why.")
        self.deliver("spoiled", "Add one more delivery")
        build = self.build("FAILURE")
        self.champion("2")
        candidate = self.row(build, "spoiled: a column was sorted")
        self.check(candidate["verdicts"][0]["answer"] == "FAIL", "the verdicts are kept with the build: FAIL")

    def roll_back(self):
        self.begin("Somebody clicks on roll back", "one job with a reason goes back to version 1.")
        self.build("SUCCESS", MODEL + "-rollback", REASON="The second clinic reports wrong predictions")
        self.champion("1")
        ledger = self.jenkins.home / "model-gate/ledgers/main.git"
        commits = self.run("git", "-C", str(ledger), "rev-list", "--count", "main")
        self.check(commits == "3", "the ledger holds three decisions, one commit each", commits)

    def row(self, build, delivery):
        candidate = self.evidence(build)
        verdicts = candidate["verdicts"][0]["answer"]
        rmse = f"{candidate['metrics']['rmse']:.2f}"
        self.rows.append([f"#{build['number']}", candidate["version"], delivery, self.data_hash()[:12] + "….dir", rmse, verdicts])
        return candidate

    def finish(self):
        say()
        say(f"  {bold('How it ends')}")
        say()
        terminal.table(["build", "version", "delivery", "data hash", "RMSE", "verdict"], self.rows)
        say()

    def stop(self):
        if self.jenkins.process:
            self.jenkins.stop()

    def stays(self):
        say(f"     Jenkins  {bold(self.jenkins.url)}   {dim(f'up until: kill {self.jenkins.process.pid}')}")
        for user, password in self.jenkins.passwords.items():
            say(f"              {user}  {password}")


sys.exit(play(lambda mlflow: JenkinsStory(mlflow, Path(sys.argv[1])), "--keep" in sys.argv[2:]))
