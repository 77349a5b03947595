package io.jenkins.plugins.modelgate.core.policy;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.approval.AllowedSigners;
import io.jenkins.plugins.modelgate.core.contract.Contract;
import io.jenkins.plugins.modelgate.core.digest.CanonicalJson;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.digest.Shown;
import io.jenkins.plugins.modelgate.core.document.Signer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** The other files that a policy names: they are part of what it says, and so of its digest. */
final class Beside {
    /** The most that a policy and what it includes may name, together. */
    static final int MOST_FILES = 50;

    private final Function<String, byte[]> read;
    private final Includes includes;
    private final SortedMap<String, Sha256> digests;
    private final SortedMap<String, Sha256> included;

    /** The file that names them; null for the policy. */
    @CheckForNull
    private final Include within;

    /** @param read the bytes of a path relative to the repository's root; null if there is no such file */
    Beside(Function<String, byte[]> read, Includes includes) {
        this(read, includes, new TreeMap<>(), new TreeMap<>(), null);
    }

    private Beside(
            Function<String, byte[]> read,
            Includes includes,
            SortedMap<String, Sha256> digests,
            SortedMap<String, Sha256> included,
            @CheckForNull Include within) {
        this.read = read;
        this.includes = includes;
        this.digests = digests;
        this.included = included;
        this.within = within;
    }

    /** The same for what an included file names: its paths are those of its own repository, at its own commit. */
    Beside within(Include file) {
        return new Beside(read, includes, digests, included, file);
    }

    /** What a path is called in messages. */
    String name(String path) {
        return within == null ? path : within.with(path).toString();
    }

    /** The contract that a place names. */
    Contract contract(YamlNode place) {
        String path = place.path("contract");
        Include file = within == null ? null : within.with(path);
        byte[] bytes = file == null ? read.apply(path) : bytes(place, file, Contract.MAX_BYTES);
        if (bytes == null) {
            throw place.error("the contract ‘" + Shown.text(path) + "’ is not there, beside "
                    + (file == null ? "the policy; commit it" : "this file; pin a commit that has it"));
        }
        note(place, file == null ? digests : included, name(path), bytes);
        return ContractParser.parse(bytes, name(path));
    }

    /** The file of another repository that a place names. */
    byte[] include(YamlNode place, Include file) {
        byte[] bytes = bytes(place, file, PolicyParser.MAX_BYTES);
        if (bytes == null) {
            throw place.error("there is no file ‘" + Shown.text(file.path()) + "’ in the commit " + file.commit()
                    + " of ‘" + file.repository() + "’");
        }
        note(place, included, file.toString(), bytes);
        return bytes;
    }

    /** The people whose keys a file beside the policy lists. */
    List<Signer> signers(YamlNode place) {
        String path = place.path("signers");
        byte[] bytes = read.apply(path);
        if (bytes == null) {
            throw place.error("the file ‘" + Shown.text(path) + "’ is not there, beside the policy; commit it");
        }
        note(place, digests, path, bytes);
        try {
            return AllowedSigners.parse(bytes, path);
        } catch (IllegalArgumentException e) {
            throw new PolicyException(e.getMessage());
        }
    }

    @CheckForNull
    private byte[] bytes(YamlNode place, Include file, int most) {
        return place.make(() -> {
            try {
                return includes.read(file, most);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private void note(YamlNode place, SortedMap<String, Sha256> where, String name, byte[] bytes) {
        where.put(name, Sha256.of(bytes));
        if (digests.size() + included.size() > MOST_FILES) {
            throw place.error("a policy and what it includes name at most " + MOST_FILES + " other files");
        }
    }

    /** The policy's digest; that of the file alone if it names no others. */
    Sha256 digest(byte[] policy) {
        if (digests.isEmpty() && included.isEmpty()) {
            return Sha256.of(policy);
        }
        Map<String, Object> all = new TreeMap<>(Map.of("policy", Sha256.of(policy), "files", digests));
        if (!included.isEmpty()) {
            all.put("included", included);
        }
        return CanonicalJson.digest(all);
    }
}
