/**
 * The use cases: what the command line and the Jenkins steps both call, with the same inputs, defaults and errors. A
 * {@link io.jenkins.plugins.modelgate.mlflow.steps.Gatekeeper} is the context; each family of use cases is one class that is
 * made from it. All of them may be called again after a crash or an error: what is done already is found, not repeated.
 */
package io.jenkins.plugins.modelgate.mlflow.steps;
