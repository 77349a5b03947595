package io.jenkins.plugins.modelgate.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.Extension;
import hudson.FilePath;
import hudson.Util;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.modelgate.build.BuildSession;
import io.jenkins.plugins.modelgate.mlflow.steps.ModelSource;
import io.jenkins.plugins.modelgate.mlflow.steps.RunLog;
import io.jenkins.plugins.modelgate.workspace.Workspace;
import java.io.PrintStream;
import java.io.Serializable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import net.sf.json.JSONObject;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.StaplerRequest2;

/** Logs to the MLflow run of the build what its training did not log itself. */
public final class MlflowLogStep extends Step implements Serializable {
    private static final long serialVersionUID = 1;

    private TreeMap<String, String> params = new TreeMap<>();
    private TreeMap<String, String> metrics = new TreeMap<>();
    private TreeMap<String, String> tags = new TreeMap<>();
    private ArrayList<String> artifacts = new ArrayList<>();

    @CheckForNull
    private String artifactFolder;

    private boolean metricsFromDvc;
    private int step;

    @CheckForNull
    private String server;

    @CheckForNull
    private String run;

    @DataBoundConstructor
    public MlflowLogStep() {
        // All fields have defaults.
    }

    public Map<String, ?> getParams() {
        return params;
    }

    /** Parameters; MLflow keeps the first value of each, and refuses another. */
    @DataBoundSetter
    public void setParams(Map<String, ?> params) {
        this.params = new TreeMap<>(texts(params));
    }

    public Map<String, ?> getMetrics() {
        return metrics;
    }

    /** Numbers. */
    @DataBoundSetter
    public void setMetrics(Map<String, ?> metrics) {
        this.metrics = new TreeMap<>(texts(metrics));
    }

    public Map<String, ?> getTags() {
        return tags;
    }

    @DataBoundSetter
    public void setTags(Map<String, ?> tags) {
        this.tags = new TreeMap<>(texts(tags));
    }

    /** What a script gives may be of any type, even of Groovy's own that does not survive a restart. */
    private static Map<String, String> texts(@CheckForNull Map<String, ?> values) {
        Map<String, String> texts = new TreeMap<>();
        if (values != null) {
            values.forEach((name, value) -> texts.put(String.valueOf(name), String.valueOf((Object) value)));
        }
        return texts;
    }

    public List<String> getArtifacts() {
        return artifacts;
    }

    /** Patterns of files in the workspace. */
    @DataBoundSetter
    public void setArtifacts(List<String> artifacts) {
        this.artifacts = new ArrayList<>(Util.fixNull(artifacts));
    }

    @CheckForNull
    public String getArtifactFolder() {
        return artifactFolder;
    }

    /** The folder below the run's artifacts to put files into; null for directly there. */
    @DataBoundSetter
    public void setArtifactFolder(@CheckForNull String artifactFolder) {
        this.artifactFolder = Util.fixEmptyAndTrim(artifactFolder);
    }

    public boolean isMetricsFromDvc() {
        return metricsFromDvc;
    }

    /** Whether to log the numbers of the project's metrics files, too. */
    @DataBoundSetter
    public void setMetricsFromDvc(boolean metricsFromDvc) {
        this.metricsFromDvc = metricsFromDvc;
    }

    public int getStep() {
        return step;
    }

    /** The step of all metrics, such as the number of an epoch. */
    @DataBoundSetter
    public void setStep(int step) {
        this.step = step;
    }

    @CheckForNull
    public String getServer() {
        return server;
    }

    /** The configured server's name; null for that of an enclosing withMlflow, or the only one. */
    @DataBoundSetter
    public void setServer(@CheckForNull String server) {
        this.server = Util.fixEmptyAndTrim(server);
    }

    @CheckForNull
    public String getRun() {
        return run;
    }

    /** The run; null for that of an enclosing withMlflow, or else the build's. */
    @DataBoundSetter
    public void setRun(@CheckForNull String run) {
        this.run = Util.fixEmptyAndTrim(run);
    }

    @Override
    public StepExecution start(StepContext context) {
        return new Execution(context, this);
    }

    private static final class Execution extends RepeatableExecution<Void> {
        private static final long serialVersionUID = 1;

        private final MlflowLogStep step;

        /** Of all metrics: the same after a restart, so that they are logged once. */
        private final long at = System.currentTimeMillis();

        Execution(StepContext context, MlflowLogStep step) {
            super(context);
            this.step = step;
        }

        @CheckForNull
        @Override
        Void perform() throws Exception {
            CurrentRun around = CurrentRun.around(getContext(), step.server);
            String server = step.server == null && around != null ? around.server() : step.server;
            try (BuildSession session = BuildSession.open(getContext().get(Run.class), server)) {
                String run = CurrentRun.meant(getContext(), session, step.run);
                if (run == null) {
                    throw new AbortException(Messages.MlflowLogStep_noRun());
                }
                log(session, run);
            }
            return null;
        }

        private void log(BuildSession session, String run) throws Exception {
            RunLog log = new RunLog(session.gatekeeper());
            RunLog.Entries entries = new RunLog.Entries(
                    step.params,
                    numbers(),
                    step.metricsFromDvc
                            ? new TreeMap<>(
                                    workspace().snapshot(List.of(), false).metrics())
                            : Map.of(),
                    step.tags,
                    step.step,
                    Instant.ofEpochMilli(at));
            ModelSource files = step.artifacts.isEmpty() ? null : workspace().files(step.artifacts);
            PrintStream console = getContext().get(TaskListener.class).getLogger();
            log.log(run, entries).forEach(console::println);
            if (files != null) {
                log.send(run, files, Util.fixNull(step.artifactFolder));
            }
            console.println(Messages.MlflowLogStep_logged(
                    run,
                    entries.params().size(),
                    entries.count(),
                    entries.tags().size(),
                    files == null ? 0 : files.files().files().size()));
        }

        private Map<String, Double> numbers() throws AbortException {
            Map<String, Double> numbers = new TreeMap<>();
            for (Map.Entry<String, String> metric : step.metrics.entrySet()) {
                try {
                    numbers.put(metric.getKey(), Double.valueOf(metric.getValue()));
                } catch (NumberFormatException e) {
                    throw new AbortException(Messages.MlflowLogStep_noNumber(metric.getKey(), metric.getValue()));
                }
            }
            return numbers;
        }

        private Workspace workspace() throws Exception {
            FilePath folder = getContext().get(FilePath.class);
            if (folder == null) {
                throw new AbortException(Messages.MlflowLogStep_noWorkspace());
            }
            return new Workspace(folder);
        }
    }

    @Extension
    public static final class DescriptorImpl extends StepDescriptor {
        @Override
        public String getFunctionName() {
            return "mlflowLog";
        }

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.MlflowLogStep_displayName();
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(Run.class, TaskListener.class);
        }

        /** The form has lines where a script has maps and lists. */
        @Override
        public Step newInstance(@CheckForNull StaplerRequest2 request, @NonNull JSONObject form) {
            MlflowLogStep step = new MlflowLogStep();
            step.setParams(map(form.optString("params")));
            step.setMetrics(map(form.optString("metrics")));
            step.setTags(map(form.optString("tags")));
            step.setArtifacts(lines(form.optString("artifacts")));
            step.setArtifactFolder(form.optString("artifactFolder"));
            step.setMetricsFromDvc(form.optBoolean("metricsFromDvc"));
            step.setStep(form.optInt("step"));
            step.setServer(form.optString("server"));
            step.setRun(form.optString("run"));
            return step;
        }

        /** For the form: a map or a list with a line for each. */
        public String toLines(@CheckForNull Object values) {
            if (values instanceof Map<?, ?> map) {
                return map.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .collect(Collectors.joining("\n"));
            }
            return values instanceof List<?> list
                    ? list.stream().map(String::valueOf).collect(Collectors.joining("\n"))
                    : "";
        }

        private static List<String> lines(String text) {
            return Arrays.stream(text.split("\\R"))
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .toList();
        }

        private static Map<String, String> map(String text) {
            Map<String, String> map = new LinkedHashMap<>();
            for (String line : lines(text)) {
                int equals = line.indexOf('=');
                map.put(
                        line.substring(0, Math.max(equals, 0)).strip(),
                        line.substring(equals + 1).strip());
            }
            return map;
        }
    }
}
