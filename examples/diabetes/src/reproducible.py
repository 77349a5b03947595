"""Takes time and place out of a model that MLflow saved, so that the same training gives the same bytes.

MLflow writes the time and a random id into ‘MLmodel’. skops names its entries after memory addresses and stamps them
with the time. Nothing that loads the model looks at any of these. With them gone, a second training with the same code,
data and parameters leaves ‘dvc.lock’ as it is: it is the same candidate, and anybody can train it again to check.
"""

import re
import uuid
import zipfile
from hashlib import sha256
from pathlib import Path

import yaml

ADDRESS = re.compile(r'(?<="__id__": )\d+|(?<=")\d+(?=\.npy")')


def make_reproducible(folder):
    folder = Path(folder)
    for path in folder.rglob("*.skops"):
        rewrite_skops(path)
    rewrite_mlmodel(folder)


def rewrite_skops(path):
    """Numbers the entries in the order of their first mention, and gives all of them the earliest date of the format."""
    with zipfile.ZipFile(path) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    numbers = {}

    def number(match):
        return str(numbers.setdefault(match.group(), len(numbers) + 1))

    schema = ADDRESS.sub(number, entries.pop("schema.json").decode())
    renamed = {f"{numbers[name.removesuffix('.npy')]}.npy": content for name, content in entries.items()}
    renamed["schema.json"] = schema.encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name in sorted(renamed):
            archive.writestr(zipfile.ZipInfo(name), renamed[name], zipfile.ZIP_DEFLATED)


def rewrite_mlmodel(folder):
    """The id becomes one that follows from the other files, the time a fixed one."""
    digest = sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != "MLmodel":
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    path = folder / "MLmodel"
    described = yaml.safe_load(path.read_text(encoding="utf-8"))
    described["model_uuid"] = uuid.UUID(bytes=digest.digest()[:16]).hex
    described["utc_time_created"] = "1980-01-01 00:00:00.000000"
    described["model_size_bytes"] = sum(file.stat().st_size for file in folder.rglob("*") if file != path)
    path.write_text(yaml.safe_dump(described), encoding="utf-8")
