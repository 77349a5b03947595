"""The story that ./demo tells. Each step does something real, says what it proves, and checks it with eyes of its own:
Git, MLflow's REST API and the bytes themselves; Model Gate's word alone counts for nothing here."""

import hashlib
import json
import os
import shutil
import subprocess
import sys

sys.dont_write_bytecode = True
from story import place, terminal  # noqa: E402
from story.place import HERE, PROJECT, ROOT  # noqa: E402
from story.stage import Story, play  # noqa: E402
from story.terminal import NotSo, Step, bold, dim, red, say  # noqa: E402

LEDGER = HERE / "ledger.git"
LAUNCHER = ROOT / "cli/target/model-gate/bin/model-gate"
MODEL = "diabetes"
CHAMPION = f"models:/{MODEL}@champion"


class Demo(Story):
    def __init__(self, server):
        self.server = server
        self.environment = place.environment()
        self.environment |= {
            "PATH": f"{LAUNCHER.parent}{os.pathsep}{self.environment['PATH']}",
            "MLFLOW_TRACKING_URI": server.uri,
            "MODEL_GATE_CONFIG": str(HERE / "model-gate.conf.yaml"),
            "XDG_CONFIG_HOME": str(HERE / "home"),
            "XDG_DATA_HOME": str(HERE / "home"),
            "XDG_CACHE_HOME": str(HERE / "home"),
        }
        self.step = None
        self.rows = {}

    # --- running things

    def quietly(self, *words, cwd=PROJECT):
        """Runs a command that is no part of the story; its output counts only when it fails."""
        done = subprocess.run(words, cwd=cwd, env=self.environment, capture_output=True, text=True)
        if done.returncode != 0:
            raise NotSo(f"‘{' '.join(map(str, words))}’ ended with {done.returncode}: {done.stderr.strip() or done.stdout.strip()}")
        return done.stdout.strip()

    def show(self, *words, code=0, cwd=PROJECT):
        """Runs a command of the story, shows what it says, and checks how it ends."""
        self.step.command(words)
        process = subprocess.Popen(
            words, cwd=cwd, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
        )
        lines = []
        for line in process.stdout:
            lines.append(line.rstrip())
            if line.strip():
                self.step.output(line.rstrip())
        if process.wait() != code:
            raise NotSo(f"‘{' '.join(words)}’ ended with {process.returncode}, not with {code}")
        if code:
            say(f"     {dim(f'│ exit code {code}')}")
        return "\n".join(lines)

    def gate(self, *words, code=0, cwd=PROJECT):
        return self.show("model-gate", *words, code=code, cwd=cwd)

    def ask(self, *words, code=0, cwd=PROJECT):
        """What a command answers in JSON; not shown."""
        done = subprocess.run(
            ["model-gate", *words, "--json"], cwd=cwd, env=self.environment, capture_output=True, text=True
        )
        if done.returncode != code:
            raise NotSo(f"‘model-gate {' '.join(words)}’ ended with {done.returncode}, not with {code}: {done.stdout}{done.stderr}")
        return json.loads(done.stdout)["result"]

    def git(self, *words, cwd=PROJECT):
        return self.quietly("git", *words, cwd=cwd)

    def check(self, holds, claim, found=None):
        self.step.check(holds, claim, found)

    def begin(self, title, proves):
        if self.step:
            self.step.end()
        self.step = Step(self.step.number + 1 if self.step else 1, title, proves)

    # --- looking

    def data_hash(self, cwd=PROJECT):
        """DVC's own word for the hash of ‘data’, read from data.dvc."""
        lines = (cwd / "data.dvc").read_text().splitlines()
        return next(line.split()[-1] for line in lines if "md5: " in line)

    def decided(self):
        """How many transitions the ledger holds, counted by Git."""
        return int(self.git("rev-list", "--count", "main", cwd=LEDGER))

    def desired(self):
        """Which version the ledger says holds production, read by Git from its file."""
        path = next(p for p in self.git("ls-tree", "-r", "--name-only", "main", cwd=LEDGER).splitlines()
                    if p.startswith("models/") and p.endswith("production.json"))
        return json.loads(self.git("show", f"main:{path}", cwd=LEDGER))["holder"]["version"]

    def version(self, number):
        return self.server.call("model-versions/get", {"name": MODEL, "version": number})["model_version"]

    def counts(self):
        return len(self.server.versions()), len(self.server.runs())

    def metric(self, name="rmse"):
        return json.loads((PROJECT / "metrics.json").read_text())[name]

    def agree(self, version):
        self.check(
            self.server.champion(MODEL) == version and self.desired() == version,
            f"MLflow's alias ‘champion’ and the ledger both say version {version}",
            f"MLflow {self.server.champion(MODEL)}, ledger {self.desired()}",
        )

    # --- the parts that come again

    def deliver(self, which, message):
        self.quietly("python", "make_data.py", which)
        self.show("dvc", "add", "--quiet", "data")
        self.git("add", "--all")
        self.show("git", "commit", "--quiet", "-m", message)

    def train(self):
        self.gate("run", "--", "dvc", "repro", "--quiet")
        self.show("dvc", "push", "--quiet")
        self.git("add", "--all")
        if self.git("status", "--porcelain"):
            self.show("git", "commit", "--quiet", "-m", "Lock what was trained")

    def candidate(self):
        self.gate("record")
        self.gate("register")

    def row(self, version, delivery, verdict):
        tags = {tag["key"]: tag["value"] for tag in self.version(version)["tags"]}
        self.rows[version] = [version, delivery, tags["model-gate.data"][:12] + "….dir", f"{self.metric():.2f}", verdict]

    # --- the story

    def tell(self):
        self.project()
        self.first()
        self.more()
        self.spoiled()
        self.again()
        self.roll_back()
        self.drift()
        self.overwritten()
        self.audit()
        self.step.end()

    def project(self):
        self.begin(
            "A project is put under Git, DVC and Model Gate",
            "what DVC tracks is read natively, and the hash is DVC's own.",
        )
        shutil.copytree(ROOT / "examples/diabetes", PROJECT)
        (HERE / "model-gate.conf.yaml").write_text(
            "server:\n  name: demo\n"
            f"ledger:\n  location: {LEDGER}\n  signing-key: {HERE}/signing-key.pem\n"
            "policy:\n  ref: refs/heads/main\n"
            "actor: ada\n"
        )
        self.show("git", "init", "--quiet")
        self.show("dvc", "init", "--quiet")
        self.show("dvc", "remote", "add", "--quiet", "--default", "store", "../store")
        self.deliver("first", "Start with the patients of one clinic")
        self.gate("snapshot")
        found = {path["path"]: path for path in self.ask("snapshot")["snapshot"]["paths"]}
        self.check(
            found["data"]["actual"] == "md5:" + self.data_hash(), f"the native hash of ‘data’ is DVC's own: {self.data_hash()}", found["data"]
        )

    def first(self):
        self.begin(
            "Build 1: the first version goes into production",
            "one run of the pipeline becomes one version that names its code and data. With no champion yet, the bounds decide.",
        )
        self.train()
        self.candidate()
        self.gate("gate", "--target", "production")
        self.gate("promote", "--target", "production")
        self.agree("1")
        tags = {tag["key"]: tag["value"] for tag in self.version("1")["tags"]}
        self.check(tags.get("model-gate.data") == self.data_hash(), "version 1 carries DVC's hash of its data as a tag", tags)
        self.check(
            [v["version"] for v in self.server.versions(**{"model-gate.data": self.data_hash()})] == ["1"],
            "one call to MLflow leads from that data back to version 1",
        )
        served = self.quietly(
            "python", "-c", "import sys, mlflow, pandas\nmodel = mlflow.pyfunc.load_model(sys.argv[1])\n"
            "print(len(model.predict(pandas.read_csv('prepared/holdout.csv').drop(columns='progression').astype(float))))", CHAMPION,
        )
        self.check(served == "60", f"{CHAMPION} loads with MLflow alone and predicts for 60 patients", served)
        self.row("1", "first", "PASS")

    def more(self):
        self.begin(
            "Build 2: more data, compared with the champion on equal terms",
            "the champion is scored again on the new holdout, since its old number was measured on other patients.",
        )
        before = self.metric()
        self.deliver("more", "Add the patients of a second clinic")
        self.train()
        self.candidate()
        self.gate("gate", "--target", "production")
        self.gate("promote", "--target", "production")
        self.agree("2")
        self.row("2", "more", "PASS")
        self.check(
            self.metric() > before * 1.02,
            f"by the old number it had been refused: RMSE {self.metric():.2f} on 110 patients against {before:.2f} on 60",
        )

    def spoiled(self):
        self.begin(
            "Build 3: spoiled data does not get through, however often one tries",
            "a red verdict moves nothing, says why in plain words, and is not trained, registered or judged away.",
        )
        decided = self.decided()
        self.deliver("spoiled", "Take the table that somebody had sorted in a spreadsheet")
        self.train()
        self.candidate()
        self.gate("gate", "--target", "production", code=3)
        self.gate("promote", "--target", "production", code=5)
        self.agree("2")
        self.row("3", "spoiled", "FAIL")
        counts = self.counts()
        self.git("commit", "--quiet", "--allow-empty", "-m", "Try again")
        self.train()
        self.candidate()
        self.gate("gate", "--target", "production", code=3)
        self.check(self.counts() == counts, f"tried again: still {counts[0]} versions and {counts[1]} runs in MLflow", self.counts())
        self.check(self.decided() == decided, f"the ledger still holds {decided} transitions", self.decided())

    def again(self):
        self.begin(
            "Build 2's candidate once more",
            "the same code, data and parameters are the same candidate: same key, same verdict, no new version.",
        )
        counts, decided = self.counts(), self.decided()
        commit = self.git("log", "-1", "--format=%H", "--grep=Lock what was trained", "--skip=1")
        self.show("git", "checkout", "--quiet", "--detach", commit)
        self.show("dvc", "checkout", "--quiet", "--force")
        self.train()
        self.candidate()
        self.gate("gate", "--target", "production")
        self.gate("promote", "--target", "production")
        self.check(self.counts() == counts, f"still {counts[0]} versions and {counts[1]} runs in MLflow", self.counts())
        self.check(self.decided() == decided, "nothing was decided: version 2 holds production already", self.decided())
        self.show("git", "checkout", "--quiet", "main")
        self.show("dvc", "checkout", "--quiet", "--force")

    def roll_back(self):
        self.begin(
            "Production is rolled back",
            "one call with a reason goes back to version 1, and its code, data and model are found again byte for byte.",
        )
        self.gate("rollback", "--target", "production", "--reason", "The second clinic reports wrong predictions")
        self.agree("1")
        self.gate("show", CHAMPION)
        tags = {tag["key"]: tag["value"] for tag in self.version("1")["tags"]}
        commit, copy = tags["model-gate.commit"], HERE / "checkout"
        self.git("clone", "--quiet", PROJECT, copy, cwd=HERE)
        self.git("checkout", "--quiet", "--detach", commit, cwd=copy)
        self.quietly("dvc", "remote", "modify", "--local", "store", "url", str(HERE / "store"), cwd=copy)
        self.show("dvc", "pull", "--quiet", "data", cwd=copy)
        listing = sorted(copy.joinpath("data").iterdir())
        entries = [{"md5": hashlib.md5(path.read_bytes()).hexdigest(), "relpath": path.name} for path in listing]
        data = hashlib.md5(json.dumps(entries).encode()).hexdigest() + ".dir"
        self.check(data == tags["model-gate.data"], f"commit {commit[:12]} and DVC's remote give back its data: {data}", tags)
        self.show("dvc", "repro", "--quiet", cwd=copy)
        same = [path for path in copy.joinpath("model").iterdir()
                if path.read_bytes() == self.server.read(self.version("1"), path.name)]
        self.check(
            len(same) == len(list(copy.joinpath("model").iterdir())) > 0,
            f"trained anew from there, the model is the registry's, byte for byte ({len(same)} files)",
        )

    def drift(self):
        self.begin(
            "Somebody moves the alias by hand, to the version that the gates refused",
            "MLflow keeps no trace of who did it; the ledger knows what should be, shows the difference and heals it.",
        )
        self.server.set_champion(MODEL, "3")
        self.step.hand("MLflow's alias ‘champion’ now shows version 3")
        self.gate("status", code=6)
        self.gate("reconcile")
        self.agree("1")
        self.gate("status")

    def overwritten(self):
        self.begin(
            "Somebody overwrites the model's file in the registry",
            "whoever serves the model can check what they are about to load.",
        )
        good, bad = (self.server.read(self.version(number), "model.skops") for number in ("1", "3"))
        self.server.overwrite(self.version("1"), "model.skops", bad)
        self.step.hand("the bytes of version 1's model.skops are now those of version 3")
        self.gate("verify", CHAMPION, code=6)
        self.server.overwrite(self.version("1"), "model.skops", good)
        self.step.hand("the file is put back from a backup")
        self.gate("verify", CHAMPION)

    def audit(self):
        self.begin(
            "The ledger is read and checked from its first commit",
            "each decision is signed and follows from the one before. A copy that was tampered with is told from the true one.",
        )
        self.gate("history")
        self.gate("audit")
        copy, tree = HERE / "tampered.git", HERE / "tampered"
        self.git("clone", "--quiet", "--bare", LEDGER, copy, cwd=HERE)
        self.git("clone", "--quiet", copy, tree, cwd=HERE)
        path = next(tree.joinpath("models").rglob("production.json"))
        path.write_text(path.read_text().replace('"version":"1"', '"version":"3"', 1))
        self.git("commit", "--quiet", "--all", "-m", "promote diabetes 3", cwd=tree)
        self.git("push", "--quiet", "origin", "HEAD:main", cwd=tree)
        commit = self.git("rev-parse", "main", cwd=copy)
        self.step.hand("in a copy of the ledger, a commit lets version 3 hold production")
        said = self.gate("audit", "--ledger", str(copy), code=6)
        self.check(commit[:12] in said, f"the audit names the place: commit {commit[:12]}", said)

    # --- the end

    def finish(self):
        notes = HERE / "story.txt"
        notes.write_text(terminal.notes(), encoding="utf-8")
        report = HERE / "report.html"
        self.quietly("model-gate", "report", "--out", str(report), "--notes", str(notes))
        holder = self.server.champion(MODEL)
        for version, row in self.rows.items():
            row.append("production" if version == holder else "–")
        say()
        say(f"  {bold('How it ends')}")
        say()
        terminal.table(["version", "delivery", "data hash", "RMSE", "verdict", "target"], self.rows.values())
        say()
        say(f"     Report   {bold(report.as_uri())}")


sys.exit(play(Demo, "--keep" in sys.argv[1:]))
