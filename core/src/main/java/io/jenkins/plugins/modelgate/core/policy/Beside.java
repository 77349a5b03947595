package io.jenkins.plugins.modelgate.core.policy;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.contract.Contract;
import io.jenkins.plugins.modelgate.core.digest.CanonicalJson;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.digest.Shown;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** The other files that a policy names: they are part of what it says, and so of its digest. */
final class Beside {
    private final Function<String, byte[]> read;
    private final SortedMap<String, Sha256> digests = new TreeMap<>();

    /** @param read the bytes of a path relative to the repository's root; null if there is no such file */
    Beside(Function<String, byte[]> read) {
        this.read = read;
    }

    /** The contract that a place in the policy names. */
    Contract contract(YamlNode place) {
        String path = place.path("contract");
        byte[] bytes = bytes(path);
        if (bytes == null) {
            throw place.error("the contract ‘" + Shown.text(path) + "’ is not there, beside the policy; commit it");
        }
        digests.put(path, Sha256.of(bytes));
        return ContractParser.parse(bytes, path);
    }

    @CheckForNull
    private byte[] bytes(String path) {
        return read.apply(path);
    }

    /** The policy's digest; that of the file alone if it names no others. */
    Sha256 digest(byte[] policy) {
        return digests.isEmpty()
                ? Sha256.of(policy)
                : CanonicalJson.digest(Map.of("policy", Sha256.of(policy), "files", digests));
    }
}
