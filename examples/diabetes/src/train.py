"""Stage ‘train’: fits the model and saves it, in MLflow's format, as the folder ‘model’.

With MLFLOW_RUN_ID in the environment (‘model-gate run’ puts it there) parameters and metrics are logged to that run;
without it no server is needed.
"""

import os
import shutil
from contextlib import nullcontext

import mlflow
import pandas as pd
import yaml
from sklearn.linear_model import Ridge
from sklearn.metrics import root_mean_squared_error
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from reproducible import make_reproducible


def main():
    with open("params.yaml", encoding="utf-8") as file:
        params = yaml.safe_load(file)["train"]
    table = pd.read_csv("prepared/train.csv")
    features, target = table.drop(columns="progression").astype(float), table["progression"]

    model = make_pipeline(StandardScaler(), Ridge(alpha=params["alpha"]))
    model.fit(features, target)
    fitted = model.predict(features)

    shutil.rmtree("model", ignore_errors=True)
    signature = mlflow.models.infer_signature(features, fitted)
    mlflow.sklearn.save_model(model, "model", signature=signature, serialization_format="skops")
    make_reproducible("model")

    rmse = root_mean_squared_error(target, fitted)
    with mlflow.start_run() if os.environ.get("MLFLOW_RUN_ID") else nullcontext() as run:
        if run:
            mlflow.log_params({f"train.{name}": value for name, value in params.items()})
            mlflow.log_metrics({"train.rmse": rmse, "train.n": len(table)})
    print(f"trained on {len(table)} patients, RMSE there {rmse:.2f}")


main()
