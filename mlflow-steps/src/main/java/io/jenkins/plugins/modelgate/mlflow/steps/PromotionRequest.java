package io.jenkins.plugins.modelgate.mlflow.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.digest.Shown;
import io.jenkins.plugins.modelgate.mlflow.client.ModelVersion;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;

/**
 * What somebody asks for by tags of a version in the registry. Whoever may write to MLflow can write them, in anybody's name:
 * a wish, which approves nothing and proves nothing.
 *
 * @param version the version, as it was found
 * @param target which target it should hold; what was written, made fit to be shown
 * @param reason why, in one line; empty if nobody said
 * @param by who asks, as they say; null if they don't
 * @param id the digest of version, target and reason: asked once more with the same words, it is the same request
 */
public record PromotionRequest(
        ModelVersion version,
        String target,
        String reason,
        @CheckForNull String by,
        Sha256 id) {
    /** Which target is asked for. It is written last: with it, all is there. */
    public static final String TARGET_TAG = Tags.PREFIX + "request";

    public static final String REASON_TAG = Tags.PREFIX + "request-reason";

    public static final String BY_TAG = Tags.PREFIX + "request-by";

    /** Of the answer: a {@link State}. */
    public static final String STATE_TAG = Tags.PREFIX + "request-state";

    /** Of the answer: a sentence. */
    public static final String ANSWER_TAG = Tags.PREFIX + "request-answer";

    /** Of the answer: where to read more. */
    public static final String LINK_TAG = Tags.PREFIX + "request-link";

    /** Of the answer: when it was given. */
    public static final String AT_TAG = Tags.PREFIX + "request-at";

    /** Of the answer: the {@link #id} of the request that it is about. Written last. */
    public static final String ID_TAG = Tags.PREFIX + "request-id";

    private static final int MOST_REASON = 500;
    private static final int MOST_NAME = 100;

    public PromotionRequest {
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(id, "id");
    }

    /** What became of a request. */
    public enum State {
        /** Nobody said why. */
        INCOMPLETE(false),
        /** A build will do it. */
        QUEUED(false),
        /** A build is at it. */
        RUNNING(false),
        /** People are asked. */
        WAITING(false),
        /** The version holds the target. */
        PROMOTED(true),
        /** A gate, a rule or a person said no. */
        REFUSED(true),
        /** It ended otherwise. */
        FAILED(true),
        /** It may be too old to be meant. */
        STALE(true),
        /** The policy has no such target. */
        UNKNOWN(true);

        private final boolean last;

        State(boolean last) {
            this.last = last;
        }

        /** Whether nothing follows. */
        public boolean isLast() {
            return last;
        }

        /** As it is written in the tag. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * The answer to a request.
     *
     * @param sentence why, for people
     * @param link where to read more; null if there is nothing
     */
    public record Reply(
            State state, String sentence, @CheckForNull String link) {
        public Reply {
            Objects.requireNonNull(state, "state");
            Objects.requireNonNull(sentence, "sentence");
        }

        /** The same with a link. */
        public Reply at(@CheckForNull String other) {
            return new Reply(state, sentence, other);
        }
    }

    /** What the tags of a version ask for, of one that has {@link #TARGET_TAG}. */
    static PromotionRequest of(ModelVersion version) {
        String target = version.tags().get(TARGET_TAG).strip();
        String reason = version.tags().getOrDefault(REASON_TAG, "").strip();
        String by = shown(version.tags().getOrDefault(BY_TAG, ""), MOST_NAME);
        String all = String.join("\0", version.model(), version.version(), target, reason);
        return new PromotionRequest(
                version,
                Shown.text(target),
                shown(reason, MOST_REASON),
                by.isEmpty() ? null : by,
                Sha256.of(all.getBytes(StandardCharsets.UTF_8)));
    }

    private static String shown(String text, int most) {
        String beginning = text.substring(0, Math.min(text.length(), 2 * most));
        return Shown.text(beginning.replaceAll("\\s+", " ").strip(), most);
    }

    /** What the tags answer to this very request; null if that is nothing, or nothing that we would write. */
    @CheckForNull
    public State answered() {
        String state = version.tags().get(STATE_TAG);
        if (state != null && id.hex().equals(version.tags().get(ID_TAG))) {
            for (State each : State.values()) {
                if (each.word().equals(state)) {
                    return each;
                }
            }
        }
        return null;
    }

    /** Whether it has its last answer. */
    public boolean isSettled() {
        State state = answered();
        return state != null && state.isLast();
    }

    /**
     * The earliest time at which it can have been made: MLflow does not say when a tag was set.
     *
     * @param lastLook when somebody last looked and did not find it; null if nobody did
     */
    public Instant notBefore(@CheckForNull Instant lastLook) {
        Instant created = version.created();
        return lastLook == null || lastLook.isBefore(created) ? created : lastLook;
    }
}
