/** Git repositories as Model Gate reads them. */
package io.jenkins.plugins.modelgate.core.git;
