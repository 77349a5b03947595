/** What the ledger says, written where others deploy from: a projection, never a decision. */
package io.jenkins.plugins.modelgate.deploy;
