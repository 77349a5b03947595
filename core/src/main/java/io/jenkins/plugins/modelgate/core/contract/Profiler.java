package io.jenkins.plugins.modelgate.core.contract;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.contract.Profile.Column;
import io.jenkins.plugins.modelgate.core.contract.Profile.Numbers;
import io.jenkins.plugins.modelgate.core.contract.Profile.Period;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Makes the profile of one column of values that come one by one, in memory that does not grow with them.
 *
 * <p>A value in CSV is a text that may mean a number, a truth value, a day or a time: the type is the narrowest that fits all of
 * them, texts always fit.
 */
public final class Profiler {
    /** How many quantiles a profile keeps. */
    public static final int QUANTILES = 1001;

    /** How many different values a profile keeps. */
    public static final int MOST_VALUES = 1000;

    /** What a text in JSON can be taken for. */
    private static final Set<ColumnType> TIMES =
            Collections.unmodifiableSet(EnumSet.of(ColumnType.DATE, ColumnType.TIMESTAMP));

    /** What a text in CSV can be taken for. */
    private static final Set<ColumnType> ALL = Collections.unmodifiableSet(EnumSet.of(
            ColumnType.INTEGER, ColumnType.NUMBER, ColumnType.BOOLEAN, ColumnType.DATE, ColumnType.TIMESTAMP));

    private final String name;
    private final Values values = new Values();
    private final Sample sample;
    private final Uniqueness unique;
    /** What values of a type that the file declares there were. */
    private final Set<ColumnType> declared = EnumSet.noneOf(ColumnType.class);
    /** What all texts can be taken for. */
    private final Set<ColumnType> fitting = EnumSet.noneOf(ColumnType.class);

    private boolean textual;
    private long count;
    private long nulls;
    private long notNumbers;
    private long infinite;
    private double min = Double.POSITIVE_INFINITY;
    private double max = Double.NEGATIVE_INFINITY;
    private double mean;

    @CheckForNull
    private Moment earliest;

    @CheckForNull
    private Moment latest;

    /**
     * Begins a column.
     *
     * @param name its name
     * @param memory shared by all columns of a table
     */
    public Profiler(String name, Memory memory) {
        this.name = name;
        sample = new Sample(name);
        unique = new Uniqueness(memory);
    }

    /** So many values are missing. */
    public void addNulls(long more) {
        nulls += more;
    }

    /** A whole number. */
    public void add(long number) {
        declared.add(ColumnType.INTEGER);
        count++;
        finite((double) number);
        if (values.isOpen()) {
            values.add(Long.toString(number));
        }
        unique.add(number, mixed(number));
    }

    /** A number, which may be NaN or infinite. */
    public void add(double number) {
        if (Double.isNaN(number)) {
            nulls++;
            return;
        }
        declared.add(ColumnType.NUMBER);
        count++;
        if (Double.isInfinite(number)) {
            infinite++;
        } else {
            finite(number);
            if (values.isOpen()) {
                values.add(Written.canonical(number));
            }
        }
        unique.giveUp();
    }

    /** A truth value. */
    public void add(boolean value) {
        declared.add(ColumnType.BOOLEAN);
        count++;
        values.add(Boolean.toString(value));
        unique.giveUp();
    }

    /** A day. */
    public void add(LocalDate day) {
        declared.add(ColumnType.DATE);
        moment(Moment.day(day));
    }

    /**
     * A moment.
     *
     * @param inUtc whether it is one; else it is the time on some clock, written as if that showed UTC
     */
    public void add(Instant time, boolean inUtc) {
        declared.add(ColumnType.TIMESTAMP);
        moment(new Moment(time, false, inUtc));
    }

    private void moment(Moment moment) {
        count++;
        if (moment.isWritable()) {
            span(moment);
            if (values.isOpen()) {
                values.add(moment.toString());
            }
        } else {
            values.close();
        }
        // Where it overflows, it still differs for moments within 500 years.
        Instant at = moment.at();
        long nanos = at.getEpochSecond() * 1_000_000_000L + at.getNano();
        unique.add(nanos, mixed(nanos));
    }

    /** A list or an object. */
    public void addNested() {
        declared.add(ColumnType.NESTED);
        count++;
        values.close();
        unique.giveUp();
    }

    /** A text that is one, such as in JSON. */
    public void add(String text) {
        text(text, TIMES);
        if (fitting.contains(ColumnType.DATE) || fitting.contains(ColumnType.TIMESTAMP)) {
            time(text);
        }
    }

    /** A text that may mean anything, such as in CSV; an empty one is a missing value. */
    public void addWritten(String text) {
        if (text.isEmpty()) {
            nulls++;
            return;
        }
        text(text, ALL);
        if (fitting.contains(ColumnType.NUMBER)) {
            number(text);
        }
        if (fitting.contains(ColumnType.BOOLEAN) && !Written.isBoolean(text)) {
            fitting.remove(ColumnType.BOOLEAN);
        }
        if (fitting.contains(ColumnType.DATE) || fitting.contains(ColumnType.TIMESTAMP)) {
            time(text);
        }
    }

    private void text(String text, Set<ColumnType> possible) {
        if (!textual) {
            textual = true;
            fitting.addAll(possible);
        }
        count++;
        values.add(text);
        unique.add(text);
    }

    private void number(String text) {
        if (fitting.contains(ColumnType.INTEGER)) {
            Long whole = Written.integer(text);
            if (whole != null) {
                finite((double) (long) whole);
                return;
            }
        }
        double number = Written.number(text);
        if (Double.isNaN(number)) {
            if (Written.isNotANumber(text)) {
                notNumbers++;
            } else {
                fitting.remove(ColumnType.NUMBER);
                fitting.remove(ColumnType.INTEGER);
            }
            return;
        }
        if (fitting.remove(ColumnType.INTEGER)) {
            // Nobody asks whether numbers are unique.
            unique.giveUp();
        }
        if (Double.isInfinite(number)) {
            infinite++;
        } else {
            finite(number);
        }
    }

    private void time(String text) {
        Moment moment = Moment.of(text);
        fitting.remove(moment == null || moment.isDay() ? ColumnType.TIMESTAMP : ColumnType.DATE);
        if (moment == null) {
            fitting.remove(ColumnType.DATE);
        } else {
            span(moment);
        }
    }

    private void span(Moment moment) {
        earliest = earliest == null || moment.compareTo(earliest) < 0 ? moment : earliest;
        latest = latest == null || moment.compareTo(latest) > 0 ? moment : latest;
    }

    private void finite(double number) {
        min = Math.min(min, number + 0.0);
        max = Math.max(max, number + 0.0);
        long n = sample.add(number + 0.0);
        double off = number - mean;
        // So written, it cannot overflow; one division is enough for most.
        mean += Double.isInfinite(off) ? number / n - mean / n : off / n;
    }

    private static long mixed(long value) {
        long z = value * 0x9e3779b97f4a7c15L;
        return z ^ (z >>> 32);
    }

    /**
     * The column's profile; nothing is added after it.
     *
     * @param rows of the table: values that were not added are missing
     */
    public Column finish(long rows) {
        addNulls(rows - count - nulls);
        return finish();
    }

    /** The column's profile; nothing is added after it. */
    public Column finish() {
        ColumnType type = type();
        boolean numeric = type.isNumeric();
        SortedMap<String, Long> kept = values.isOpen() && type != ColumnType.MIXED ? kept(type) : null;
        return new Column(
                name,
                type,
                textual,
                nulls + (numeric || type == ColumnType.EMPTY ? notNumbers : 0),
                numeric ? infinite : 0,
                numeric && sample.size() > 0
                        ? new Numbers(min, max, mean, kept == null ? sample.quantiles(QUANTILES, min, max) : null)
                        : null,
                type.isTime() && earliest != null && latest != null
                        ? new Period(earliest.toString(), latest.toString())
                        : null,
                kept,
                unique.answer());
    }

    private ColumnType type() {
        if (count - notNumbers == 0 && (declared.isEmpty() && (count == 0 || fitting.contains(ColumnType.NUMBER)))) {
            return ColumnType.EMPTY;
        }
        if (textual) {
            return declared.isEmpty() ? fitting.stream().findFirst().orElse(ColumnType.TEXT) : ColumnType.MIXED;
        }
        if (declared.size() == 1) {
            return declared.iterator().next();
        }
        return declared.stream().allMatch(ColumnType::isNumeric) ? ColumnType.NUMBER : ColumnType.MIXED;
    }

    /** As they are written; without what stands for a missing or infinite number. */
    private SortedMap<String, Long> kept(ColumnType type) {
        SortedMap<String, Long> kept = new TreeMap<>(values.counts());
        if (textual) {
            kept.keySet().removeIf(value -> Written.meant(value, type) == null);
        }
        return kept;
    }
}
