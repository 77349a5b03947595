package io.jenkins.plugins.modelgate.mlflow.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.document.Holder;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import io.jenkins.plugins.modelgate.core.ledger.LedgerException;
import io.jenkins.plugins.modelgate.core.ledger.LedgerHead;
import io.jenkins.plugins.modelgate.core.ledger.TargetState;
import io.jenkins.plugins.modelgate.mlflow.client.MlflowClient;
import io.jenkins.plugins.modelgate.mlflow.client.MlflowException;
import io.jenkins.plugins.modelgate.mlflow.client.ModelVersion;
import io.jenkins.plugins.modelgate.mlflow.client.RegisteredModel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Makes MLflow show what the ledger says, and tells where it does not. */
public final class Reconciler {
    /** So many transitions in a row while this one writes mean that something is wrong. */
    private static final int MOST_ROUNDS = 100;

    private final Gatekeeper gatekeeper;
    private final Versions versions;

    public Reconciler(Gatekeeper gatekeeper) {
        this.gatekeeper = Objects.requireNonNull(gatekeeper, "gatekeeper");
        this.versions = new Versions(gatekeeper);
    }

    /**
     * What was done.
     *
     * @param head the ledger's commit that MLflow shows now; null if the ledger is empty
     * @param repaired what differed and was written
     * @param left what differs still: what writing can't repair
     */
    public record Reconciled(@CheckForNull String head, List<Drift> repaired, List<Drift> left) {
        public Reconciled {
            repaired = List.copyOf(repaired);
            left = List.copyOf(left);
        }
    }

    /**
     * One target.
     *
     * @param target whose
     * @param holder who holds it; null if nobody does
     * @param alias the alias that shows it; null if none does
     * @param stage the stage that shows it; null if none does
     * @param since when its holder changed last; null if it never had one
     * @param drift what differs
     */
    public record TargetStatus(
            TargetId target,
            @CheckForNull Holder holder,
            @CheckForNull String alias,
            @CheckForNull String stage,
            @CheckForNull Instant since,
            List<Drift> drift) {
        public TargetStatus {
            drift = List.copyOf(drift);
        }
    }

    /**
     * What holds what.
     *
     * @param head the ledger's commit; null if the ledger is empty
     * @param targets those of this server, sorted
     * @param notes what could not be seen, in sentences
     */
    public record Status(@CheckForNull String head, List<TargetStatus> targets, List<String> notes) {
        public Status {
            targets = List.copyOf(targets);
            notes = List.copyOf(notes);
        }

        public boolean drifted() {
            return targets.stream().anyMatch(target -> !target.drift().isEmpty());
        }
    }

    /**
     * Brings MLflow to the ledger's head. It writes only what differs, and goes on until the head that it wrote is still the
     * head, so that a late one cannot leave an old state behind.
     *
     * @param model only this registered model; null: all of this server
     * @param dryRun whether nothing is written; what would be is in {@code repaired}
     */
    public Reconciled reconcile(@CheckForNull String model, boolean dryRun) throws LedgerException {
        return reconcile(model, target -> true, dryRun);
    }

    /** The same for some targets. */
    Reconciled reconcile(@CheckForNull String model, Predicate<TargetId> targets, boolean dryRun)
            throws LedgerException {
        List<Drift> repaired = new ArrayList<>();
        LedgerHead head = gatekeeper.ledger().head();
        for (int round = 0; round < MOST_ROUNDS; round++) {
            List<Projection.Repair> repairs = repairs(head, model).stream()
                    .filter(repair -> targets.test(repair.drift().target()))
                    .toList();
            gatekeeper.checkpoint().at(Checkpoint.Boundary.COMPARED);
            List<Drift> left = write(repairs, repaired, dryRun);
            gatekeeper.checkpoint().at(Checkpoint.Boundary.PROJECTED);
            LedgerHead now = gatekeeper.ledger().head();
            if (dryRun || now.commit().equals(head.commit())) {
                return new Reconciled(head.commit().orElse(null), repaired, left);
            }
            head = now;
        }
        throw new StepException(
                StepException.Kind.FAILED,
                "The ledger changed " + MOST_ROUNDS + " times while MLflow was brought to its head: reconcile again");
    }

    private List<Drift> write(List<Projection.Repair> repairs, List<Drift> repaired, boolean dryRun) {
        List<Drift> left = new ArrayList<>();
        Drift.Kind previous = Drift.Kind.ALIAS;
        for (Projection.Repair repair : repairs) {
            Drift drift = repair.drift();
            if (!drift.repairable()) {
                left.add(drift);
                continue;
            }
            if (drift.kind() != previous) {
                gatekeeper
                        .checkpoint()
                        .at(
                                previous == Drift.Kind.ALIAS
                                        ? Checkpoint.Boundary.ALIAS_SET
                                        : Checkpoint.Boundary.STAGE_SET);
                previous = drift.kind();
            }
            if (!dryRun) {
                repair.write().accept(gatekeeper.registry());
            }
            repaired.add(drift);
        }
        return left;
    }

    /**
     * Reads both sides and changes nothing.
     *
     * @param model only this registered model; null: all of this server
     * @param bytes whether each holder's files are downloaded and hashed
     * @param presence where the data of each holder, and of each version that a roll-back may go to, is looked for; null if
     *     nobody looks
     */
    public Status status(@CheckForNull String model, boolean bytes, @CheckForNull DataPresence presence)
            throws LedgerException {
        LedgerHead head = gatekeeper.ledger().head();
        Map<TargetId, List<Drift>> drifts = new TreeMap<>();
        repairs(head, model)
                .forEach(repair -> drifts.computeIfAbsent(repair.drift().target(), key -> new ArrayList<>())
                        .add(repair.drift()));
        List<TargetStatus> targets = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        for (TargetState state : gatekeeper.states(head, model)) {
            List<Drift> drift = drifts.computeIfAbsent(state.target(), key -> new ArrayList<>());
            Holder holder = state.holder();
            if (bytes && holder != null && drift.stream().noneMatch(d -> d.kind() == Drift.Kind.VERSION_GONE)) {
                addBytes(state.target(), holder, drift);
            }
            if (presence != null) {
                addData(head, state, presence, drift, notes);
            }
            targets.add(new TargetStatus(state.target(), holder, state.alias(), state.stage(), state.since(), drift));
        }
        return new Status(head.commit().orElse(null), targets, notes);
    }

    private static void addData(
            LedgerHead head, TargetState state, DataPresence presence, List<Drift> drift, List<String> notes)
            throws LedgerException {
        for (Needed needed : Needed.of(head, state, Watch.ROLL_BACKS)) {
            StoredData data = StoredData.look(head, needed.version(), presence);
            if (!data.gone().isEmpty()) {
                drift.add(needed.without(data.gone()));
            }
            if (data.unknown()) {
                notes.add("Whether all data of " + needed + ", is in the DVC remote cannot be seen from here");
            }
        }
    }

    private void addBytes(TargetId target, Holder holder, List<Drift> drift) {
        String said = holder.model().hex();
        String found;
        try {
            ModelVersion version = versions.get(target.model(), holder.version());
            found = new Bytes(gatekeeper.artifacts()).of(version).hash().hex();
        } catch (StepException | MlflowException.NotFound e) {
            found = null;
        }
        if (!said.equals(found)) {
            drift.add(new Drift(
                    target,
                    Drift.Kind.BYTES,
                    said,
                    found,
                    "The files of version " + holder.version()
                            + (found == null ? " are gone" : " are not those that were promoted")
                            + ": run `model-gate verify`, and roll back"));
        }
    }

    private List<Projection.Repair> repairs(LedgerHead head, @CheckForNull String model) {
        Map<String, List<TargetState>> byModel = new TreeMap<>();
        gatekeeper.states(head, model).forEach(state -> byModel.computeIfAbsent(
                        state.target().model(), key -> new ArrayList<>())
                .add(state));
        List<Projection.Repair> repairs = new ArrayList<>();
        byModel.forEach((name, states) -> repairs.addAll(repairs(name, states)));
        return repairs;
    }

    private List<Projection.Repair> repairs(String model, List<TargetState> states) {
        RegisteredModel registered = MlflowClient.ifFound(
                        () -> gatekeeper.registry().getModel(model))
                .orElse(null);
        return registered == null
                ? Projection.ofNothing(states)
                : Projection.of(states, registered, versions.of(model));
    }
}
