package io.jenkins.plugins.modelgate.core.document;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.data.GitState;
import io.jenkins.plugins.modelgate.core.digest.CanonicalJson;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import java.util.SortedMap;
import java.util.TreeMap;

/** The identity of a candidate: what it is made of, and nothing of run, build, time or place. */
public final class CandidateKey {
    private CandidateKey() {}

    /**
     * @param code the digest of the code ({@link GitState#code}), or null for a model whose code is not known
     * @param lock digests of the lock's entries by owner
     * @param params parameters by name
     * @param model the model's hash
     */
    public static Sha256 of(
            @CheckForNull Sha256 code, SortedMap<String, Sha256> lock, SortedMap<String, String> params, Sha256 model) {
        SortedMap<String, Object> parts = new TreeMap<>();
        if (code != null) {
            parts.put("code", code);
        }
        parts.put("lock", lock);
        parts.put("params", params);
        parts.put("model", model);
        return CanonicalJson.digest(parts);
    }
}
