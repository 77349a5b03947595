package io.jenkins.plugins.modelgate.core.ledger;

import io.jenkins.plugins.modelgate.core.document.Envelope.Seal;
import io.jenkins.plugins.modelgate.core.document.SigningKey;
import io.jenkins.plugins.modelgate.core.document.SshSignature;
import io.jenkins.plugins.modelgate.core.document.TrustRoot;
import io.jenkins.plugins.modelgate.core.ledger.GitStore.Author;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.jgit.lib.ObjectId;

/**
 * An anchor as Git keeps it: an annotated tag of the head of {@code main}, whose message names the heads of all branches, signed
 * as {@code git tag -s} does with {@code gpg.format = ssh}.
 *
 * @param name the tag’s name
 * @param heads of all branches, by name; {@code main} among them
 * @param seal who signed it
 */
record AnchorTag(String name, SortedMap<String, String> heads, Instant at, Seal seal) {
    private static final Pattern FORM = Pattern.compile("""
            object (?<object>[0-9a-f]{40})
            type commit
            tag (?<tag>[^\n]{1,400})
            tagger [^\n]{1,400} (?<time>[0-9]{1,12}) \\+0000

            [^\n]{1,400}

            (?<heads>(?:[a-z]{1,20} [0-9a-f]{40}
            ){1,20})""");

    /** The tag’s object. */
    static byte[] bytes(String name, SortedMap<String, String> heads, Author author, SigningKey key) {
        String payload = "object " + heads.get(Branch.MAIN.branch()) + "\ntype commit\ntag " + name + "\ntagger "
                + author.ident().toExternalString() + "\n\nThe heads of the ledger at " + author.at() + "\n\n"
                + heads.entrySet().stream()
                        .map(head -> head.getKey() + " " + head.getValue() + "\n")
                        .collect(Collectors.joining());
        return LedgerState.utf8(payload + SshSignature.sign(LedgerState.utf8(payload), SshSignature.GIT, key));
    }

    /** Reads what {@link #bytes} wrote; empty if it is something else. */
    static Optional<AnchorTag> parse(byte[] raw, TrustRoot trust) {
        String text = new String(raw, StandardCharsets.UTF_8);
        int end = text.indexOf(SshSignature.BEGIN);
        String payload = end < 0 ? text : text.substring(0, end);
        Matcher form = FORM.matcher(payload);
        if (!form.matches()) {
            return Optional.empty();
        }
        TreeMap<String, String> heads = new TreeMap<>();
        form.group("heads").lines().map(line -> line.split(" ", 2)).forEach(head -> heads.put(head[0], head[1]));
        if (!form.group("object").equals(heads.get(Branch.MAIN.branch()))) {
            return Optional.empty();
        }
        Seal seal = end < 0
                ? new Seal(Seal.State.UNSIGNED, List.of())
                : SshSignature.check(text.substring(end), LedgerState.utf8(payload), SshSignature.GIT, trust);
        Instant at = Instant.ofEpochSecond(Long.parseLong(form.group("time")));
        return Optional.of(new AnchorTag(form.group("tag"), heads, at, seal));
    }

    ObjectId head() {
        return ObjectId.fromString(heads.get(Branch.MAIN.branch()));
    }

    /** The heads of the branches beside {@code main}. */
    Map<Branch, ObjectId> beside() {
        Map<Branch, ObjectId> beside = new TreeMap<>();
        for (Branch branch : Branch.values()) {
            if (branch != Branch.MAIN && heads.containsKey(branch.branch())) {
                beside.put(branch, ObjectId.fromString(heads.get(branch.branch())));
            }
        }
        return beside;
    }
}
