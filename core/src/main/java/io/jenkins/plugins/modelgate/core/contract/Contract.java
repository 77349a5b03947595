package io.jenkins.plugins.modelgate.core.contract;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.digest.Shown;
import io.jenkins.plugins.modelgate.core.document.Effect;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * What is demanded of a table.
 *
 * @param digest the SHA-256 of the file's bytes
 * @param rows how many there may be; null if any number will do
 * @param others what becomes of columns that it does not name; null if they may be there
 * @param columns in the file's order, each name once
 */
public record Contract(
        Sha256 digest,
        @CheckForNull Limits rows,
        @CheckForNull Effect others,
        List<Column> columns) {
    /** The most bytes that a contract may have. */
    public static final int MAX_BYTES = 1 << 20;

    public Contract {
        Objects.requireNonNull(digest, "digest");
        columns = List.copyOf(columns);
    }

    /**
     * What is demanded of one column.
     *
     * @param type what its values must be
     * @param required whether it must be there
     * @param nullShare the largest share of missing values, from 0 to 1; null if any will do
     * @param range where numbers must lie; null if anywhere
     * @param period when days or times must lie; null if any time
     * @param categories all values that there may be; empty if any will do. Numbers and truth values are put in their one form
     * @param newCategories what becomes of other values
     * @param unique whether no value may be there twice
     */
    public record Column(
            String name,
            ColumnType type,
            boolean required,
            @CheckForNull Double nullShare,
            @CheckForNull Limits range,
            @CheckForNull Interval period,
            List<String> categories,
            Effect newCategories,
            boolean unique) {
        public Column {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(newCategories, "newCategories");
            categories = categories.stream().map(value -> oneForm(value, type)).toList();
            if (Set.copyOf(categories).size() < categories.size()) {
                throw new IllegalArgumentException("a category is there twice");
            }
            if (type == ColumnType.NESTED || type == ColumnType.MIXED || type == ColumnType.EMPTY) {
                throw new IllegalArgumentException("nobody can demand the type ‘" + type.word() + "’");
            }
            if (nullShare != null && !(nullShare >= 0 && nullShare < 1)) {
                throw new IllegalArgumentException("a share of missing values is at least 0 % and below 100 %");
            }
            if (range != null && !type.isNumeric() || period != null && !type.isTime()) {
                throw new IllegalArgumentException(
                        "there is a range for numbers, dates and timestamps, not for ‘" + type.word() + "’");
            }
            if (!categories.isEmpty() && type.isTime()) {
                throw new IllegalArgumentException(
                        "categories are for texts, numbers and truth values; days and times have a range");
            }
            if (categories.size() > Profiler.MOST_VALUES) {
                throw new IllegalArgumentException(
                        "more than " + Profiler.MOST_VALUES + " categories are none: leave them out");
            }
            if (unique && (type == ColumnType.NUMBER || type == ColumnType.BOOLEAN)) {
                throw new IllegalArgumentException("‘unique’ is for integers, texts, dates and timestamps");
            }
        }
    }

    private static String oneForm(String value, ColumnType type) {
        String meant = Written.fits(value, type) ? Written.meant(value, type) : null;
        if (meant == null) {
            throw new IllegalArgumentException("the category ‘" + Shown.text(value) + "’ is no " + type.word());
        }
        return meant;
    }

    /**
     * Numbers within bounds; a number on the bound is within.
     *
     * @param low null if there is no lower bound
     * @param high null if there is no upper bound
     */
    public record Limits(
            @CheckForNull Double low, @CheckForNull Double high) {
        public Limits {
            if (low != null && high != null && !(low <= high)) {
                throw new IllegalArgumentException(
                        "nothing is both at least " + Shown.exact(low) + " and at most " + Shown.exact(high));
            }
        }

        boolean contain(double number) {
            return (low == null || number >= low) && (high == null || number <= high);
        }

        @Override
        public String toString() {
            return words(low == null ? null : Shown.exact(low), high == null ? null : Shown.exact(high));
        }
    }

    /**
     * Days or times within bounds, as ISO 8601 writes them. A day as the upper bound ends when the next one begins.
     *
     * @param from null if there is no lower bound
     * @param until null if there is no upper bound
     */
    public record Interval(
            @CheckForNull String from, @CheckForNull String until) {
        public Interval {
            if (from != null && until != null && Moment.parse(from).compareTo(Moment.parse(until)) > 0) {
                throw new IllegalArgumentException("nothing is both at least " + from + " and at most " + until);
            }
            if (from != null) {
                Moment.parse(from);
            }
            if (until != null) {
                Moment.parse(until);
            }
        }

        boolean contain(String time) {
            Moment moment = Moment.parse(time);
            return (from == null || moment.compareTo(Moment.parse(from)) >= 0)
                    && (until == null || !moment.isAfter(Moment.parse(until)));
        }

        @Override
        public String toString() {
            return words(from, until);
        }
    }

    private static String words(@CheckForNull String least, @CheckForNull String most) {
        return (least == null ? "" : "at least " + least)
                + (least == null || most == null ? "" : " and ")
                + (most == null ? "" : "at most " + most);
    }
}
