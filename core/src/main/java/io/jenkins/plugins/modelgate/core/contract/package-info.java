/** What a table of data looks like, what is demanded of it, and how far it went from another one: pure functions of profiles. */
package io.jenkins.plugins.modelgate.core.contract;
