"""Stage ‘prepare’: checks the delivered tables and writes them as the model wants them."""

import sys
from pathlib import Path

import pandas as pd

TARGET = "progression"
PLAUSIBLE = {
    "age": (0, 110),
    "sex": (1, 2),
    "bmi": (10, 80),
    "blood_pressure": (40, 200),
    "total_cholesterol": (50, 500),
    "ldl": (10, 400),
    "hdl": (5, 150),
    "cholesterol_ratio": (1, 20),
    "log_triglycerides": (2, 8),
    "glucose": (30, 400),
    TARGET: (0, 500),
}


def check(table, path):
    missing = sorted(PLAUSIBLE.keys() - set(table.columns))
    if missing:
        sys.exit(f"{path}: no column {', '.join(missing)}")
    for column, (low, high) in PLAUSIBLE.items():
        strange = table.index[~table[column].between(low, high)]
        if len(strange):
            row = strange[0]
            sys.exit(f"{path}, row {row + 2}: {column} is {table[column][row]}, not within {low} to {high}")


def main():
    out = Path("prepared")
    out.mkdir(exist_ok=True)
    for name in ("train.csv", "holdout.csv"):
        path = Path("data", name)
        table = pd.read_csv(path)
        check(table, path)
        table["sex"] = table["sex"] - 1
        table[list(PLAUSIBLE)].to_csv(out / name, index=False, lineterminator="\n")
        print(f"{path}: {len(table)} patients")


main()
