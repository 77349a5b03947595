"""Plays a story on an MLflow server of its own, and says how it ended."""

import signal
import time

from story import place, terminal
from story.mlflow_server import Server
from story.place import HERE, TOOLS
from story.terminal import NotSo, bold, dim, green, red, say


class Story:
    """What is played: tell() proves it, finish() sums it up."""

    def stop(self):
        """Ends what the story started itself."""

    def stays(self):
        """Says where to find what stays up."""


def play(make, keep):
    """Plays what make(mlflow) gives; answers the exit code. With keep its servers stay up if all went well."""
    started = time.monotonic()
    signal.signal(signal.SIGTERM, place.stopped)
    signal.signal(signal.SIGHUP, place.stopped)
    place.clear()
    mlflow = Server(TOOLS, HERE / "mlflow")
    (HERE / "mlflow/server.pid").write_text(str(mlflow.process.pid))
    story = None
    done = False
    try:
        say(f"  {dim('·')} Starting MLflow at {mlflow.uri}")
        mlflow.wait()
        story = make(mlflow)
        story.tell()
        story.finish()
        done = True
    except KeyboardInterrupt:
        say(red("\n  Interrupted."))
        return 130
    except (NotSo, RuntimeError, OSError) as problem:
        say(f"\n  {red('✗')} {bold('The story does not hold.')}\n")
        terminal.paragraph(str(problem))
        say()
        return 1
    finally:
        if not (keep and done):
            if story:
                story.stop()
            mlflow.stop()
    if keep:
        story.stays()
        say(f"     MLflow   {bold(mlflow.uri)}   {dim(f'up until: kill {mlflow.process.pid}')}")
    say()
    say(f"  {green('✓')} {bold('Every claim was checked.')} {dim(f'{time.monotonic() - started:.0f} s')}")
    say()
    return 0
