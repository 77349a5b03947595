/** Reads tables in bounded memory, whatever is in them, and makes their profiles. */
package io.jenkins.plugins.modelgate.profile;
