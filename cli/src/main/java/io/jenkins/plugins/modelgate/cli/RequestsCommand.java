package io.jenkins.plugins.modelgate.cli;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.cli.Page.Style;
import io.jenkins.plugins.modelgate.core.document.Evidence.Build;
import io.jenkins.plugins.modelgate.core.ledger.LedgerException;
import io.jenkins.plugins.modelgate.core.policy.ModelPolicy;
import io.jenkins.plugins.modelgate.mlflow.steps.Gatekeeper;
import io.jenkins.plugins.modelgate.mlflow.steps.PromotionRequest;
import io.jenkins.plugins.modelgate.mlflow.steps.PromotionRequest.Reply;
import io.jenkins.plugins.modelgate.mlflow.steps.PromotionRequest.State;
import io.jenkins.plugins.modelgate.mlflow.steps.RequestJudge;
import io.jenkins.plugins.modelgate.mlflow.steps.Requests;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "requests",
        description = {
            "Show what people ask for by tags of versions in MLflow, as long as it has no last answer.",
            "A request is a wish: it approves nothing, and who asks is only what the tag says."
        },
        footer = {
            "%nExamples:",
            "  model-gate requests",
            "  model-gate requests --all --json",
            "  model-gate requests --answer 7      # after ‘gate’ and ‘promote’"
        },
        sortOptions = false)
final class RequestsCommand extends ModelGateCommand {
    @Option(names = "--all", description = "Those with their last answer, too.")
    private boolean all;

    @CheckForNull
    @Option(
            names = "--answer",
            paramLabel = "VERSION",
            description = "Write what policy and ledger say to the request for this version beside it.")
    private String answer;

    @Override
    Outcome run(Session session) throws Exception {
        Gatekeeper gatekeeper = session.gatekeeper();
        Requests requests = new Requests(gatekeeper.mlflow(), gatekeeper.clock());
        return answer == null ? list(requests.find(session.onlyModel())) : answer(session, gatekeeper, requests);
    }

    private Outcome list(List<PromotionRequest> found) {
        List<PromotionRequest> shown =
                found.stream().filter(request -> all || !request.isSettled()).toList();
        return Outcome.ok(
                Map.of("requests", shown.stream().map(RequestsCommand::json).toList()), page -> print(page, shown));
    }

    private static Map<String, Object> json(PromotionRequest request) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("model", request.version().model());
        json.put("version", request.version().version());
        json.put("target", request.target());
        json.put("reason", request.reason());
        json.put("id", request.id());
        json.put("state", state(request));
        Outputs.putIfPresent(json, "by", request.by());
        Outputs.putIfPresent(json, "answer", answered(request, PromotionRequest.ANSWER_TAG));
        Outputs.putIfPresent(json, "link", answered(request, PromotionRequest.LINK_TAG));
        return json;
    }

    private static String state(PromotionRequest request) {
        State state = request.answered();
        return state == null ? "open" : state.word();
    }

    @CheckForNull
    private static String answered(PromotionRequest request, String tag) {
        return request.answered() == null ? null : request.version().tags().get(tag);
    }

    private static void print(Page page, List<PromotionRequest> requests) {
        if (requests.isEmpty()) {
            page.line("Nobody asks for anything.");
            return;
        }
        List<List<?>> rows = new ArrayList<>();
        for (PromotionRequest request : requests) {
            String answer = answered(request, PromotionRequest.ANSWER_TAG);
            rows.add(List.of(
                    request.version().model(),
                    request.version().version(),
                    request.target(),
                    Page.cell(state(request), style(request.answered())),
                    request.by() == null ? "" : request.by(),
                    request.reason(),
                    answer == null ? "" : answer));
        }
        page.table(List.of("MODEL", "VERSION", "TARGET", "STATE", "AS SAID BY", "WHY", "ANSWER"), rows);
    }

    private static Style style(@CheckForNull State state) {
        if (state == null || !state.isLast()) {
            return Style.WARN;
        }
        return state == State.PROMOTED ? Style.GOOD : Style.BAD;
    }

    private Outcome answer(Session session, Gatekeeper gatekeeper, Requests requests)
            throws IOException, LedgerException {
        ModelPolicy model = session.model();
        PromotionRequest request = requests.find(model.name()).stream()
                .filter(each -> each.version().version().equals(answer))
                .findFirst()
                .orElseThrow(() -> new InputException("Nobody asks for version " + answer + " of ‘" + model.name()
                        + "’ by the tag ‘" + PromotionRequest.TARGET_TAG + "’"));
        Reply reply = reply(gatekeeper, request, model)
                .map(said -> said.at(session.build().map(Build::url).orElse(null)))
                .orElse(null);
        boolean written = reply != null && requests.answer(request, reply);
        Map<String, Object> json = json(request);
        json.put("written", written);
        if (reply != null) {
            json.put("state", reply.state().word());
            json.put("answer", reply.sentence());
            json.remove("link");
            Outputs.putIfPresent(json, "link", reply.link());
        }
        return Outcome.ok(json, page -> print(page, reply, written));
    }

    private static Optional<Reply> reply(Gatekeeper gatekeeper, PromotionRequest request, ModelPolicy model)
            throws LedgerException {
        RequestJudge judge = new RequestJudge(gatekeeper);
        Optional<Reply> before = judge.before(request, model, request.notBefore(null), null);
        return before.isPresent() ? before : judge.after(request, true);
    }

    private static void print(Page page, @CheckForNull Reply reply, boolean written) {
        if (reply == null) {
            page.line("Neither policy nor ledger say anything about it: ask the gates first.");
        } else if (written) {
            page.line(Page.cell(reply.state().word(), style(reply.state())), reply.sentence());
        } else {
            page.line("It was changed or taken back meanwhile.");
        }
    }
}
