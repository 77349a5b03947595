package io.jenkins.plugins.modelgate.mlflow.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.document.Holder;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import io.jenkins.plugins.modelgate.core.ledger.Quarantined;
import io.jenkins.plugins.modelgate.core.ledger.TargetState;
import io.jenkins.plugins.modelgate.mlflow.client.ModelVersion;
import io.jenkins.plugins.modelgate.mlflow.client.RegisteredModel;
import io.jenkins.plugins.modelgate.mlflow.client.Registry;
import io.jenkins.plugins.modelgate.mlflow.client.Stage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * One registered model as the ledger wants it, held against what the registry shows: each difference with what repairs it.
 * Reads nothing and writes nothing by itself.
 */
final class Projection {
    private static final String NOTHING = "-";

    private final List<TargetState> states;
    private final RegisteredModel model;
    private final Map<String, ModelVersion> versions = new HashMap<>();
    private final List<Repair> repairs = new ArrayList<>();

    private Projection(List<TargetState> states, RegisteredModel model, List<ModelVersion> versions) {
        this.states = states;
        this.model = model;
        versions.forEach(version -> this.versions.put(version.version(), version));
    }

    /**
     * A difference.
     *
     * @param drift what differs
     * @param write what repairs it; does nothing where nothing can
     */
    record Repair(Drift drift, Consumer<Registry> write) {}

    /**
     * All differences: aliases first, then stages, then tags.
     *
     * @param states all targets of one model
     * @param model what the registry shows of it
     * @param versions its versions
     */
    static List<Repair> of(List<TargetState> states, RegisteredModel model, List<ModelVersion> versions) {
        Projection projection = new Projection(states, model, versions);
        states.forEach(projection::holder);
        states.forEach(projection::alias);
        states.forEach(projection::leftOver);
        states.forEach(projection::stage);
        states.forEach(projection::tags);
        projection.quarantines();
        return projection.repairs;
    }

    /** All differences where the registry has no such model at all. */
    static List<Repair> ofNothing(List<TargetState> states) {
        Projection projection = new Projection(states, new RegisteredModel("", "", Map.of(), Map.of()), List.of());
        states.forEach(projection::holder);
        return projection.repairs;
    }

    private void holder(TargetState state) {
        Holder holder = state.holder();
        if (holder != null && !versions.containsKey(holder.version())) {
            add(
                    state.target(),
                    Drift.Kind.VERSION_GONE,
                    holder.version(),
                    null,
                    "Version " + holder.version()
                            + ", which holds it, is deleted from the registry: roll back, or promote" + " another",
                    registry -> {});
        }
    }

    private void alias(TargetState state) {
        String alias = state.alias();
        if (alias == null || gone(state)) {
            return;
        }
        String said = Versions.heldBy(state);
        String found = model.aliases().get(alias);
        if (said != null && !said.equals(found)) {
            add(
                    state.target(),
                    Drift.Kind.ALIAS,
                    said,
                    found,
                    "The alias ‘" + alias + "’ " + (found == null ? "is missing" : "shows version " + found)
                            + "; by the ledger it is version " + said,
                    registry -> registry.setAlias(state.target().model(), alias, said));
        } else if (said == null && found != null) {
            unalias(state, alias, found, "nobody holds the target");
        }
    }

    private void unalias(TargetState state, String alias, String found, String why) {
        add(
                state.target(),
                Drift.Kind.ALIAS,
                null,
                found,
                "The alias ‘" + alias + "’ shows version " + found + "; by the ledger " + why,
                registry -> registry.deleteAlias(state.target().model(), alias));
    }

    /** An alias or stage that showed the target under an older policy; the mark on the version that had it tells. */
    private void leftOver(TargetState state) {
        for (ModelVersion version : versions.values()) {
            Mark mark = Mark.read(version.tags().get(Tags.HOLDS + state.target().target()));
            String shown = mark.alias == null ? null : model.aliases().get(mark.alias);
            if (shown != null && states.stream().noneMatch(other -> mark.alias.equals(other.alias()))) {
                unalias(state, mark.alias, shown, "it shows nothing any more");
            }
            Stage stage = mark.stage == null ? null : Stage.of(mark.stage);
            if (stage != null && version.stage() == stage && states.stream().noneMatch(other -> shows(other, stage))) {
                archive(state, version, "it shows nothing any more");
            }
        }
    }

    private void stage(TargetState state) {
        if (state.stage() == null || gone(state)) {
            return;
        }
        Stage stage = Stage.of(state.stage());
        List<String> others = versions.values().stream()
                .filter(version -> version.stage() == stage && !holds(state, version))
                .sorted(Versions.LOWEST_FIRST)
                .map(ModelVersion::version)
                .toList();
        ModelVersion holder = versions.get(Versions.heldBy(state));
        if (holder == null) {
            others.forEach(version -> archive(state, versions.get(version), "nobody holds the target"));
        } else if (holder.stage() != stage || !others.isEmpty()) {
            String found = holder.stage() == stage
                    ? "has also version " + String.join(", ", others)
                    : others.isEmpty() ? "is empty" : "has version " + String.join(", ", others);
            add(
                    state.target(),
                    Drift.Kind.STAGE,
                    holder.version(),
                    String.join(", ", others),
                    "The stage ‘" + stage.word() + "’ " + found + "; by the ledger it is version " + holder.version(),
                    registry -> registry.setStage(state.target().model(), holder.version(), stage, true));
        }
    }

    private void archive(TargetState state, ModelVersion version, String why) {
        add(
                state.target(),
                Drift.Kind.STAGE,
                null,
                version.version(),
                "Version " + version.version() + " is in the stage ‘"
                        + version.stage().word() + "’; by the ledger " + why,
                registry -> registry.setStage(version.model(), version.version(), Stage.ARCHIVED, false));
    }

    private void tags(TargetState state) {
        String key = Tags.HOLDS + state.target().target();
        for (ModelVersion version : versions.values()) {
            String said = holds(state, version) ? Mark.of(state).toString() : null;
            tag(state, version, key, said);
        }
    }

    private void quarantines() {
        for (ModelVersion version : versions.values()) {
            String said = null;
            TargetState by = states.get(0);
            for (TargetState state : states) {
                for (Quarantined entry : state.quarantined()) {
                    if (isOf(entry.candidate(), version)) {
                        said = entry.transition().hex();
                        by = state;
                    }
                }
            }
            tag(by, version, Tags.QUARANTINED, said);
        }
    }

    private static boolean isOf(Holder candidate, ModelVersion version) {
        return candidate.version().equals(version.version())
                || candidate.model().hex().equals(version.tags().get(Lookup.By.MODEL_HASH.tag()));
    }

    private void tag(TargetState state, ModelVersion version, String key, @CheckForNull String said) {
        String found = version.tags().get(key);
        if (!Objects.equals(said, found)) {
            add(
                    state.target(),
                    Drift.Kind.TAG,
                    said,
                    found,
                    "The tag ‘" + key + "’ of version " + version.version()
                            + (found == null ? " is missing" : said == null ? " is left over" : " is not up to date"),
                    registry -> {
                        if (said == null) {
                            registry.deleteVersionTag(version.model(), version.version(), key);
                        } else {
                            registry.setVersionTag(version.model(), version.version(), key, said);
                        }
                    });
        }
    }

    private void add(
            TargetId target,
            Drift.Kind kind,
            @CheckForNull String said,
            @CheckForNull String found,
            String sentence,
            Consumer<Registry> write) {
        repairs.add(new Repair(new Drift(target, kind, said, found, sentence), write));
    }

    private boolean gone(TargetState state) {
        String holder = Versions.heldBy(state);
        return holder != null && !versions.containsKey(holder);
    }

    private static boolean holds(TargetState state, ModelVersion version) {
        return version.version().equals(Versions.heldBy(state));
    }

    private static boolean shows(TargetState state, Stage stage) {
        return state.stage() != null && Stage.of(state.stage()) == stage;
    }

    /** What the tag on a holder says: which transition made it so, and what showed it then. */
    private record Mark(
            String transition,
            @CheckForNull String alias,
            @CheckForNull String stage) {
        static Mark of(TargetState state) {
            return new Mark(String.valueOf(state.installed()), state.alias(), state.stage());
        }

        static Mark read(@CheckForNull String text) {
            String[] words = text == null ? new String[0] : text.split(" ", -1);
            return words.length == 3 ? new Mark(words[0], word(words[1]), stage(words[2])) : new Mark("", null, null);
        }

        @CheckForNull
        private static String word(String word) {
            return word.equals(NOTHING) ? null : word;
        }

        @CheckForNull
        private static String stage(String word) {
            for (Stage stage : Stage.values()) {
                if (stage.word().equalsIgnoreCase(word)) {
                    return word;
                }
            }
            return null;
        }

        @Override
        public String toString() {
            return transition + " " + (alias == null ? NOTHING : alias) + " " + (stage == null ? NOTHING : stage);
        }
    }
}
