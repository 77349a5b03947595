"""Writes random tables in every format, and what pandas says of them: reference.py FOLDER TABLES"""
import json
import pathlib
import sys

import numpy as np
import pandas as pd

folder, tables = pathlib.Path(sys.argv[1]), int(sys.argv[2])
random = np.random.default_rng(20261122)
KINDS = {
    "integers": lambda n: random.integers(-10**6, 10**6, n),
    "few": lambda n: random.integers(0, 5, n),
    "large": lambda n: random.integers(2**40, 2**52, n),
    "numbers": lambda n: random.normal(size=n),
    "heavy": lambda n: np.exp(random.normal(size=n) * 9),
    "holes": lambda n: np.where(random.random(n) < 0.3, np.nan, random.normal(size=n)),
    "truth": lambda n: random.random(n) < 0.4,
    "words": lambda n: random.choice(["a", "b, c", 'say "d"', "e\nf", "ü", "nan?"], n),
    "ids": lambda n: np.array([f"id-{k}" for k in random.permutation(n)]),
}
ENCODINGS = {
    1: {"integers": "DELTA_BINARY_PACKED", "few": "DELTA_BINARY_PACKED", "large": "DELTA_BINARY_PACKED", "numbers": "BYTE_STREAM_SPLIT",
        "holes": "BYTE_STREAM_SPLIT", "truth": "RLE", "words": "DELTA_BYTE_ARRAY", "ids": "DELTA_BYTE_ARRAY"},
    2: {"integers": "BYTE_STREAM_SPLIT", "few": "PLAIN", "truth": "PLAIN", "words": "DELTA_LENGTH_BYTE_ARRAY", "ids": "DELTA_LENGTH_BYTE_ARRAY"},
}


def column(values):
    here = values.dropna()
    numbers = pd.api.types.is_numeric_dtype(values) and values.dtype != bool
    counts = here.value_counts()
    said = {"nulls": int(values.isna().sum()), "different": len(counts), "unique": bool(here.is_unique)}
    if numbers:
        said |= {"min": float(here.min()), "max": float(here.max()), "mean": float(here.mean())}
    elif len(counts) <= 1000:
        said["values"] = {str(k).lower() if values.dtype == bool else k: int(v) for k, v in counts.items()}
    return said


for i in range(tables):
    rows = int(random.integers(60, 4000))
    table = pd.DataFrame({name: make(rows) for name, make in KINDS.items()})
    table.to_csv(folder / f"{i}.csv", index=False)
    table.to_csv(folder / f"{i}.tsv", index=False, sep="\t")
    table.to_json(folder / f"{i}.jsonl", orient="records", lines=True, double_precision=15)
    options = {"compression": ["snappy", "zstd", "gzip", None][i % 4], "row_group_size": int(random.integers(50, 3000))}
    options |= {"data_page_version": ["1.0", "2.0"][i // 2 % 2], "data_page_size": int(random.integers(500, 100_000))}
    if i % 3:
        options |= {"use_dictionary": False, "column_encoding": ENCODINGS[i % 3]}
    table.to_parquet(folder / f"{i}.parquet", index=False, **options)
    said = {"rows": rows, "columns": {name: column(table[name]) for name in KINDS}}
    (folder / f"{i}.json").write_text(json.dumps(said))
