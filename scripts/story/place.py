"""Where the stories happen, and what is around them."""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

from .terminal import dim, say

ROOT = Path(__file__).resolve().parent.parent.parent
HERE = ROOT / ".demo"
PROJECT = HERE / "project"
TOOLS = Path(os.environ["MODEL_GATE_TOOLS"])
# Whatever is set around the demo, a CI's variables too, the story is the same.
FOREIGN = ("MODEL_GATE_", "MLFLOW_", "DVC_", "GIT_", "GITHUB_", "GITLAB_", "CI_", "BUILD_", "JOB_", "JENKINS_", "CASC_", "SECRETS")


def environment():
    """For the story's commands: the tools first, nothing of this machine's settings."""
    (HERE / "gitconfig").write_text("[user]\n\tname = Ada\n\temail = ada@example.org\n[init]\n\tdefaultBranch = main\n")
    return {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)} | {
        "PATH": f"{TOOLS}/venv/bin{os.pathsep}{os.environ['PATH']}",
        "GIT_CONFIG_GLOBAL": str(HERE / "gitconfig"),
        "GIT_CONFIG_NOSYSTEM": "1",
        "DVC_NO_ANALYTICS": "1",
        "DVC_SITE_CACHE_DIR": str(HERE / "dvc-site"),
        "DVC_GLOBAL_CONFIG_DIR": str(HERE / "dvc-global"),
        "DVC_SYSTEM_CONFIG_DIR": str(HERE / "dvc-system"),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONWARNINGS": "ignore",
        "MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT": "true",
    }


def clear():
    """Makes room for a new story, and ends the servers that an earlier one may have kept."""
    for name in ("mlflow", "jenkins"):
        try:
            kept = int((HERE / name / "server.pid").read_text())
            command = subprocess.run(["ps", "-p", str(kept), "-o", "command="], capture_output=True, text=True).stdout
            if str(HERE / name) in command:
                say(f"  {dim('·')} Ending the server that an earlier ./demo kept in .demo/{name} ({kept})")
                os.killpg(kept, signal.SIGTERM)
                time.sleep(1)
        except (OSError, ValueError):
            pass
    for path in HERE.iterdir() if HERE.is_dir() else []:
        if not path.name.startswith("build"):
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() and not path.is_symlink() else path.unlink()
    HERE.mkdir(exist_ok=True)


def stopped(number, _):
    raise KeyboardInterrupt(signal.Signals(number).name)
