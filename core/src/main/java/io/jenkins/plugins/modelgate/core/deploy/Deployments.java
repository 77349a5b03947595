package io.jenkins.plugins.modelgate.core.deploy;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.data.TrackedPath;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.digest.Shown;
import io.jenkins.plugins.modelgate.core.document.Actor;
import io.jenkins.plugins.modelgate.core.document.Evidence;
import io.jenkins.plugins.modelgate.core.document.Holder;
import io.jenkins.plugins.modelgate.core.document.Transition;
import io.jenkins.plugins.modelgate.core.ledger.Ledger;
import io.jenkins.plugins.modelgate.core.ledger.LedgerException;
import io.jenkins.plugins.modelgate.core.ledger.LedgerHead;
import io.jenkins.plugins.modelgate.core.ledger.TargetState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.eclipse.jgit.transport.CredentialsProvider;

/**
 * Brings deployment repositories to what the ledger says. Only a verified head is written; what could not be written is
 * written by the next call. Doing it twice is the same as once.
 */
public final class Deployments {
    /** The transition that a commit shows. */
    static final String TRANSITION = "Model-Gate-Transition";

    /** Whose transition that is. */
    static final String TARGET = "Model-Gate-Target";

    private static final int MOST_ROUNDS = 20;

    private final Ledger ledger;
    private final Path cache;
    private final List<Deployment> all;
    private final Credentials credentials;

    /**
     * @param cache a folder of this machine that belongs to Model Gate; it may be deleted at any time
     * @param all what is configured
     */
    public Deployments(Ledger ledger, Path cache, List<Deployment> all, Credentials credentials) {
        this.ledger = Objects.requireNonNull(ledger, "ledger");
        this.cache = Objects.requireNonNull(cache, "cache");
        this.all = List.copyOf(all);
        this.credentials = Objects.requireNonNull(credentials, "credentials");
    }

    /** What the repositories ask for. */
    public interface Credentials {
        /**
         * Asked each time, since they may change.
         *
         * @return null if none are needed
         * @throws IOException if there should be some
         */
        @CheckForNull
        CredentialsProvider of(Deployment deployment) throws IOException;
    }

    /** What became of a deployment. */
    public enum Outcome {
        /** It shows what the ledger says. */
        UP_TO_DATE,
        /** It was written. */
        WRITTEN,
        /** It waits in the branch that people merge. */
        PROPOSED,
        /** It differs, and nothing was written, since nothing should be. */
        DIFFERS,
        /** Nobody holds the target: what is deployed stays until people remove it. */
        NOBODY
    }

    /**
     * What was done.
     *
     * @param transition by which the ledger says so; null if nobody holds the target
     * @param commit the commit that shows it, 40 hex digits; null if none does yet
     * @param diff what changes, in the form of {@code git diff}; empty if nothing does
     * @param found what was there before, where something changes
     */
    public record Result(
            Deployment deployment,
            Outcome outcome,
            @CheckForNull Sha256 transition,
            @CheckForNull String commit,
            String diff,
            @CheckForNull Found found) {}

    /**
     * What the branch shows that others deploy from.
     *
     * @param shown the transition of the newest commit that names one of the target; null if none does
     * @param change the newest commit that changed one of the files; null if there are none yet
     */
    public record Found(
            @CheckForNull String shown, @CheckForNull Change change) {}

    /**
     * A commit in a deployment repository.
     *
     * @param author as it says, which is a claim
     * @param at when it was made, as it says
     * @param transition the one of the target that it shows; null if people wrote it
     */
    public record Change(
            String commit,
            String author,
            Instant at,
            @CheckForNull String transition) {}

    /**
     * What became of one of several.
     *
     * @param result null if it failed
     * @param failure why, in one line; null if it did not
     */
    public record Projected(
            Deployment deployment,
            @CheckForNull Result result,
            @CheckForNull String failure) {}

    /** What is configured. */
    public List<Deployment> all() {
        return all;
    }

    /**
     * Brings several repositories to the ledger's head; one that fails keeps none of the others.
     *
     * @param dryRun whether nothing is written
     * @throws LedgerException if the ledger cannot be reached, or does not verify
     */
    public List<Projected> bring(Predicate<Deployment> wanted, boolean dryRun) throws LedgerException {
        List<Projected> projected = new ArrayList<>();
        for (Deployment deployment : all) {
            if (wanted.test(deployment)) {
                projected.add(projected(deployment, dryRun));
            }
        }
        return projected;
    }

    private Projected projected(Deployment deployment, boolean dryRun) throws LedgerException {
        try {
            return new Projected(deployment, bring(deployment, dryRun), null);
        } catch (DeploymentException e) {
            return new Projected(deployment, null, String.valueOf(e.getMessage()));
        }
    }

    /**
     * Brings one repository to the ledger's head, and goes on until the head that it wrote is still the head.
     *
     * @param dryRun whether nothing is written
     * @throws DeploymentException if it could not be written; it can be tried again at any time
     * @throws LedgerException if the ledger cannot be reached, or does not verify
     */
    public Result bring(Deployment deployment, boolean dryRun) throws DeploymentException, LedgerException {
        LedgerHead head = ledger.head();
        for (int round = 0; round < MOST_ROUNDS; round++) {
            Result result = bring(head, deployment, dryRun);
            LedgerHead now = ledger.head();
            if (dryRun || now.commit().equals(head.commit())) {
                return result;
            }
            head = now;
        }
        throw new DeploymentException(
                "The ledger changed " + MOST_ROUNDS + " times while it was written to ‘" + deployment.name()
                        + "’: deploy again",
                null);
    }

    private Result bring(LedgerHead head, Deployment deployment, boolean dryRun)
            throws DeploymentException, LedgerException {
        TargetState state = head.state(deployment.target()).orElse(null);
        if (state == null || state.holder() == null) {
            return new Result(deployment, Outcome.NOBODY, null, null, "", null);
        }
        Map<String, String> values = values(head, state);
        String folder = Sha256.of(deployment.url().getBytes(StandardCharsets.UTF_8))
                .hex()
                .substring(0, 32);
        try (DeploymentRepository repository =
                new DeploymentRepository(deployment, cache.resolve(folder), credentials(deployment))) {
            return repository.bring(
                    files -> render(deployment, files, values),
                    shown -> isKnown(head, shown),
                    message(state),
                    Objects.requireNonNull(state.installed()),
                    Objects.requireNonNull(state.since()),
                    dryRun);
        } catch (IOException e) {
            throw new DeploymentException(
                    "The copy of the repository of ‘" + deployment.name() + "’ cannot be used: " + e.getMessage(), e);
        }
    }

    @CheckForNull
    private CredentialsProvider credentials(Deployment deployment) throws DeploymentException {
        try {
            return credentials.of(deployment);
        } catch (IOException e) {
            throw new DeploymentException(
                    "There are no credentials for the repository of ‘" + deployment.name() + "’: " + e.getMessage(), e);
        }
    }

    /** Whoever reads an old head must not write over what a newer one says. */
    private static boolean isKnown(LedgerHead head, String transition) {
        try {
            return head.find(new Sha256(transition), Transition.class).isPresent();
        } catch (LedgerException | IllegalArgumentException e) {
            return false;
        }
    }

    private static SortedMap<String, String> render(
            Deployment deployment, Map<String, String> templates, Map<String, String> values)
            throws DeploymentException {
        SortedMap<String, String> rendered = new TreeMap<>();
        for (Map.Entry<String, String> file : deployment.files().entrySet()) {
            Template template = new Template(templates.get(file.getKey()), file.getKey());
            rendered.put(file.getValue(), template.render(values, file.getValue()));
        }
        return rendered;
    }

    private static String message(TargetState state) {
        Holder holder = Objects.requireNonNull(state.holder());
        return "Deploy version " + holder.version() + " of "
                + Shown.text(state.target().model()) + " as "
                + Shown.text(state.target().target()) + "\n\n"
                + TARGET + ": " + Shown.text(state.target().toString(), 1000) + "\n"
                + TRANSITION + ": " + state.installed() + "\n";
    }

    /** What a template may name. */
    private static Map<String, String> values(LedgerHead head, TargetState state) throws LedgerException {
        Holder holder = Objects.requireNonNull(state.holder());
        Sha256 digest = holder.evidence();
        Optional<Evidence> evidence = digest == null ? Optional.empty() : head.find(digest, Evidence.class);
        Map<String, String> values = new HashMap<>();
        values.put("version", holder.version());
        values.put("model", state.target().model());
        values.put("model.hash", holder.model().hex());
        values.put("target", state.target().target());
        values.put("server", state.target().server());
        values.put("workspace", state.target().workspace());
        values.put("alias", state.alias());
        values.put("stage", state.stage());
        values.put("candidate", text(holder.candidateKey()));
        values.put("evidence", text(holder.evidence()));
        values.put("transition", text(state.installed()));
        values.put("since", text(state.since()));
        Actor by = state.by();
        values.put("by", by == null ? null : by.name());
        values.put("snapshot", text(state.data()));
        values.put("commit", evidence.map(Deployments::commit).orElse(null));
        values.put(
                "run", evidence.map(Evidence::run).map(run -> run.value().id()).orElse(null));
        values.put("data", evidence.map(Deployments::data).orElse(null));
        return values;
    }

    @CheckForNull
    private static String text(@CheckForNull Object value) {
        return value == null ? null : value.toString();
    }

    @CheckForNull
    private static String commit(Evidence evidence) {
        if (evidence.code() == null) {
            return null;
        }
        Evidence.Code code = evidence.code().value();
        return code.resultCommit() == null ? code.git().commit() : code.resultCommit();
    }

    /** The hashes of what DVC keeps, as the version's tag has them. */
    @CheckForNull
    private static String data(Evidence evidence) {
        return evidence.data() == null
                ? null
                : evidence.data().value().paths().stream()
                        .filter(TrackedPath::stored)
                        .filter(path -> path.hash() != null)
                        .map(path -> path.hash().value())
                        .collect(Collectors.joining(" "));
    }
}
