package io.jenkins.plugins.modelgate.core.gate;

import io.jenkins.plugins.modelgate.core.digest.CanonicalJson;
import io.jenkins.plugins.modelgate.core.digest.Shown;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * The parameters that DVC's lock records, held against those that the training says it used.
 *
 * @param recorded by name ({@code train.lr}, {@code params.toml:train.lr}); each value as canonical JSON text
 * @param logged by the name that the training gave them ({@code train.lr}, {@code lr}); each value as MLflow shows it
 */
record Parameters(SortedMap<String, String> recorded, SortedMap<String, String> logged) {
    /** Those that were logged under a recorded name with another value, each in words. */
    List<String> contradictions() {
        return logged.entrySet().stream()
                .filter(used -> recorded.entrySet().stream().anyMatch(one -> isOf(one, used.getKey()))
                        && recorded.entrySet().stream()
                                .noneMatch(one -> isOf(one, used.getKey()) && same(one.getValue(), used.getValue())))
                .map(used -> "‘" + Shown.text(used.getKey()) + "’ as ‘" + Shown.text(used.getValue())
                        + "’, but DVC’s lock" + " records ‘" + Shown.text(of(used.getKey())) + "’")
                .toList();
    }

    /** Those that were logged and are not recorded, under no name that ends so with that value. */
    List<String> untracked() {
        return logged.entrySet().stream()
                .filter(used -> recorded.entrySet().stream()
                        .noneMatch(one -> isOf(one, used.getKey())
                                || one.getKey().endsWith("." + used.getKey()) && same(one.getValue(), used.getValue())))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static boolean isOf(Map.Entry<String, String> one, String name) {
        return one.getKey().equals(name) || one.getKey().endsWith(":" + name);
    }

    private String of(String name) {
        return recorded.entrySet().stream()
                .filter(one -> isOf(one, name))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow();
    }

    /** Python and JSON spell numbers, truth and nothing differently, and lists in ways that cannot be told apart. */
    private static boolean same(String json, String shown) {
        if (json.equals("null")) {
            return shown.equalsIgnoreCase("none") || shown.equals(json);
        }
        List<?> values;
        try {
            values = CanonicalJson.read(("[" + json + "]").getBytes(StandardCharsets.UTF_8), List.class);
        } catch (IllegalArgumentException e) {
            return json.equals(shown);
        }
        Object value = values.size() == 1 ? values.get(0) : json;
        if (value instanceof Number number) {
            try {
                return new BigDecimal(shown.strip()).compareTo(new BigDecimal(number.toString())) == 0;
            } catch (NumberFormatException e) {
                return false;
            }
        }
        if (value instanceof List || value instanceof Map) {
            return true;
        }
        return value instanceof String text ? text.equals(shown) : shown.equalsIgnoreCase(String.valueOf(value));
    }
}
