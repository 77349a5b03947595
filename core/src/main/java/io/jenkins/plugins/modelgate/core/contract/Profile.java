package io.jenkins.plugins.modelgate.core.contract;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.CanonicalJson;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.digest.Shown;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a table looks like, so that it can be judged and compared without the table itself. The same bytes always have the same
 * profile. It shows values of the data: the smallest, the largest, quantiles, and where there are few different ones all of
 * them.
 *
 * @param rows how many
 * @param columns in the table's order, each name once
 */
public record Profile(long rows, List<Column> columns) {
    /** More than any profile has; read no more than this from strangers. */
    public static final int MAX_BYTES = 1 << 26;

    /** The most columns that a table may have. */
    public static final int MOST_COLUMNS = 1000;

    public Profile {
        columns = List.copyOf(Objects.requireNonNull(columns, "columns"));
        require(rows >= 0, "it has " + rows + " rows");
        require(columns.size() <= MOST_COLUMNS, "it has more than " + MOST_COLUMNS + " columns");
        Set<String> names = new HashSet<>();
        for (Column column : columns) {
            String name = "the column ‘" + Shown.text(column.name) + "’ ";
            require(names.add(column.name), name + "is there twice");
            require(column.nulls <= rows - column.counted(), name + "has more values than there are rows");
        }
    }

    /**
     * Reads what {@link #json} writes.
     *
     * @throws IllegalArgumentException with one readable line, if it is anything else
     */
    public static Profile parse(byte[] json) {
        if (json.length > MAX_BYTES) {
            throw new IllegalArgumentException("The profile has more than " + MAX_BYTES + " bytes");
        }
        Profile profile = CanonicalJson.read(json, Profile.class);
        require(Arrays.equals(profile.json(), json), "written again it has other bytes");
        return profile;
    }

    /** Canonical JSON. */
    public byte[] json() {
        return CanonicalJson.bytes(this);
    }

    /** The SHA-256 of {@link #json}. */
    public Sha256 digest() {
        return Sha256.of(json());
    }

    /** The column of this name. */
    public Optional<Column> column(String name) {
        return columns.stream().filter(column -> column.name.equals(name)).findFirst();
    }

    /**
     * One column.
     *
     * @param type what its values are, missing ones apart
     * @param textual whether the file writes its values as texts, whatever they mean: all of CSV, texts in JSON
     * @param nulls how many values are missing: empty, null, or a NaN among numbers
     * @param infinite how many numbers are infinite
     * @param numbers where its numbers lie; null if it has none that are finite
     * @param period when its dates lie; null if it has none
     * @param values how often each value is there; null if there are more than {@link Profiler#MOST_VALUES}, they are long, or
     *     cannot be told apart
     * @param unique whether no value is there twice; null if that was not found out
     */
    public record Column(
            String name,
            ColumnType type,
            boolean textual,
            long nulls,
            long infinite,
            @CheckForNull Numbers numbers,
            @CheckForNull Period period,
            @CheckForNull SortedMap<String, Long> values,
            @CheckForNull Boolean unique) {
        public Column {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(type, "type");
            values = values == null ? null : Collections.unmodifiableSortedMap(new TreeMap<>(values));
            require(nulls >= 0 && infinite >= 0, "the column ‘" + Shown.text(name) + "’ has a count below 0");
            require(
                    values == null || values.values().stream().allMatch(count -> count > 0),
                    "the column ‘" + Shown.text(name) + "’ has a value that is never there");
        }

        private long counted() {
            return infinite
                    + (values == null
                            ? 0
                            : values.values().stream()
                                    .mapToLong(Long::longValue)
                                    .sum());
        }
    }

    /**
     * Finite numbers.
     *
     * @param min the smallest
     * @param max the largest
     * @param mean of all
     * @param quantiles {@link Profiler#QUANTILES} numbers in equal steps of rank, from the smallest of a sample to its largest;
     *     null where the column's values say it all
     */
    public record Numbers(
            double min,
            double max,
            double mean,
            @CheckForNull List<Double> quantiles) {
        public Numbers {
            quantiles = quantiles == null ? null : List.copyOf(quantiles);
            require(min <= max, "a smallest number is above the largest");
            require(
                    quantiles == null || quantiles.size() == Profiler.QUANTILES && isSorted(quantiles),
                    "quantiles are " + Profiler.QUANTILES + " numbers in order");
        }

        private static boolean isSorted(List<Double> numbers) {
            for (int i = 1; i < numbers.size(); i++) {
                if (numbers.get(i - 1) > numbers.get(i)) {
                    return false;
                }
            }
            return true;
        }
    }

    /**
     * Days or moments, as ISO 8601 writes them.
     *
     * @param earliest the first
     * @param latest the last
     */
    public record Period(String earliest, String latest) {
        public Period {
            Moment.parse(earliest);
            Moment.parse(latest);
        }
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException("Not a profile: " + otherwise);
        }
    }
}
