package io.jenkins.plugins.modelgate.core.ledger;

import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.AT;
import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.candidate;
import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.champion;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.document.Actor;
import io.jenkins.plugins.modelgate.core.document.Answer;
import io.jenkins.plugins.modelgate.core.document.Approval;
import io.jenkins.plugins.modelgate.core.document.Approval.Decision;
import io.jenkins.plugins.modelgate.core.document.ApprovalRules;
import io.jenkins.plugins.modelgate.core.document.Documents;
import io.jenkins.plugins.modelgate.core.document.Envelope;
import io.jenkins.plugins.modelgate.core.document.Holder;
import io.jenkins.plugins.modelgate.core.document.Observer;
import io.jenkins.plugins.modelgate.core.document.Person;
import io.jenkins.plugins.modelgate.core.document.Signer;
import io.jenkins.plugins.modelgate.core.document.SigningKey;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import io.jenkins.plugins.modelgate.core.document.Transition;
import io.jenkins.plugins.modelgate.core.document.Verdicts;
import java.util.List;

/** Two people whom a policy asks, with keys of their own. Bob’s is listed for a minute only. */
final class ApprovalFixture {
    static final SigningKey ADAS = SigningKey.generate();
    static final SigningKey BOBS = SigningKey.generate();
    static final String MEANING = "I looked at it";

    private ApprovalFixture() {}

    /** Verdicts that two of two people are asked about. */
    static Verdicts asked(TargetId target, int version, @CheckForNull Holder champion, boolean personal) {
        ApprovalRules.Group group = new ApprovalRules.Group("leads", List.of("ada", "bob"));
        return candidate(target, version)
                .verdicts(target, champion, Answer.PASS)
                .putTo(
                        new ApprovalRules(
                                List.of(new ApprovalRules.Rule(group, 2, MEANING)),
                                24,
                                false,
                                ApprovalRules.everyRole(),
                                personal,
                                List.of(
                                        new Signer("ada", ADAS.sshKey(), null, null),
                                        new Signer("bob", BOBS.sshKey(), null, AT.plusSeconds(60))),
                                null),
                        List.of(),
                        AT);
    }

    static Approval said(Verdicts verdicts, String name, long seconds) {
        return said(verdicts, name, Decision.APPROVE, seconds);
    }

    static Approval said(Verdicts verdicts, String name, Decision decision, long seconds) {
        return new Approval(
                verdicts.model(),
                Documents.digest(verdicts),
                verdicts.target(),
                verdicts.policy(),
                verdicts.baseline().champion(),
                new Actor(Actor.Kind.PERSON, name, null, Observer.CLAIMED),
                new Person(name, null, List.of(), List.of(), null),
                decision,
                "leads",
                MEANING,
                "",
                AT.plusSeconds(seconds));
    }

    /** What both signed themselves. */
    static List<Envelope> bothSaid(Verdicts verdicts) {
        return List.of(Envelope.seal(said(verdicts, "ada", 1), ADAS), Envelope.seal(said(verdicts, "bob", 2), BOBS));
    }

    static Proposer promotion(Verdicts verdicts, List<Envelope> approvals) {
        TargetId target = verdicts.target();
        LedgerFixture.Candidate candidate = candidate(target, Integer.parseInt(verdicts.version()));
        return head -> {
            Transition transition = LedgerFixture.promotion(head, target, candidate, champion(head, target))
                    .transition();
            return new Proposal(
                    new Transition(
                            transition.model(),
                            transition.type(),
                            target,
                            transition.from(),
                            transition.to(),
                            null,
                            transition.alias(),
                            null,
                            Documents.digest(verdicts),
                            approvals.stream().map(Envelope::digest).toList(),
                            transition.policy(),
                            "",
                            transition.actor(),
                            transition.previous(),
                            AT.plusSeconds(3600)),
                    List.of(candidate.evidence(), verdicts),
                    approvals);
        };
    }
}
