package io.jenkins.plugins.modelgate.core.contract;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.contract.Contract.Limits;
import io.jenkins.plugins.modelgate.core.contract.Profile.Numbers;
import io.jenkins.plugins.modelgate.core.contract.Profile.Period;
import io.jenkins.plugins.modelgate.core.digest.Shown;
import io.jenkins.plugins.modelgate.core.document.Effect;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Tables, as their profiles show them, that keep a contract, or break one of its rules each. */
public final class BrokenContracts {
    /** More than any table has. */
    private static final double MOST_ROWS = 1e15;

    private static final String FIRST_DAY = "0000-01-01";
    private static final String LAST_DAY = "9999-12-31";

    private final Contract contract;
    private final long rows;
    private final Map<String, Profile> broken = new LinkedHashMap<>();

    private BrokenContracts(Contract contract, long rows) {
        this.contract = contract;
        double least = Math.ceil(least(contract.rows(), 0));
        double most = Math.floor(most(contract.rows(), MOST_ROWS));
        this.rows = (long) Math.min(Math.max((double) rows, least), most);
    }

    /**
     * A table that is as demanded.
     *
     * @param rows how many there are, as far as the contract allows
     */
    public static Profile kept(Contract contract, long rows) {
        return new BrokenContracts(contract, rows).kept();
    }

    /** By the rule that is broken, in words: tables that are not as demanded. What the contract only warns of is not among them. */
    public static Map<String, Profile> of(Contract contract, long rows) {
        BrokenContracts tables = new BrokenContracts(contract, rows);
        tables.rows();
        for (int place = 0; place < contract.columns().size(); place++) {
            tables.column(place);
        }
        if (contract.others() != null && contract.others() != Effect.WARN) {
            List<Profile.Column> columns = new ArrayList<>(tables.kept().columns());
            columns.add(column("a column that nobody knows", ColumnType.EMPTY, 0, null, null, null, null));
            tables.broken.put("another column", new Profile(tables.rows, columns));
        }
        return Collections.unmodifiableMap(tables.broken);
    }

    private Profile kept() {
        return new Profile(rows, contract.columns().stream().map(this::kept).toList());
    }

    private static double least(@CheckForNull Limits limits, double otherwise) {
        Double low = limits == null ? null : limits.low();
        return low == null ? otherwise : low;
    }

    private static double most(@CheckForNull Limits limits, double otherwise) {
        Double high = limits == null ? null : limits.high();
        return high == null ? otherwise : high;
    }

    private void rows() {
        long least = (long) Math.ceil(Math.min(least(contract.rows(), 0), MOST_ROWS));
        if (least > 0) {
            broken.put("too few rows", new Profile(least - 1, empty()));
        }
        double most = most(contract.rows(), Double.NaN);
        if (!Double.isNaN(most)) {
            broken.put("too many rows", new Profile((long) Math.min(most, MOST_ROWS) + 1, kept().columns()));
        }
    }

    /** Columns without values fit everywhere. */
    private List<Profile.Column> empty() {
        return contract.columns().stream()
                .map(demanded -> column(demanded.name(), ColumnType.EMPTY, 0, null, null, null, null))
                .toList();
    }

    private void column(int place) {
        Contract.Column demanded = contract.columns().get(place);
        Profile.Column good = kept(demanded);
        String name = "‘" + Shown.text(demanded.name()) + "’ ";
        if (demanded.required()) {
            List<Profile.Column> others = new ArrayList<>(kept().columns());
            others.remove(place);
            broken.put(name + "not there", new Profile(rows, others));
        }
        put(name + "of another type", place, column(good.name(), ColumnType.MIXED, 0, null, null, null, null));
        Double share = demanded.nullShare();
        if (share != null && rows > 0) {
            long missing = (long) Math.floor(share * rows) + 1;
            put(
                    name + "missing too often",
                    place,
                    column(good.name(), ColumnType.EMPTY, missing, null, null, null, null));
        }
        outside(name, place, demanded, good);
        if (!demanded.categories().isEmpty() && demanded.newCategories() != Effect.WARN && rows > 0) {
            put(name + "of a new category", place, other(demanded, good));
        }
        if (demanded.unique()) {
            put(
                    name + "twice",
                    place,
                    column(good.name(), good.type(), 0, good.numbers(), good.period(), good.values(), false));
        }
    }

    private void outside(String name, int place, Contract.Column demanded, Profile.Column good) {
        Limits range = demanded.range();
        Numbers numbers = good.numbers();
        if (range != null && numbers != null) {
            double far = Math.max(1, numbers.max() - numbers.min());
            if (range.low() != null) {
                put(name + "too small", place, numbers(good, numbers.min() - far, numbers.max()));
            }
            if (range.high() != null) {
                put(name + "too large", place, numbers(good, numbers.min(), numbers.max() + far));
            }
        }
        Contract.Interval period = demanded.period();
        Period within = good.period();
        if (period != null && within != null) {
            if (period.from() != null) {
                put(name + "too early", place, period(good, new Period(FIRST_DAY, within.latest())));
            }
            if (period.until() != null) {
                put(name + "too late", place, period(good, new Period(within.earliest(), LAST_DAY)));
            }
        }
    }

    private void put(String rule, int place, Profile.Column bad) {
        List<Profile.Column> columns = new ArrayList<>(kept().columns());
        columns.set(place, bad);
        broken.put(rule, new Profile(rows, columns));
    }

    private Profile.Column kept(Contract.Column demanded) {
        ColumnType type = demanded.type();
        SortedMap<String, Long> values = demanded.categories().isEmpty() ? null : values(demanded.categories());
        Boolean unique = demanded.unique() ? Boolean.TRUE : null;
        if (rows == 0) {
            return column(demanded.name(), ColumnType.EMPTY, 0, null, null, null, unique);
        }
        return column(
                demanded.name(),
                type,
                0,
                type.isNumeric() ? numbers(demanded) : null,
                type.isTime() ? day(demanded.period()) : null,
                values,
                unique);
    }

    /** All of them, or as many as there are rows. */
    private SortedMap<String, Long> values(List<String> categories) {
        SortedMap<String, Long> values = new TreeMap<>();
        int count = (int) Math.min(rows, categories.size());
        categories.subList(0, count).forEach(category -> values.put(category, 1L));
        values.merge(categories.get(0), rows - count, Long::sum);
        return values;
    }

    private Numbers numbers(Contract.Column demanded) {
        if (!demanded.categories().isEmpty()) {
            double[] sorted = values(demanded.categories()).keySet().stream()
                    .mapToDouble(Double::parseDouble)
                    .sorted()
                    .toArray();
            return new Numbers(sorted[0], sorted[sorted.length - 1], sorted[0], null);
        }
        Limits range = demanded.range();
        Double low = range == null ? null : range.low();
        Double high = range == null ? null : range.high();
        double least = low != null ? low : high != null ? high - 1 : 0;
        double most = high != null ? high : least + 1;
        // Between 0.2 and 0.8 there is no whole number; the rule about ranges does not see that.
        boolean whole = demanded.type() == ColumnType.INTEGER && Math.ceil(least) <= Math.floor(most);
        return spread(whole ? Math.ceil(least) : least, whole ? Math.floor(most) : most);
    }

    private static Numbers spread(double low, double high) {
        double step = (high - low) / (Profiler.QUANTILES - 1);
        return new Numbers(
                low,
                high,
                low + (high - low) / 2,
                IntStream.range(0, Profiler.QUANTILES)
                        .mapToObj(i -> Math.min(high, low + i * step))
                        .toList());
    }

    private static Period day(@CheckForNull Contract.Interval demanded) {
        String from = demanded == null ? null : demanded.from();
        String until = demanded == null ? null : demanded.until();
        String day = from != null ? from : until != null ? until : "2026-01-01";
        return new Period(day, day);
    }

    private static Profile.Column numbers(Profile.Column good, double low, double high) {
        return column(good.name(), good.type(), 0, spread(low, high), null, good.values(), good.unique());
    }

    private static Profile.Column period(Profile.Column good, Period period) {
        return column(good.name(), good.type(), 0, null, period, null, good.unique());
    }

    /** One row is of a category that the contract does not name. */
    private Profile.Column other(Contract.Column demanded, Profile.Column good) {
        String other = demanded.type().isNumeric()
                ? Written.canonical(demanded.categories().stream()
                                .mapToDouble(Double::parseDouble)
                                .max()
                                .orElse(0)
                        + 1)
                : demanded.categories().get(0) + "?";
        return column(
                good.name(), good.type(), 0, good.numbers(), null, new TreeMap<>(Map.of(other, rows)), good.unique());
    }

    private static Profile.Column column(
            String name,
            ColumnType type,
            long nulls,
            @CheckForNull Numbers numbers,
            @CheckForNull Period period,
            @CheckForNull SortedMap<String, Long> values,
            @CheckForNull Boolean unique) {
        return new Profile.Column(name, type, false, nulls, 0, numbers, period, values, unique);
    }
}
