package io.jenkins.plugins.modelgate.core.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.Actor;
import io.jenkins.plugins.modelgate.core.document.Answer;
import io.jenkins.plugins.modelgate.core.document.Approval;
import io.jenkins.plugins.modelgate.core.document.Approval.Decision;
import io.jenkins.plugins.modelgate.core.document.ApprovalRules;
import io.jenkins.plugins.modelgate.core.document.ApprovalRules.Group;
import io.jenkins.plugins.modelgate.core.document.ApprovalRules.Rule;
import io.jenkins.plugins.modelgate.core.document.Baseline;
import io.jenkins.plugins.modelgate.core.document.Documents;
import io.jenkins.plugins.modelgate.core.document.Envelope;
import io.jenkins.plugins.modelgate.core.document.Holder;
import io.jenkins.plugins.modelgate.core.document.Maker;
import io.jenkins.plugins.modelgate.core.document.ModelFiles;
import io.jenkins.plugins.modelgate.core.document.Observer;
import io.jenkins.plugins.modelgate.core.document.Person;
import io.jenkins.plugins.modelgate.core.document.PolicyRef;
import io.jenkins.plugins.modelgate.core.document.Subject;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import io.jenkins.plugins.modelgate.core.document.Verdicts;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may approve what. */
class TallyTest {
    private static final Instant AT = Instant.parse("2026-11-22T10:00:00Z");
    private static final String MEANING = "I reviewed the evidence.";
    private static final Rule LEADS = new Rule(new Group("ml-leads", null), 2, MEANING);
    private static final Rule RISK = new Rule(new Group("risk", List.of("Rita@example.com")), 1, "I accept the risk.");

    private ApprovalRules rules = rules(ApprovalRules.everyRole(), false, null);

    @CheckForNull
    private List<Maker> makers = List.of(
            maker(Maker.Role.STARTER, "sam", null),
            maker(Maker.Role.REPLAYER, "ron", null),
            maker(Maker.Role.REBUILDER, "rob", null),
            maker(Maker.Role.AUTHOR, "Ada Lovelace", "ada@example.com"),
            maker(Maker.Role.COMMITTER, "ci-bot", "bot@example.com"),
            maker(Maker.Role.CO_AUTHOR, "Cleo", "Cleo@Example.com"),
            maker(Maker.Role.RUN_USER, "una", null));

    private final List<Envelope> said = new ArrayList<>();
    private Instant now = AT.plus(Duration.ofHours(1));

    private static ApprovalRules rules(SortedSet<Maker.Role> never, boolean comment, @CheckForNull Group breakGlass) {
        return new ApprovalRules(List.of(LEADS, RISK), 48, comment, never, false, List.of(), breakGlass);
    }

    private static Maker maker(Maker.Role role, String name, @CheckForNull String email) {
        return new Maker(role, name, email, Observer.AGENT);
    }

    private Verdicts verdicts() {
        return new Verdicts(
                        new ModelFiles(List.of(new Subject("model.pkl", sha("model")))),
                        sha("evidence"),
                        sha("candidate"),
                        "7",
                        new TargetId("mlflow", "default", "diabetes", "production"),
                        new PolicyRef(sha("policy"), "refs/heads/main", "c".repeat(40), true),
                        Baseline.none(),
                        List.of(),
                        Answer.PASS,
                        "All gates must pass.",
                        AT)
                .putTo(rules, makers, AT);
    }

    private static Sha256 sha(String text) {
        return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Somebody in {@code ml-leads}, unless the name is Rita’s. */
    private Approval approval(String name, Decision decision, Instant at) {
        Verdicts verdicts = verdicts();
        Rule rule = name.startsWith("Rita") ? RISK : LEADS;
        return new Approval(
                verdicts.model(),
                Documents.digest(verdicts),
                verdicts.target(),
                verdicts.policy(),
                null,
                new Actor(Actor.Kind.PERSON, name, null, Observer.CONTROLLER),
                new Person(name, "realm", List.of("ml-leads", "sre"), List.of(name + "@mail.example.com"), "127.0.0.1"),
                decision,
                rule.group().name(),
                rule.meaning(),
                "",
                at);
    }

    private void says(Approval approval) {
        said.add(Envelope.unsigned(approval));
    }

    private void approve(String... names) {
        for (String name : names) {
            says(approval(name, Decision.APPROVE, now));
        }
    }

    private Tally tally() {
        return Tally.of(verdicts(), said, now);
    }

    private String objection() {
        assertThat(tally().discounted()).hasSize(1);
        return tally().discounted().values().iterator().next();
    }

    @Test
    void isMetWhenEachGroupHasEnough() {
        assertThat(tally().sentence())
                .isEqualTo("It waits for 2 of ‘ml-leads’ and 1 of ‘risk’, until 2026-11-24T10:00:00Z.");
        approve("bea");
        assertThat(tally().state()).isEqualTo(Tally.State.OPEN);
        approve("ben", "rita@EXAMPLE.com".replace("rita", "Rita"));
        assertThat(tally().state()).isEqualTo(Tally.State.MET);
        assertThat(tally().sentence()).startsWith("Approved by ‘").contains("‘bea’ (ml-leads)", "(risk)");
        assertThat(tally().counted()).hasSize(3);
    }

    /** Laundering: whoever had a part in the candidate is found by id, name or address, whatever the case. */
    @ParameterizedTest
    @CsvSource({
        "sam, started the build",
        "SAM, started the build",
        "ron, replayed the build",
        "rob, ran the build again",
        "Ada Lovelace, wrote a commit of the candidate",
        "ada@example.com, wrote a commit of the candidate",
        "ci-bot, committed a commit of the candidate",
        "Cleo, is a co-author of a commit of the candidate",
        "una, ran the training"
    })
    void takesNoYesOfWhoHadAPartInTheCandidate(String name, String part) {
        approve(name);
        if (name.contains("@")) {
            says(new Approval(
                    verdicts().model(),
                    Documents.digest(verdicts()),
                    verdicts().target(),
                    verdicts().policy(),
                    null,
                    new Actor(Actor.Kind.PERSON, "second-account", null, Observer.CONTROLLER),
                    new Person("Second", "realm", List.of("ml-leads"), List.of("ADA@example.com"), null),
                    Decision.APPROVE,
                    "ml-leads",
                    MEANING,
                    "",
                    now));
            said.remove(0);
        }
        assertThat(objection()).endsWith(part);
        assertThat(tally().counted()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Maker.Role.class)
    void letsThePolicySayWhichPartsMatter(Maker.Role role) {
        makers = List.of(maker(role, "bea", null));
        rules = rules(new TreeSet<>(List.of(role)), false, null);
        approve("bea");
        assertThat(tally().discounted()).hasSize(1);
        SortedSet<Maker.Role> others = ApprovalRules.everyRole();
        others.remove(role);
        rules = rules(others, false, null);
        said.clear();
        approve("bea");
        assertThat(tally().discounted()).isEmpty();
    }

    @Test
    void asksNobodyWhileNobodyKnowsWhoMadeTheCandidate() {
        makers = null;
        approve("bea", "ben", "Rita@example.com");
        assertThat(tally().state()).isEqualTo(Tally.State.MAKERS_UNKNOWN);
        rules = rules(Collections.emptySortedSet(), false, null);
        said.clear();
        approve("bea", "ben", "Rita@example.com");
        assertThat(tally().state()).isEqualTo(Tally.State.MET);
    }

    @Test
    void countsEachPersonOnce() {
        approve("bea", "BEA", "Rita@example.com");
        assertThat(tally().sentence()).startsWith("It waits for 1 of ‘ml-leads’");
    }

    @Test
    void countsTwoAccountsOfOneAddressOnce() {
        approve("bea", "Rita@example.com");
        Approval second = approval("bea2", Decision.APPROVE, now);
        says(new Approval(
                second.model(),
                second.verdicts(),
                second.target(),
                second.policy(),
                null,
                second.by(),
                new Person("Bea", "realm", List.of("ml-leads"), List.of("Bea@mail.example.com"), null),
                Decision.APPROVE,
                "ml-leads",
                MEANING,
                "",
                now));
        assertThat(tally().sentence()).startsWith("It waits for 1 of ‘ml-leads’");
    }

    @Test
    void standsAgainstItUntilTheSamePersonApproves() {
        approve("bea", "Rita@example.com");
        says(approval("ben", Decision.REJECT, now));
        assertThat(tally().state()).isEqualTo(Tally.State.REJECTED);
        assertThat(tally().sentence()).isEqualTo("Rejected by ‘ben’ (ml-leads).");
        now = now.plusSeconds(1);
        says(approval("ben", Decision.APPROVE, now));
        assertThat(tally().state()).isEqualTo(Tally.State.MET);
    }

    @Test
    void hearsTheNoOfWhoHadAPart() {
        says(approval("sam", Decision.REJECT, now));
        assertThat(tally().state()).isEqualTo(Tally.State.REJECTED);
    }

    @Test
    void closesInTime() {
        approve("bea", "ben");
        now = AT.plus(Duration.ofDays(2));
        assertThat(tally().state()).isEqualTo(Tally.State.EXPIRED);
        assertThat(tally().sentence())
                .isEqualTo("Not approved in time: 1 of ‘risk’ missing since 2026-11-24T10:00:00Z.");
        approve("Rita@example.com");
        assertThat(objection()).isEqualTo("it came too late");
    }

    @Test
    void staysMetAfterTheTime() {
        approve("bea", "ben", "Rita@example.com");
        now = AT.plus(Duration.ofDays(30));
        assertThat(tally().state()).isEqualTo(Tally.State.MET);
    }

    @ParameterizedTest
    @ValueSource(longs = {-301, 3901})
    void takesNoYesFromBeforeTheVerdictsOrFromTheFuture(long seconds) {
        says(approval("bea", Decision.APPROVE, AT.plusSeconds(seconds)));
        assertThat(objection()).isEqualTo("it was not said between the verdicts and now");
    }

    @ParameterizedTest
    @ValueSource(longs = {-299, 3899})
    void bearsClocksThatDifferALittle(long seconds) {
        says(approval("bea", Decision.APPROVE, AT.plusSeconds(seconds)));
        assertThat(tally().counted()).hasSize(1);
    }

    @Test
    void takesNoYesToSomethingElse() {
        Approval good = approval("bea", Decision.APPROVE, now);
        Holder champion = new Holder("6", sha("other"), null, null);
        ModelFiles files = new ModelFiles(List.of(new Subject("model.pkl", sha("swapped"))));
        TargetId staging = new TargetId("mlflow", "default", "diabetes", "staging");
        PolicyRef policy = new PolicyRef(sha("other policy"), null, null, false);
        List<Approval> moved = List.of(
                other(good, good.model(), sha("other"), good.target(), good.policy(), null),
                other(good, files, good.verdicts(), good.target(), good.policy(), null),
                other(good, good.model(), good.verdicts(), staging, good.policy(), null),
                other(good, good.model(), good.verdicts(), good.target(), policy, null),
                other(good, good.model(), good.verdicts(), good.target(), good.policy(), champion));
        moved.forEach(this::says);
        assertThat(tally().discounted()).hasSize(5).allSatisfy((approval, objection) -> assertThat(objection)
                .isEqualTo("it is about something else"));
    }

    private static Approval other(
            Approval good,
            ModelFiles files,
            Sha256 verdicts,
            TargetId target,
            PolicyRef policy,
            @CheckForNull Holder champion) {
        return new Approval(
                files,
                verdicts,
                target,
                policy,
                champion,
                good.by(),
                good.person(),
                good.decision(),
                good.group(),
                good.meaning(),
                good.comment(),
                good.at());
    }

    @Test
    void takesNoYesOfWhoIsNotInTheGroup() {
        Approval good = approval("bea", Decision.APPROVE, now);
        says(new Approval(
                good.model(),
                good.verdicts(),
                good.target(),
                good.policy(),
                null,
                good.by(),
                new Person("Bea", "realm", List.of("ML-Leads", "users"), List.of(), null),
                Decision.APPROVE,
                "ml-leads",
                MEANING,
                "",
                now));
        assertThat(objection()).isEqualTo("‘bea’ is not in the group ‘ml-leads’");
    }

    /** A realm that has a group of the same name does not make its members those of the policy’s group. */
    @Test
    void believesThePolicysListRatherThanTheRealm() {
        Approval good = approval("bea", Decision.APPROVE, now);
        says(new Approval(
                good.model(),
                good.verdicts(),
                good.target(),
                good.policy(),
                null,
                good.by(),
                new Person("Bea", "realm", List.of("risk"), List.of(), null),
                Decision.APPROVE,
                "risk",
                RISK.meaning(),
                "",
                now));
        assertThat(objection()).isEqualTo("‘bea’ is not in the group ‘risk’");
    }

    @Test
    void takesNoYesThatWasSignedForAnotherMeaning() {
        Approval good = approval("bea", Decision.APPROVE, now);
        says(new Approval(
                good.model(),
                good.verdicts(),
                good.target(),
                good.policy(),
                null,
                good.by(),
                good.person(),
                Decision.APPROVE,
                "ml-leads",
                "I saw it",
                "",
                now));
        assertThat(objection()).isEqualTo("it was signed for something else: ‘I saw it’");
    }

    @Test
    void wantsACommentIfThePolicyDoes() {
        rules = rules(ApprovalRules.everyRole(), true, null);
        approve("bea");
        assertThat(objection()).isEqualTo("it has no comment");
    }

    @Test
    void breaksGlassOnlyAsThePolicySays() {
        Approval glass = glass("sre", "the site is down");
        says(glass);
        assertThat(objection()).isEqualTo("the policy lets nobody of that group break the glass");
        said.clear();
        rules = rules(ApprovalRules.everyRole(), false, new Group("sre", null));
        says(glass("sre", ""));
        assertThat(objection()).isEqualTo("it gives no reason");
        said.clear();
        says(glass("ml-leads", "the site is down"));
        assertThat(objection()).isEqualTo("the policy lets nobody of that group break the glass");
        said.clear();
        says(glass("sre", "the site is down"));
        assertThat(tally().sentence()).isEqualTo("Glass was broken by ‘bea’ (sre).");
        rules = rules(ApprovalRules.everyRole(), false, new Group("sre", List.of("somebody")));
        said.clear();
        says(glass("sre", "the site is down"));
        assertThat(objection()).isEqualTo("‘bea’ is not in the group ‘sre’");
    }

    private Approval glass(String group, String comment) {
        Approval good = approval("bea", Decision.APPROVE, now);
        return new Approval(
                good.model(),
                good.verdicts(),
                good.target(),
                good.policy(),
                null,
                good.by(),
                good.person(),
                Decision.BREAK_GLASS,
                group,
                "Let through.",
                comment,
                now);
    }

    @Test
    void hasNothingToCountWhereNobodyWasAsked() {
        Verdicts verdicts = verdicts();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Tally.of(
                        new Verdicts(
                                verdicts.model(),
                                verdicts.evidence(),
                                verdicts.candidateKey(),
                                verdicts.version(),
                                verdicts.target(),
                                verdicts.policy(),
                                new Baseline(Baseline.Kind.NO_CHAMPION, null, false, new TreeMap<>()),
                                List.of(),
                                Answer.PASS,
                                "",
                                AT),
                        List.of(),
                        AT));
    }
}
