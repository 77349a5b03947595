package io.jenkins.plugins.modelgate.core.document;

/** What a gate answers. Only PASS lets anything through. */
public enum Answer {
    PASS,
    FAIL,
    /** It cannot tell. */
    INCONCLUSIVE,
    /** It could not be asked. */
    ERROR
}
