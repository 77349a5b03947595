package io.jenkins.plugins.modelgate.mlflow.steps;

import static io.jenkins.plugins.modelgate.mlflow.steps.PromotionRequest.BY_TAG;
import static io.jenkins.plugins.modelgate.mlflow.steps.PromotionRequest.ID_TAG;
import static io.jenkins.plugins.modelgate.mlflow.steps.PromotionRequest.REASON_TAG;
import static io.jenkins.plugins.modelgate.mlflow.steps.PromotionRequest.STATE_TAG;
import static io.jenkins.plugins.modelgate.mlflow.steps.PromotionRequest.TARGET_TAG;
import static org.assertj.core.api.Assertions.assertThat;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.policy.ModelPolicy;
import io.jenkins.plugins.modelgate.core.policy.TargetPolicy;
import io.jenkins.plugins.modelgate.mlflow.client.ModelVersion;
import io.jenkins.plugins.modelgate.mlflow.client.Stage;
import io.jenkins.plugins.modelgate.mlflow.steps.PromotionRequest.Reply;
import io.jenkins.plugins.modelgate.mlflow.steps.PromotionRequest.State;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PromotionRequestTest {
    private static final Instant CREATED = Instant.parse("2026-11-01T00:00:00Z");
    private static final Duration WEEK = Duration.ofDays(7);

    private static final ModelPolicy POLICY = new ModelPolicy(
            "diabetes", List.of(), null, List.of(), null, null, Map.of("production", target("production", "champion")));

    private static TargetPolicy target(String name, String alias) {
        return new TargetPolicy(name, alias, null, TargetPolicy.WithoutBaseline.BOUNDS, List.of());
    }

    private static PromotionRequest request(String version, Map<String, String> tags) {
        return PromotionRequest.of(new ModelVersion(
                "diabetes", version, Stage.NONE, "runs:/x/model", "x", null, "", CREATED, tags, List.of()));
    }

    private static PromotionRequest request(String target, String reason) {
        return request("3", Map.of(TARGET_TAG, target, REASON_TAG, reason));
    }

    private static Optional<Reply> formal(PromotionRequest request, @CheckForNull Duration most, Instant now) {
        return RequestJudge.formal(request, POLICY, CREATED, most, now);
    }

    private static State state(PromotionRequest request) {
        return formal(request, WEEK, CREATED).map(Reply::state).orElse(null);
    }

    @Test
    void isTheSameWhileVersionTargetAndReasonAre() {
        PromotionRequest request = request("production", "it is better");
        assertThat(request.id())
                .isEqualTo(request(" production\n", "it is better ").id())
                .isEqualTo(request("3", Map.of(TARGET_TAG, "production", REASON_TAG, "it is better", BY_TAG, "ann"))
                        .id())
                .isNotEqualTo(request("production", "it is better now").id())
                .isNotEqualTo(request("staging", "it is better").id())
                .isNotEqualTo(request("4", Map.of(TARGET_TAG, "production", REASON_TAG, "it is better"))
                        .id());
    }

    @Test
    void showsTheTextOfStrangersInOneLineOfBoundedLength() {
        PromotionRequest request = request(
                "3",
                Map.of(
                        TARGET_TAG,
                        "prod\u001b[31muction" + "x".repeat(100_000),
                        REASON_TAG,
                        "a\n\n b\u202e<b>$(reboot)</b>" + "y".repeat(100_000),
                        BY_TAG,
                        "ann\u0000\t" + "z".repeat(100_000)));
        assertThat(request.target()).startsWith("prod\\u001b[31muction").hasSizeLessThan(200);
        assertThat(request.reason()).startsWith("a b\\u202e<b>$(reboot)</b>").hasSizeLessThan(600);
        assertThat(request.by()).startsWith("ann\\u0000 z").hasSizeLessThan(200);
    }

    @Test
    void isByNobodyWhoDoesNotSayTheirName() {
        assertThat(request("production", "better").by()).isNull();
        assertThat(request("3", Map.of(TARGET_TAG, "production", BY_TAG, " ")).by())
                .isNull();
    }

    @Test
    void isSettledByTheLastAnswerToItself() {
        PromotionRequest asked = request("production", "better");
        assertThat(answered(asked, asked.id().hex(), "promoted").isSettled()).isTrue();
        assertThat(answered(asked, asked.id().hex(), "waiting").isSettled()).isFalse();
        assertThat(answered(asked, asked.id().hex(), "waiting").answered()).isEqualTo(State.WAITING);
        assertThat(answered(asked, request("production", "worse").id().hex(), "promoted")
                        .isSettled())
                .isFalse();
        assertThat(answered(asked, asked.id().hex(), "PROMOTED!").answered()).isNull();
        assertThat(asked.answered()).isNull();
    }

    private static PromotionRequest answered(PromotionRequest asked, String id, String state) {
        Map<String, String> tags = new HashMap<>(asked.version().tags());
        tags.put(ID_TAG, id);
        tags.put(STATE_TAG, state);
        return request("3", tags);
    }

    @Test
    void isJudgedByGatesAndPeopleWhereNothingElseSpeaksAgainstIt() {
        assertThat(formal(request("production", "better"), WEEK, CREATED.plus(WEEK)))
                .isEmpty();
    }

    @Test
    void isUnknownWhereThePolicyHasNoSuchTarget() {
        assertThat(formal(request("prodcution", "better"), WEEK, CREATED)).hasValueSatisfying(reply -> {
            assertThat(reply.state()).isEqualTo(State.UNKNOWN);
            assertThat(reply.sentence()).contains("‘prodcution’", "‘diabetes’", "only: production");
        });
        // Neither a prefix nor what is cut counts for the name.
        assertThat(state(request("Production", "better"))).isEqualTo(State.UNKNOWN);
        assertThat(state(request("production\u0000", "better"))).isEqualTo(State.UNKNOWN);
    }

    @Test
    void isIncompleteWithoutAReason() {
        assertThat(state(request("production", " \n"))).isEqualTo(State.INCOMPLETE);
    }

    @Test
    void isRefusedForADuplicate() {
        PromotionRequest request =
                request("3", Map.of(TARGET_TAG, "production", REASON_TAG, "better", Tags.DUPLICATE_OF, "2"));
        assertThat(formal(request, WEEK, CREATED))
                .hasValueSatisfying(reply -> assertThat(reply.sentence()).contains("version 2"));
    }

    @Test
    void isStaleWhereItMayBeTooOld() {
        PromotionRequest request = request("production", "better");
        Instant tooLate = CREATED.plus(WEEK).plusSeconds(1);
        assertThat(formal(request, WEEK, tooLate)).hasValueSatisfying(reply -> {
            assertThat(reply.state()).isEqualTo(State.STALE);
            assertThat(reply.sentence()).contains("2026-11-01T00:00:00Z", "7 days", "another reason");
        });
        assertThat(formal(request, null, tooLate)).isEmpty();
    }

    @Test
    void isNoOlderThanItsVersionAndThanTheLastLookThatDidNotFindIt() {
        PromotionRequest request = request("production", "better");
        assertThat(request.notBefore(null)).isEqualTo(CREATED);
        assertThat(request.notBefore(CREATED.minusSeconds(1))).isEqualTo(CREATED);
        assertThat(request.notBefore(CREATED.plusSeconds(1))).isEqualTo(CREATED.plusSeconds(1));
    }

    @ParameterizedTest
    @EnumSource(State.class)
    void endsOnce(State state) {
        assertThat(state.isLast())
                .isEqualTo(
                        switch (state) {
                            case INCOMPLETE, QUEUED, RUNNING, WAITING -> false;
                            case PROMOTED, REFUSED, FAILED, STALE, UNKNOWN -> true;
                        });
    }
}
