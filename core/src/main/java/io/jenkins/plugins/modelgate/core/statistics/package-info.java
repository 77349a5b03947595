/**
 * Statistics for gates: pure functions, the same answer for the same numbers on every machine. Each formula names its source;
 * what a method cannot tell is {@link io.jenkins.plugins.modelgate.core.statistics.Result.Inconclusive}, never a number.
 */
package io.jenkins.plugins.modelgate.core.statistics;
