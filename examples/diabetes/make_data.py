"""Writes the data of one delivery into ‘data’: make_data.py first | more | spoiled

The patients are those of scikit-learn's ‘diabetes’ data set (442 people, ten measurements, and how far the disease had
progressed a year later), in natural units. They come with scikit-learn: nothing is fetched.

first    180 patients: 120 to train with, 60 held out
more     all 442 patients: 332 to train with, 110 held out
spoiled  as ‘more’, but somebody opened the training table in a spreadsheet and sorted one column of it: each number is
         still plausible, and none belongs to its patient any more
"""

import sys
from pathlib import Path

from sklearn.datasets import load_diabetes

NAMES = {
    "bp": "blood_pressure",
    "s1": "total_cholesterol",
    "s2": "ldl",
    "s3": "hdl",
    "s4": "cholesterol_ratio",
    "s5": "log_triglycerides",
    "s6": "glucose",
    "target": "progression",
}


def main():
    if sys.argv[1:] not in (["first"], ["more"], ["spoiled"]):
        sys.exit(__doc__)
    patients = load_diabetes(as_frame=True, scaled=False).frame.rename(columns=NAMES)
    held_out = patients.index % 4 == 3
    train, holdout = patients[~held_out], patients[held_out]
    if sys.argv[1] == "first":
        train, holdout = train[:120], holdout[:60]
    if sys.argv[1] == "spoiled":
        train = train.assign(progression=sorted(train["progression"]))
    Path("data").mkdir(exist_ok=True)
    train.to_csv("data/train.csv", index=False, lineterminator="\n")
    holdout.to_csv("data/holdout.csv", index=False, lineterminator="\n")


main()
