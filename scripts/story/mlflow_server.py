"""A real MLflow server on 127.0.0.1, and an independent look at it: plain HTTP, nothing of Model Gate."""

import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request


class Server:
    def __init__(self, tools, folder):
        self.folder = folder
        folder.mkdir(parents=True)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.uri = f"http://127.0.0.1:{port}"
        self.log = folder / "server.log"
        command = [tools / "venv/bin/mlflow", "server", "--host", "127.0.0.1", "--port", str(port), "--workers", "1"]
        command += ["--backend-store-uri", f"sqlite:///{folder}/mlflow.db", "--artifacts-destination", folder / "artifacts"]
        environment = {name: value for name, value in os.environ.items() if not name.startswith("MLFLOW_")}
        environment |= {"MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false", "MLFLOW_DISABLE_TELEMETRY": "true"}
        with open(self.log, "wb") as log:
            # A session of its own, so that an interrupt ends the story first, and the story ends the server.
            self.process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=folder, env=environment, start_new_session=True
            )

    def wait(self, seconds=180):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                with urllib.request.urlopen(self.uri + "/health", timeout=5) as answer:
                    if answer.status == 200:
                        return
            except OSError:
                time.sleep(0.2)
        raise RuntimeError(f"The MLflow server did not come up; see {self.log}")

    def stop(self):
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()

    def call(self, path, query=None, body=None):
        url = f"{self.uri}/api/2.0/mlflow/{path}" + ("?" + urllib.parse.urlencode(query) if query else "")
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(url, data, {"Content-Type": "application/json"} if data else {})
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    def champion(self, model):
        """The version that the alias shows; None if there is no such alias."""
        try:
            query = {"name": model, "alias": "champion"}
            return self.call("registered-models/alias", query)["model_version"]["version"]
        except urllib.error.HTTPError:
            return None

    def set_champion(self, model, version):
        self.call("registered-models/alias", body={"name": model, "alias": "champion", "version": version})

    def versions(self, **tags):
        """All versions with these tags, the oldest first: one call."""
        wanted = " AND ".join(f"tags.`{name}` = '{value}'" for name, value in tags.items())
        query = {"filter": wanted, "order_by": "version_number ASC"}
        return self.call("model-versions/search", query).get("model_versions", [])

    def runs(self):
        return self.call("runs/search", body={"experiment_ids": self.experiments(), "max_results": 1000}).get("runs", [])

    def experiments(self):
        found = self.call("experiments/search", {"max_results": 1000}).get("experiments", [])
        return [experiment["experiment_id"] for experiment in found]

    def _artifact(self, version, path):
        run = self.call("runs/get", {"run_id": version["run_id"]})["run"]
        folder = run["info"]["artifact_uri"].removeprefix("mlflow-artifacts:/")
        model = version["source"].removeprefix(f"runs:/{version['run_id']}/")
        return f"{self.uri}/api/2.0/mlflow-artifacts/artifacts/{folder}/{model}/{path}"

    def read(self, version, path):
        """The bytes of a file of a version, as the registry serves them."""
        with urllib.request.urlopen(self._artifact(version, path), timeout=30) as answer:
            return answer.read()

    def overwrite(self, version, path, content):
        request = urllib.request.Request(self._artifact(version, path), content, method="PUT")
        urllib.request.urlopen(request, timeout=30).close()
