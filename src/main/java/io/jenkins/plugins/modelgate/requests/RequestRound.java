package io.jenkins.plugins.modelgate.requests;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.CauseAction;
import hudson.model.Job;
import hudson.model.ParameterValue;
import hudson.model.ParametersAction;
import hudson.model.Queue;
import hudson.model.Run;
import io.jenkins.plugins.modelgate.build.PolicyInForce;
import io.jenkins.plugins.modelgate.build.RequestAction;
import io.jenkins.plugins.modelgate.build.RequestCause;
import io.jenkins.plugins.modelgate.config.MlflowServer;
import io.jenkins.plugins.modelgate.config.Power;
import io.jenkins.plugins.modelgate.config.ServerSession;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import io.jenkins.plugins.modelgate.core.ledger.LedgerException;
import io.jenkins.plugins.modelgate.core.policy.ModelPolicy;
import io.jenkins.plugins.modelgate.core.policy.PolicyException;
import io.jenkins.plugins.modelgate.mlflow.client.MlflowClient;
import io.jenkins.plugins.modelgate.mlflow.client.MlflowException;
import io.jenkins.plugins.modelgate.mlflow.steps.PromotionRequest;
import io.jenkins.plugins.modelgate.mlflow.steps.PromotionRequest.Reply;
import io.jenkins.plugins.modelgate.mlflow.steps.PromotionRequest.State;
import io.jenkins.plugins.modelgate.mlflow.steps.RequestJudge;
import io.jenkins.plugins.modelgate.mlflow.steps.Requests;
import io.jenkins.plugins.modelgate.mlflow.steps.StepException;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;
import jenkins.model.ParameterizedJobMixIn;

/** One look at what people ask for in one server. Policies and ledger are asked only if something is new or under way. */
final class RequestRound implements AutoCloseable {
    private static final Logger LOGGER = Logger.getLogger(RequestRound.class.getName());

    /** So many builds at most are queued or run for requests to one server; others wait for their turn. */
    static final int MOST = 20;

    private final MlflowServer server;
    private final List<ModelRequestTrigger> triggers;
    private final Claims claims;
    private final String life;
    private final MlflowClient mlflow;
    private final Requests requests;
    private final Map<String, Optional<PolicyInForce>> policies = new HashMap<>();

    @CheckForNull
    private ServerSession session;

    RequestRound(MlflowServer server, List<ModelRequestTrigger> triggers, Claims claims, String life)
            throws IOException {
        this.server = server;
        this.triggers = triggers;
        this.claims = claims;
        this.life = life;
        this.mlflow = server.client(null);
        this.requests = new Requests(mlflow, Clock.systemUTC());
    }

    @Override
    public void close() {
        if (session != null) {
            session.close();
        }
    }

    void run() throws IOException, LedgerException {
        Instant begun = Instant.now();
        List<PromotionRequest> found = requests.find(null);
        forget(found);
        // What is under way comes first: it may have ended.
        List<PromotionRequest> fresh = new ArrayList<>();
        for (PromotionRequest request : found) {
            Optional<Claim> known = claims.find(claim -> claim.isAbout(request));
            if (known.filter(Claim::isDone).isEmpty() && (known.isPresent() || !request.isSettled())) {
                Claim claim = claims.of(request);
                if (claim.isTaken()) {
                    attempt(request, () -> follow(claim, request));
                } else {
                    fresh.add(0, request);
                }
            }
        }
        for (PromotionRequest request : fresh) {
            attempt(request, () -> take(claims.of(request), request));
        }
        claims.looked(begun);
        claims.write();
    }

    /** Those that were changed or taken back; what runs for them is not started once more before it has ended. */
    private void forget(List<PromotionRequest> found) {
        for (Claim claim : claims.all()) {
            if (found.stream().noneMatch(claim::isAbout) && !isUnderWay(claim)) {
                claims.remove(claim);
            }
        }
    }

    private interface Work {
        void run() throws IOException, LedgerException;
    }

    /** One that cannot be done does not keep the others from it. */
    private void attempt(PromotionRequest request, Work work) {
        try {
            work.run();
        } catch (IOException | LedgerException | MlflowException | StepException e) {
            LOGGER.log(
                    Level.WARNING,
                    () -> "The request for version " + request.version().version() + " of ‘"
                            + request.version().model() + "’ in the MLflow server ‘" + server.getName()
                            + "’ could not be looked at: " + e.getMessage());
            LOGGER.log(Level.FINE, e, e::toString);
        }
    }

    private RequestJudge judge() throws IOException, LedgerException {
        if (session == null) {
            session = ServerSession.forReading(server);
        }
        return new RequestJudge(session.gatekeeper());
    }

    private void tell(Claim claim, PromotionRequest request, Reply reply) {
        if (!claim.isTold(reply) && requests.answer(request, reply)) {
            claim.tell(reply);
        }
    }

    // --- what is new

    private void take(Claim claim, PromotionRequest request) throws IOException, LedgerException {
        List<ModelRequestTrigger> able =
                triggers.stream().filter(each -> policy(each, request) != null).toList();
        if (able.isEmpty()) {
            // Not for this Jenkins to answer.
            return;
        }
        ModelRequestTrigger trigger =
                able.stream().filter(each -> fits(each, request)).findFirst().orElse(able.get(0));
        ModelPolicy model = Objects.requireNonNull(policy(trigger, request));
        Optional<Reply> reply = judge().before(request, model, claim.since(), trigger.mostAge());
        if (reply.isPresent()) {
            tell(claim, request, reply.get());
        } else if (!fits(trigger, request)) {
            tell(claim, request, reply(State.UNKNOWN, Messages.RequestRound_notHere(request.target(), model.name())));
        } else if (mayStart(request)) {
            start(claim, request, Objects.requireNonNull(trigger.job()));
        } else {
            tell(claim, request, reply(State.QUEUED, Messages.RequestRound_turn()));
        }
    }

    /** One at a time for a version and target, however often the words change. */
    private boolean mayStart(PromotionRequest request) {
        List<Claim> underWay = claims.all().stream().filter(this::isUnderWay).toList();
        return underWay.size() < MOST && underWay.stream().noneMatch(other -> other.isLike(request));
    }

    /** What the job's policy says of the model; null if it is not for this job to say. */
    @CheckForNull
    private ModelPolicy policy(ModelRequestTrigger trigger, PromotionRequest request) {
        String name = request.version().model();
        Job<?, ?> job = trigger.job();
        if (job == null || !trigger.isForModel(name)) {
            return null;
        }
        ModelPolicy model = policies.computeIfAbsent(job.getFullName(), unread -> policy(job))
                .map(policy -> policy.policy().models().get(name))
                .orElse(null);
        // A job without power, such as a pull request's, takes no requests away from others.
        return model != null && model.targets().keySet().stream().anyMatch(target -> isGranted(job, request, target))
                ? model
                : null;
    }

    private Optional<PolicyInForce> policy(Job<?, ?> job) {
        try {
            return Optional.of(PolicyInForce.of(job));
        } catch (IOException | PolicyException e) {
            LOGGER.log(
                    Level.WARNING,
                    () -> "The job ‘" + job.getFullName() + "’ takes no requests of MLflow: " + e.getMessage());
            return Optional.empty();
        }
    }

    private boolean fits(ModelRequestTrigger trigger, PromotionRequest request) {
        ModelPolicy model = policy(trigger, request);
        Job<?, ?> job = trigger.job();
        return model != null
                && job != null
                && model.targets().containsKey(request.target())
                && trigger.isForTarget(request.target())
                && isGranted(job, request, request.target());
    }

    private boolean isGranted(Job<?, ?> job, PromotionRequest request, String target) {
        String workspace = mlflow.config().workspaceName();
        return Power.PROMOTE.isGranted(
                job, new TargetId(server.getName(), workspace, request.version().model(), target));
    }

    private void start(Claim claim, PromotionRequest request, Job<?, ?> job) throws IOException {
        RequestCause cause = new RequestCause(server.getName(), request);
        List<ParameterValue> parameters;
        try {
            parameters = RequestParameters.of(job, cause);
        } catch (IllegalArgumentException e) {
            tell(
                    claim,
                    request,
                    reply(State.UNKNOWN, Messages.RequestRound_notHere(request.target(), cause.getModel())));
            return;
        }
        // Kept first, so that nothing starts it twice.
        claim.take(job.getFullName(), job.getNextBuildNumber(), life);
        claims.write();
        Queue.Item item = ParameterizedJobMixIn.scheduleBuild2(
                job, -1, new CauseAction(cause), new RequestAction(cause), new ParametersAction(parameters));
        if (item == null) {
            claim.giveBack();
        } else {
            tell(claim, request, queued(job));
        }
    }

    // --- what is under way

    private boolean isUnderWay(Claim claim) {
        return claim.isTaken() && !claim.isDone() && new Progress(claim).isUnderWay(life);
    }

    private void follow(Claim claim, PromotionRequest request) throws IOException, LedgerException {
        Progress progress = new Progress(claim);
        Run<?, ?> build = progress.build();
        Job<?, ?> job = progress.job();
        if (build != null) {
            tell(claim, request, state(build, request).at(link(build.getUrl())));
        } else if (job == null || claim.build() > 0) {
            tell(
                    claim,
                    request,
                    judge().after(request, true).orElseGet(() -> reply(State.FAILED, Messages.RequestRound_gone())));
        } else if (progress.isUnderWay(life)) {
            tell(claim, request, queued(job));
        } else if (claim.isCancelled()) {
            tell(
                    claim,
                    request,
                    reply(State.REFUSED, Messages.RequestRound_cancelled()).at(link(job.getUrl())));
        } else {
            LOGGER.log(Level.INFO, () -> "The request " + claim.id + " was lost in a crash, and is started anew");
            claim.giveBack();
            take(claim, request);
        }
    }

    private Reply state(Run<?, ?> build, PromotionRequest request) throws IOException, LedgerException {
        if (build.isBuilding()) {
            return Progress.waits(build)
                    .map(sentence -> reply(State.WAITING, sentence))
                    .orElseGet(() -> reply(State.RUNNING, Messages.RequestRound_running(build.getFullDisplayName())));
        }
        return judge().after(request, Progress.gatesAsked(build, server.getName(), request))
                .orElseGet(() -> reply(State.FAILED, Messages.RequestRound_ended(build.getResult())));
    }

    private static Reply queued(Job<?, ?> job) {
        return reply(State.QUEUED, Messages.RequestRound_queued()).at(link(job.getUrl()));
    }

    private static Reply reply(State state, String sentence) {
        return new Reply(state, sentence, null);
    }

    /** Null where this Jenkins does not know its own address. */
    @CheckForNull
    private static String link(String path) {
        String root = Jenkins.get().getRootUrl();
        return root == null ? null : root + path;
    }
}
