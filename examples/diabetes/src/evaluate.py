"""Stage ‘evaluate’: scores a model on this workspace's holdout.

Model Gate calls it too, to score the champion on the candidate's holdout: it says where the model lies
(MODEL_GATE_MODEL) and where the numbers belong (MODEL_GATE_METRICS).
"""

import json
import os

import mlflow
import pandas as pd
from sklearn.metrics import mean_absolute_error, r2_score, root_mean_squared_error


def main():
    model = mlflow.pyfunc.load_model(os.environ.get("MODEL_GATE_MODEL", "model"))
    table = pd.read_csv("prepared/holdout.csv")
    target = table["progression"]
    predicted = model.predict(table.drop(columns="progression").astype(float))
    metrics = {
        "rmse": root_mean_squared_error(target, predicted),
        "mae": mean_absolute_error(target, predicted),
        "r2": r2_score(target, predicted),
        "n": len(table),
    }
    with open(os.environ.get("MODEL_GATE_METRICS", "metrics.json"), "w", encoding="utf-8") as file:
        json.dump(metrics, file, indent=2)
        file.write("\n")
    print(f"scored on {len(table)} patients: RMSE {metrics['rmse']:.2f}")


main()
