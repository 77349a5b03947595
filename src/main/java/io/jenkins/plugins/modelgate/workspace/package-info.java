/** What happens where the workspace is: reading and hashing on the agent. */
package io.jenkins.plugins.modelgate.workspace;
