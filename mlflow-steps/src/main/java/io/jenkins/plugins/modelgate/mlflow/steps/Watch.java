package io.jenkins.plugins.modelgate.mlflow.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.deploy.Deployments;
import io.jenkins.plugins.modelgate.core.digest.CanonicalJson;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.Holder;
import io.jenkins.plugins.modelgate.core.document.PolicyRef;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import io.jenkins.plugins.modelgate.core.document.Transition;
import io.jenkins.plugins.modelgate.core.ledger.LedgerException;
import io.jenkins.plugins.modelgate.core.ledger.LedgerHead;
import io.jenkins.plugins.modelgate.core.ledger.TargetState;
import io.jenkins.plugins.modelgate.core.policy.ModelPolicy;
import io.jenkins.plugins.modelgate.core.policy.TargetPolicy;
import io.jenkins.plugins.modelgate.core.policy.TargetPolicy.OnDrift;
import io.jenkins.plugins.modelgate.mlflow.client.MlflowClient;
import io.jenkins.plugins.modelgate.mlflow.client.ModelVersion;
import io.jenkins.plugins.modelgate.mlflow.client.RegisteredModel;
import io.jenkins.plugins.modelgate.mlflow.client.Stage;
import io.jenkins.plugins.modelgate.mlflow.steps.Reconciler.Status;
import io.jenkins.plugins.modelgate.mlflow.steps.Reconciler.TargetStatus;
import io.jenkins.plugins.modelgate.mlflow.steps.WatchMemory.Look;
import io.jenkins.plugins.modelgate.mlflow.steps.WatchMemory.OfModel;
import io.jenkins.plugins.modelgate.mlflow.steps.WatchMemory.Seen;
import io.jenkins.plugins.modelgate.mlflow.steps.WatchedFiles.Looked;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * One round of looking where the registry, the files, their data, what is deployed and the policy differ from what the ledger says, and of
 * doing about it what the policy says: tell, or put back what the ledger says. It never decides anything.
 */
public final class Watch {
    /** Within which time all files are looked at, if nobody says otherwise. */
    public static final Duration WITHIN = Duration.ofDays(1);

    /** To how many earlier holders a roll-back should be able to go, if nobody says otherwise. */
    public static final int ROLL_BACKS = 3;

    /** So many transitions in a row while this one reads mean that something is wrong. */
    private static final int MOST_ROUNDS = 100;

    private final Gatekeeper gatekeeper;
    private final Reconciler reconciler;

    public Watch(Gatekeeper gatekeeper) {
        this.gatekeeper = Objects.requireNonNull(gatekeeper, "gatekeeper");
        this.reconciler = new Reconciler(gatekeeper);
    }

    /**
     * What to look at.
     *
     * @param model only this registered model; null: all of this server that the ledger or a policy knows
     * @param policies those in force, by model; a model without one is reported
     * @param presence where data is looked for
     * @param deployments what others deploy from; null where nobody does
     * @param memory a file of this watch alone, which remembers from round to round; it is made where it is missing
     * @param within all files are looked at within this time, some in each round
     * @param rollBacks so many earlier holders of each target are looked after too
     * @param dryRun whether nothing is put back
     */
    public record Request(
            @CheckForNull String model,
            Map<String, InForce> policies,
            DataPresence presence,
            @CheckForNull Deployments deployments,
            Path memory,
            Duration within,
            int rollBacks,
            boolean dryRun) {
        public Request {
            policies = Map.copyOf(policies);
            if (within.toMillis() < 1 || rollBacks < 0) {
                throw new IllegalArgumentException("a watch needs some time, and no less than no roll-backs");
            }
        }
    }

    /**
     * The policy of a model.
     *
     * @param ref where it was read
     */
    public record InForce(ModelPolicy model, PolicyRef ref) {}

    /** What became of a difference. */
    public enum Outcome {
        /** It is still there, and somebody should look. */
        REPORTED,
        /** What the ledger says was put back. */
        RESTORED,
        /** A decision of the ledger had not arrived whole, and now it has: nobody changed anything by hand. */
        COMPLETED,
        /** It is still there, and a person is to take it over into the ledger, or to put back what the ledger says. */
        WAITS,
        /** What the ledger says waits in a branch for people to merge it into what others deploy from. */
        PROPOSED,
        /** It could not be looked at or written; the next round tries again. */
        FAILED
    }

    /**
     * A difference.
     *
     * @param drift what differs
     * @param since when it was first seen
     * @param unseen the last round without it; null if there was none
     * @param by who did it; null if nobody knows. MLflow keeps no record of who moved an alias, a stage or a tag, or when;
     *     of a deployment it is the author that the commit names, a claim
     */
    public record Finding(
            Drift drift,
            Instant since,
            @CheckForNull Instant unseen,
            @CheckForNull String by,
            Outcome outcome) {
        /** Whether it is drift: somebody changed something past the ledger, put back or not. */
        public boolean counts() {
            return drift.kind() != Drift.Kind.POLICY && outcome != Outcome.COMPLETED && outcome != Outcome.PROPOSED;
        }
    }

    /**
     * What was found.
     *
     * @param head the ledger's commit that all was held against; null if the ledger is empty
     * @param at when the round began: a finding whose {@code since} is not before is new
     * @param findings by target
     * @param versions how many versions must not be lost
     * @param looked how many of them had their files and data looked at in this round
     * @param lookedSince since when each of them was looked at once; null if not all were yet, or there are none
     * @param notes what could not be seen, in sentences
     */
    public record Round(
            @CheckForNull String head,
            Instant at,
            List<Finding> findings,
            int versions,
            int looked,
            @CheckForNull Instant lookedSince,
            List<String> notes) {
        public Round {
            findings = List.copyOf(findings);
            notes = List.copyOf(notes);
        }

        public boolean drifted() {
            return findings.stream().anyMatch(Finding::counts);
        }
    }

    /**
     * Looks once.
     *
     * @throws LedgerException if the ledger cannot be reached, or does not verify
     */
    public Round round(Request request) throws LedgerException {
        Instant now = gatekeeper.now();
        WatchMemory memory = WatchMemory.read(request.memory());
        Compared compared = compare(request.model());
        Models models = new Models(request, compared, memory, now);
        for (String model : models.names()) {
            models.look(model);
        }
        return models.round();
    }

    /** The registry, held against a head of the ledger that was still its head afterwards. */
    private record Compared(LedgerHead head, Status status) {}

    private Compared compare(@CheckForNull String model) throws LedgerException {
        for (int round = 0; round < MOST_ROUNDS; round++) {
            Status status = reconciler.status(model, false, null);
            LedgerHead head = gatekeeper.ledger().head();
            if (Objects.equals(status.head(), head.commit().orElse(null))) {
                return new Compared(head, status);
            }
        }
        throw new StepException(
                StepException.Kind.FAILED,
                "The ledger changed " + MOST_ROUNDS + " times while MLflow was held against it: watch again");
    }

    /** One round, model by model. */
    private final class Models {
        private final Request request;
        private final Compared compared;
        private final WatchMemory memory;
        private final Instant now;
        private final WatchedFiles files;
        private final WatchedDeployments deployments;
        private final List<Finding> findings = new ArrayList<>();
        private final List<String> notes = new ArrayList<>();
        private final List<Look> looks = new ArrayList<>();
        private int versions;
        private int looked;
        private int dataUnknown;

        Models(Request request, Compared compared, WatchMemory memory, Instant now) {
            this.request = request;
            this.compared = compared;
            this.memory = memory;
            this.now = now;
            this.files = new WatchedFiles(gatekeeper, compared.head, request.presence(), request.within());
            this.deployments = new WatchedDeployments(
                    gatekeeper, request.deployments(), gatekeeper.owner() && !request.dryRun(), this::onDrift);
        }

        Set<String> names() {
            Set<String> names = compared.status.targets().stream()
                    .map(status -> status.target().model())
                    .collect(Collectors.toCollection(TreeSet::new));
            names.addAll(request.policies().keySet());
            deployments.targets().forEach(target -> names.add(target.model()));
            names.removeIf(name -> request.model() != null && !name.equals(request.model()));
            return names;
        }

        void look(String model) throws LedgerException {
            List<TargetState> states = gatekeeper.states(compared.head, model);
            Sha256 said = said(states);
            OfModel known = memory.of(model);
            Map<Drift, Outcome> found = new LinkedHashMap<>();
            boolean settled = shown(model, known != null && said.equals(known.settled()), found);
            Looked kept = files(model, states, found);
            policy(model, states, found);
            undecided(model, found);
            List<Seen> seen = new ArrayList<>();
            found.forEach((drift, outcome) ->
                    findings.add(finding(drift, CanonicalJson.digest(drift), null, outcome, known, seen)));
            Map<String, Sha256> before = known == null ? null : known.deployed();
            WatchedDeployments.Looked deployed = deployments.look(model, before == null ? Map.of() : before);
            deployed.found()
                    .forEach(each -> findings.add(
                            finding(each.drift(), each.identity(), each.by(), each.outcome(), known, seen)));
            Sha256 shown = settled ? said : known == null ? null : known.settled();
            memory.keep(model, new OfModel(now, shown, seen, kept.looks(), deployed.shown()));
        }

        /** What the ledger says of a model, as one digest. */
        private Sha256 said(List<TargetState> states) {
            return CanonicalJson.digest(states.stream()
                    .map(state -> state.target().target() + " " + state.transition())
                    .toList());
        }

        private Finding finding(
                Drift drift,
                Sha256 digest,
                @CheckForNull String by,
                Outcome outcome,
                @CheckForNull OfModel known,
                List<Seen> seen) {
            Seen entry = known == null
                    ? new Seen(digest, now, null)
                    : known.seen().stream()
                            .filter(old -> old.drift().equals(digest))
                            .findFirst()
                            .orElseGet(() -> new Seen(digest, now, known.round()));
            if (outcome != Outcome.COMPLETED && outcome != Outcome.RESTORED) {
                seen.add(entry);
            }
            return new Finding(drift, entry.since(), entry.unseen(), by, outcome);
        }

        /**
         * Aliases, stages and tags. Until the registry once showed all that the ledger says now, a tag that is not up to date
         * means that a decision has not arrived whole, since tags are written last.
         *
         * @return whether the registry shows all of it
         */
        private boolean shown(String model, boolean wasSettled, Map<Drift, Outcome> found) throws LedgerException {
            Set<TargetId> late = new TreeSet<>();
            Set<TargetId> repaired = new TreeSet<>();
            List<TargetStatus> statuses = compared.status.targets().stream()
                    .filter(status -> status.target().model().equals(model))
                    .toList();
            for (TargetStatus status : statuses) {
                boolean isLate =
                        !wasSettled && status.drift().stream().anyMatch(drift -> drift.kind() == Drift.Kind.TAG);
                if (isLate) {
                    late.add(status.target());
                }
                if (isLate || onDrift(status.target()) == OnDrift.RESTORE) {
                    repaired.add(status.target());
                }
            }
            boolean writes = gatekeeper.owner() && !request.dryRun();
            statuses.stream()
                    .flatMap(status -> status.drift().stream())
                    .forEach(drift -> found.put(
                            drift,
                            writes && drift.repairable() && repaired.contains(drift.target())
                                    ? late.contains(drift.target()) ? Outcome.COMPLETED : Outcome.RESTORED
                                    : reported(drift)));
            if (found.containsValue(Outcome.COMPLETED) || found.containsValue(Outcome.RESTORED)) {
                reconciler.reconcile(model, repaired::contains, false);
            }
            return found.values().stream()
                    .allMatch(outcome -> outcome == Outcome.COMPLETED || outcome == Outcome.RESTORED);
        }

        private Outcome reported(Drift drift) {
            return drift.found() != null && onDrift(drift.target()) == OnDrift.ADOPT ? Outcome.WAITS : Outcome.REPORTED;
        }

        private OnDrift onDrift(TargetId target) {
            return policy(target).map(TargetPolicy::onDrift).orElse(OnDrift.REPORT);
        }

        private Optional<TargetPolicy> policy(TargetId target) {
            return Optional.ofNullable(request.policies().get(target.model()))
                    .map(policy -> policy.model().targets().get(target.target()));
        }

        /** The files and the data of versions that must not be lost. */
        private Looked files(String model, List<TargetState> states, Map<Drift, Outcome> found) throws LedgerException {
            List<Needed> needed = new ArrayList<>();
            for (TargetState state : states) {
                needed.addAll(Needed.of(compared.head, state, request.rollBacks()));
            }
            List<Holder> distinct = new ArrayList<>();
            needed.stream()
                    .sorted(Comparator.comparing(Needed::holds).reversed())
                    .forEach(each -> {
                        if (distinct.stream().noneMatch(each.version()::sameVersion)) {
                            distinct.add(each.version());
                        }
                    });
            Looked result = files.look(model, distinct, memory, now);
            for (Needed each : needed) {
                result.looks().stream()
                        .filter(look -> look.isOf(each.version()))
                        .forEach(look -> judge(each, look, found));
            }
            versions += distinct.size();
            looked += result.looked();
            looks.addAll(result.looks());
            notes.addAll(result.notes());
            dataUnknown += (int) result.looks().stream().filter(Look::unknown).count();
            return result;
        }

        private void judge(Needed needed, Look look, Map<Drift, Outcome> found) {
            String version = needed.version().version();
            String remedy = needed.holds() ? "run `model-gate verify`, and roll back" : "a roll-back passes over it";
            Sha256 files = look.found();
            boolean reported = found.keySet().stream()
                    .anyMatch(drift -> drift.kind() == Drift.Kind.VERSION_GONE
                            && drift.target().equals(needed.target())
                            && version.equals(drift.said()));
            if (!look.model().equals(files) && !(files == null && reported)) {
                Drift drift = new Drift(
                        needed.target(),
                        Drift.Kind.BYTES,
                        look.model().hex(),
                        files == null ? null : files.hex(),
                        "The files of " + needed + ", are "
                                + (files == null ? "gone: " : "not those that were promoted: ") + remedy);
                found.put(drift, Outcome.REPORTED);
            }
            if (!look.gone().isEmpty()) {
                found.put(needed.without(look.gone()), Outcome.REPORTED);
            }
        }

        /** Whether the ledger decided last by the policy that is in force. */
        private void policy(String model, List<TargetState> states, Map<Drift, Outcome> found) throws LedgerException {
            InForce inForce = request.policies().get(model);
            if (inForce == null) {
                return;
            }
            for (TargetState state : states) {
                PolicyRef last = state.holder() == null ? null : lastPolicy(state);
                Sha256 digest = inForce.ref().digest();
                if (last != null && !last.digest().equals(digest)) {
                    Drift drift = new Drift(
                            state.target(),
                            Drift.Kind.POLICY,
                            last.digest().hex(),
                            digest.hex(),
                            "The policy in force (" + digest.abbreviated() + "…) is not the one by which the ledger"
                                    + " decided last (" + last.digest().abbreviated() + "…)");
                    found.put(drift, Outcome.REPORTED);
                }
            }
        }

        /** The policy of the newest transition that asked one. */
        @CheckForNull
        private PolicyRef lastPolicy(TargetState state) throws LedgerException {
            Sha256 digest = state.transition();
            while (digest != null) {
                Transition transition =
                        compared.head.find(digest, Transition.class).orElseThrow();
                if (transition.policy() != null) {
                    return transition.policy();
                }
                digest = transition.previous();
            }
            return null;
        }

        /** What the registry shows for targets about which the ledger never decided. */
        private void undecided(String model, Map<Drift, Outcome> found) {
            InForce inForce = request.policies().get(model);
            if (inForce == null) {
                return;
            }
            List<TargetPolicy> undecided = inForce.model().targets().values().stream()
                    .filter(target -> compared.head
                            .state(gatekeeper.target(model, target.name()))
                            .isEmpty())
                    .toList();
            RegisteredModel registered = undecided.isEmpty()
                    ? null
                    : MlflowClient.ifFound(() -> gatekeeper.registry().getModel(model))
                            .orElse(null);
            if (registered != null) {
                undecided.forEach(target -> undecided(registered, model, target, found));
            }
        }

        private void undecided(
                RegisteredModel registered, String model, TargetPolicy target, Map<Drift, Outcome> found) {
            String alias = target.alias();
            String shown = alias == null ? null : registered.aliases().get(alias);
            String by = "alias ‘" + alias + "’";
            if (shown == null && target.stage() != null) {
                Stage stage = Versions.stage(target.stage());
                shown = new Versions(gatekeeper)
                        .of(model).stream()
                                .filter(version -> version.stage() == stage)
                                .max(Versions.LOWEST_FIRST)
                                .map(ModelVersion::version)
                                .orElse(null);
                by = "stage ‘" + stage.word() + "’";
            }
            if (shown != null) {
                Drift drift = new Drift(
                        gatekeeper.target(model, target.name()),
                        Drift.Kind.UNDECIDED,
                        null,
                        shown,
                        "The " + by + " shows version " + shown + "; the ledger never decided about ‘" + target.name()
                                + "’: `model-gate adopt` takes it over");
                found.put(drift, reported(drift));
            }
        }

        Round round() {
            if (dataUnknown > 0) {
                notes.add("Whether the data is still in the DVC remote cannot be seen from here for " + dataUnknown
                        + " of " + versions + " versions");
            }
            Instant oldest =
                    looks.stream().map(Look::at).min(Comparator.naturalOrder()).orElse(null);
            return new Round(
                    compared.head.commit().orElse(null),
                    now,
                    findings,
                    versions,
                    looked,
                    looks.size() < versions ? null : oldest,
                    notes);
        }
    }
}
