package io.jenkins.plugins.modelgate.build;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.EnvVars;
import io.jenkins.plugins.modelgate.core.document.Documents;
import io.jenkins.plugins.modelgate.core.document.Evidence;
import io.jenkins.plugins.modelgate.core.document.Observed;
import io.jenkins.plugins.modelgate.core.document.Transition;
import io.jenkins.plugins.modelgate.core.document.Verdicts;
import io.jenkins.plugins.modelgate.deploy.Projected;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** What a build knows of one candidate; a change gives a new one. The form is kept in {@code build.xml}. */
@ExportedBean(defaultVisibility = 999)
public final class CandidateRecord {
    private static final int GLANCE = 3;

    private final String server;
    private final String model;

    @CheckForNull
    private String version;

    @CheckForNull
    private String run;

    @CheckForNull
    private String candidateKey;

    @CheckForNull
    private String evidence;

    @CheckForNull
    private String snapshot;

    @CheckForNull
    private String commit;

    private List<DataRecord> data = new ArrayList<>();
    private TreeMap<String, Double> metrics = new TreeMap<>();
    private List<VerdictRecord> verdicts = new ArrayList<>();
    private List<TransitionRecord> transitions = new ArrayList<>();

    CandidateRecord(String server, String model) {
        this.server = server;
        this.model = model;
    }

    private CandidateRecord(CandidateRecord other) {
        this(other.server, other.model);
        version = other.version;
        run = other.run;
        candidateKey = other.candidateKey;
        evidence = other.evidence;
        snapshot = other.snapshot;
        commit = other.commit;
        data = other.data;
        metrics = other.metrics;
        verdicts = other.verdicts;
        transitions = other.transitions;
    }

    /** With what is known of it, in place of what was known before. */
    CandidateRecord with(Evidence known, @CheckForNull String runId) {
        CandidateRecord changed = new CandidateRecord(this);
        changed.run = runId;
        changed.candidateKey = known.candidateKey().hex();
        changed.evidence = Documents.digest(known).hex();
        Observed<Evidence.Data> dataOf = known.data();
        changed.snapshot = dataOf == null ? null : dataOf.value().snapshot().hex();
        changed.data = dataOf == null
                ? new ArrayList<>()
                : DataRecord.list(dataOf.value().paths());
        Observed<Evidence.Code> codeOf = known.code();
        changed.commit = codeOf == null ? null : codeOf.value().git().commit();
        changed.metrics = new TreeMap<>();
        known.metrics()
                .forEach((name, metric) ->
                        changed.metrics.put(name, metric.value().value()));
        return changed;
    }

    CandidateRecord withVersion(@CheckForNull String number) {
        CandidateRecord changed = new CandidateRecord(this);
        changed.version = number;
        return changed;
    }

    /** With the answer of a target's gates, in place of an earlier one. */
    CandidateRecord with(Verdicts answered) {
        CandidateRecord changed = new CandidateRecord(this);
        changed.verdicts = new ArrayList<>(verdicts);
        changed.verdicts.removeIf(
                known -> known.getTarget().equals(answered.target().target()));
        changed.verdicts.add(new VerdictRecord(answered));
        return changed;
    }

    /** With a change of what holds a target; the same one is kept once. */
    CandidateRecord with(Transition transition, @CheckForNull String ledgerCommit, List<Projected> deployed) {
        TransitionRecord record = new TransitionRecord(transition, ledgerCommit, deployed);
        CandidateRecord changed = new CandidateRecord(this);
        changed.transitions = new ArrayList<>(transitions);
        changed.transitions.removeIf(known -> known.getDigest().equals(record.getDigest()));
        changed.transitions.add(record);
        return changed;
    }

    /** The digests of all statements that this names. */
    List<String> digests() {
        return Stream.of(
                        Stream.ofNullable(evidence),
                        verdicts.stream().map(VerdictRecord::getDigest),
                        transitions.stream().map(TransitionRecord::getDigest))
                .flatMap(digests -> digests)
                .toList();
    }

    /** Values for the environment of what follows in the build. */
    void contribute(EnvVars variables) {
        variables.put("MODEL_GATE_MODEL", model);
        put(variables, "MODEL_GATE_VERSION", version);
        put(variables, "MODEL_GATE_CANDIDATE", candidateKey);
        put(variables, "MODEL_GATE_EVIDENCE", evidence);
        put(variables, "MODEL_GATE_SNAPSHOT", snapshot);
        verdicts.stream()
                .reduce((earlier, later) -> later)
                .ifPresent(last -> variables.put("MODEL_GATE_VERDICT", last.getAnswer()));
    }

    private static void put(EnvVars variables, String name, @CheckForNull String value) {
        if (value != null) {
            variables.put(name, value);
        }
    }

    /** The configured MLflow server's name. */
    @Exported
    public String getServer() {
        return server;
    }

    @Exported
    public String getModel() {
        return model;
    }

    /** The version in the registry; null if it is not registered. */
    @CheckForNull
    @Exported
    public String getVersion() {
        return version;
    }

    /** The MLflow run that carries the evidence. */
    @CheckForNull
    @Exported
    public String getRun() {
        return run;
    }

    @CheckForNull
    @Exported
    public String getCandidateKey() {
        return candidateKey;
    }

    /** The digest of the evidence. */
    @CheckForNull
    @Exported
    public String getEvidence() {
        return evidence;
    }

    /** The snapshot digest. */
    @CheckForNull
    @Exported
    public String getSnapshot() {
        return snapshot;
    }

    @CheckForNull
    @Exported
    public String getCommit() {
        return commit;
    }

    @Exported
    public List<DataRecord> getData() {
        return List.copyOf(data);
    }

    public Map<String, Double> getMetrics() {
        return new TreeMap<>(metrics);
    }

    /** For a glance: some of the data that came from outside, not out of a stage. */
    public List<DataRecord> getLeadingData() {
        return data.stream().filter(DataRecord::isDelivered).limit(GLANCE).toList();
    }

    /** The metrics for the REST API: JSON has no number for what is not finite, so that is a text. */
    @Exported(name = "metrics")
    public Map<String, Object> exportedMetrics() {
        Map<String, Object> exported = new TreeMap<>();
        metrics.forEach(
                (name, value) -> exported.put(name, Double.isFinite(value) ? (Object) value : value.toString()));
        return exported;
    }

    @Exported
    public List<VerdictRecord> getVerdicts() {
        return List.copyOf(verdicts);
    }

    @Exported
    public List<TransitionRecord> getTransitions() {
        return List.copyOf(transitions);
    }
}
