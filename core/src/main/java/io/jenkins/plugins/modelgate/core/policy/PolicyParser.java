package io.jenkins.plugins.modelgate.core.policy;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.digest.Shown;
import io.jenkins.plugins.modelgate.core.policy.Gate.Direction;
import io.jenkins.plugins.modelgate.core.policy.Gate.Grounds;
import io.jenkins.plugins.modelgate.core.policy.Gate.Lineage.Check;
import io.jenkins.plugins.modelgate.core.policy.TargetPolicy.WithoutBaseline;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads {@code model-gate.yaml}. A policy decides what may be released, so nothing in it is guessed or skipped: an
 * unknown key, a key that is there twice, another type, a number that is none is an error that names the place.
 *
 * <pre>{@code
 * version: 1
 * models:
 *   diabetes:                       # the registered model's name in MLflow
 *     paths: [src, data, dvc.yaml]  # what the model is made from; left out: the whole repository
 *     artifact: model               # the DVC output that is the model; left out: training code logs it to MLflow itself
 *     data: [data/train.csv]        # the tracked paths that are its data; left out: all that .dvc files track within paths
 *     rescore: python evaluate.py   # finds MODEL_GATE_MODEL, writes JSON to MODEL_GATE_METRICS; left out: no re-scoring
 *     targets:
 *       staging: { alias: staging } # no gates: everything registered may go there
 *       production:
 *         alias: champion           # and/or stage: Production (legacy)
 *         without-baseline: bounds  # or person; who decides when there is nothing to compare with
 *         gates:
 *           - bound:      { name: rmse-in-bounds, metric: rmse, at-least: 0, at-most: 70 }
 *           - comparison: { name: no-worse, metric: rmse, better: lower, margin: 2 %, n: test.n }
 *           - lineage:    { name: clean-descent, require: [clean, data-in-remote] }
 * }</pre>
 */
public final class PolicyParser {
    /** The most bytes that a policy may have. */
    public static final int MAX_BYTES = 1 << 18;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Pattern ALIAS = Pattern.compile("[A-Za-z0-9_-]{1,255}");
    private static final Pattern RESERVED_ALIAS = Pattern.compile("(?i)latest|v[0-9]+");
    private static final Map<String, String> STAGES =
            new TreeMap<>(Map.of("Production", "Production", "Staging", "Staging"));

    private PolicyParser() {}

    /**
     * Reads a policy.
     *
     * @param yaml the file's bytes
     * @param file the name that messages give the file
     * @throws PolicyException if it is not a policy
     */
    public static Policy parse(byte[] yaml, String file) {
        if (yaml.length > MAX_BYTES) {
            throw new PolicyException(
                    file + ": the file has " + yaml.length + " bytes; " + MAX_BYTES + " is the most that is read");
        }
        YamlNode.Fields fields = YamlNode.read(file, yaml).fields("a policy", "version", "models");
        YamlNode version = fields.required("version");
        if (version.number("version") != 1) {
            throw version.error("this program knows version 1 of the policy only");
        }
        Map<String, ModelPolicy> models = new LinkedHashMap<>();
        for (Map.Entry<YamlNode, YamlNode> entry : some(fields.required("models"), "models")) {
            ModelPolicy model = model(modelName(entry.getKey()), entry.getValue());
            models.put(model.name(), model);
        }
        return new Policy(Sha256.of(yaml), models);
    }

    private static List<Map.Entry<YamlNode, YamlNode>> some(YamlNode node, String what) {
        List<Map.Entry<YamlNode, YamlNode>> entries = node.entries(what);
        if (entries.isEmpty()) {
            throw node.error(what + " must name at least one");
        }
        return entries;
    }

    private static ModelPolicy model(String name, YamlNode node) {
        String what = "the model ‘" + name + "’";
        YamlNode.Fields fields = node.fields(what, "paths", "artifact", "data", "rescore", "targets");
        ModelPolicy model = new ModelPolicy(
                name,
                paths(fields, "paths"),
                fields.optional("artifact")
                        .map(artifact -> path(artifact, "artifact"))
                        .orElse(null),
                paths(fields, "data"),
                fields.optional("rescore").map(PolicyParser::command).orElse(null),
                targets(fields.required("targets")));
        if (model.rescore() == null && model.targets().values().stream().anyMatch(TargetPolicy::needsScores)) {
            throw node.error(what + " compares ‘scores’, which only the command of ‘rescore’ writes; add one");
        }
        return model;
    }

    private static Map<String, TargetPolicy> targets(YamlNode node) {
        Map<String, TargetPolicy> targets = new LinkedHashMap<>();
        for (Map.Entry<YamlNode, YamlNode> entry : some(node, "targets")) {
            TargetPolicy target = target(name(entry.getKey(), "a target’s name"), entry.getValue());
            for (TargetPolicy other : targets.values()) {
                if (same(other.alias(), target.alias()) || same(other.stage(), target.stage())) {
                    throw entry.getKey()
                            .error("the targets ‘" + other.name() + "’ and ‘" + target.name()
                                    + "’ are shown by the same alias or stage; one version at a time can hold it");
                }
            }
            targets.put(target.name(), target);
        }
        return targets;
    }

    /** Some databases below MLflow do not tell case. */
    private static boolean same(@CheckForNull String a, @CheckForNull String b) {
        return a != null && a.equalsIgnoreCase(b);
    }

    private static TargetPolicy target(String name, YamlNode node) {
        YamlNode.Fields fields =
                node.fields("the target ‘" + name + "’", "alias", "stage", "without-baseline", "gates");
        TargetPolicy target = at(
                node,
                () -> new TargetPolicy(
                        name,
                        fields.optional("alias").map(PolicyParser::alias).orElse(null),
                        fields.optional("stage")
                                .map(word -> word.oneOf("stage", STAGES))
                                .orElse(null),
                        fields.optional("without-baseline")
                                .map(word -> word.oneOf("without-baseline", words(WithoutBaseline.values())))
                                .orElse(WithoutBaseline.BOUNDS),
                        fields.optional("gates").map(PolicyParser::gates).orElse(List.of())));
        if (target.withoutBaseline() == WithoutBaseline.BOUNDS
                && target.gates().stream().anyMatch(Gate.Comparison.class::isInstance)
                && target.gates().stream().noneMatch(Gate.Bound.class::isInstance)) {
            throw node.error("the target ‘" + name + "’ compares with a champion but has no bound to decide by while"
                    + " there is none; add a bound, or ‘without-baseline: person’");
        }
        return target;
    }

    private static List<Gate> gates(YamlNode node) {
        List<Gate> gates = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (YamlNode item : node.items("gates")) {
            YamlNode.Fields kinds = item.fields("a gate", "bound", "comparison", "lineage");
            if (kinds.values().size() != 1) {
                throw item.error("a gate is one of bound, comparison and lineage; start each with its own ‘-’");
            }
            Map.Entry<String, YamlNode> kind =
                    kinds.values().entrySet().iterator().next();
            Gate gate = at(kind.getValue(), () -> switch (kind.getKey()) {
                case "bound" -> bound(kind.getValue());
                case "comparison" -> comparison(kind.getValue());
                default -> lineage(kind.getValue());
            });
            if (!names.add(gate.name())) {
                throw kind.getValue().error("two gates of this target have the name ‘" + gate.name() + "’");
            }
            gates.add(gate);
        }
        return gates;
    }

    private static Gate bound(YamlNode node) {
        YamlNode.Fields fields = node.fields("a bound", "name", "metric", "at-least", "at-most");
        return new Gate.Bound(
                gateName(fields),
                metric(fields.required("metric"), "metric"),
                fields.optional("at-least")
                        .map(number -> number.number("at-least"))
                        .orElse(null),
                fields.optional("at-most")
                        .map(number -> number.number("at-most"))
                        .orElse(null));
    }

    private static Gate comparison(YamlNode node) {
        YamlNode.Fields fields = node.fields(
                "a comparison",
                "name",
                "metric",
                "better",
                "margin",
                "superiority",
                "n",
                "scores",
                "group",
                "range",
                "share-of",
                "error",
                "replicates",
                "confidence");
        Grounds grounds = grounds(node, fields);
        Optional<YamlNode> confidence = fields.optional("confidence");
        if (grounds instanceof Grounds.Bare && confidence.isPresent()) {
            throw confidence
                    .get()
                    .error(
                            "two bare numbers know no confidence: name ‘scores’, ‘share-of’, ‘error’ or ‘replicates’, or leave it"
                                    + " out");
        }
        Optional<YamlNode> n = fields.optional("n");
        if (!(grounds instanceof Grounds.Bare) && n.isPresent()) {
            throw n.get().error("n is for bare numbers: ‘scores’, ‘share-of’, ‘error’ and ‘replicates’ say more");
        }
        return new Gate.Comparison(
                gateName(fields),
                metric(fields.required("metric"), "metric"),
                fields.required("better").oneOf("better", words(Direction.values())),
                isSuperiority(node, fields) ? null : margin(fields.required("margin")),
                n.map(count -> metric(count, "n")).orElse(null),
                grounds,
                confidence.map(PolicyParser::confidence).orElse(Gate.Comparison.USUAL_CONFIDENCE));
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
        for (String key : List.of("group", "range")) {
            if (fields.optional("scores").isEmpty() && fields.optional(key).isPresent()) {
                throw fields.required(key).error(key + " is about ‘scores’, which this comparison has not");
            }
        }
        List<Grounds> found = Stream.of(
                        fields.optional("scores").map(column -> at(node, () -> scores(column, fields))),
                        fields.optional("share-of").map(n -> new Grounds.Share(metric(n, "share-of"))),
                        fields.optional("error").map(error -> new Grounds.StatedError(metric(error, "error"))),
                        fields.optional("replicates")
                                .map(all -> at(all, () -> new Grounds.Replicates(metric(all, "replicates")))))
                .<Grounds>flatMap(Optional::stream)
                .toList();
        if (found.size() > 1) {
            throw node.error(
                    "a comparison has one of ‘scores’, ‘share-of’, ‘error’ and ‘replicates’: each is a method of its own");
        }
        return found.isEmpty() ? new Grounds.Bare() : found.get(0);
    }

    private static Grounds scores(YamlNode column, YamlNode.Fields fields) {
        Optional<YamlNode> range = fields.optional("range");
        boolean unknown = range.filter(YamlNode::isText)
                .map(word -> word.oneOf("range", Map.of("unknown", true)))
                .orElse(false);
        return new Grounds.Scores(
                metric(column, "scores"),
                fields.optional("group").map(group -> metric(group, "group")).orElse(null),
                unknown ? null : range.map(PolicyParser::range).orElse(null),
                unknown);
    }

    private static Grounds.Range range(YamlNode node) {
        List<YamlNode> ends = node.items("range");
        if (ends.size() != 2) {
            throw node.error("a range is two numbers, as in ‘[0, 1]’, or ‘unknown’");
        }
        return at(
                node,
                () -> new Grounds.Range(ends.get(0).number("range"), ends.get(1).number("range")));
    }

    private static double confidence(YamlNode node) {
        String text = node.scalar("confidence");
        if (!text.endsWith("%")) {
            throw node.error("a confidence is a number of per cent, as in ‘95 %’, found ‘" + Shown.text(text) + "’");
        }
        double percent = at(
                node,
                () -> Numbers.parse(
                        "confidence", text.substring(0, text.length() - 1).strip()));
        if (percent <= 50 || percent > 99.9) {
            throw node.error("a confidence is above 50 % and at most 99.9 %, found ‘" + Shown.text(text) + "’");
        }
        return percent / 100;
    }

    private static Gate lineage(YamlNode node) {
        YamlNode.Fields fields = node.fields("a lineage gate", "name", "require");
        YamlNode require = fields.required("require");
        Set<Check> checks = EnumSet.noneOf(Check.class);
        for (YamlNode item : require.items("require")) {
            if (!checks.add(item.oneOf("require", words(Check.values())))) {
                throw item.error("‘" + item.text("require") + "’ is there twice in require");
            }
        }
        return new Gate.Lineage(gateName(fields), checks);
    }

    private static Margin margin(YamlNode node) {
        return at(node, () -> Margin.parse(node.scalar("margin")));
    }

    private static String gateName(YamlNode.Fields fields) {
        return name(fields.required("name"), "a gate’s name");
    }

    private static String name(YamlNode node, String what) {
        String name = node.text(what);
        if (!NAME.matcher(name).matches()) {
            throw node.error(
                    what + " is made of up to 64 of A-Z a-z 0-9 . _ - and starts with a letter or digit, found ‘"
                            + Shown.text(name) + "’");
        }
        return name;
    }

    private static String alias(YamlNode node) {
        String alias = node.text("alias");
        if (!ALIAS.matcher(alias).matches()) {
            throw node.error("an alias is made of up to 255 of A-Z a-z 0-9 _ -, found ‘" + Shown.text(alias) + "’");
        }
        if (RESERVED_ALIAS.matcher(alias).matches()) {
            throw node.error("MLflow keeps the alias ‘" + alias + "’ for itself (latest, v1, v2, …); choose another");
        }
        return alias;
    }

    private static String modelName(YamlNode node) {
        String name = node.text("a model’s name");
        if (name.length() > 256
                || !isVisible(name)
                || name.matches(".*[/:\\\\].*|\\.\\.?")
                || !name.equals(name.strip())) {
            throw node.error(
                    "a model’s name has up to 256 letters, none of / : \\, no control characters or blanks at its"
                            + " ends, and is not . or .., found ‘" + Shown.text(name) + "’");
        }
        return name;
    }

    private static String metric(YamlNode node, String what) {
        String name = node.text(what);
        if (name.length() > 250 || !isVisible(name)) {
            throw node.error(what + " is the name of a metric: up to 250 letters without control characters, found ‘"
                    + Shown.text(name) + "’");
        }
        return name;
    }

    private static String command(YamlNode node) {
        String command = node.text("rescore");
        if (command.indexOf('\0') >= 0) {
            throw node.error("rescore has a NUL character");
        }
        return command.strip();
    }

    private static List<String> paths(YamlNode.Fields fields, String key) {
        List<String> paths = new ArrayList<>();
        for (YamlNode item : fields.optional(key).map(node -> node.items(key)).orElse(List.of())) {
            String path = path(item, "an item of " + key);
            if (paths.contains(path)) {
                throw item.error("‘" + path + "’ is there twice in " + key);
            }
            paths.add(path);
        }
        return paths;
    }

    /** A path within the repository, whatever the machine. */
    private static String path(YamlNode node, String what) {
        String path = node.text(what).replaceFirst("/$", "");
        boolean steps = Arrays.stream(path.split("/", -1)).anyMatch(step -> step.isEmpty() || step.matches("\\.\\.?"));
        if (steps || !isVisible(path) || path.matches(".*[\\\\*?].*|[A-Za-z]:.*")) {
            throw node.error(
                    what + " is a file or folder relative to the repository’s root, with / between names; no .,"
                            + " .., \\, * or ?, found ‘" + Shown.text(path) + "’");
        }
        return path;
    }

    private static boolean isVisible(String text) {
        return text.codePoints().allMatch(Shown::isVisible);
    }

    /** The policy's spelling of constants: {@code DATA_IN_REMOTE} is {@code data-in-remote}. */
    private static <E extends Enum<E>> Map<String, E> words(E[] constants) {
        return Arrays.stream(constants)
                .collect(Collectors.toMap(
                        constant -> constant.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                        Function.identity(),
                        (a, b) -> a,
                        LinkedHashMap::new));
    }

    /** Gives the errors of our own types their place. */
    private static <T> T at(YamlNode node, Supplier<T> make) {
        try {
            return make.get();
        } catch (PolicyException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw node.error(e.getMessage());
        }
    }
}
