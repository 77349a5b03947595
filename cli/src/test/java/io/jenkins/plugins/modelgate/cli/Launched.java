package io.jenkins.plugins.modelgate.cli;

import io.jenkins.plugins.modelgate.core.digest.CanonicalJson;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What a process said and how it ended.
 *
 * @param exitCode 128 + n if signal n ended it
 */
record Launched(int exitCode, String out, String err) {
    /** The field {@code result} of an answer in JSON. */
    Map<?, ?> result() {
        return (Map<?, ?>) json().get("result");
    }

    Map<?, ?> json() {
        return CanonicalJson.read(out.getBytes(StandardCharsets.UTF_8), Map.class);
    }

    @Override
    public String toString() {
        return "exit code " + exitCode + "\n" + out + err;
    }
}
