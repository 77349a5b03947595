package io.jenkins.plugins.modelgate.mlflow.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.approval.Tally;
import io.jenkins.plugins.modelgate.core.document.Actor;
import io.jenkins.plugins.modelgate.core.document.Approval;
import io.jenkins.plugins.modelgate.core.document.Approval.Decision;
import io.jenkins.plugins.modelgate.core.document.ApprovalRules;
import io.jenkins.plugins.modelgate.core.document.Maker;
import io.jenkins.plugins.modelgate.core.document.Observer;
import io.jenkins.plugins.modelgate.core.document.Person;
import io.jenkins.plugins.modelgate.core.ledger.LedgerException;
import io.jenkins.plugins.modelgate.core.ledger.RefusedException;
import io.jenkins.plugins.modelgate.core.policy.ModelPolicy;
import io.jenkins.plugins.modelgate.core.policy.TargetPolicy;
import io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer;
import io.jenkins.plugins.modelgate.mlflow.fixtures.MlflowServer.Major;
import io.jenkins.plugins.modelgate.mlflow.steps.Approvals.Standing;
import io.jenkins.plugins.modelgate.mlflow.steps.Approvals.Word;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** People say yes or no to what was asked, and a promotion asks what they said. */
class ApprovalsIT {
    private static final ApprovalRules.Rule LEADS =
            new ApprovalRules.Rule(new ApprovalRules.Group("ml-leads", null), 2, "I reviewed it.");

    @TempDir
    private Path folder;

    private Scene scene;
    private Gatekeeper gatekeeper;
    private ModelPolicy policy;
    private List<Maker> makers =
            new ArrayList<>(List.of(new Maker(Maker.Role.AUTHOR, "ada", "ada@example.com", Observer.AGENT)));

    @BeforeEach
    void open() throws Exception {
        scene = Scene.on(MlflowServer.shared(Major.V3).uri(), folder);
        gatekeeper = scene.gatekeeper;
        TargetPolicy plain = Scene.target("champion", "Production");
        policy = scene.policy(new TargetPolicy(
                plain.name(),
                plain.alias(),
                plain.stage(),
                plain.withoutBaseline(),
                plain.gates(),
                plain.included(),
                new ApprovalRules(List.of(LEADS), 24, false, ApprovalRules.everyRole(), false, List.of(), null)));
    }

    @AfterEach
    void close() {
        scene.close();
    }

    private Gates.Judged judge(String version) throws LedgerException {
        return judge(version, (commit, champion, paths) -> Optional.of(makers));
    }

    private Gates.Judged judge(String version, @CheckForNull Makers known) throws LedgerException {
        return new Gates(gatekeeper)
                .judge(new Gates.Question(policy, Scene.POLICY, Scene.TARGET, version, null, known));
    }

    private Standing standing(String version) throws LedgerException {
        return new Approvals(gatekeeper)
                .of(policy.name(), Scene.TARGET, version)
                .orElseThrow();
    }

    private Standing say(Standing shown, String name, Decision decision) throws LedgerException {
        Gatekeeper asPerson = gatekeeper.as(new Actor(Actor.Kind.PERSON, name, null, Observer.CONTROLLER));
        Approvals approvals = new Approvals(asPerson);
        Person person = new Person(name, "realm", List.of("ml-leads"), List.of(name + "@example.com"), null);
        Approval draft = approvals.draft(shown, new Word(shown.digest(), decision, null, ""), person);
        return approvals.say(shown, gatekeeper.ledger().approvals().seal(draft));
    }

    private Targets.Moved promote(String version) throws LedgerException {
        return new Targets(gatekeeper)
                .promote(new Targets.Promotion(policy, Scene.POLICY, Scene.TARGET, version, "", false));
    }

    @Test
    void promotesWhatEnoughPeopleApproved() throws Exception {
        String version = scene.version("one", 60);
        judge(version);
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> promote(version))
                .withMessageContaining(
                        "the approvals that the policy asks for are not there. It waits for 2 of ‘ml-leads’");
        Standing shown = standing(version);
        assertThat(new Approvals(gatekeeper).all()).extracting(Standing::digest).contains(shown.digest());
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> say(shown, "ada", Decision.APPROVE))
                .withMessageContaining("‘ada’ wrote a commit of the candidate");
        say(shown, "bea", Decision.APPROVE);
        // A double click is one click, and the next person's look may be older than the first one's word.
        say(shown, "bea", Decision.APPROVE);
        assertThat(gatekeeper.ledger().approvals().on(shown.verdicts())).hasSize(1);
        assertThat(say(shown, "ben", Decision.APPROVE).tally().state()).isEqualTo(Tally.State.MET);

        Targets.Moved moved = promote(version);
        assertThat(moved.transition().approvals()).hasSize(2);
        assertThat(scene.champion()).isEqualTo(version);
        assertThat(gatekeeper.ledger().audit(null).problems()).isEmpty();
        assertThat(standing(version).closed()).isEqualTo("Version " + version + " holds the target already.");
    }

    @Test
    void endsWithANo() throws Exception {
        String version = scene.version("one", 60);
        judge(version);
        Standing shown = standing(version);
        say(shown, "bea", Decision.APPROVE);
        say(shown, "ben", Decision.APPROVE);
        say(shown, "cleo", Decision.REJECT);
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> promote(version))
                .withMessageContaining("Rejected by ‘cleo’ (ml-leads)");
        say(shown, "cleo", Decision.APPROVE);
        // Who said yes, then no, then yes again meant each of them.
        say(shown, "bea", Decision.REJECT);
        assertThat(say(shown, "bea", Decision.APPROVE).tally().state()).isEqualTo(Tally.State.MET);
        assertThat(promote(version).transition().approvals()).hasSize(3);
    }

    /** The gates and the people said yes, and the transition is about to be pushed. */
    @Test
    void hearsANoAsLongAsNothingIsDecided() throws Exception {
        String version = scene.version("one", 60);
        judge(version);
        Standing shown = standing(version);
        say(shown, "bea", Decision.APPROVE);
        say(shown, "ben", Decision.APPROVE);
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> promoteWith(Checkpoint.Boundary.BEFORE_DECISION, version, shown))
                .withMessageContaining("Rejected by ‘cleo’ (ml-leads)");
        assertThat(gatekeeper.ledger().history(target -> true, 10)).isEmpty();
        say(shown, "cleo", Decision.APPROVE);

        Targets.Moved moved = promoteWith(Checkpoint.Boundary.DECIDED, version, shown);
        assertThat(moved.remarks())
                .containsExactly(
                        "‘cleo’ said no at the same moment, too late to be heard: talk to them, and roll back if"
                                + " they are right.");
        assertThat(scene.champion()).isEqualTo(version);
        assertThat(gatekeeper.ledger().audit(null).problems()).isEmpty();
    }

    /** Cleo says no just when the promotion is at a boundary. */
    private Targets.Moved promoteWith(Checkpoint.Boundary when, String version, Standing shown) throws LedgerException {
        Gatekeeper today = gatekeeper;
        gatekeeper = at(Clock.systemUTC(), boundary -> {
            if (boundary == when) {
                gatekeeper = today;
                try {
                    say(shown, "cleo", Decision.REJECT);
                } catch (LedgerException e) {
                    throw new IllegalStateException(e);
                }
            }
        });
        try {
            return promote(version);
        } finally {
            gatekeeper = today;
        }
    }

    /** The champion changed between the click and the push. */
    @Test
    void countsForNothingWhenTheChampionChanged() throws Exception {
        String first = scene.version("one", 60);
        String second = scene.version("two", 59);
        judge(first);
        judge(second);
        Standing shown = standing(second);
        for (String version : List.of(first, second)) {
            say(standing(version), "bea", Decision.APPROVE);
            say(standing(version), "ben", Decision.APPROVE);
        }
        promote(first);
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> promote(second))
                .withMessageContaining("its verdicts are void");
        assertThat(standing(second).closed()).isEqualTo("The champion has changed since: run the gates again.");
        judge(second);
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> promote(second))
                .withMessageContaining("It waits for 2 of ‘ml-leads’");
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> {
                    Standing now = standing(second);
                    new Approvals(gatekeeper)
                            .draft(now, new Word(shown.digest(), Decision.APPROVE, null, ""), person());
                })
                .withMessageContaining("what was shown is not what is asked now");
    }

    private static Person person() {
        return new Person("bea", "realm", List.of("ml-leads"), List.of(), null);
    }

    /** Whoever runs the build again is one who may not approve, and everybody is asked anew. */
    @Test
    void asksAnewWhenSomebodyElseHadAPart() throws Exception {
        String version = scene.version("one", 60);
        Gates.Judged before = judge(version);
        say(standing(version), "bea", Decision.APPROVE);
        assertThat(judge(version).digest()).isEqualTo(before.digest());

        makers.add(new Maker(Maker.Role.REBUILDER, "bea", null, Observer.CONTROLLER));
        Gates.Judged after = judge(version);
        assertThat(after.source()).isEqualTo(Gates.Source.RECORDED);
        assertThat(after.verdicts().verdicts()).isEqualTo(before.verdicts().verdicts());
        assertThat(after.digest()).isNotEqualTo(before.digest());
        assertThat(standing(version).tally().counted()).isEmpty();
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> say(standing(version), "bea", Decision.APPROVE))
                .withMessageContaining("‘bea’ ran the build again");
    }

    /** Another one who reads the same commits, and who only asks again, change nothing. */
    @Test
    void asksNobodyAnewWhenTheSamePeopleHadAPart() throws Exception {
        String version = scene.version("one", 60);
        Gates.Judged before = judge(version, asked("tom", Observer.AGENT));
        assertThat(before.verdicts().makers()).extracting(Maker::name).contains("ada", "tom");
        assertThat(judge(version, asked("kim", Observer.CONTROLLER)).digest()).isEqualTo(before.digest());
        assertThat(judge(version, (commit, champion, paths) -> Optional.empty()).digest())
                .isEqualTo(before.digest());
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> say(standing(version), "tom", Decision.APPROVE))
                .withMessageContaining("‘tom’ started the build");
    }

    private static Makers asked(String asker, Observer observer) {
        return new Makers() {
            @Override
            public Optional<List<Maker>> of(String commit, @CheckForNull String champion, List<String> paths) {
                return Optional.of(List.of(new Maker(Maker.Role.AUTHOR, "ada", "ada@example.com", observer)));
            }

            @Override
            public List<Maker> askers() {
                return List.of(new Maker(Maker.Role.STARTER, asker, null, Observer.CONTROLLER));
            }
        };
    }

    /** What somebody who waits sees, one look after the other. */
    @Test
    void goesOnOrEndsForWhoWaits() throws Exception {
        String first = scene.version("one", 60);
        String second = scene.version("two", 59);
        judge(first);
        judge(second);
        Standing waiting = standing(first);
        Standing other = standing(second);
        Approvals approvals = new Approvals(gatekeeper);
        assertThat(approvals.again(waiting).open()).isTrue();
        say(waiting, "cleo", Decision.REJECT);
        assertThat(approvals.again(waiting).end())
                .contains("Rejected by ‘cleo’ (ml-leads). Once they say yes, ask again.");
        for (String name : List.of("bea", "ben", "cleo")) {
            say(waiting, name, Decision.APPROVE);
        }
        assertThat(approvals.again(waiting).letThrough()).isTrue();
        promote(first);
        assertThat(approvals.again(waiting).letThrough()).isTrue();
        assertThat(approvals.again(other).end()).contains("The champion has changed since: run the gates again.");

        judge(second);
        Standing now = standing(second);
        assertThat(approvals.again(now).end()).isEmpty();
        makers.add(new Maker(Maker.Role.STARTER, "tom", null, Observer.CONTROLLER));
        judge(second);
        assertThat(approvals.again(now).end().orElseThrow()).startsWith("The gates were asked again since");
    }

    @Test
    void keepsOnceThatTheTimeIsOver() throws Exception {
        String version = scene.version("one", 60);
        judge(version);
        Standing waiting = standing(version);
        say(waiting, "bea", Decision.APPROVE);
        Gatekeeper today = gatekeeper;
        gatekeeper = at(Instant.now().plus(Duration.ofHours(25)));
        Approvals approvals = new Approvals(gatekeeper);
        Standing late = approvals.again(waiting);
        assertThat(late.end().orElseThrow()).startsWith("Not approved in time: 1 of ‘ml-leads’ missing since");
        approvals.expire(late);
        new Approvals(gatekeeper.as(new Actor(Actor.Kind.JOB, "another", null, Observer.CONTROLLER))).expire(late);
        assertThat(gatekeeper.ledger().approvals().on(late.verdicts()))
                .extracting(envelope -> ((Approval) envelope.document()).decision())
                .containsExactlyInAnyOrder(Decision.APPROVE, Decision.EXPIRE);
        assertThat(gatekeeper.ledger().audit(null).problems()).isEmpty();
        gatekeeper = today;
    }

    /** The same version, the same champion (none), the same numbers: people say yes to it again, or it stays where it is. */
    @Test
    void asksAnewWhatLetAVersionInOnceBefore() throws Exception {
        String version = scene.version("one", 60);
        Gates.Judged before = judge(version);
        say(standing(version), "bea", Decision.APPROVE);
        say(standing(version), "ben", Decision.APPROVE);
        promote(version);
        new Targets(gatekeeper).retire(policy.name(), Scene.TARGET, "not served for now", false);
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> promote(version))
                .withMessageContaining("its approvals let this version in once before, and count once");
        Gates.Judged after = judge(version);
        assertThat(after.digest()).isNotEqualTo(before.digest());
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> promote(version))
                .withMessageContaining("It waits for 2 of ‘ml-leads’");
    }

    @Test
    void asksAnewWhenTheTimeIsOver() throws Exception {
        String version = scene.version("one", 60);
        Gates.Judged before = judge(version);
        say(standing(version), "bea", Decision.APPROVE);
        Gatekeeper today = gatekeeper;
        gatekeeper = at(Instant.now().plus(Duration.ofHours(25)));
        assertThat(standing(version).tally().state()).isEqualTo(Tally.State.EXPIRED);
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> promote(version))
                .withMessageContaining("Not approved in time: 1 of ‘ml-leads’ missing");
        Gates.Judged after = judge(version);
        assertThat(after.digest()).isNotEqualTo(before.digest());
        assertThat(standing(version).tally().state()).isEqualTo(Tally.State.OPEN);
        gatekeeper = today;
    }

    private Gatekeeper at(Instant instant) {
        return at(Clock.fixed(instant, ZoneOffset.UTC), Checkpoint.NONE);
    }

    private Gatekeeper at(Clock clock, Checkpoint checkpoint) {
        return new Gatekeeper(
                gatekeeper.server(),
                gatekeeper.mlflow(),
                gatekeeper.ledger(),
                gatekeeper.key(),
                gatekeeper.trust(),
                gatekeeper.actor(),
                true,
                clock,
                checkpoint);
    }

    @Test
    void letsNobodyApproveWhatNobodyKnowsWhoMade() throws Exception {
        String version = scene.version("one", 60);
        judge(version, null);
        say(standing(version), "bea", Decision.APPROVE);
        say(standing(version), "ben", Decision.APPROVE);
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> promote(version))
                .withMessageContaining("Nobody knows who made the candidate");
    }

    @Test
    void letsNobodyApproveWhatTheGatesRefuse() throws Exception {
        String version = scene.version("bad", 160);
        judge(version);
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> say(standing(version), "bea", Decision.APPROVE))
                .withMessageContaining("Its gates say FAIL, which nobody can let through");
    }
}
