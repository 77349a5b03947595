package io.jenkins.plugins.modelgate.dvc;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The stages that {@code foreach} and {@code matrix} make: by what is added to the name, the variables of each. */
final class Rounds {
    private static final int MAX = 100_000;

    private Rounds() {}

    private static boolean nested(@CheckForNull Object value) {
        return value instanceof Map || value instanceof List;
    }

    static Map<String, Map<String, Object>> foreach(Interpolation vars, @CheckForNull Object data)
            throws Interpolation.Failure {
        Object items = vars.resolve(data, null);
        Map<String, Map<String, Object>> rounds = new LinkedHashMap<>();
        if (items instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                String key = vars.text(entry.getKey());
                rounds.put(key, round(entry.getValue(), key));
            }
        } else if (items instanceof List<?> list) {
            boolean numbered = list.stream().anyMatch(Rounds::nested);
            for (int i = 0; i < list.size(); i++) {
                rounds.put(numbered ? String.valueOf(i) : vars.text(list.get(i)), round(list.get(i), null));
            }
        } else {
            throw new Interpolation.Failure("‘foreach’ takes a list or a mapping, not " + Section.type(items));
        }
        return rounds;
    }

    private static Map<String, Object> round(@CheckForNull Object item, @CheckForNull String key) {
        Map<String, Object> variables = new LinkedHashMap<>();
        variables.put("item", item);
        if (key != null) {
            variables.put("key", key);
        }
        return variables;
    }

    static Map<String, Map<String, Object>> matrix(Interpolation vars, @CheckForNull Object data)
            throws Interpolation.Failure {
        if (!(vars.resolve(data, null) instanceof Map<?, ?> axes)) {
            throw new Interpolation.Failure("‘matrix’ takes a mapping of lists, not " + Section.type(data));
        }
        List<Map<String, Object>> combinations = new ArrayList<>(List.of(new LinkedHashMap<>()));
        List<String> names = new ArrayList<>(List.of(""));
        for (Map.Entry<?, ?> axis : axes.entrySet()) {
            String key = String.valueOf(axis.getKey());
            if (!(axis.getValue() instanceof List<?> list)) {
                throw new Interpolation.Failure("‘matrix.key’ takes a list, not " + Section.type(axis.getValue()));
            }
            if ((long) combinations.size() * list.size() > MAX) {
                throw new Interpolation.Failure("‘matrix’ makes more than " + MAX + " stages");
            }
            List<Map<String, Object>> nextCombinations = new ArrayList<>();
            List<String> nextNames = new ArrayList<>();
            for (int c = 0; c < combinations.size(); c++) {
                for (int i = 0; i < list.size(); i++) {
                    Map<String, Object> combination = new LinkedHashMap<>(combinations.get(c));
                    combination.put(key, list.get(i));
                    nextCombinations.add(combination);
                    String fragment = nested(list.get(i)) ? key + i : vars.text(list.get(i));
                    nextNames.add(names.get(c).isEmpty() ? fragment : names.get(c) + "-" + fragment);
                }
            }
            combinations = nextCombinations;
            names = nextNames;
        }
        Map<String, Map<String, Object>> rounds = new LinkedHashMap<>();
        for (int c = 0; c < combinations.size(); c++) {
            rounds.put(names.get(c), round(combinations.get(c), names.get(c)));
        }
        return rounds;
    }
}
