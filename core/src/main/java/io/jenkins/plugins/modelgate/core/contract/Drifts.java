package io.jenkins.plugins.modelgate.core.contract;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.Shown;
import io.jenkins.plugins.modelgate.core.statistics.Drift;
import io.jenkins.plugins.modelgate.core.statistics.Holm;
import io.jenkins.plugins.modelgate.core.statistics.Result;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * How far the columns of a table went from those of another one.
 *
 * <p>Very many rows show every difference, however small; few show large ones that are chance. So a column has drifted if two
 * things hold: chance is ruled out (Kolmogorov and Smirnov's test for numbers, Pearson's χ² for categories, corrected after
 * Holm for the number of questions), and the population stability index says that it went far. Numbers are compared by at most
 * {@link Profiler#QUANTILES} quantiles, which differ less by chance than a sample of as many.
 */
public final class Drifts {
    /** A population stability index that is usually called a large shift: N. Siddiqi, Credit Risk Scorecards (Wiley 2006). */
    public static final double USUAL_LIMIT = 0.25;

    /** Numbers with as many different values or fewer are categories. */
    private static final int FEW = 20;

    private static final int BINS = 10;

    private final Profile before;
    private final Profile now;
    private final double limit;
    private final double level;
    private final List<Question> questions = new ArrayList<>();

    private Drifts(Profile before, Profile now, double limit, double level) {
        this.before = before;
        this.now = now;
        this.limit = limit;
        this.level = level;
    }

    /**
     * What became of each column of the earlier table.
     *
     * @param limit the population stability index above which a column went far, above 0
     * @param confidence that none is said to have drifted by chance, between 0.5 and 1
     * @param except columns that nobody asks about
     */
    public static List<Column> between(
            Profile before, Profile now, double limit, double confidence, Collection<String> except) {
        Drifts drifts = new Drifts(before, now, limit, 1 - confidence);
        return drifts.columns(except);
    }

    /** What became of a column. */
    public enum Outcome {
        SAME,
        DRIFTED,
        /** It cannot be told. */
        UNKNOWN,
        /** Its values are not compared: days and times, nested ones, and texts that are no categories. */
        NOT_COMPARED
    }

    /**
     * One column.
     *
     * @param method the test, such as {@code kolmogorov-smirnov}; null if there was none
     * @param index the population stability index; null if there was no test
     * @param p how probable as large a difference is by chance, corrected for the number of questions; null if there was no test
     * @param what the reason, as a clause that begins with the column
     */
    public record Column(
            String name,
            Outcome outcome,
            @CheckForNull String method,
            @CheckForNull Double index,
            @CheckForNull Double p,
            String what) {}

    private record Question(String column, String about, Result test, double index) {
        double p() {
            return test instanceof Result.Significance significance ? significance.p() : Double.NaN;
        }
    }

    private List<Column> columns(Collection<String> except) {
        List<Column> columns = new ArrayList<>();
        for (Profile.Column old : before.columns()) {
            if (!except.contains(old.name())) {
                Column obvious = obvious(old);
                if (obvious != null) {
                    columns.add(obvious);
                }
            }
        }
        double[] ps = Holm.adjusted(questions.stream().mapToDouble(Question::p).toArray());
        for (int i = 0; i < ps.length; i++) {
            columns.add(answer(questions.get(i), ps[i]));
        }
        return List.copyOf(columns);
    }

    /** What can be said without a test; else the column's questions are noted. */
    @CheckForNull
    private Column obvious(Profile.Column old) {
        Profile.Column column = now.column(old.name()).orElse(null);
        if (column == null) {
            return said(old, Outcome.DRIFTED, "is not there any more");
        }
        ask(old.name(), "missing values", nulls(before, old), nulls(now, column));
        if (old.type() == ColumnType.EMPTY || column.type() == ColumnType.EMPTY) {
            return null; // How many values are missing says it all.
        }
        if (old.type() != column.type()
                && !(old.type().isNumeric() && column.type().isNumeric())) {
            return said(
                    old,
                    Outcome.DRIFTED,
                    "holds " + column.type().word() + ", it held " + old.type().word());
        }
        return old.type().isNumeric() ? numbers(old, column) : categories(old, column);
    }

    private static Column said(Profile.Column column, Outcome outcome, String what) {
        return new Column(column.name(), outcome, null, null, null, "‘" + Shown.text(column.name()) + "’ " + what);
    }

    private static Map<String, Long> nulls(Profile profile, Profile.Column column) {
        return Map.of("missing", column.nulls(), "there", profile.rows() - column.nulls());
    }

    @CheckForNull
    private Column numbers(Profile.Column old, Profile.Column column) {
        Map<String, Long> values = Quantiles.values(old);
        Map<String, Long> others = Quantiles.values(column);
        if (values != null && values.size() <= FEW && others != null && others.size() <= FEW) {
            ask(old.name(), "values", values, others);
            return null;
        }
        double[] expected = Quantiles.of(old);
        double[] actual = Quantiles.of(column);
        long[][] bins = Quantiles.binned(expected, actual, BINS);
        Result index = Drift.psi(bins[0], bins[1]);
        questions.add(new Question(
                old.name(),
                "values",
                Drift.kolmogorovSmirnov(expected, actual),
                index instanceof Result.Significance one ? one.statistic() : 0));
        return null;
    }

    @CheckForNull
    private Column categories(Profile.Column old, Profile.Column column) {
        if (old.type().isTime() || old.type() == ColumnType.NESTED || old.type() == ColumnType.MIXED) {
            return said(old, Outcome.NOT_COMPARED, "holds " + old.type().word() + ", which is not compared");
        }
        Map<String, Long> values = categories(old);
        Map<String, Long> others = categories(column);
        if (values == null && others == null) {
            return said(old, Outcome.NOT_COMPARED, "has too many different values to compare them");
        }
        if (values == null || others == null) {
            return said(old, Outcome.DRIFTED, "has " + many(others) + ", it had " + many(values));
        }
        ask(old.name(), "values", values, others);
        return null;
    }

    /** A truth value that is written in two ways is one; null if they are too many. */
    @CheckForNull
    private static Map<String, Long> categories(Profile.Column column) {
        Map<String, Long> written = column.values();
        if (written == null || column.type() != ColumnType.BOOLEAN) {
            return written;
        }
        Map<String, Long> meant = new TreeMap<>();
        written.forEach((value, count) -> meant.merge(value.toLowerCase(Locale.ROOT), count, Long::sum));
        return meant;
    }

    private static String many(@CheckForNull Map<String, Long> values) {
        return values == null
                ? "more than " + Profiler.MOST_VALUES + " different values, or long ones"
                : values.size() + " different values";
    }

    private void ask(String column, String about, Map<String, Long> old, Map<String, Long> others) {
        TreeSet<String> names = new TreeSet<>(old.keySet());
        names.addAll(others.keySet());
        long[] expected = counts(names, old);
        long[] actual = counts(names, others);
        if (names.size() < 2 || Arrays.equals(shares(expected), shares(actual))) {
            return;
        }
        Result index = Drift.psi(expected, actual);
        long[][] joined = joined(expected, actual);
        Result test = joined[0].length < 2 ? index : Drift.chiSquare(joined[0], joined[1]);
        questions.add(
                new Question(column, about, test, index instanceof Result.Significance one ? one.statistic() : 0));
    }

    private static long[] counts(Collection<String> names, Map<String, Long> counts) {
        return names.stream().mapToLong(name -> counts.getOrDefault(name, 0L)).toArray();
    }

    private static double[] shares(long... counts) {
        double total = Arrays.stream(counts).sum();
        return Arrays.stream(counts).mapToDouble(count -> count / total).toArray();
    }

    /** Rare categories become one, until five are to be expected in each. */
    private static long[][] joined(long[] expected, long[] actual) {
        int[] order = IntStream.range(0, expected.length)
                .boxed()
                .sorted((a, b) -> Long.compare(expected[a] + actual[a], expected[b] + actual[b]))
                .mapToInt(Integer::intValue)
                .toArray();
        double n = Arrays.stream(expected).sum();
        double m = Arrays.stream(actual).sum();
        double least = 5 * (n + m) / Math.min(n, m);
        List<long[]> groups = new ArrayList<>();
        long[] rare = new long[2];
        for (int i : order) {
            rare[0] += expected[i];
            rare[1] += actual[i];
            if (rare[0] + rare[1] >= least) {
                groups.add(rare);
                rare = new long[2];
            }
        }
        if (rare[0] + rare[1] > 0 && !groups.isEmpty()) {
            long[] last = groups.get(groups.size() - 1);
            last[0] += rare[0];
            last[1] += rare[1];
        }
        return new long[][] {
            groups.stream().mapToLong(group -> group[0]).toArray(),
            groups.stream().mapToLong(group -> group[1]).toArray()
        };
    }

    private Column answer(Question question, double p) {
        String name = "‘" + Shown.text(question.column) + "’ ";
        if (question.test instanceof Result.Inconclusive why) {
            return new Column(
                    question.column,
                    Outcome.UNKNOWN,
                    why.method(),
                    null,
                    null,
                    name + "cannot be compared: " + why.reason());
        }
        boolean far = question.index > limit;
        boolean chance = p > level;
        String what = "(" + question.about + ": population stability index " + Shown.number(question.index)
                + (far ? " above " : ", at most ") + Shown.number(limit) + " is allowed; p "
                + (p < 1e-6 ? "< 0.000001" : Shown.number(p)) + ")";
        return far && !chance
                ? new Column(
                        question.column,
                        Outcome.DRIFTED,
                        question.test.method(),
                        question.index,
                        p,
                        name + "drifted " + what)
                : new Column(
                        question.column,
                        Outcome.SAME,
                        question.test.method(),
                        question.index,
                        p,
                        name + "is as before " + what);
    }
}
