package io.jenkins.plugins.modelgate.core.document;

/**
 * One of the four documents. Each is written as an in-toto Statement v1 in canonical JSON (RFC 8785), and named by the
 * SHA-256 of those bytes.
 */
public sealed interface Document permits Evidence, Verdicts, Approval, Transition {
    /** The model's files: the subject of the statement. */
    ModelFiles model();
}
