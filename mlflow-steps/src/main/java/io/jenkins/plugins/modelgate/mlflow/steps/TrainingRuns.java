package io.jenkins.plugins.modelgate.mlflow.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.CanonicalJson;
import io.jenkins.plugins.modelgate.core.document.Evidence;
import io.jenkins.plugins.modelgate.mlflow.client.Credentials;
import io.jenkins.plugins.modelgate.mlflow.client.Experiment;
import io.jenkins.plugins.modelgate.mlflow.client.Filter;
import io.jenkins.plugins.modelgate.mlflow.client.MlflowClient;
import io.jenkins.plugins.modelgate.mlflow.client.MlflowException;
import io.jenkins.plugins.modelgate.mlflow.client.Run;
import io.jenkins.plugins.modelgate.mlflow.client.RunStatus;
import io.jenkins.plugins.modelgate.mlflow.client.ServerConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * The MLflow run around a build's training.
 *
 * <p>MLflow's own client goes on with the run that {@code MLFLOW_RUN_ID} names, once in each process: the stages of one
 * {@code dvc repro} follow each other and all log to it, and the last one to end sets its status, which is why {@link #close}
 * sets it again. A second run of the same process is a new one; it is found by a mark. Where training code calls
 * {@code set_experiment}, it must be the run's experiment, or MLflow refuses.
 */
public final class TrainingRuns {
    private static final int MOST_OTHERS = 1000;

    /** The variable that names the file with the only authorities to trust. */
    public static final String CERTIFICATES = "MLFLOW_TRACKING_SERVER_CERT_PATH";

    /** The variables that may hold a secret. */
    public static final Set<String> SECRETS = Set.of("MLFLOW_TRACKING_PASSWORD", "MLFLOW_TRACKING_TOKEN");

    private static final String USER = "MLFLOW_TRACKING_USERNAME";

    /** Without these MLflow's client tries for minutes, for each call, while a server is down. */
    private static final Map<String, String> PATIENCE = Map.of(
            "MLFLOW_HTTP_REQUEST_TIMEOUT", "30",
            "MLFLOW_HTTP_REQUEST_MAX_RETRIES", "4",
            "MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR", "1");

    /** Tags that MLflow sets by itself say nothing of what was logged. */
    private static final String MLFLOWS_OWN = "mlflow.";

    private final Gatekeeper gatekeeper;

    public TrainingRuns(Gatekeeper gatekeeper) {
        this.gatekeeper = Objects.requireNonNull(gatekeeper, "gatekeeper");
    }

    /**
     * What run to open.
     *
     * @param experiment the experiment's name; it is made if it is not there. Null: that of {@code resume}
     * @param resume the id of a run to go on with; null: the one that this {@code build} opened before, or a new one
     * @param name the name of a new run; null: MLflow makes one up
     * @param build the build; null outside a CI, where each call opens a new run
     * @param parent the run that it is a child of; null for none
     * @param mark what the run is found by when it is opened again; null: the build, which may not be the only one of that
     *     name and number for ever
     */
    public record Opening(
            @CheckForNull String experiment,
            @CheckForNull String resume,
            @CheckForNull String name,
            @CheckForNull Evidence.Build build,
            @CheckForNull String parent,
            @CheckForNull String mark) {
        public Opening {
            if (experiment == null && resume == null) {
                throw new IllegalArgumentException("A new run needs an experiment");
            }
            if (parent != null && mark == null) {
                throw new IllegalArgumentException("A build has many children: each needs a mark");
            }
        }

        public Opening(
                @CheckForNull String experiment,
                @CheckForNull String resume,
                @CheckForNull String name,
                @CheckForNull Evidence.Build build) {
            this(experiment, resume, name, build, null, null);
        }

        /** The same, found by a mark of its own. */
        public Opening marked(String itsMark) {
            return new Opening(experiment, resume, name, build, parent, itsMark);
        }

        /** The same as a child of another run, found by a mark of its own. */
        public Opening below(String parentRun, String itsMark) {
            return new Opening(experiment, resume, name, build, parentRun, itsMark);
        }
    }

    /**
     * An open run; another process than opened it may close it.
     *
     * @param id MLflow's run id
     * @param experimentId MLflow's experiment id
     * @param experiment the experiment's name
     * @param resumed whether it was there before
     * @param mark what marks the runs that the child opens beside this one
     */
    public record OpenRun(String id, String experimentId, String experiment, boolean resumed, String mark) {}

    /** How the training ended; what is worse comes later. */
    public enum Ending {
        FINISHED(RunStatus.FINISHED),
        /** It came to its end, but something was found wanting: MLflow shows it as finished, with a tag. */
        UNSTABLE(RunStatus.FINISHED),
        /** Somebody stopped it. */
        KILLED(RunStatus.KILLED),
        FAILED(RunStatus.FAILED);

        private final RunStatus status;

        Ending(RunStatus status) {
            this.status = status;
        }

        private static Ending of(Run run) {
            return switch (run.status()) {
                case KILLED -> KILLED;
                case FAILED -> FAILED;
                default -> run.tags().containsKey(Tags.RESULT) ? UNSTABLE : FINISHED;
            };
        }
    }

    /**
     * A closed run.
     *
     * @param id MLflow's run id; null if nothing was logged and the run was removed
     * @param ending how it ended
     * @param others ids of runs that the child opened beside it in the same experiment, oldest first
     * @param remarks what a person should know, each a sentence; often empty
     */
    public record ClosedRun(@CheckForNull String id, Ending ending, List<String> others, List<String> remarks) {
        public ClosedRun {
            others = List.copyOf(others);
            remarks = List.copyOf(remarks);
        }
    }

    /** Opens a run, or goes on with the one that this build opened already. */
    public OpenRun open(Opening opening) {
        Experiment experiment = experiment(opening);
        Run before = before(opening, experiment);
        if (before == null) {
            Map<String, String> tags = tags(opening);
            Run made = create(gatekeeper, experiment.id(), opening.name(), Tags.checked(tags));
            return new OpenRun(made.id(), experiment.id(), experiment.name(), false, tags.get(Tags.TRAINING));
        }
        gatekeeper.tracking().updateRun(before.id(), RunStatus.RUNNING, null);
        String mark = before.tags().get(Tags.TRAINING);
        if (mark == null) {
            mark = UUID.randomUUID().toString();
            gatekeeper.tracking().setRunTag(before.id(), Tags.TRAINING, mark);
        }
        return new OpenRun(before.id(), experiment.id(), experiment.name(), true, mark);
    }

    private Experiment experiment(Opening opening) {
        String name = opening.experiment();
        return name == null
                ? gatekeeper
                        .tracking()
                        .getExperimentById(
                                gatekeeper.tracking().getRun(opening.resume()).experimentId())
                : experiment(gatekeeper, name);
    }

    private static Map<String, String> tags(Opening opening) {
        Map<String, String> tags = new TreeMap<>();
        String mark = opening.mark();
        tags.put(Tags.TRAINING, mark == null ? UUID.randomUUID().toString() : mark);
        Evidence.Build build = opening.build();
        if (build != null) {
            tags.put(Lookup.By.BUILD.tag(), Tags.build(build));
        }
        String parent = opening.parent();
        if (parent != null) {
            tags.put(Tags.PARENT, parent);
        }
        return tags;
    }

    @CheckForNull
    private Run before(Opening opening, Experiment experiment) {
        String mark = opening.mark();
        Evidence.Build build = opening.build();
        if (opening.resume() != null) {
            return named(opening.resume(), experiment);
        }
        if (mark != null) {
            return search(experiment.id(), Filter.tag(Tags.TRAINING, mark)).stream()
                    .min(OLDEST_FIRST)
                    .orElse(null);
        }
        // A run that was recorded already carries evidence: another training is another run.
        return build == null
                ? null
                : search(experiment.id(), Filter.tag(Lookup.By.BUILD.tag(), Tags.build(build))).stream()
                        .filter(run -> !run.tags().containsKey(Tags.CANDIDATE)
                                && !run.tags().containsKey(Tags.PARENT))
                        .min(OLDEST_FIRST)
                        .orElse(null);
    }

    private Run named(String id, Experiment experiment) {
        Run run = gatekeeper.tracking().getRun(id);
        if (run.deleted()) {
            throw new StepException(
                    StepException.Kind.BAD_INPUT, "Run ‘" + run.id() + "’ is deleted: restore it, or name another");
        }
        if (!run.experimentId().equals(experiment.id())) {
            throw new StepException(
                    StepException.Kind.BAD_INPUT,
                    "Run ‘" + run.id() + "’ is not in the experiment ‘" + experiment.name()
                            + "’: name the experiment that it is in");
        }
        return run;
    }

    /**
     * The environment of the training's process: what is inherited, with all that it needs to log to this run. It holds the
     * secrets of the tracking server, and none of the registry's nor of Model Gate's.
     *
     * @param inherited this process's environment
     */
    public Map<String, String> environment(OpenRun run, Map<String, String> inherited) {
        Map<String, String> variables = new HashMap<>(inherited);
        variables.keySet().removeIf(name -> name.startsWith("MODEL_GATE_"));
        variables.keySet().removeAll(SECRETS);
        variables.remove(USER);
        PATIENCE.forEach(variables::putIfAbsent);
        ServerConfig config = gatekeeper.mlflow().config();
        variables.put("MLFLOW_TRACKING_URI", config.tracking().uri().toString());
        credentials(config.tracking().credentials(), variables);
        if (config.workspace() != null) {
            variables.put("MLFLOW_WORKSPACE", config.workspace());
        }
        Path authorities = config.caCertificates();
        if (authorities != null) {
            variables.put(CERTIFICATES, authorities.toAbsolutePath().toString());
        }
        variables.put("MLFLOW_RUN_ID", run.id());
        variables.put("MLFLOW_EXPERIMENT_ID", run.experimentId());
        variables.put("MLFLOW_EXPERIMENT_NAME", run.experiment());
        // MLflow puts these tags on every run that the child creates.
        variables.put(
                "MLFLOW_RUN_CONTEXT",
                new String(CanonicalJson.bytes(Map.of(Tags.TRAINING, run.mark())), StandardCharsets.UTF_8));
        return variables;
    }

    private static void credentials(Credentials credentials, Map<String, String> variables) {
        if (credentials instanceof Credentials.Basic basic) {
            variables.put(USER, basic.user());
            variables.put("MLFLOW_TRACKING_PASSWORD", basic.password());
        } else if (credentials instanceof Credentials.Bearer bearer) {
            variables.put("MLFLOW_TRACKING_TOKEN", bearer.token());
        }
    }

    /** Closes a run; one to which nothing was logged is removed. Again is as good as once. */
    public ClosedRun close(OpenRun open, Ending ending) {
        Run run = gatekeeper.tracking().getRun(open.id());
        List<String> others = search(open.experimentId(), Filter.tag(Tags.TRAINING, open.mark())).stream()
                .filter(other -> !other.id().equals(open.id()))
                .sorted(OLDEST_FIRST)
                .map(Run::id)
                .toList();
        if (run.deleted()) {
            return new ClosedRun(null, ending, others, remarks(open, ending, others, true));
        }
        if (ending == Ending.UNSTABLE) {
            gatekeeper.tracking().setRunTag(open.id(), Tags.RESULT, "unstable");
        } else if (run.tags().containsKey(Tags.RESULT)) {
            gatekeeper.tracking().deleteRunTag(open.id(), Tags.RESULT);
        }
        gatekeeper.tracking().updateRun(open.id(), ending.status, gatekeeper.now());
        boolean empty = isEmpty(run);
        if (empty) {
            gatekeeper.tracking().deleteRun(open.id());
        }
        return new ClosedRun(empty ? null : open.id(), ending, others, remarks(open, ending, others, empty));
    }

    /**
     * Closes a run that stands for parts of a build which train beside each other, each in a child of it: as the worst of
     * them ended. Does nothing while one of them goes on.
     */
    public Optional<ClosedRun> closeParent(OpenRun parent) {
        List<Run> children = search(parent.experimentId(), Filter.tag(Tags.PARENT, parent.id()));
        if (children.stream().anyMatch(child -> child.status() == RunStatus.RUNNING)) {
            return Optional.empty();
        }
        Ending worst =
                children.stream().map(Ending::of).max(Comparator.naturalOrder()).orElse(Ending.FINISHED);
        return Optional.of(close(parent, worst));
    }

    private boolean isEmpty(Run run) {
        return run.metrics().isEmpty()
                && run.params().isEmpty()
                && run.inputs().isEmpty()
                && run.outputs().isEmpty()
                && run.tags().keySet().stream()
                        .allMatch(key -> key.startsWith(MLFLOWS_OWN) && !key.equals("mlflow.log-model.history")
                                || Tags.OF_TRAINING.contains(key))
                && gatekeeper.artifacts().list(gatekeeper.artifacts().of(run)).isEmpty()
                && gatekeeper
                        .registry()
                        .searchVersions(Filter.attribute("run_id", run.id()), 1)
                        .isEmpty()
                && search(run.experimentId(), Filter.tag(Tags.PARENT, run.id())).isEmpty();
    }

    private static List<String> remarks(OpenRun open, Ending ending, List<String> others, boolean empty) {
        List<String> remarks = new ArrayList<>();
        if (!others.isEmpty()) {
            remarks.add("The training opened " + others.size() + " more run" + (others.size() == 1 ? "" : "s")
                    + " beside ‘" + open.id() + "’; only that one is recorded, unless another is named then.");
        }
        if (empty && ending == Ending.FAILED) {
            remarks.add(
                    "Nothing was logged. If the training calls mlflow.set_experiment, open the run in that experiment"
                            + " (now ‘" + open.experiment() + "’): MLflow does not go on with a run of another one.");
        } else if (empty && ending == Ending.FINISHED) {
            remarks.add("Nothing was logged, so the run was removed: nothing was trained, or the training does not log"
                    + " to MLflow.");
        }
        return remarks;
    }

    /** The oldest first; of the same age, by id, so that all who look see the same. */
    static final Comparator<Run> OLDEST_FIRST = Comparator.comparing(
                    Run::start, Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparing(Run::id);

    private List<Run> search(String experimentId, Filter filter) {
        return gatekeeper.tracking().searchRuns(Set.of(experimentId), filter, MOST_OTHERS);
    }

    /** Creates a run; where it is not known whether it was made, looks for its mark. */
    static Run create(Gatekeeper gatekeeper, String experimentId, @CheckForNull String name, Map<String, String> tags) {
        AtomicInteger attempts = new AtomicInteger();
        Filter itself = Filter.tag(Tags.TRAINING, tags.get(Tags.TRAINING));
        Supplier<List<Run>> made = () -> gatekeeper.tracking().searchRuns(Set.of(experimentId), itself, 2).stream()
                .sorted(OLDEST_FIRST)
                .toList();
        Run run = gatekeeper
                .mlflow()
                .once(
                        () -> {
                            attempts.incrementAndGet();
                            return gatekeeper.tracking().createRun(experimentId, name, gatekeeper.now(), tags);
                        },
                        () -> made.get().stream().findFirst());
        if (attempts.get() > 1) {
            // Nobody else knows the mark yet: what came late is nobody's.
            made.get().stream()
                    .filter(other -> !other.id().equals(run.id()))
                    .forEach(other -> gatekeeper.tracking().deleteRun(other.id()));
        }
        return run;
    }

    /** The experiment of that name, made if it is not there. */
    static Experiment experiment(Gatekeeper gatekeeper, String name) {
        Supplier<Optional<Experiment>> find =
                () -> MlflowClient.ifFound(() -> gatekeeper.tracking().getExperiment(name));
        Experiment experiment = find.get().orElseGet(() -> gatekeeper
                .mlflow()
                .once(
                        () -> {
                            try {
                                gatekeeper.tracking().createExperiment(name);
                            } catch (MlflowException.AlreadyExists e) {
                                // Somebody else was faster.
                            }
                            return gatekeeper.tracking().getExperiment(name);
                        },
                        find));
        if (experiment.deleted()) {
            throw new StepException(
                    StepException.Kind.BAD_INPUT,
                    "The experiment ‘" + name + "’ is deleted: restore it in MLflow, or name another");
        }
        return experiment;
    }
}
