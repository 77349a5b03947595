/** One thin step for each use case. */
package io.jenkins.plugins.modelgate.steps;
