package io.jenkins.plugins.modelgate.cli;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.cli.Page.Style;
import io.jenkins.plugins.modelgate.core.document.Answer;
import io.jenkins.plugins.modelgate.core.document.Verdicts;
import io.jenkins.plugins.modelgate.core.gate.GateEvaluator;
import io.jenkins.plugins.modelgate.mlflow.steps.Gates;
import io.jenkins.plugins.modelgate.mlflow.steps.Gates.Judged;
import io.jenkins.plugins.modelgate.mlflow.steps.Gates.Question;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "gate",
        description = {
            "Ask the gates of a target about a version, and keep their answer in the ledger.",
            "The same question has the same answer: what was red stays red. Exit code 3 for FAIL, 4 for",
            "INCONCLUSIVE or ERROR, also where the policy leaves it to a person."
        },
        footer = {
            "%nExamples:",
            "  model-gate gate --target production",
            "  model-gate gate --target production 7 --json",
            "  model-gate gate --target production --dry-run     # a preview"
        },
        sortOptions = false)
final class GateCommand extends ModelGateCommand {
    @Option(
            names = {"-t", "--target"},
            paramLabel = "TARGET",
            required = true,
            description = "Which target, such as production.")
    private String target;

    @CheckForNull
    @Parameters(
            paramLabel = "VERSION",
            arity = "0..1",
            description = "Which version; default: the one that this build registered.")
    private String version;

    @Option(
            names = "--dry-run",
            description = "Answer, and write nothing but that the holdout was looked at, if there is one.")
    private boolean dryRun;

    @Override
    Outcome run(Session session) throws Exception {
        Gates gates = new Gates(session.gatekeeper());
        Question question = new Question(
                session.model(),
                session.policyRef(),
                target,
                session.version(version),
                session.rescorer(json()),
                session.makers());
        Judged judged = dryRun ? gates.preview(question) : gates.judge(question);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("answer", judged.verdicts().answer());
        json.put("openToAPerson", GateEvaluator.openToAPerson(judged.verdicts()));
        json.put("digest", judged.digest());
        json.put("source", Outputs.words(judged.source()));
        json.put("verdicts", judged.verdicts());
        return new Outcome(exitCode(judged.verdicts().answer()), json, page -> print(page, judged));
    }

    static ExitCode exitCode(Answer answer) {
        return switch (answer) {
            case PASS -> ExitCode.OK;
            case FAIL -> ExitCode.GATE_FAILED;
            case INCONCLUSIVE, ERROR -> ExitCode.GATE_UNDECIDED;
        };
    }

    private static void print(Page page, Judged judged) {
        Verdicts verdicts = judged.verdicts();
        page.line(
                Page.cell(
                        verdicts.target().model() + " " + verdicts.version() + " → "
                                + verdicts.target().target(),
                        Style.BOLD),
                Outputs.answer(verdicts));
        Outputs.verdicts(page, verdicts.verdicts());
        page.line(verdicts.rule());
        page.line(
                Page.cell("verdicts", Style.DIM),
                judged.digest(),
                switch (judged.source()) {
                    case NOW -> "(reached now)";
                    case RECORDED -> "(reached before, on the same candidate, policy and champion)";
                    case HOLDER -> "(it holds the target already; these let it through)";
                });
    }
}
