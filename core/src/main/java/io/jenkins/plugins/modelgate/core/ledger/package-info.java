/**
 * The source of truth of transitions: a Git repository in which one commit is one transition, and the push (or the
 * atomic update of the branch) is the decision.
 */
package io.jenkins.plugins.modelgate.core.ledger;
