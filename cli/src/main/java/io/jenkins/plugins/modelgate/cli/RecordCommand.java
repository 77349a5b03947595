package io.jenkins.plugins.modelgate.cli;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.cli.Page.Style;
import io.jenkins.plugins.modelgate.mlflow.steps.Recorder;
import io.jenkins.plugins.modelgate.mlflow.steps.Recorder.Preview;
import io.jenkins.plugins.modelgate.mlflow.steps.Recorder.Recorded;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "record",
        description = {
            "Record what the candidate in this workspace is made of.",
            "That is code, data, parameters, metrics and model files. The same candidate is recorded once, however often this is run."
        },
        footer = {
            "%nExamples:",
            "  model-gate record",
            "  model-gate record --model diabetes --run 0123456789abcdef0123456789abcdef",
            "  model-gate record --dry-run          # is this candidate new?",
            "  model-gate record --version 7        # made elsewhere: adopt version 7 of the registry as a candidate"
        },
        sortOptions = false)
final class RecordCommand extends ModelGateCommand {
    @CheckForNull
    @Option(names = "--run", paramLabel = "RUN", description = "The MLflow run; default: that of ‘model-gate run’.")
    private String run;

    @CheckForNull
    @Option(
            names = "--version",
            paramLabel = "VERSION",
            description = "Record this version of the registry, made elsewhere, instead of the workspace.")
    private String version;

    @Option(names = "--dry-run", description = "Say what would be recorded, and write it nowhere.")
    private boolean dryRun;

    @Override
    Outcome run(Session session) throws Exception {
        Recorder recorder = new Recorder(session.gatekeeper());
        if (dryRun) {
            if (version != null) {
                throw new InputException("What a version is made of is known when it is recorded: leave out --dry-run");
            }
            Preview preview = recorder.preview(session.candidate(run));
            return Outcome.ok(json(preview), page -> print(page, preview));
        }
        Recorded recorded = version == null
                ? recorder.record(session.candidate(run))
                : recorder.recordVersion(session.modelName(), version);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("candidateKey", recorded.evidence().candidateKey());
        json.put("evidence", recorded.digest());
        json.put("model", recorded.evidence().name());
        json.put("reused", recorded.reused());
        Outputs.putIfPresent(json, "run", recorded.run());
        Outputs.putIfPresent(json, "version", recorded.version());
        json.put("remarks", recorded.remarks());
        json.put("document", recorded.evidence());
        return Outcome.ok(json, page -> print(page, recorded));
    }

    static Map<String, Object> json(Preview preview) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("candidateKey", preview.evidence().candidateKey());
        json.put("model", preview.evidence().name());
        json.put("reused", preview.reused());
        json.put("dryRun", true);
        Outputs.putIfPresent(json, "run", preview.run());
        Outputs.putIfPresent(json, "version", preview.version());
        json.put("document", preview.evidence());
        return json;
    }

    static void print(Page page, Preview preview) {
        page.line(
                Page.cell(preview.evidence().name(), Style.BOLD),
                preview.reused() ? "this candidate was recorded before" : "would be recorded");
        Outputs.facts(page)
                .row("candidate", preview.evidence().candidateKey().abbreviated())
                .row("data", Outputs.data(preview.evidence()))
                .row("metrics", Outputs.metrics(preview.evidence().metrics()))
                .row("run", preview.run() == null ? "one would be made" : preview.run())
                .row("version", preview.version())
                .print();
    }

    private static void print(Page page, Recorded recorded) {
        page.line(
                Page.cell(recorded.evidence().name(), Style.BOLD),
                recorded.reused() ? "this candidate was recorded before" : "recorded");
        Outputs.facts(page)
                .row("candidate", recorded.evidence().candidateKey().abbreviated())
                .row("evidence", recorded.digest())
                .row("data", Outputs.data(recorded.evidence()))
                .row("metrics", Outputs.metrics(recorded.evidence().metrics()))
                .row("run", recorded.run())
                .row("version", recorded.version())
                .print();
        recorded.remarks().forEach(page::line);
    }
}
