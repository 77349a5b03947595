package io.jenkins.plugins.modelgate.core.gate;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.Shown;
import io.jenkins.plugins.modelgate.core.policy.Slices;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Some of the candidate's examples.
 *
 * @param table what the candidate scored
 * @param ids which examples
 */
record ExampleSet(ScoreTable table, List<String> ids) {
    static ExampleSet all(ScoreTable table) {
        return new ExampleSet(table, table.ids());
    }

    /**
     * The parts, by name.
     *
     * @throws IllegalArgumentException with one readable clause, if there are none or too many, or the column is not there
     */
    Map<String, ExampleSet> sliced(Slices slices) {
        List<String> names = texts(slices.by());
        Map<String, List<String>> parts = new TreeMap<>();
        slices.only().forEach(name -> parts.put(name, new ArrayList<>()));
        for (int i = 0; i < names.size(); i++) {
            if (slices.only().isEmpty() || slices.only().contains(names.get(i))) {
                parts.computeIfAbsent(names.get(i), name -> new ArrayList<>()).add(ids.get(i));
            }
        }
        if (parts.size() > Slices.MOST) {
            throw new IllegalArgumentException("‘" + Shown.text(slices.by()) + "’ makes " + parts.size()
                    + " slices; at most " + Slices.MOST + " can be judged: name those that count with ‘only’");
        }
        Map<String, ExampleSet> sets = new TreeMap<>();
        parts.forEach((name, some) -> sets.put(name, new ExampleSet(table, some)));
        return sets;
    }

    /** Numbers for the groups of the examples; empty if each stands for itself. */
    int[] groups(@CheckForNull String column) {
        if (column == null) {
            return new int[0];
        }
        Map<String, Integer> numbers = new HashMap<>();
        return texts(column).stream()
                .mapToInt(name -> numbers.computeIfAbsent(name, none -> numbers.size()))
                .toArray();
    }

    double[] numbers(String column) {
        return numbers("the candidate", table, column, ids);
    }

    private List<String> texts(String column) {
        try {
            return table.texts(column, ids);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("The scores of the candidate have " + e.getMessage(), e);
        }
    }

    /**
     * A column of somebody's scores.
     *
     * @throws IllegalArgumentException with one readable sentence without its full stop
     */
    static double[] numbers(String whose, ScoreTable table, String column, List<String> ids) {
        try {
            return table.numbers(column, ids);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("The scores of " + whose + " have " + e.getMessage(), e);
        }
    }
}
