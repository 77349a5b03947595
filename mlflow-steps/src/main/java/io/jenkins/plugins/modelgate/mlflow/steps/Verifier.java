package io.jenkins.plugins.modelgate.mlflow.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.Holder;
import io.jenkins.plugins.modelgate.core.document.ModelFiles;
import io.jenkins.plugins.modelgate.core.document.Subject;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import io.jenkins.plugins.modelgate.core.ledger.LedgerException;
import io.jenkins.plugins.modelgate.core.ledger.LedgerHead;
import io.jenkins.plugins.modelgate.core.ledger.Quarantined;
import io.jenkins.plugins.modelgate.core.ledger.TargetState;
import io.jenkins.plugins.modelgate.mlflow.client.ModelVersion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Checks the bytes of a model against evidence and ledger. */
public final class Verifier {
    private static final int MOST_NAMED = 5;

    private final Gatekeeper gatekeeper;
    private final Versions versions;
    private final Proofs proofs;

    public Verifier(Gatekeeper gatekeeper) {
        this.gatekeeper = Objects.requireNonNull(gatekeeper, "gatekeeper");
        this.versions = new Versions(gatekeeper);
        this.proofs = new Proofs(gatekeeper);
    }

    /**
     * What was found.
     *
     * @param uri what was asked, such as {@code models:/diabetes@champion}
     * @param model the registered model
     * @param version the version it leads to
     * @param expected the model's hash by ledger or evidence; null if neither knows the version
     * @param actual the model's hash as served, or of the local folder
     * @param files how many files were hashed
     * @param targets names of the targets that the ledger says this version holds
     * @param problems each a sentence; empty if all is well
     */
    public record Verified(
            String uri,
            String model,
            String version,
            @CheckForNull Sha256 expected,
            Sha256 actual,
            int files,
            List<String> targets,
            List<String> problems) {
        public Verified {
            targets = List.copyOf(targets);
            problems = List.copyOf(problems);
        }

        public boolean ok() {
            return problems.isEmpty();
        }
    }

    /**
     * Hashes all files of a version.
     *
     * @param uri {@code models:/name@alias}, {@code models:/name/3} or {@code models:/name/Production}
     * @param loaded a folder that a server has loaded, hashed in place of what the registry serves; null: the registry's
     */
    public Verified verify(String uri, @CheckForNull ModelSource loaded) throws LedgerException {
        ModelVersion version = versions.resolve(uri);
        LedgerHead head = gatekeeper.ledger().head();
        ModelFiles actual = loaded == null ? new Bytes(gatekeeper.artifacts()).of(version) : loaded.files();
        List<String> problems = new ArrayList<>();
        Sha256 expected = expected(head, version, actual, problems);
        List<String> targets = new ArrayList<>();
        for (TargetState state : gatekeeper.states(head, version.model())) {
            if (holds(state, version)) {
                targets.add(state.target().target());
                quarantined(head, state, problems);
            } else if (names(uri, state)) {
                problems.add("‘" + uri + "’ leads to version " + version.version() + ", but by the ledger "
                        + said(state) + ".");
            }
        }
        return new Verified(
                uri,
                version.model(),
                version.version(),
                expected,
                actual.hash(),
                actual.files().size(),
                targets,
                problems);
    }

    @CheckForNull
    private Sha256 expected(LedgerHead head, ModelVersion version, ModelFiles actual, List<String> problems)
            throws LedgerException {
        Proofs.Proof proof = null;
        try {
            proof = proofs.of(version).orElse(null);
        } catch (StepException e) {
            problems.add(e.getMessage() + ".");
        }
        Sha256 byLedger = known(head, version);
        if (proof == null && byLedger == null) {
            problems.add("Neither the ledger nor any evidence knows version " + version.version() + " of ‘"
                    + version.model() + "’: nothing says what its bytes should be.");
            return null;
        }
        if (proof != null
                && byLedger != null
                && !proof.evidence().model().hash().equals(byLedger)) {
            problems.add("The evidence that version " + version.version() + " names is not that of the ledger: somebody"
                    + " changed its tags.");
        }
        Sha256 expected = byLedger == null ? proof.evidence().model().hash() : byLedger;
        if (!actual.hash().equals(expected)) {
            boolean detailed = proof != null && proof.evidence().model().hash().equals(expected);
            problems.add("The bytes of version " + version.version() + " of ‘" + version.model()
                    + "’ are not those that were recorded: "
                    + (detailed
                            ? difference(proof.evidence().model(), actual)
                            : "the hash is " + actual.hash().abbreviated() + "… instead of " + expected.abbreviated()
                                    + "…")
                    + ".");
        }
        return expected;
    }

    /** What the ledger says of a version, under whatever target; null if it says nothing. */
    @CheckForNull
    private Sha256 known(LedgerHead head, ModelVersion version) throws LedgerException {
        for (TargetState state : gatekeeper.states(head, version.model())) {
            List<Holder> holders = new ArrayList<>(head.earlierHolders(state.target()));
            if (state.holder() != null) {
                holders.add(state.holder());
            }
            state.quarantined().stream().map(Quarantined::candidate).forEach(holders::add);
            for (Holder holder : holders) {
                if (holder.version().equals(version.version())) {
                    return holder.model();
                }
            }
        }
        return null;
    }

    private static void quarantined(LedgerHead head, TargetState state, List<String> problems) {
        Holder holder = state.holder();
        if (holder != null) {
            head.quarantine(state.target(), holder)
                    .ifPresent(entry -> problems.add("Version " + holder.version() + " holds ‘"
                            + state.target().target() + "’, but is quarantined: " + entry.reason() + "."));
        }
    }

    private static boolean holds(TargetState state, ModelVersion version) {
        return version.version().equals(Versions.heldBy(state));
    }

    /** Whether {@code uri} asks for what shows the target. */
    private static boolean names(String uri, TargetState state) {
        TargetId target = state.target();
        return state.alias() != null && uri.equals("models:/" + target.model() + "@" + state.alias())
                || state.stage() != null && uri.equalsIgnoreCase("models:/" + target.model() + "/" + state.stage());
    }

    private static String said(TargetState state) {
        String holder = Versions.heldBy(state);
        return holder == null
                ? "nobody holds ‘" + state.target().target() + "’"
                : "‘" + state.target().target() + "’ is held by version " + holder;
    }

    /** How two lists of files differ, in words; the names are cut where they are many. */
    static String difference(ModelFiles expected, ModelFiles actual) {
        Map<String, Sha256> was = byName(expected);
        Map<String, Sha256> is = byName(actual);
        TreeSet<String> names = new TreeSet<>(was.keySet());
        names.addAll(is.keySet());
        List<String> differences = new ArrayList<>();
        for (String name : names) {
            if (!is.containsKey(name)) {
                differences.add("‘" + name + "’ is missing");
            } else if (!was.containsKey(name)) {
                differences.add("‘" + name + "’ is new");
            } else if (!is.get(name).equals(was.get(name))) {
                differences.add("‘" + name + "’ is " + is.get(name).abbreviated() + "… instead of "
                        + was.get(name).abbreviated() + "…");
            }
        }
        String shown = differences.stream().limit(MOST_NAMED).collect(Collectors.joining(", "));
        int more = differences.size() - MOST_NAMED;
        return more > 0 ? shown + ", and " + more + " more" : shown;
    }

    private static Map<String, Sha256> byName(ModelFiles files) {
        Map<String, Sha256> byName = new LinkedHashMap<>();
        for (Subject file : files.files()) {
            byName.put(file.name(), file.sha256());
        }
        return byName;
    }
}
