/** Requests of people in MLflow: looked for, started, answered. */
package io.jenkins.plugins.modelgate.requests;
