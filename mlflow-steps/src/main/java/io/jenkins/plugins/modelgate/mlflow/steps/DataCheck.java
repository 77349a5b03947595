package io.jenkins.plugins.modelgate.mlflow.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.contract.Profile;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.Answer;
import io.jenkins.plugins.modelgate.core.document.Baseline;
import io.jenkins.plugins.modelgate.core.document.Holder;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import io.jenkins.plugins.modelgate.core.document.Verdict;
import io.jenkins.plugins.modelgate.core.document.Verdicts;
import io.jenkins.plugins.modelgate.core.gate.GateEvaluator;
import io.jenkins.plugins.modelgate.core.gate.Tables;
import io.jenkins.plugins.modelgate.core.ledger.LedgerException;
import io.jenkins.plugins.modelgate.core.ledger.Past;
import io.jenkins.plugins.modelgate.core.policy.Gate;
import io.jenkins.plugins.modelgate.core.policy.ModelPolicy;
import io.jenkins.plugins.modelgate.core.policy.TargetPolicy;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Asks the gates on tables before a model is trained on them: what is broken upstream is seen first. Writes nothing. */
public final class DataCheck {
    private final Gatekeeper gatekeeper;
    private final Proofs proofs;
    private final Versions versions;

    public DataCheck(Gatekeeper gatekeeper) {
        this.gatekeeper = Objects.requireNonNull(gatekeeper, "gatekeeper");
        this.proofs = new Proofs(gatekeeper);
        this.versions = new Versions(gatekeeper);
    }

    /**
     * What they answered.
     *
     * @param target the target whose gates were asked
     * @param champion the version that the tables were compared with; null if nobody holds the target
     * @param verdicts in the policy's order
     * @param answer of all together; comparisons with a champion that is not there are set aside
     */
    public record Checked(TargetId target, @CheckForNull String champion, List<Verdict> verdicts, Answer answer) {
        public Checked {
            verdicts = List.copyOf(verdicts);
        }
    }

    /**
     * Asks the gates on tables of one target.
     *
     * @param profiles the tables as they lie in the workspace, by path
     */
    public Checked check(ModelPolicy model, String name, SortedMap<String, Profile> profiles) throws LedgerException {
        TargetPolicy policy = Gates.policy(model, name);
        TargetId target = gatekeeper.target(model.name(), name);
        Holder champion = Decisions.holder(gatekeeper.ledger().head(), target);
        Baseline baseline = champion == null
                ? Baseline.none()
                : new Baseline(Baseline.Kind.CHAMPION, champion, false, new TreeMap<>());
        List<Verdict> verdicts =
                GateEvaluator.data(policy, target, baseline, tables(policy, target, profiles, champion, null));
        return new Checked(
                target, champion == null ? null : champion.version(), verdicts, GateEvaluator.together(verdicts));
    }

    /**
     * A candidate's tables beside those of the champion, as far as gates compare them.
     *
     * @param key the candidate; null if there is none yet
     */
    Tables tables(
            TargetPolicy policy,
            TargetId target,
            SortedMap<String, Profile> candidate,
            @CheckForNull Holder champion,
            @CheckForNull Sha256 key)
            throws LedgerException {
        Set<String> compared = policy.data().stream()
                .filter(gate -> gate.drift() != null)
                .map(Gate.Data::path)
                .collect(Collectors.toSet());
        return new Tables(
                candidate,
                compared.isEmpty() || champion == null || champion.evidence() == null
                        ? new TreeMap<>()
                        : proofs.profiles(
                                proofs.of(target.model(), champion),
                                Proofs.runOf(versions.get(target.model(), champion.version())),
                                compared),
                before(policy.lastingDrift(), target, key));
    }

    /** The verdicts about the candidates before, the newest first. */
    private List<Verdicts> before(int most, TargetId target, @CheckForNull Sha256 key) throws LedgerException {
        return most == 0
                ? List.of()
                : gatekeeper.ledger().judged(target, most + 1).stream()
                        .map(Past::verdicts)
                        .filter(verdicts -> !verdicts.candidateKey().equals(key))
                        .limit(most)
                        .toList();
    }
}
