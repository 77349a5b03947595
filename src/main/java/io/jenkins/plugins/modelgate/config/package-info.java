/** What the administrator configures: servers, ledgers, policies, and what jobs may do. */
package io.jenkins.plugins.modelgate.config;
