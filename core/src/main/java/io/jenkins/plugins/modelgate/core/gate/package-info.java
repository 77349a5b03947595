/** Gates: what the policy asks, answered from evidence. Pure functions; nothing is looked up or measured here. */
package io.jenkins.plugins.modelgate.core.gate;
