package io.jenkins.plugins.modelgate.mlflow.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.data.DataHash;
import io.jenkins.plugins.modelgate.core.data.TrackedPath;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.Evidence;
import io.jenkins.plugins.modelgate.core.document.Holder;
import io.jenkins.plugins.modelgate.core.document.Observed;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import io.jenkins.plugins.modelgate.core.document.Transition;
import io.jenkins.plugins.modelgate.core.ledger.HistoryEntry;
import io.jenkins.plugins.modelgate.core.ledger.Ledger;
import io.jenkins.plugins.modelgate.core.ledger.LedgerException;
import io.jenkins.plugins.modelgate.core.ledger.LedgerHead;
import io.jenkins.plugins.modelgate.core.ledger.TargetState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What may not be cleaned away elsewhere, by the ledger alone: neither from DVC's remotes nor from MLflow. */
public final class Roots {
    /** Every holder that a roll-back may go to, however long ago. */
    private static final int ALL = Integer.MAX_VALUE;

    private static final Comparator<Root> ORDER = Comparator.comparing(Root::server)
            .thenComparing(Root::workspace)
            .thenComparing(Root::model)
            .thenComparing(root -> Versions.number(root.version()));

    private final Ledger ledger;

    public Roots(Ledger ledger) {
        this.ledger = Objects.requireNonNull(ledger, "ledger");
    }

    /** Why something must be kept. */
    public enum Why {
        /** It holds a target. */
        HOLDS,
        /** A roll-back may go to it. */
        ROLL_BACK,
        /** A transition names it: without it nobody can look at what was decided then. */
        CITED
    }

    /**
     * A reason.
     *
     * @param target the name of the target
     */
    public record Reason(Why why, String target) {}

    /**
     * Data that DVC keeps.
     *
     * @param path where it was
     */
    public record Data(String path, DataHash hash) {}

    /**
     * A version that must be kept, with what it was made from.
     *
     * @param files the hash of its files
     * @param run the MLflow run that made it; null if its evidence names none
     * @param commit the Git commit whose lock names the data; null if its evidence names none
     * @param evidence the digest of its evidence; null if it was adopted without, and nobody knows of data or run
     */
    public record Root(
            String server,
            String workspace,
            String model,
            String version,
            Sha256 files,
            @CheckForNull String run,
            @CheckForNull String commit,
            @CheckForNull Sha256 evidence,
            List<Reason> reasons,
            List<Data> data) {
        public Root {
            reasons = List.copyOf(reasons);
            data = List.copyOf(data);
        }
    }

    /**
     * All that must be kept.
     *
     * @param head the ledger's commit; null if the ledger is empty
     * @param roots sorted by model and version
     */
    public record Kept(@CheckForNull String head, List<Root> roots) {
        public Kept {
            roots = List.copyOf(roots);
        }
    }

    /**
     * Reads the ledger, of all servers.
     *
     * @param model only this registered model; null: all
     * @param cited whether versions count that only a transition names, and that no target can go to any more
     */
    public Kept kept(@CheckForNull String model, boolean cited) throws LedgerException {
        Predicate<TargetId> wanted = target -> model == null || target.model().equals(model);
        // Before the head, so that it knows all that is cited here.
        List<HistoryEntry> history = cited ? ledger.history(wanted, ALL) : List.of();
        LedgerHead head = ledger.head();
        Collected collected = new Collected();
        for (TargetState state : head.targets().values()) {
            if (wanted.test(state.target())) {
                Needed.of(head, state, ALL)
                        .forEach(needed -> collected.add(
                                needed.target(), needed.version(), needed.holds() ? Why.HOLDS : Why.ROLL_BACK));
            }
        }
        for (HistoryEntry entry : history) {
            Transition transition = entry.transition();
            Stream.of(transition.from(), transition.to(), transition.quarantine())
                    .filter(Objects::nonNull)
                    .forEach(holder -> collected.add(transition.target(), holder, Why.CITED));
        }
        List<Root> roots = new ArrayList<>();
        for (Map.Entry<Key, List<Reason>> entry : collected.reasons.entrySet()) {
            roots.add(root(head, entry.getKey(), entry.getValue()));
        }
        roots.sort(ORDER);
        return new Kept(head.commit().orElse(null), roots);
    }

    private record Key(String server, String workspace, String model, Holder holder) {}

    private static final class Collected {
        private final Map<Key, List<Reason>> reasons = new LinkedHashMap<>();

        /** Of one target, the strongest reason is enough. */
        void add(TargetId target, Holder holder, Why why) {
            List<Reason> known = reasons.computeIfAbsent(
                    new Key(target.server(), target.workspace(), target.model(), holder), key -> new ArrayList<>());
            if (known.stream().noneMatch(reason -> reason.target().equals(target.target()))) {
                known.add(new Reason(why, target.target()));
            }
        }
    }

    private static Root root(LedgerHead head, Key key, List<Reason> reasons) throws LedgerException {
        Sha256 digest = key.holder.evidence();
        Evidence evidence =
                digest == null ? null : head.find(digest, Evidence.class).orElse(null);
        Observed<Evidence.Run> run = evidence == null ? null : evidence.run();
        Observed<Evidence.Code> code = evidence == null ? null : evidence.code();
        List<Data> data = Targets.stored(head, key.holder).stream()
                .filter(path -> path.hash() != null)
                .map(Roots::data)
                .toList();
        return new Root(
                key.server,
                key.workspace,
                key.model,
                key.holder.version(),
                key.holder.model(),
                run == null ? null : run.value().id(),
                code == null ? null : commit(code.value()),
                evidence == null ? null : digest,
                reasons,
                data);
    }

    private static Data data(TrackedPath path) {
        return new Data(path.path(), Objects.requireNonNull(path.hash()));
    }

    @CheckForNull
    private static String commit(Evidence.Code code) {
        return code.resultCommit() == null ? code.git().commit() : code.resultCommit();
    }
}
