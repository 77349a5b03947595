package io.jenkins.plugins.modelgate.mlflow.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.document.ApprovalRules;
import io.jenkins.plugins.modelgate.core.document.Documents;
import io.jenkins.plugins.modelgate.core.document.Evidence;
import io.jenkins.plugins.modelgate.core.document.Holder;
import io.jenkins.plugins.modelgate.core.document.Maker;
import io.jenkins.plugins.modelgate.core.document.Observed;
import io.jenkins.plugins.modelgate.core.document.Observer;
import io.jenkins.plugins.modelgate.core.document.Verdicts;
import io.jenkins.plugins.modelgate.core.ledger.LedgerException;
import io.jenkins.plugins.modelgate.core.policy.TargetPolicy;
import io.jenkins.plugins.modelgate.mlflow.steps.Gates.Question;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Puts verdicts to the people whom the policy names. */
final class Consent {
    private static final Set<Maker.Role> OF_COMMITS =
            Set.of(Maker.Role.AUTHOR, Maker.Role.COMMITTER, Maker.Role.CO_AUTHOR);

    private final Gatekeeper gatekeeper;
    private final Proofs proofs;
    private final Question question;

    Consent(Gatekeeper gatekeeper, Proofs proofs, Question question) {
        this.gatekeeper = gatekeeper;
        this.proofs = proofs;
        this.question = question;
    }

    /** New verdicts. */
    Verdicts ask(Verdicts verdicts, TargetPolicy policy, Evidence evidence, @CheckForNull Holder champion)
            throws LedgerException {
        ApprovalRules rules = policy.approvals();
        Makers source = question.makers();
        return rules == null
                ? verdicts
                : verdicts.putTo(
                        rules,
                        both(makers(rules, evidence, champion), source == null ? List.of() : source.askers()),
                        verdicts.at());
    }

    /**
     * Verdicts that were recorded: put again, and so approved anew, when the time is over, somebody else had a part in the
     * candidate meanwhile, such as who ran the build again, or they let the candidate in once before.
     */
    Verdicts again(Verdicts verdicts, TargetPolicy policy, Evidence evidence, @CheckForNull Holder champion)
            throws LedgerException {
        ApprovalRules rules = policy.approvals();
        if (rules == null) {
            return verdicts;
        }
        List<Maker> before = verdicts.makers();
        List<Maker> now = makers(rules, evidence, champion);
        boolean asked =
                before == null ? now == null : now == null || now.stream().allMatch(maker -> isIn(before, maker));
        boolean used = gatekeeper
                .ledger()
                .head()
                .find(Documents.digest(verdicts), Verdicts.class)
                .isPresent();
        if (asked && !used && gatekeeper.now().isBefore(rules.closes(verdicts.at()))) {
            return verdicts;
        }
        return verdicts.putTo(rules, before == null ? now : both(before, now), gatekeeper.now());
    }

    private static boolean isIn(List<Maker> makers, Maker maker) {
        return makers.stream().anyMatch(maker::saysTheSameAs);
    }

    /** Null if nobody knows the ones; the others are more of them, if any are known. */
    @CheckForNull
    private static List<Maker> both(@CheckForNull List<Maker> ones, @CheckForNull List<Maker> others) {
        if (ones == null || others == null) {
            return ones;
        }
        List<Maker> both = new ArrayList<>(ones);
        others.stream().filter(other -> !isIn(both, other)).forEach(both::add);
        return both;
    }

    /** Null if nobody can tell. */
    @CheckForNull
    private List<Maker> makers(ApprovalRules rules, Evidence evidence, @CheckForNull Holder champion)
            throws LedgerException {
        Set<Maker> makers = new LinkedHashSet<>();
        Makers source = question.makers();
        Observed<Evidence.Build> build = evidence.build();
        String starter = build == null ? null : build.value().startedBy();
        if (build != null && starter != null) {
            makers.add(
                    source == null
                            ? new Maker(Maker.Role.STARTER, starter, null, build.observer())
                            : source.starter(starter, build.observer()));
        }
        String user = Optional.ofNullable(evidence.run())
                .map(run -> run.value().user())
                .orElse(null);
        if (user != null) {
            makers.add(new Maker(Maker.Role.RUN_USER, user, null, Observer.CLAIMED));
        }
        if (rules.never().stream().allMatch(role -> role == Maker.Role.RUN_USER)) {
            return new ArrayList<>(makers);
        }
        String commit = commit(evidence);
        if (commit == null && Collections.disjoint(rules.never(), OF_COMMITS)) {
            // Trained elsewhere, and the policy asks for nobody whom a commit would name.
            return new ArrayList<>(makers);
        }
        Optional<List<Maker>> others = commit == null || source == null
                ? Optional.empty()
                : source.of(commit, championsCommit(champion), question.model().paths());
        if (others.isEmpty()) {
            return null;
        }
        makers.addAll(others.get());
        return new ArrayList<>(makers);
    }

    @CheckForNull
    private String championsCommit(@CheckForNull Holder champion) throws LedgerException {
        return champion == null || champion.evidence() == null
                ? null
                : commit(proofs.of(question.model().name(), champion));
    }

    @CheckForNull
    private static String commit(Evidence evidence) {
        Observed<Evidence.Code> code = evidence.code();
        return code == null ? null : code.value().git().commit();
    }
}
