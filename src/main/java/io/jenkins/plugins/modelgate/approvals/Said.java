package io.jenkins.plugins.modelgate.approvals;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.approval.Tally;
import io.jenkins.plugins.modelgate.core.document.Approval;
import io.jenkins.plugins.modelgate.core.document.Observer;
import io.jenkins.plugins.modelgate.core.document.Person;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** What one person said to a candidate. */
@ExportedBean(defaultVisibility = 999)
public final class Said {
    private static final DateTimeFormatter WHEN =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Approval approval;

    @CheckForNull
    private final String objection;

    private Said(Approval approval, @CheckForNull String objection) {
        this.approval = approval;
        this.objection = objection;
    }

    /** All that was said, in that order, with what does not count. */
    static List<Said> all(Tally tally) {
        Stream<Said> counted = tally.counted().stream().map(envelope -> new Said((Approval) envelope.document(), null));
        Stream<Said> others =
                tally.discounted().entrySet().stream().map(entry -> new Said(entry.getKey(), entry.getValue()));
        return Stream.concat(counted, others)
                .sorted(Comparator.comparing(said -> said.approval.at()))
                .toList();
    }

    @Exported
    public String getId() {
        return approval.by().name();
    }

    /** Their name as it was shown to them then. */
    @Exported
    public String getName() {
        Person person = approval.person();
        return person == null ? approval.by().name() : person.displayName();
    }

    /** {@code approve}, {@code reject} or {@code break-glass}. */
    @Exported
    public String getDecision() {
        return words(approval.decision());
    }

    static String words(Approval.Decision decision) {
        return switch (decision) {
            case APPROVE -> "approve";
            case REJECT -> "reject";
            case BREAK_GLASS -> "break-glass";
            case EXPIRE -> "expire";
        };
    }

    @CheckForNull
    @Exported
    public String getGroup() {
        return approval.group();
    }

    /** The meaning of the signature. */
    @Exported
    public String getMeaning() {
        return approval.meaning();
    }

    @Exported
    public String getComment() {
        return approval.comment();
    }

    /** When, in UTC. */
    @Exported
    public String getAt() {
        return approval.at().toString();
    }

    /** The same for people. */
    public String getWhen() {
        return when(approval.at());
    }

    /** A time as people read it. */
    static String when(Instant time) {
        return WHEN.format(time);
    }

    /** Whether they signed with a key of their own. */
    @Exported
    public boolean isPersonal() {
        return approval.by().observer() == Observer.SIGNED;
    }

    /** Why it does not count; null if it does. */
    @CheckForNull
    @Exported
    public String getObjection() {
        return objection;
    }
}
