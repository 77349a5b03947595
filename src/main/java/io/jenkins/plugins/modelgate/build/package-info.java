/** What a build keeps, and what the configuration gives it. */
package io.jenkins.plugins.modelgate.build;
