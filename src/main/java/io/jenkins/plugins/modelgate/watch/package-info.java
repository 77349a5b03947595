/** The periodic look at what MLflow servers show. */
package io.jenkins.plugins.modelgate.watch;
