package io.jenkins.plugins.modelgate.core.policy;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.contract.ColumnType;
import io.jenkins.plugins.modelgate.core.contract.Contract;
import io.jenkins.plugins.modelgate.core.contract.Contract.Interval;
import io.jenkins.plugins.modelgate.core.contract.Contract.Limits;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.digest.Shown;
import io.jenkins.plugins.modelgate.core.document.Effect;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads a data contract, as strictly as a policy.
 *
 * <pre>{@code
 * version: 1
 * rows: { at-least: 1000 }        # left out: any number, also none
 * other-columns: warn             # or block, person, allowed; left out: allowed
 * columns:
 *   id:     { type: integer, unique: true }
 *   age:    { type: integer, range: [18, 120], null-share: at most 1 % }
 *   plan:   { type: text, categories: [basic, pro], new-categories: warn }
 *   joined: { type: date, at-least: 2019-01-01 }
 *   note:   { type: text, required: false }
 * }</pre>
 */
public final class ContractParser {
    private static final Pattern AT_MOST = Pattern.compile("at most (.*)%");
    private static final Map<String, ColumnType> TYPES = words(
            ColumnType.INTEGER,
            ColumnType.NUMBER,
            ColumnType.TEXT,
            ColumnType.BOOLEAN,
            ColumnType.DATE,
            ColumnType.TIMESTAMP);

    private ContractParser() {}

    private static Map<String, ColumnType> words(ColumnType... types) {
        Map<String, ColumnType> words = new LinkedHashMap<>();
        Stream.of(types).forEach(type -> words.put(type.word(), type));
        return words;
    }

    /**
     * Reads a contract.
     *
     * @param yaml the file's bytes
     * @param file the name that messages give the file
     * @throws PolicyException if it is not a contract
     */
    public static Contract parse(byte[] yaml, String file) {
        YamlNode.Fields fields = YamlNode.read(file, yaml, Contract.MAX_BYTES)
                .fields("a contract", "version", "rows", "other-columns", "columns");
        fields.requireVersion1("contracts");
        List<Contract.Column> columns = new ArrayList<>();
        for (Map.Entry<YamlNode, YamlNode> entry : fields.required("columns").entries("columns")) {
            columns.add(
                    entry.getValue().make(() -> column(entry.getKey().metric("a column’s name"), entry.getValue())));
        }
        if (columns.isEmpty()) {
            throw fields.required("columns").error("columns must name at least one");
        }
        return new Contract(
                Sha256.of(yaml),
                fields.optional("rows").map(ContractParser::rows).orElse(null),
                fields.optional("other-columns").flatMap(ContractParser::others).orElse(null),
                columns);
    }

    private static Limits rows(YamlNode node) {
        YamlNode.Fields fields = node.fields("rows", "at-least", "at-most");
        if (fields.values().isEmpty()) {
            throw node.error("rows needs ‘at-least’, ‘at-most’ or both");
        }
        return node.make(() -> new Limits(
                fields.optional("at-least").map(ContractParser::count).orElse(null),
                fields.optional("at-most").map(ContractParser::count).orElse(null)));
    }

    private static Double count(YamlNode node) {
        double count = node.number("a number of rows");
        if (count != Math.rint(count) || count < 0) {
            throw node.error("a number of rows is a whole number, 0 or more");
        }
        return count;
    }

    private static Optional<Effect> others(YamlNode node) {
        Map<String, Optional<Effect>> words = new LinkedHashMap<>();
        words.put("allowed", Optional.empty());
        for (Effect effect : Effect.values()) {
            words.put(effect.name().toLowerCase(Locale.ROOT), Optional.of(effect));
        }
        return node.oneOf("other-columns", words);
    }

    private static Contract.Column column(String name, YamlNode node) {
        YamlNode.Fields fields = node.fields(
                "the column ‘" + Shown.text(name) + "’",
                "type",
                "required",
                "null-share",
                "range",
                "at-least",
                "at-most",
                "categories",
                "new-categories",
                "unique");
        ColumnType type = fields.required("type").oneOf("type", TYPES);
        boolean isTime = type == ColumnType.DATE || type == ColumnType.TIMESTAMP;
        List<YamlNode> categories = fields.optional("categories")
                .map(node1 -> node1.items("categories"))
                .orElse(List.of());
        Optional<YamlNode> unknown = fields.optional("new-categories");
        if (unknown.isPresent() && categories.isEmpty()) {
            throw unknown.get().error("new-categories is about ‘categories’, which this column has not");
        }
        Ends ends = ends(node, fields);
        return new Contract.Column(
                name,
                type,
                fields.optional("required").map(word -> truth("required", word)).orElse(true),
                fields.optional("null-share").map(ContractParser::share).orElse(null),
                isTime || ends.isEmpty() ? null : new Limits(number(ends.least), number(ends.most)),
                !isTime || ends.isEmpty() ? null : new Interval(time(ends.least), time(ends.most)),
                categories.stream().map(one -> one.scalar("a category")).toList(),
                unknown.map(word -> word.oneOf("new-categories", Effect.values()))
                        .orElse(Effect.BLOCK),
                fields.optional("unique").map(word -> truth("unique", word)).orElse(false));
    }

    private record Ends(
            @CheckForNull YamlNode least, @CheckForNull YamlNode most) {
        boolean isEmpty() {
            return least == null && most == null;
        }
    }

    private static Ends ends(YamlNode node, YamlNode.Fields fields) {
        Ends ends = new Ends(
                fields.optional("at-least").orElse(null),
                fields.optional("at-most").orElse(null));
        List<YamlNode> range =
                fields.optional("range").map(both -> both.items("range")).orElse(List.of());
        if (range.isEmpty()) {
            return ends;
        }
        if (range.size() != 2 || !ends.isEmpty()) {
            throw node.error("a range is two values, as in ‘[0, 1]’, without ‘at-least’ and ‘at-most’");
        }
        return new Ends(range.get(0), range.get(1));
    }

    @CheckForNull
    private static Double number(@CheckForNull YamlNode node) {
        return node == null ? null : (Double) node.number("the end of a range");
    }

    @CheckForNull
    private static String time(@CheckForNull YamlNode node) {
        return node == null ? null : node.text("the end of a range");
    }

    private static boolean truth(String what, YamlNode node) {
        if (!node.isTrue() && !node.isFalse()) {
            throw node.error(what + " is ‘true’ or ‘false’");
        }
        return node.isTrue();
    }

    private static Double share(YamlNode node) {
        Matcher form = AT_MOST.matcher(node.scalar("null-share"));
        if (!form.matches()) {
            throw node.error("a null-share is written as in ‘at most 1 %’, found ‘"
                    + Shown.text(node.scalar("null-share")) + "’");
        }
        return node.make(() -> Numbers.parse("null-share", form.group(1).strip())) / 100;
    }
}
