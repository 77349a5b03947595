/** What people say to candidates: where they say it, and who waits for it. */
package io.jenkins.plugins.modelgate.approvals;
