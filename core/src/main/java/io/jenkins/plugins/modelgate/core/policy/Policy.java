package io.jenkins.plugins.modelgate.core.policy;

import io.jenkins.plugins.modelgate.core.digest.Sha256;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@code model-gate.yaml} says.
 *
 * @param digest the SHA-256 of the file's bytes; with those of the other files that it names, if it names any
 * @param includes the files of other repositories that it includes
 * @param models by name, in the file's order
 */
public record Policy(Sha256 digest, List<Include> includes, Map<String, ModelPolicy> models) {
    public Policy {
        includes = List.copyOf(includes);
        models = Collections.unmodifiableMap(new LinkedHashMap<>(models));
    }
}
