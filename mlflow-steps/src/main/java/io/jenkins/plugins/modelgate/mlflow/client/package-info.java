/**
 * A client of MLflow's REST API (2.22 and 3). {@link io.jenkins.plugins.modelgate.mlflow.client.MlflowClient} is the entry;
 * everything else is what goes in and comes out. It knows MLflow, and nothing of gates or ledgers.
 */
package io.jenkins.plugins.modelgate.mlflow.client;
