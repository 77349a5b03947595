"""Writes the files in this folder: make.py FOLDER. Needs pyarrow and numpy; the files here are of pyarrow 25.0.1."""
import datetime
import decimal
import pathlib
import sys

import numpy
import pyarrow as pa
import pyarrow.parquet as pq

ROWS = 7
DAYS = range(1, ROWS + 1)
NOON = [datetime.datetime(2026, 1, day, 12, 30) for day in DAYS]

table = pa.table({
    "i32": pa.array([1, 2, None, 4, 5, 6, 7], pa.int32()),
    "u32": pa.array([1, 2, 3, 4, 5, 6, 2**32 - 1], pa.uint32()),
    "u64": pa.array([1, 2, 3, 4, 5, 6, 2**64 - 1], pa.uint64()),
    "i64": pa.array([-1, 2, 3, 4, 5, 6, 7], pa.int64()),
    "f32": pa.array([0.1, 0.2, None, float("nan"), float("inf"), 1, 2], pa.float32()),
    "f64": pa.array([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]),
    "f16": pa.array([numpy.float16(x) for x in [0.5, -1.5, 2, 3, 4, 5, 6]], pa.float16()),
    "s": ["a", "b", None, "a", "ü", "b", "a"],
    "cat": pa.array(["x", "y", "x", "x", "y", "x", "x"]).dictionary_encode(),
    "b": [True, False, None, True, True, True, False],
    "d": pa.array([datetime.date(2026, 1, day) for day in DAYS]),
    "ts": pa.array(NOON, pa.timestamp("us")),
    "tz": pa.array(NOON, pa.timestamp("ms", tz="UTC")),
    "ns": pa.array(NOON, pa.timestamp("ns")),
    "t": pa.array([datetime.time(hour, 0) for hour in range(ROWS)], pa.time64("us")),
    "dec": pa.array([decimal.Decimal(quarters) / 4 for quarters in range(ROWS)], pa.decimal128(10, 2)),
    "l": [[1, 2], [], None, [3], [4], [5], [6, 7, 8]],
    "st": [{"a": 1, "b": "x"}, None] + [{"a": k, "b": None} for k in range(5)],
    "bin": pa.array([b"\xff"] * ROWS, pa.binary()),
    "last": list(range(ROWS)),
})

DELTAS = {"i64": "DELTA_BINARY_PACKED", "s": "DELTA_BYTE_ARRAY", "i32": "DELTA_BINARY_PACKED", "f64": "BYTE_STREAM_SPLIT"}
WAYS = {
    **{name: {"compression": name} for name in ("snappy", "zstd", "gzip", "lz4", "none", "brotli")},
    "v2": {"compression": "zstd", "data_page_version": "2.0", "row_group_size": 3},
    "delta": {"use_dictionary": False, "data_page_version": "2.0", "column_encoding": DELTAS},
    "int96": {"use_deprecated_int96_timestamps": True},
}
ALL = {
    "i32": "DELTA_BINARY_PACKED", "u32": "BYTE_STREAM_SPLIT", "u64": "DELTA_BINARY_PACKED", "i64": "BYTE_STREAM_SPLIT", "f32": "BYTE_STREAM_SPLIT",
    "f64": "BYTE_STREAM_SPLIT", "f16": "BYTE_STREAM_SPLIT", "s": "DELTA_LENGTH_BYTE_ARRAY", "cat": "DELTA_BYTE_ARRAY", "b": "RLE",
    "d": "DELTA_BINARY_PACKED", "ts": "DELTA_BINARY_PACKED", "dec": "DELTA_BYTE_ARRAY",
}
WAYS["encodings"] = {"use_dictionary": False, "compression": "none", "column_encoding": ALL}
WAYS["encodings2"] = {**WAYS["encodings"], "data_page_version": "2.0"}
folder = pathlib.Path(sys.argv[1])
for name, options in WAYS.items():
    pq.write_table(table, folder / f"{name}.parquet", **options)
pq.write_table(table.slice(0, 0), folder / "empty.parquet")
# More than one block of differences, one run and one page; constants take no bits at all.
long = pa.table({
    "up": list(range(3000)),
    "far": [(k * 0x9E3779B97F4A7C15 & 2**64 - 1) - 2**63 for k in range(3000)],
    "same": [7] * 3000,
    "text": [f"user-{k * 7919 % 3001:04d}" for k in range(3000)],
    "some": [None if k % 3 == 0 else k % 5 == 0 for k in range(3000)],
})
LONG = {"up": "DELTA_BINARY_PACKED", "far": "DELTA_BINARY_PACKED", "same": "DELTA_BINARY_PACKED", "text": "DELTA_BYTE_ARRAY", "some": "RLE"}
pq.write_table(long, folder / "long.parquet", use_dictionary=False, column_encoding=LONG, data_page_size=4096, data_page_version="2.0")
