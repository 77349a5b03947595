/** What the ledger says, written into a repository from which others deploy: a projection, never a decision. */
package io.jenkins.plugins.modelgate.core.deploy;
