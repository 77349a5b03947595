package io.jenkins.plugins.modelgate.core.policy;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.contract.Drifts;
import io.jenkins.plugins.modelgate.core.digest.Shown;
import io.jenkins.plugins.modelgate.core.document.Effect;
import io.jenkins.plugins.modelgate.core.policy.Gate.Direction;
import io.jenkins.plugins.modelgate.core.policy.Gate.Lineage.Check;
import io.jenkins.plugins.modelgate.core.policy.SharedGates.Placed;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads the gates of a target; see {@link PolicyParser}. */
final class GateParser {
    private static final String[] KINDS = {"bound", "comparison", "any", "trend", "data", "signature", "lineage"};
    private static final String USE = "use";
    private static final String[] SCORES = {"scores", "group", "range", "slices"};
    private static final String[] WEIGHT = {"severity", "inconclusive"};
    private static final Pattern AGAINST = Pattern.compile("champion|(version|last) ([1-9][0-9]{0,8})");

    private GateParser() {}

    /**
     * Reads a list of gates.
     *
     * @param shared the sets that it may use; null if it may use none
     */
    static Collection<Placed> gates(YamlNode node, Beside beside, @CheckForNull SharedGates shared) {
        Map<String, Placed> gates = new LinkedHashMap<>();
        for (YamlNode item : node.items("gates")) {
            YamlNode.Fields kinds = item.fields("a gate", shared == null ? KINDS : keys(KINDS, new String[] {USE}));
            if (kinds.values().size() != 1) {
                throw item.error(
                        "a gate is one of bound, comparison, any, trend, data, signature and lineage; start each with its own ‘-’");
            }
            String kind = kinds.values().keySet().iterator().next();
            YamlNode value = kinds.required(kind);
            List<Placed> found = shared != null && kind.equals(USE)
                    ? shared.use(value)
                    : List.of(new Placed(gate(kind, value, beside), value.place(), null));
            found.forEach(gate -> add(gates, gate, value));
        }
        return gates.values();
    }

    private static void add(Map<String, Placed> gates, Placed gate, YamlNode where) {
        Placed first = gates.putIfAbsent(gate.gate().name(), gate);
        if (first != null && first.place().equals(gate.place())) {
            throw where.error("the set ‘" + where.text(USE) + "’ is used here already");
        }
        if (first != null) {
            throw where.error("two gates here have the name ‘" + gate.gate().name() + "’: one is at " + first.place()
                    + (gate.origin() == null ? "" : ", one at " + gate.place()));
        }
    }

    private static Gate gate(String kind, YamlNode value, Beside beside) {
        return value.make(() -> switch (kind) {
            case "bound" -> bound(value);
            case "comparison" -> comparison(value, "a comparison", WEIGHT);
            case "any" -> any(value);
            case "trend" -> trend(value);
            case "data" -> data(value, beside);
            case "signature" -> signature(value);
            default -> lineage(value);
        });
    }

    private static Gate bound(YamlNode node) {
        YamlNode.Fields fields = node.fields(
                "a bound",
                keys(
                        new String[] {
                            "name",
                            "metric",
                            "at-least",
                            "at-most",
                            "between",
                            "unit",
                            "share-of",
                            "error",
                            "confidence"
                        },
                        SCORES,
                        WEIGHT));
        Optional<List<YamlNode>> between = fields.optional("between").map(GateParser::two);
        if (between.isPresent()
                && Stream.of("at-least", "at-most")
                        .anyMatch(key -> fields.optional(key).isPresent())) {
            throw node.error("a bound has ‘between’, or ‘at-least’ and ‘at-most’, not both");
        }
        Grounds grounds = grounds(node, fields);
        return new Gate.Bound(
                name(fields),
                severity(fields),
                fields.required("metric").metric("metric"),
                between.map(ends -> ends.get(0))
                        .or(() -> fields.optional("at-least"))
                        .map(number -> number.number("at-least"))
                        .orElse(null),
                between.map(ends -> ends.get(1))
                        .or(() -> fields.optional("at-most"))
                        .map(number -> number.number("at-most"))
                        .orElse(null),
                fields.optional("unit").map(unit -> unit.metric("unit")).orElse(null),
                grounds,
                confidence(fields, grounds));
    }

    private static List<YamlNode> two(YamlNode node) {
        List<YamlNode> ends = node.items("between");
        if (ends.size() != 2) {
            throw node.error("between is two numbers, as in ‘[0, 1]’");
        }
        return ends;
    }

    private static Gate.Comparison comparison(YamlNode node, String what, String... weight) {
        YamlNode.Fields fields = node.fields(
                what,
                keys(
                        new String[] {
                            "name",
                            "metric",
                            "better",
                            "margin",
                            "superiority",
                            "n",
                            "against",
                            "share-of",
                            "error",
                            "replicates",
                            "test",
                            "confidence"
                        },
                        SCORES,
                        weight));
        Grounds grounds = grounds(node, fields);
        Optional<YamlNode> n = fields.optional("n");
        if (!(grounds instanceof Grounds.Bare) && n.isPresent()) {
            throw n.get().error("n is for bare numbers: ‘scores’, ‘share-of’, ‘error’ and ‘replicates’ say more");
        }
        return new Gate.Comparison(
                name(fields),
                severity(fields),
                fields.required("metric").metric("metric"),
                fields.required("better").oneOf("better", Direction.values()),
                isSuperiority(node, fields) ? null : margin(fields.required("margin")),
                n.map(count -> count.metric("n")).orElse(null),
                grounds,
                confidence(fields, grounds),
                fields.optional("against").map(GateParser::against).orElse(new Reference.Champion()));
    }

    private static Gate any(YamlNode node) {
        YamlNode.Fields fields = node.fields("‘any’", keys(new String[] {"name", "of"}, WEIGHT));
        List<Gate.Comparison> comparisons = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (YamlNode item : fields.required("of").items("of")) {
            Gate.Comparison one = item.make(() -> comparison(item, "a comparison of ‘any’"));
            if (!names.add(one.name())) {
                throw item.error("two comparisons here have the name ‘" + one.name() + "’");
            }
            comparisons.add(one);
        }
        return new Gate.Any(name(fields), severity(fields), comparisons);
    }

    private static Gate trend(YamlNode node) {
        YamlNode.Fields fields = node.fields(
                "a trend", keys(new String[] {"name", "metric", "better", "chart", "usual", "band", "noise"}, WEIGHT));
        return new Gate.Trend(
                name(fields),
                severity(fields, Effect.WARN),
                fields.required("metric").metric("metric"),
                fields.required("better").oneOf("better", Direction.values()),
                fields.optional("chart")
                        .map(word -> word.oneOf("chart", Gate.Trend.Chart.values()))
                        .orElse(Gate.Trend.Chart.EWMA),
                fields.optional("usual").map(usual -> usual.count("usual")).orElse(20),
                fields.optional("band")
                        .map(band -> band.make(() -> Margin.parse(band.scalar("band"))))
                        .orElse(null),
                fields.optional("noise")
                        .map(noise -> noise.make(() -> new Grounds.Replicates(noise.metric("noise"), false)))
                        .orElse(null));
    }

    private static Gate data(YamlNode node, Beside beside) {
        YamlNode.Fields fields =
                node.fields("a data gate", keys(new String[] {"name", "path", "contract", "drift"}, WEIGHT));
        return new Gate.Data(
                name(fields),
                severity(fields),
                fields.required("path").path("path"),
                fields.optional("contract")
                        .map(file -> beside.name(file.path("contract")))
                        .orElse(null),
                fields.optional("contract").map(beside::contract).orElse(null),
                fields.optional("drift").map(GateParser::drift).orElse(null));
    }

    private static Gate.DriftLimit drift(YamlNode node) {
        if (node.isText()) {
            node.oneOf("drift", Map.of("champion", true));
            return new Gate.DriftLimit(Drifts.USUAL_LIMIT, Gate.USUAL_CONFIDENCE, List.of(), null);
        }
        YamlNode.Fields fields = node.fields("drift", "against", "at-most", "confidence", "except", "lasting");
        fields.required("against").oneOf("against", Map.of("champion", true));
        List<String> except = new ArrayList<>();
        for (YamlNode item :
                fields.optional("except").map(all -> all.items("except")).orElse(List.of())) {
            except.add(item.metric("an item of except"));
        }
        return node.make(() -> new Gate.DriftLimit(
                fields.optional("at-most").map(most -> most.number("at-most")).orElse(Drifts.USUAL_LIMIT),
                fields.optional("confidence").map(GateParser::percent).orElse(Gate.USUAL_CONFIDENCE * 100) / 100,
                except,
                fields.optional("lasting").map(row -> row.count("lasting")).orElse(null)));
    }

    private static Gate signature(YamlNode node) {
        YamlNode.Fields fields = node.fields("a signature gate", keys(new String[] {"name"}, WEIGHT));
        return new Gate.Signature(name(fields), severity(fields));
    }

    private static Gate lineage(YamlNode node) {
        YamlNode.Fields fields = node.fields("a lineage gate", keys(new String[] {"name", "require"}, WEIGHT));
        Set<Check> checks = EnumSet.noneOf(Check.class);
        for (YamlNode item : fields.required("require").items("require")) {
            if (!checks.add(item.oneOf("require", Check.values()))) {
                throw item.error("‘" + item.text("require") + "’ is there twice in require");
            }
        }
        return new Gate.Lineage(name(fields), severity(fields), checks);
    }

    private static String[] keys(String[]... some) {
        return Stream.of(some).flatMap(Stream::of).toArray(String[]::new);
    }

    private static String name(YamlNode.Fields fields) {
        return fields.required("name").name("a gate’s name");
    }

    private static Severity severity(YamlNode.Fields fields) {
        return severity(fields, Effect.BLOCK);
    }

    private static Severity severity(YamlNode.Fields fields, Effect usual) {
        Effect fail = fields.optional("severity")
                .map(word -> word.oneOf("severity", Effect.values()))
                .orElse(usual);
        return new Severity(
                fail,
                fields.optional("inconclusive")
                        .map(word -> word.oneOf("inconclusive", Effect.values()))
                        .orElse(fail));
    }

    private static Reference against(YamlNode node) {
        Matcher form = AGAINST.matcher(node.text("against"));
        if (!form.matches()) {
            throw node.error(
                    "a comparison is against ‘champion’, a ‘version 7’ or the ‘last 5’ that were promoted, found ‘"
                            + Shown.text(node.text("against")) + "’");
        }
        if (form.group(1) == null) {
            return new Reference.Champion();
        }
        return form.group(1).equals("version")
                ? new Reference.Pinned(form.group(2))
                : node.make(() -> new Reference.Last(Integer.parseInt(form.group(2))));
    }

    private static boolean isSuperiority(YamlNode node, YamlNode.Fields fields) {
        Optional<YamlNode> superiority = fields.optional("superiority");
        superiority.ifPresent(word -> {
            if (!word.isTrue()) {
                throw word.error("superiority is ‘true’, or left out for a margin");
            }
            if (fields.optional("margin").isPresent()) {
                throw node.error("a comparison has a margin, or ‘superiority: true’, not both");
            }
        });
        return superiority.isPresent();
    }

    private static Grounds grounds(YamlNode node, YamlNode.Fields fields) {
        needs(fields, "scores", "group", "range", "slices");
        needs(fields, "replicates", "test");
        List<Grounds> found = Stream.of(
                        fields.optional("scores").map(column -> node.make(() -> scores(column, fields))),
                        fields.optional("share-of").map(n -> new Grounds.Share(n.metric("share-of"))),
                        fields.optional("error").map(error -> new Grounds.StatedError(error.metric("error"))),
                        fields.optional("replicates").map(all -> all.make(() -> replicates(all, fields))))
                .<Grounds>flatMap(Optional::stream)
                .toList();
        if (found.size() > 1) {
            throw node.error(
                    "a gate has one of ‘scores’, ‘share-of’, ‘error’ and ‘replicates’: each is a method of its own");
        }
        return found.isEmpty() ? new Grounds.Bare() : found.get(0);
    }

    private static void needs(YamlNode.Fields fields, String key, String... keys) {
        for (String other : keys) {
            if (fields.optional(key).isEmpty() && fields.optional(other).isPresent()) {
                throw fields.required(other).error(other + " is about ‘" + key + "’, which this gate has not");
            }
        }
    }

    private static Grounds replicates(YamlNode all, YamlNode.Fields fields) {
        return new Grounds.Replicates(
                all.metric("replicates"),
                fields.optional("test")
                        .map(word -> word.oneOf("test", Map.of("welch", false, "permutation", true)))
                        .orElse(false));
    }

    private static Grounds scores(YamlNode column, YamlNode.Fields fields) {
        Optional<YamlNode> range = fields.optional("range");
        boolean unknown = range.filter(YamlNode::isText)
                .map(word -> word.oneOf("range", Map.of("unknown", true)))
                .orElse(false);
        return new Grounds.Scores(
                column.metric("scores"),
                fields.optional("group").map(group -> group.metric("group")).orElse(null),
                unknown ? null : range.map(GateParser::range).orElse(null),
                unknown,
                fields.optional("slices").map(GateParser::slices).orElse(null));
    }

    private static Slices slices(YamlNode node) {
        if (node.isText()) {
            return new Slices(node.metric("slices"), List.of(), null);
        }
        YamlNode.Fields fields = node.fields("‘slices’", "by", "only", "least");
        return node.make(() -> new Slices(
                fields.required("by").metric("by"),
                fields.optional("only").map(GateParser::only).orElse(List.of()),
                fields.optional("least").map(least -> least.count("least")).orElse(null)));
    }

    private static List<String> only(YamlNode node) {
        List<String> only = new ArrayList<>();
        for (YamlNode item : node.items("only")) {
            String name = item.scalar("only");
            if (only.contains(name)) {
                throw item.error("‘" + Shown.text(name) + "’ is there twice in only");
            }
            only.add(name);
        }
        return only;
    }

    private static Grounds.Range range(YamlNode node) {
        List<YamlNode> ends = node.items("range");
        if (ends.size() != 2) {
            throw node.error("a range is two numbers, as in ‘[0, 1]’, or ‘unknown’");
        }
        return node.make(
                () -> new Grounds.Range(ends.get(0).number("range"), ends.get(1).number("range")));
    }

    private static double confidence(YamlNode.Fields fields, Grounds grounds) {
        YamlNode node = fields.optional("confidence").orElse(null);
        if (node == null) {
            return Gate.USUAL_CONFIDENCE;
        }
        if (grounds instanceof Grounds.Bare) {
            throw node.error(
                    "bare numbers know no confidence: name ‘scores’, ‘share-of’, ‘error’ or ‘replicates’, or leave it out");
        }
        return percent(node) / 100;
    }

    private static double percent(YamlNode node) {
        String text = node.scalar("confidence");
        if (!text.endsWith("%")) {
            throw node.error("a confidence is a number of per cent, as in ‘95 %’, found ‘" + Shown.text(text) + "’");
        }
        double percent = node.make(() ->
                Numbers.parse("confidence", text.substring(0, text.length() - 1).strip()));
        if (percent <= 50 || percent > 99.9) {
            throw node.error("a confidence is above 50 % and at most 99.9 %, found ‘" + Shown.text(text) + "’");
        }
        return percent;
    }

    private static Margin margin(YamlNode node) {
        return node.make(() -> Margin.parse(node.scalar("margin")));
    }
}
