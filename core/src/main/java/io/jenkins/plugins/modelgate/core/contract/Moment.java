package io.jenkins.plugins.modelgate.core.contract;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.Shown;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;

/**
 * A day or a moment, as ISO 8601 writes it. Without an offset it is taken as UTC.
 *
 * @param at the moment; of a day its beginning
 * @param isDay whether no time was given
 * @param hasOffset whether an offset was given
 */
record Moment(Instant at, boolean isDay, boolean hasOffset) implements Comparable<Moment> {
    private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
    private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");
    private static final Pattern DAY = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
    private static final Pattern TIME = Pattern.compile(
            "[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,9})?)?(Z|[-+][0-9]{2}:?[0-9]{2})?");

    /** Null if the text is neither. */
    @CheckForNull
    static Moment of(String text) {
        // Cheaper than two patterns for what most texts are.
        if (text.length() < 10 || text.length() > 35 || text.charAt(4) != '-') {
            return null;
        }
        try {
            if (DAY.matcher(text).matches()) {
                return day(LocalDate.parse(text));
            }
            Moment moment = TIME.matcher(text).matches() ? time(text.replace(' ', 'T')) : null;
            return moment != null && moment.isWritable() ? moment : null;
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** Whether four digits are enough for its year, in UTC too. */
    boolean isWritable() {
        return !at.isBefore(FIRST) && at.isBefore(END);
    }

    static Moment day(LocalDate day) {
        return new Moment(day.atStartOfDay(ZoneOffset.UTC).toInstant(), true, false);
    }

    private static Moment time(String text) {
        int offset = Math.max(text.indexOf('+', 11), text.indexOf('-', 11));
        if (offset > 0 && text.charAt(text.length() - 3) != ':') {
            return time(text.substring(0, text.length() - 2) + ":" + text.substring(text.length() - 2));
        }
        return offset > 0 || text.endsWith("Z")
                ? new Moment(OffsetDateTime.parse(text).toInstant(), false, true)
                : new Moment(LocalDateTime.parse(text).toInstant(ZoneOffset.UTC), false, false);
    }

    /**
     * The day or moment.
     *
     * @throws IllegalArgumentException with one readable clause, if the text is neither
     */
    static Moment parse(String text) {
        Moment moment = of(text);
        if (moment == null) {
            throw new IllegalArgumentException("‘" + Shown.text(text)
                    + "’ is neither a day such as 2026-11-22 nor a time such as 2026-11-22T23:45:00Z");
        }
        return moment;
    }

    /** Whether it is after a bound; what is on the day that is the bound is not. */
    boolean isAfter(Moment bound) {
        return bound.isDay ? !at.isBefore(bound.at.plus(1, ChronoUnit.DAYS)) : at.isAfter(bound.at);
    }

    @Override
    public int compareTo(Moment other) {
        return at.compareTo(other.at);
    }

    /** In ISO 8601, in UTC. */
    @Override
    public String toString() {
        if (isDay) {
            return at.atOffset(ZoneOffset.UTC).toLocalDate().toString();
        }
        return hasOffset
                ? at.toString()
                : LocalDateTime.ofInstant(at, ZoneOffset.UTC).toString();
    }
}
