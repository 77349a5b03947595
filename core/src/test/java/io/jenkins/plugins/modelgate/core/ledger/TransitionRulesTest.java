package io.jenkins.plugins.modelgate.core.ledger;

import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.AT;
import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.JOB;
import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.POLICY;
import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.PRODUCTION;
import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.STAGING;
import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.candidate;
import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.sha;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.Actor;
import io.jenkins.plugins.modelgate.core.document.Answer;
import io.jenkins.plugins.modelgate.core.document.Approval;
import io.jenkins.plugins.modelgate.core.document.ApprovalRules;
import io.jenkins.plugins.modelgate.core.document.Baseline;
import io.jenkins.plugins.modelgate.core.document.Document;
import io.jenkins.plugins.modelgate.core.document.Documents;
import io.jenkins.plugins.modelgate.core.document.Effect;
import io.jenkins.plugins.modelgate.core.document.Envelope;
import io.jenkins.plugins.modelgate.core.document.Evidence;
import io.jenkins.plugins.modelgate.core.document.Holder;
import io.jenkins.plugins.modelgate.core.document.ModelFiles;
import io.jenkins.plugins.modelgate.core.document.Observer;
import io.jenkins.plugins.modelgate.core.document.Person;
import io.jenkins.plugins.modelgate.core.document.PolicyRef;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import io.jenkins.plugins.modelgate.core.document.Transition;
import io.jenkins.plugins.modelgate.core.document.Verdict;
import io.jenkins.plugins.modelgate.core.document.Verdicts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The rules, on a head that is only in memory. */
class TransitionRulesTest {
    private final Map<Sha256, Document> documents = new HashMap<>();
    private final SortedMap<TargetId, TargetState> states = new TreeMap<>();
    private final Set<Holder> earlier = new LinkedHashSet<>();

    private final LedgerHead head = new LedgerHead() {
        @Override
        public Optional<String> commit() {
            return Optional.empty();
        }

        @Override
        public SortedMap<TargetId, TargetState> targets() {
            return states;
        }

        @Override
        public List<Holder> earlierHolders(TargetId target) {
            return List.copyOf(earlier);
        }

        @Override
        public <T extends Document> Optional<T> find(Sha256 digest, Class<T> type) {
            return Optional.ofNullable(documents.get(digest))
                    .filter(type::isInstance)
                    .map(type::cast);
        }

        @Override
        public Optional<Envelope> envelope(Sha256 digest) {
            return library(digest).filter(envelope -> approvedBefore || !(envelope.document() instanceof Approval));
        }
    };

    /** Whether earlier transitions cite the approvals. */
    private boolean approvedBefore;

    private Optional<Envelope> library(Sha256 digest) {
        return Optional.ofNullable(documents.get(digest)).map(Envelope::unsigned);
    }

    private Draft draft;

    /** What a test changes of a transition that would be allowed. */
    private final class Draft {
        private Transition.Type type = Transition.Type.PROMOTE;
        private TargetId target = PRODUCTION;

        @CheckForNull
        private Holder from;

        @CheckForNull
        private Holder to = candidate(PRODUCTION, 1).holder();

        @CheckForNull
        private Holder quarantine;

        @CheckForNull
        private String alias = "champion";

        @CheckForNull
        private String stage;

        @CheckForNull
        private Verdicts verdicts = candidate(PRODUCTION, 1).verdicts(PRODUCTION, null, Answer.PASS);

        private final List<Approval> approvals = new ArrayList<>();

        @CheckForNull
        private PolicyRef policy = POLICY;

        @CheckForNull
        private Sha256 previous;

        private String reason = "";
        private ModelFiles files = candidate(PRODUCTION, 1).files();

        private TransitionRules rules() {
            Transition transition = new Transition(
                    files,
                    type,
                    target,
                    from,
                    to,
                    quarantine,
                    alias,
                    stage,
                    verdicts == null ? null : keep(verdicts),
                    approvals.stream().map(TransitionRulesTest.this::keep).toList(),
                    policy,
                    reason,
                    JOB,
                    previous,
                    AT);
            return new TransitionRules(head, TransitionRulesTest.this::library, transition);
        }
    }

    private Sha256 keep(Document document) {
        Sha256 digest = Documents.digest(document);
        documents.put(digest, document);
        return digest;
    }

    @BeforeEach
    void start() {
        keep(candidate(PRODUCTION, 1).evidence());
        draft = new Draft();
    }

    private void holds(TargetId target, @CheckForNull Holder holder, Quarantined... quarantined) {
        states.put(
                target,
                new TargetState(
                        target,
                        holder,
                        LedgerFixture.alias(target),
                        null,
                        null,
                        sha("installed"),
                        AT,
                        JOB,
                        sha("newest"),
                        List.of(quarantined)));
        if (target.equals(draft.target)) {
            draft.from = holder;
            draft.previous = sha("newest");
        }
    }

    private static Quarantined quarantined(Holder candidate) {
        return new Quarantined(candidate, "it leaks", JOB, AT, sha("quarantine"));
    }

    private void allowed() throws LedgerException {
        TransitionRules rules = draft.rules();
        rules.check();
        assertThat(rules.alreadySo()).isFalse();
    }

    private void refused(String because) {
        assertThatThrownBy(() -> draft.rules().check())
                .isInstanceOf(RefusedException.class)
                .hasMessageStartingWith("Refused to ")
                .hasMessageContaining("mlflow/default/diabetes/")
                .hasMessageContaining(because)
                .hasMessageEndingWith(".");
    }

    @Test
    void promotesWithoutAChampion() throws Exception {
        allowed();
    }

    @Test
    void promotesOverTheChampionItWasComparedWith() throws Exception {
        holds(PRODUCTION, candidate(PRODUCTION, 2).holder());
        draft.verdicts = candidate(PRODUCTION, 1).verdicts(PRODUCTION, draft.from, Answer.PASS);
        allowed();
    }

    @Test
    void voidsVerdictsAgainstAnotherChampion() {
        holds(PRODUCTION, candidate(PRODUCTION, 2).holder());
        refused("its verdicts are void: they compare with nobody, but by now version 2 (candidate ");
        draft.verdicts = candidate(PRODUCTION, 1)
                .verdicts(PRODUCTION, candidate(PRODUCTION, 3).holder(), Answer.PASS);
        refused("its verdicts are void: they compare with version 3 (candidate ");
    }

    @ParameterizedTest
    @EnumSource(value = Answer.class, names = "PASS", mode = EnumSource.Mode.EXCLUDE)
    void promotesNothingButAPass(Answer answer) {
        draft.verdicts = candidate(PRODUCTION, 1).verdicts(PRODUCTION, null, answer);
        refused("its verdicts say " + answer + ", not PASS");
    }

    @Test
    void believesNoPassThatItsGatesDoNotGive() throws Exception {
        draft.verdicts = withGates(null, verdict("bound", Answer.FAIL));
        refused("the gate ‘bound’ says FAIL");
        draft.verdicts = withGates(null, verdict("lineage", Answer.ERROR));
        refused("the gate ‘lineage’ says ERROR");
        draft.verdicts = withGates(null, verdict("bound", Answer.INCONCLUSIVE));
        refused("the gate ‘bound’ says INCONCLUSIVE");
    }

    @Test
    void letsBoundsDecideWhereThereIsNothingToCompareWith() throws Exception {
        Verdict bound = verdict("bound", Answer.PASS);
        Verdict comparison = verdict("no-baseline", Answer.INCONCLUSIVE);
        draft.verdicts = withGates(null, comparison);
        refused("the gate ‘no-baseline’ says INCONCLUSIVE");
        draft.verdicts = withGates(null, bound, comparison);
        allowed();
        holds(PRODUCTION, candidate(PRODUCTION, 2).holder());
        draft.verdicts = withGates(draft.from, bound, comparison);
        refused("the gate ‘no-baseline’ says INCONCLUSIVE");
    }

    private static Verdict verdict(String method, Answer answer) {
        return new Verdict(method, method, answer, "So.", null, null, null, null, List.of());
    }

    private static Verdicts withGates(@CheckForNull Holder champion, Verdict... gates) {
        Verdicts like = candidate(PRODUCTION, 1).verdicts(PRODUCTION, champion, Answer.PASS);
        return new Verdicts(
                like.model(),
                like.evidence(),
                like.candidateKey(),
                like.version(),
                like.target(),
                like.policy(),
                like.baseline(),
                List.of(gates),
                Answer.PASS,
                like.rule(),
                AT);
    }

    @Test
    void needsVerdictsAndEvidence() {
        Verdicts verdicts = draft.verdicts;
        draft.verdicts = null;
        refused("it cites no verdicts. Run the gates first");
        draft.verdicts = verdicts;
        documents.clear();
        refused("the evidence ");
        refused("that it cites is not there");
        draft.to = new Holder("1", candidate(PRODUCTION, 1).files().hash(), null, null);
        refused("the candidate has no evidence");
        draft.to = null;
        refused("it does not say who is to hold the target");
    }

    @Test
    void takesNoVerdictsOfAnotherTarget() {
        draft.verdicts = candidate(PRODUCTION, 1).verdicts(STAGING, null, Answer.PASS);
        refused("its verdicts are about the target ‘" + STAGING + "’");
    }

    @Test
    void takesNoVerdictsOfAnotherCandidate() {
        draft.verdicts = candidate(PRODUCTION, 2).verdicts(PRODUCTION, null, Answer.PASS);
        refused("its verdicts judge version 2");
    }

    @Test
    void takesNoVerdictsOfAnotherVersionOfTheSameModel() {
        Holder to = candidate(PRODUCTION, 1).holder();
        draft.to = new Holder("8", to.model(), to.candidateKey(), to.evidence());
        refused("its verdicts judge version 1");
    }

    @Test
    void takesNoEvidenceOfAnotherCandidateOrModel() {
        Evidence other = candidate(PRODUCTION, 2).evidence();
        Verdicts like = draft.verdicts;
        Sha256 otherDigest = keep(other);
        Holder to = draft.to;
        draft.to = new Holder("1", to.model(), to.candidateKey(), otherDigest);
        draft.verdicts = new Verdicts(
                like.model(),
                otherDigest,
                like.candidateKey(),
                "1",
                PRODUCTION,
                POLICY,
                Baseline.none(),
                like.verdicts(),
                Answer.PASS,
                like.rule(),
                AT);
        refused("its evidence is about another candidate");
    }

    @Test
    void takesNoEvidenceOfAnotherRegisteredModel() {
        draft.target = new TargetId("mlflow", "default", "diabetes-2", "production");
        draft.verdicts = candidate(PRODUCTION, 1).verdicts(draft.target, null, Answer.PASS);
        assertThatThrownBy(() -> draft.rules().check())
                .hasMessageContaining(
                        "its evidence is about the model ‘diabetes’. Record the candidate for ‘diabetes-2’");
    }

    @Test
    void takesNoOtherPolicyThanThatOfTheVerdicts() {
        draft.policy = new PolicyRef(sha("lax"), null, null, false);
        refused("it names another policy than its verdicts");
        draft.policy = null;
        refused("it names another policy than its verdicts");
    }

    @Test
    void takesNoFilesOfAnotherModel() {
        draft.files = candidate(PRODUCTION, 2).files();
        refused("it lists other files than those of version 1");
    }

    @Test
    void promotesWhatEnoughPeopleApproved() throws Exception {
        draft.verdicts = asked();
        refused("the approvals that the policy asks for are not there. It waits for 2 of ‘ml-leads’, until 2026-11-23");
        draft.approvals.add(said("ada", Approval.Decision.APPROVE));
        refused("It waits for 1 of ‘ml-leads’");
        draft.approvals.add(said("bob", Approval.Decision.APPROVE));
        allowed();
        approvedBefore = true;
        refused("its approvals let this version in once before, and count once");
        draft.approvals.set(1, said("bob", Approval.Decision.REJECT));
        refused("Rejected by ‘bob’ (ml-leads)");
    }

    @Test
    void takesNoApprovalOfSomethingElse() {
        draft.verdicts = asked();
        draft.approvals.add(said("ada", Approval.Decision.APPROVE));
        draft.verdicts = asked().putTo(rules(), List.of(), AT.minusSeconds(1));
        refused("the approval of ‘ada’ does not count: it is about something else");
    }

    @Test
    void citesNoApprovalsThatNobodyAsksFor() {
        draft.approvals.add(said("ada", Approval.Decision.APPROVE));
        refused("it cites approvals, and its verdicts ask for none");
    }

    @Test
    void letsAPersonDecideOnlyWhereThePolicyNamesOne() throws Exception {
        Verdicts open = leftToAPerson();
        draft.verdicts = open;
        refused("its verdicts ask a person, and the policy names nobody who may approve");
        draft.verdicts = open.putTo(rules(), List.of(), AT);
        draft.approvals.add(said("ada", Approval.Decision.APPROVE));
        draft.approvals.add(said("bob", Approval.Decision.APPROVE));
        allowed();
    }

    private static Verdicts leftToAPerson() {
        Verdicts judged = candidate(PRODUCTION, 1).verdicts(PRODUCTION, null, Answer.INCONCLUSIVE);
        return new Verdicts(
                judged.model(),
                judged.evidence(),
                judged.candidateKey(),
                judged.version(),
                judged.target(),
                judged.policy(),
                judged.baseline(),
                judged.verdicts().stream()
                        .map(verdict -> verdict.weighing(Effect.PERSON))
                        .toList(),
                judged.answer(),
                judged.rule(),
                AT);
    }

    private static Verdicts asked() {
        return candidate(PRODUCTION, 1).verdicts(PRODUCTION, null, Answer.PASS).putTo(rules(), List.of(), AT);
    }

    private static ApprovalRules rules() {
        return new ApprovalRules(
                List.of(new ApprovalRules.Rule(new ApprovalRules.Group("ml-leads", null), 2, "I looked at it")),
                24,
                false,
                ApprovalRules.everyRole(),
                false,
                List.of(),
                null);
    }

    private Approval said(String name, Approval.Decision decision) {
        return new Approval(
                candidate(PRODUCTION, 1).files(),
                Documents.digest(Objects.requireNonNull(draft.verdicts)),
                PRODUCTION,
                POLICY,
                null,
                new Actor(Actor.Kind.PERSON, name, null, Observer.CONTROLLER),
                new Person(name, "realm", List.of("ml-leads"), List.of(), null),
                decision,
                "ml-leads",
                "I looked at it",
                "",
                AT);
    }

    @Test
    void promotesNothingThatIsQuarantinedUnderAnyTargetOfTheModel() throws Exception {
        holds(STAGING, null, quarantined(candidate(PRODUCTION, 1).holder()));
        refused("version 1 (candidate ");
        refused("is quarantined since 2026-11-22T10:00:00Z (‘it leaks’). Lift the quarantine first");
        // Other ingredients that make the same model are no way around it.
        Holder same = candidate(PRODUCTION, 1).holder();
        holds(STAGING, null, quarantined(new Holder("9", same.model(), sha("other key"), null)));
        refused("is quarantined");
        TargetId elsewhere = new TargetId("mlflow", "default", "other", "staging");
        states.clear();
        holds(elsewhere, null, quarantined(same));
        allowed();
    }

    @Test
    void showsTwoTargetsByTwoAliases() throws Exception {
        holds(STAGING, candidate(PRODUCTION, 2).holder());
        draft.alias = "staging";
        refused("the alias ‘staging’ shows the target ‘staging’ already");
        draft.alias = null;
        refused("neither an alias nor a stage shows the target");
        draft.stage = "Production";
        allowed();
    }

    @Test
    void followsTheStateThatItWasMadeFor() {
        draft.from = candidate(PRODUCTION, 5).holder();
        refused("it says that version 5");
        draft.from = null;
        draft.previous = sha("somewhere else");
        refused("it does not follow the target’s newest transition");
    }

    @Test
    void isAlreadySoOnlyForTheSameVersion() {
        holds(PRODUCTION, candidate(PRODUCTION, 1).holder());
        assertThat(draft.rules().alreadySo()).isTrue();
        Holder to = draft.to;
        draft.to = new Holder("8", to.model(), to.candidateKey(), to.evidence());
        assertThat(draft.rules().alreadySo()).isFalse();
    }

    private void rollBackFrom(int version) {
        holds(PRODUCTION, candidate(PRODUCTION, version).holder());
        draft.type = Transition.Type.ROLL_BACK;
        draft.verdicts = null;
        draft.policy = null;
        draft.quarantine = draft.from;
        draft.reason = "it leaks";
    }

    @Test
    void rollsBackToAnEarlierHolder() throws Exception {
        rollBackFrom(2);
        refused("version 1 (candidate ");
        refused("never held the target, and a roll-back goes to an earlier holder. There is none");
        earlier.add(candidate(PRODUCTION, 3).holder());
        refused("The last one is version 3");
        earlier.add(draft.to);
        allowed();
    }

    @Test
    void quarantinesWhatARollBackLeavesAndSaysWhy() {
        rollBackFrom(2);
        earlier.add(draft.to);
        draft.quarantine = null;
        refused("a roll-back quarantines what it leaves: version 2");
        draft.quarantine = draft.from;
        draft.reason = " ";
        refused("it gives no reason. Say why");
        draft.reason = "it leaks";
        draft.verdicts = candidate(PRODUCTION, 1).verdicts(PRODUCTION, draft.from, Answer.PASS);
        refused("only a promotion cites verdicts");
    }

    @Test
    void rollsBackToNothingThatIsQuarantined() {
        rollBackFrom(2);
        earlier.add(draft.to);
        holds(PRODUCTION, draft.from, quarantined(draft.to));
        refused("is quarantined");
    }

    @Test
    void quarantinesWithoutMovingTheTarget() throws Exception {
        rollBackFrom(2);
        draft.type = Transition.Type.QUARANTINE;
        draft.quarantine = candidate(PRODUCTION, 1).holder();
        refused("it would change who holds the target, from version 2");
        draft.to = draft.from;
        allowed();
        draft.alias = "other";
        refused("it names another alias or stage than the ledger has");
    }

    @Test
    void retiresOnlyWhatIsHeld() throws Exception {
        rollBackFrom(1);
        draft.type = Transition.Type.RETIRE;
        refused("after retiring nobody holds the target");
        draft.to = null;
        refused("retiring quarantines nothing");
        draft.quarantine = null;
        allowed();
        states.clear();
        draft.from = null;
        refused("nobody holds the target");
    }

    @Test
    void adoptsWithOrWithoutEvidenceButNotWithThatOfAnother() throws Exception {
        rollBackFrom(2);
        draft.type = Transition.Type.ADOPT;
        draft.quarantine = null;
        allowed();
        Holder to = draft.to;
        draft.to = new Holder("1", to.model(), null, null);
        allowed();
        draft.to = new Holder(
                "1",
                to.model(),
                to.candidateKey(),
                keep(candidate(PRODUCTION, 2).evidence()));
        refused("its evidence is about another candidate");
    }

    @Test
    void refusesNamesThatNoFileSystemTakes() {
        draft.target = new TargetId("mlflow", "default", "é".repeat(1000), "production");
        assertThatThrownBy(() -> draft.rules().check())
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("too long");
    }
}
