package io.jenkins.plugins.modelgate.core.policy;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.Shown;
import io.jenkins.plugins.modelgate.core.policy.TargetPolicy.OnDrift;
import io.jenkins.plugins.modelgate.core.policy.TargetPolicy.WithoutBaseline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

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
 *         approvals: { from: [{ group: ml-leads, count: 2 }] } # see ApprovalParser; left out: nobody is asked
 *         drift: restore            # or report, adopt; left out: report
 * }</pre>
 *
 * <p>What {@code include} names beside {@code models} is read by {@link SharedGates}.
 */
public final class PolicyParser {
    /** The most bytes that a policy may have. */
    public static final int MAX_BYTES = 1 << 18;

    private static final Logger LOGGER = Logger.getLogger(PolicyParser.class.getName());

    private static final Pattern ALIAS = Pattern.compile("[A-Za-z0-9_-]{1,255}");
    private static final Pattern RESERVED_ALIAS = Pattern.compile("(?i)latest|v[0-9]+");
    private static final Map<String, String> STAGES =
            new TreeMap<>(Map.of("Production", "Production", "Staging", "Staging"));

    private PolicyParser() {}

    /**
     * Reads a policy that names no other files.
     *
     * @param yaml the file's bytes
     * @param file the name that messages give the file
     * @throws PolicyException if it is not a policy
     */
    public static Policy parse(byte[] yaml, String file) {
        return parse(yaml, file, new Beside(path -> null, Includes.NONE));
    }

    /**
     * Reads a policy and the files that it names.
     *
     * @param yaml the file's bytes
     * @param file the name that messages give the file
     * @param others the bytes of another file by its path relative to the repository's root; null if it is not there
     * @param includes what it may include
     * @throws PolicyException if it is not a policy, or a file is not there or wrong
     * @throws IOException if a file cannot be read or fetched
     */
    public static Policy parse(byte[] yaml, String file, Function<String, byte[]> others, Includes includes)
            throws IOException {
        try {
            return parse(yaml, file, new Beside(others, includes));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static Policy parse(byte[] yaml, String file, Beside beside) {
        YamlNode.Fields fields =
                YamlNode.read(file, yaml, MAX_BYTES).fields("a policy", "version", "include", "groups", "models");
        fields.requireVersion1("the policy");
        SharedGates shared = new SharedGates();
        fields.optional("include").ifPresent(include -> shared.include(include, beside));
        Around around = new Around(
                beside, shared, ApprovalParser.of(fields.optional("groups").orElse(null), beside));
        Map<String, ModelPolicy> models = new LinkedHashMap<>();
        for (Map.Entry<YamlNode, YamlNode> entry : fields.required("models").someEntries("models")) {
            ModelPolicy model = model(modelName(entry.getKey()), entry.getValue(), around);
            models.put(model.name(), model);
        }
        return new Policy(beside.digest(yaml), shared.files(), models);
    }

    /**
     * The files of its own repository that a policy names, whatever it includes and even if it is wrong: the paths, each
     * once.
     */
    static Set<String> others(byte[] yaml) {
        try {
            return YamlNode.read("", yaml, MAX_BYTES).texts("contract", "signers").stream()
                    .map(YamlNode::withoutSlash)
                    .filter(YamlNode::isPath)
                    .distinct()
                    .limit(Beside.MOST_FILES)
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (PolicyException e) {
            LOGGER.log(Level.FINE, "The policy is wrong, as whoever uses it is told", e);
            return Set.of();
        }
    }

    /** What all of a policy shares. */
    private record Around(Beside beside, SharedGates shared, ApprovalParser approvals) {}

    private static ModelPolicy model(String name, YamlNode node, Around around) {
        String what = "the model ‘" + name + "’";
        YamlNode.Fields fields = node.fields(what, "paths", "artifact", "data", "rescore", "holdout", "targets");
        ModelPolicy model = new ModelPolicy(
                name,
                paths(fields, "paths"),
                fields.optional("artifact")
                        .map(artifact -> artifact.path("artifact"))
                        .orElse(null),
                paths(fields, "data"),
                fields.optional("rescore").map(PolicyParser::command).orElse(null),
                fields.optional("holdout").map(PolicyParser::holdout).orElse(null),
                targets(fields.required("targets"), around));
        if (model.rescore() == null && model.targets().values().stream().anyMatch(TargetPolicy::needsScores)) {
            throw node.error(what + " compares ‘scores’, which only the command of ‘rescore’ writes; add one");
        }
        return model;
    }

    private static Holdout holdout(YamlNode node) {
        YamlNode.Fields fields = node.fields("a holdout", "name", "data", "looks", "passes");
        if (fields.optional("looks").isEmpty() && fields.optional("passes").isPresent()) {
            throw fields.required("passes").error("passes is about a budget of ‘looks’, which this holdout has not");
        }
        return node.make(() -> new Holdout(
                fields.required("name").name("a holdout’s name"),
                fields.required("data").path("data"),
                fields.optional("looks").map(looks -> looks.count("looks")).orElse(null),
                fields.optional("passes").map(passes -> passes.count("passes")).orElse(1)));
    }

    private static Map<String, TargetPolicy> targets(YamlNode node, Around around) {
        Map<String, TargetPolicy> targets = new LinkedHashMap<>();
        for (Map.Entry<YamlNode, YamlNode> entry : node.someEntries("targets")) {
            TargetPolicy target = target(entry.getKey().name("a target’s name"), entry.getValue(), around);
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

    private static TargetPolicy target(String name, YamlNode node, Around around) {
        YamlNode.Fields fields = node.fields(
                "the target ‘" + name + "’", "alias", "stage", "without-baseline", "gates", "approvals", "drift");
        Collection<SharedGates.Placed> gates = fields.optional("gates")
                .map(list -> GateParser.gates(list, around.beside, around.shared))
                .orElse(List.of());
        Map<String, TargetPolicy.Origin> included = new LinkedHashMap<>();
        for (SharedGates.Placed gate : gates) {
            if (gate.origin() != null) {
                included.put(gate.gate().name(), gate.origin());
            }
        }
        TargetPolicy target = node.make(() -> new TargetPolicy(
                name,
                fields.optional("alias").map(PolicyParser::alias).orElse(null),
                fields.optional("stage")
                        .map(word -> word.oneOf("stage", STAGES))
                        .orElse(null),
                fields.optional("without-baseline")
                        .map(word -> word.oneOf("without-baseline", WithoutBaseline.values()))
                        .orElse(WithoutBaseline.BOUNDS),
                gates.stream().map(SharedGates.Placed::gate).toList(),
                included,
                fields.optional("approvals").map(around.approvals::rules).orElse(null),
                fields.optional("drift")
                        .map(word -> word.oneOf("drift", OnDrift.values()))
                        .orElse(OnDrift.REPORT)));
        if (target.withoutBaseline() == WithoutBaseline.BOUNDS
                && target.gates().stream().anyMatch(PolicyParser::onlyCompares)
                && target.gates().stream()
                        .noneMatch(gate ->
                                gate instanceof Gate.Bound && gate.severity().blocks())) {
            throw node.error("the target ‘" + name + "’ compares with a champion but has no bound to decide by while"
                    + " there is none; add a bound, or ‘without-baseline: person’");
        }
        return target;
    }

    private static boolean onlyCompares(Gate gate) {
        return gate instanceof Gate.Comparison
                || gate instanceof Gate.Any
                || gate instanceof Gate.Data data && data.contract() == null;
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
                || !YamlNode.isVisible(name)
                || name.matches(".*[/:\\\\].*|\\.\\.?")
                || !name.equals(name.strip())) {
            throw node.error(
                    "a model’s name has up to 256 letters, none of / : \\, no control characters or blanks at its"
                            + " ends, and is not . or .., found ‘" + Shown.text(name) + "’");
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
            String path = item.path("an item of " + key);
            if (paths.contains(path)) {
                throw item.error("‘" + path + "’ is there twice in " + key);
            }
            paths.add(path);
        }
        return paths;
    }
}
