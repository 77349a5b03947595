package io.jenkins.plugins.modelgate.core.document;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Who saw a value with their own eyes. Auditors read this before the value. */
public enum Observer {
    /** The process that decides: the CI controller, or the command line acting as one. */
    @JsonProperty("controller")
    CONTROLLER,
    /** The machine that holds the workspace: it read or hashed the files itself. */
    @JsonProperty("agent")
    AGENT,
    /** The model registry, asked over its API. */
    @JsonProperty("registry")
    REGISTRY,
    /** The person themselves, by their own signature. */
    @JsonProperty("signed")
    SIGNED,
    /** Nobody but the run itself says so. */
    @JsonProperty("claimed")
    CLAIMED
}
