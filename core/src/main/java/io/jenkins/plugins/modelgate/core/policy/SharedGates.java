package io.jenkins.plugins.modelgate.core.policy;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.Shown;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The sets of gates that a policy includes.
 *
 * <pre>{@code
 * version: 1
 * gates:
 *   house-rules:              # ‘- use: house-rules’ puts them into a target
 *     - bound:     { name: good-enough, metric: accuracy, at-least: 0.9 }
 *     - signature: { name: callers }
 * }</pre>
 */
final class SharedGates {
    private static final int MOST_INCLUDES = 10;

    /** A short policy could name a long set again and again. */
    private static final int MOST_GATES = 10_000;

    /**
     * A gate, and where it was read.
     *
     * @param place file, line and column
     * @param origin null for the policy itself
     */
    record Placed(Gate gate, String place, @CheckForNull TargetPolicy.Origin origin) {}

    private record GateSet(String place, List<Placed> gates) {}

    private final List<Include> files = new ArrayList<>();
    private final Map<String, GateSet> sets = new LinkedHashMap<>();
    private int used;

    /** Reads what a policy includes. */
    void include(YamlNode node, Beside beside) {
        List<YamlNode> items = node.items("include");
        if (items.size() > MOST_INCLUDES) {
            throw node.error("a policy includes at most " + MOST_INCLUDES + " files");
        }
        for (YamlNode item : items) {
            YamlNode.Fields fields = item.fields("an include", "repository", "commit", "path");
            YamlNode repository = fields.required("repository");
            YamlNode commit = fields.required("commit");
            YamlNode path = fields.required("path");
            Include file = commit.make(() ->
                    new Include(repository.name("a repository’s name"), commit.scalar("commit"), path.path("path")));
            if (files.contains(file)) {
                throw item.error("‘" + Shown.text(file.toString()) + "’ is there twice in include");
            }
            files.add(file);
            read(file, beside.include(item, file), beside.within(file));
        }
    }

    private void read(Include file, byte[] yaml, Beside beside) {
        YamlNode.Fields fields = YamlNode.read(file.toString(), yaml, PolicyParser.MAX_BYTES)
                .fields("a file of shared gates", "version", "gates");
        fields.requireVersion1("shared gates");
        for (Map.Entry<YamlNode, YamlNode> entry : fields.required("gates").someEntries("gates")) {
            String name = entry.getKey().name("a set’s name");
            List<Placed> gates = new ArrayList<>();
            for (Placed gate : GateParser.gates(entry.getValue(), beside, null)) {
                gates.add(new Placed(gate.gate(), gate.place(), new TargetPolicy.Origin(name, file)));
            }
            GateSet other = sets.putIfAbsent(name, new GateSet(entry.getKey().place(), gates));
            if (other != null) {
                throw entry.getKey().error("a set ‘" + name + "’ is at " + other.place() + " too");
            }
        }
    }

    /** The gates of the set that a place names. */
    List<Placed> use(YamlNode place) {
        if (sets.isEmpty()) {
            throw place.error(
                    "this policy includes no file that has sets of gates; name one under ‘include’ at its top");
        }
        List<Placed> gates = place.oneOf("use", sets).gates();
        used += gates.size();
        if (used > MOST_GATES) {
            throw place.error("the sets that are used have more than " + MOST_GATES + " gates together");
        }
        return gates;
    }

    List<Include> files() {
        return files;
    }
}
