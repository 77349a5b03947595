package io.jenkins.plugins.modelgate.core.gate;

import io.jenkins.plugins.modelgate.core.data.DataHash;
import io.jenkins.plugins.modelgate.core.data.GitState;
import io.jenkins.plugins.modelgate.core.data.TrackedPath;
import io.jenkins.plugins.modelgate.core.data.TrackedPath.Presence;
import io.jenkins.plugins.modelgate.core.data.TrackedPath.State;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.Evidence;
import io.jenkins.plugins.modelgate.core.document.Metric;
import io.jenkins.plugins.modelgate.core.document.ModelFiles;
import io.jenkins.plugins.modelgate.core.document.Observed;
import io.jenkins.plugins.modelgate.core.document.Observer;
import io.jenkins.plugins.modelgate.core.document.Subject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Evidence with just what a test is about. */
final class EvidenceBuilder {
    private static final Sha256 HASH = Sha256.of(new byte[] {2});

    private final SortedMap<String, Observed<Metric>> metrics = new TreeMap<>();
    private final List<String> dirtyByDvc = new ArrayList<>();
    private Evidence.Way way = Evidence.Way.LOCKED_BEFORE;
    private Fact facts = Fact.UNKNOWN;
    private Observer observer = Observer.AGENT;

    /** How the facts of the descent are. */
    enum Fact {
        GOOD,
        BAD,
        /** Looked for, and not found out. */
        VAGUE,
        /** Nobody looked. */
        UNKNOWN
    }

    EvidenceBuilder metric(String name, double value, Observer by) {
        metrics.put(name, new Observed<>(new Metric(value), by));
        return this;
    }

    EvidenceBuilder facts(Fact how, Observer by) {
        facts = how;
        observer = by;
        return this;
    }

    EvidenceBuilder dirtyByDvc(String file) {
        dirtyByDvc.add(file);
        return this;
    }

    EvidenceBuilder way(Evidence.Way how) {
        way = how;
        return this;
    }

    Evidence build() {
        boolean known = facts != Fact.UNKNOWN;
        Evidence.Link link =
                switch (facts) {
                    case GOOD -> Evidence.Link.BYTE_IDENTICAL;
                    case BAD, VAGUE -> Evidence.Link.SAME_BUILD;
                    case UNKNOWN -> Evidence.Link.NONE;
                };
        return new Evidence(
                new ModelFiles(List.of(new Subject("model.pkl", HASH))),
                "diabetes",
                HASH,
                way,
                known ? new Observed<>(code(), observer) : null,
                known ? new Observed<>(new Evidence.Data(HASH, paths(), new TreeMap<>()), observer) : null,
                new Observed<>(new TreeMap<>(facts == Fact.GOOD ? Map.of("lr", "0.1") : Map.of()), observer),
                metrics,
                new Observed<>(link, observer),
                null,
                null,
                Instant.EPOCH);
    }

    private Evidence.Code code() {
        List<String> dirty = new ArrayList<>(dirtyByDvc);
        if (facts == Fact.BAD) {
            dirty.addAll(List.of("src/a.py", "x\u001by"));
        }
        GitState git = new GitState(null, "0123456789abcdef", null, HASH, dirty, dirtyByDvc);
        return new Evidence.Code(git, null, facts == Fact.GOOD ? "refs/heads/main" : null);
    }

    private List<TrackedPath> paths() {
        return switch (facts) {
            case BAD -> List.of(path("data", State.MODIFIED, Presence.ABSENT, true));
            case VAGUE -> List.of(path("data", State.NOT_HERE, Presence.UNKNOWN, true));
            default ->
                List.of(
                        path("data", State.UNCHANGED, Presence.PRESENT, true),
                        path("metrics.json", State.UNCHANGED, Presence.ABSENT, false));
        };
    }

    private static TrackedPath path(String name, State state, Presence inRemote, boolean stored) {
        DataHash hash = DataHash.md5("d41d8cd98f00b204e9800998ecf8427e");
        return new TrackedPath(
                name, TrackedPath.Kind.FILE, name + ".dvc", hash, hash, 1, 1, state, true, inRemote, stored);
    }
}
