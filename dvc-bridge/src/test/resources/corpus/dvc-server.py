"""The real DVC, answering many commands: imported once, then one fork for each command, so that none sees another's state.

Reads a JSON object on each line of its standard input ({"cwd", "argv"} for the command line, {"cwd", "outs": true} for
what DVC itself thinks of each output), and writes one JSON object on a line for each ({"rc", "out", "err"}).
"""

import gc
import importlib
import json
import os
import pkgutil
import sys
import tempfile
import traceback

import dvc
import dvc_data
import dvc_http  # noqa: F401


def import_all(package):
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        if not any(part in module.name for part in ("__main__", "testing", "pyinstaller", "dvc_data.cli")):
            try:
                importlib.import_module(module.name)
            except ImportError:
                pass  # an extra that is not installed


def describe(out, root):
    """One output, as DVC's own classes see it."""
    from dvc.exceptions import DvcException

    meta = out.meta
    entry = {
        "path": os.path.relpath(out.fs_path, root) if out.is_in_repo else str(out),
        "prefix": len(os.path.join(os.path.relpath(out.repo.root_dir, root), "")) if out.repo.root_dir != root else 0,
        "stage": out.stage.addressing,
        "stored": bool(out.use_cache),
        "recorded": [out.hash_info.name, out.hash_info.value] if out.hash_info else None,
        "version_id": meta.version_id if meta else None,
        "etag": meta.etag if meta else None,
        "size": meta.size if meta else None,
        "nfiles": meta.nfiles if meta else None,
        "isdir": bool(out.is_dir_checksum),
        "can_push": bool(out.can_push),
        "repo_import": bool(out.stage.is_repo_import),
        "exists": bool(out.exists) if out.is_in_repo else None,
        "actual": None,
        "in_cache": None,
        "status": None,
    }
    if not out.is_in_repo:
        return entry
    entry["status"] = next(iter(out.status().values()), None)
    if out.exists:
        try:
            actual = out.get_hash()
            entry["actual"] = [actual.name, actual.value] if actual else None
        except (DvcException, OSError) as exc:
            entry["error"] = repr(exc)
    if out.use_cache and out.hash_info:
        entry["in_cache"] = not out.changed_cache()
    return entry


def outs():
    from dvc.repo import Repo

    with Repo() as repo:
        root = repo.scm.root_dir if hasattr(repo.scm, "root_dir") else repo.root_dir
        with repo.lock:
            print(json.dumps([describe(out, root) for out in repo.index.outs]))
    return 0


def params():
    """The parameters that the lock files record."""
    from dvc.dependency.param import ParamsDependency
    from dvc.repo import Repo

    with Repo() as repo:
        print(json.dumps([
            {"stage": stage.addressing, "file": str(dep), "values": dep.hash_info.value if dep.hash_info else None}
            for stage in repo.index.stages for dep in stage.deps if isinstance(dep, ParamsDependency)]))
    return 0


def child(request, out, err):
    os.dup2(out, 1)
    os.dup2(err, 2)
    rc = 255
    try:
        os.chdir(request["cwd"])
        os.environ.update(request.get("env", {}))
        if "outs" in request:
            rc = outs()
        elif "params" in request:
            rc = params()
        else:
            rc = dvc.cli.main(request["argv"])
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(rc)


def serve():
    for line in sys.stdin:
        request = json.loads(line)
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            pid = os.fork()
            if pid == 0:
                child(request, out.fileno(), err.fileno())
            _, status = os.waitpid(pid, 0)
            answer = {"rc": os.waitstatus_to_exitcode(status)}
            for name, file in (("out", out), ("err", err)):
                file.seek(0)
                answer[name] = file.read().decode("utf-8", "replace")
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    import_all(dvc)
    import_all(dvc_data)
    import dvc.cli

    gc.freeze()
    serve()
