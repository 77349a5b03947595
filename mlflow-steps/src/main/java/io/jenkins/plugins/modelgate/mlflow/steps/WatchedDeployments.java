package io.jenkins.plugins.modelgate.mlflow.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.deploy.Deployment;
import io.jenkins.plugins.modelgate.core.deploy.DeploymentException;
import io.jenkins.plugins.modelgate.core.deploy.Deployments;
import io.jenkins.plugins.modelgate.core.deploy.Deployments.Change;
import io.jenkins.plugins.modelgate.core.deploy.Deployments.Found;
import io.jenkins.plugins.modelgate.core.deploy.Deployments.Result;
import io.jenkins.plugins.modelgate.core.digest.CanonicalJson;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import io.jenkins.plugins.modelgate.core.ledger.LedgerException;
import io.jenkins.plugins.modelgate.core.policy.TargetPolicy.OnDrift;
import io.jenkins.plugins.modelgate.mlflow.steps.Watch.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * Looks at what others deploy from. What had not arrived there is written; what people changed past the ledger is treated as
 * the policy says. Nothing there is ever taken over into the ledger: a manifest is no evidence.
 */
final class WatchedDeployments {
    private final List<Deployment> watched;
    private final Function<TargetId, OnDrift> onDrift;
    private final boolean writes;

    @CheckForNull
    private final Deployments deployments;

    /**
     * @param deployments null where nobody deploys
     * @param writes whether anything may be written
     */
    WatchedDeployments(
            Gatekeeper gatekeeper,
            @CheckForNull Deployments deployments,
            boolean writes,
            Function<TargetId, OnDrift> onDrift) {
        this.deployments = deployments;
        this.writes = writes;
        this.onDrift = onDrift;
        this.watched = deployments == null
                ? List.of()
                : deployments.all().stream()
                        .filter(deployment -> deployment
                                .target()
                                .equals(gatekeeper.target(
                                        deployment.target().model(),
                                        deployment.target().target())))
                        .toList();
    }

    /**
     * A difference.
     *
     * @param identity what tells it from others, from round to round
     * @param by who made it, as the commit says; null if nobody did by hand
     */
    record Differs(
            Drift drift, Sha256 identity, @CheckForNull String by, Outcome outcome) {}

    /**
     * What was found of a model.
     *
     * @param shown by deployment, the transition that it shows, or last was seen to show
     */
    record Looked(List<Differs> found, Map<String, Sha256> shown) {}

    /** Whose deployments are looked at. */
    List<TargetId> targets() {
        return watched.stream().map(Deployment::target).toList();
    }

    /**
     * Looks at those of a model.
     *
     * @param known by deployment, the transition that it last was seen to show
     */
    Looked look(String model, Map<String, Sha256> known) throws LedgerException {
        List<Differs> found = new ArrayList<>();
        Map<String, Sha256> shown = new HashMap<>(known);
        for (Deployment deployment : watched) {
            if (deployment.target().model().equals(model)) {
                try {
                    look(deployment, known.get(deployment.name()), found, shown);
                } catch (DeploymentException e) {
                    found.add(differs(deployment, "", null, null, Outcome.FAILED, String.valueOf(e.getMessage())));
                }
            }
        }
        shown.keySet().retainAll(watched.stream().map(Deployment::name).toList());
        return new Looked(found, shown);
    }

    private void look(Deployment deployment, @CheckForNull Sha256 known, List<Differs> found, Map<String, Sha256> shown)
            throws DeploymentException, LedgerException {
        Result seen = Objects.requireNonNull(deployments).bring(deployment, true);
        Sha256 transition = seen.transition();
        Found there = seen.found();
        if (transition != null && there == null) {
            shown.put(deployment.name(), transition);
        }
        if (transition == null || there == null) {
            return;
        }
        Change hand = byHand(deployment, transition, there, known);
        Result result = seen;
        if (writes && (hand == null || onDrift.apply(deployment.target()) == OnDrift.RESTORE)) {
            result = deployments.bring(deployment, false);
        }
        switch (result.outcome()) {
            case WRITTEN, UP_TO_DATE -> shown.put(deployment.name(), Objects.requireNonNull(result.transition()));
            default -> {}
        }
        found.add(differs(deployment, transition, hand, there, result));
    }

    /**
     * Who changed it past the ledger; null if nobody did, and what the ledger says has only not arrived yet: it was decided,
     * or its template edited, since it was written last.
     */
    @CheckForNull
    private static Change byHand(Deployment deployment, Sha256 transition, Found there, @CheckForNull Sha256 known) {
        Change change = there.change();
        if (change == null || transition.hex().equals(change.transition())) {
            return null;
        }
        // Whoever squashes what was proposed leaves no word of it, so there only memory tells.
        boolean past = deployment.proposal() == null && change.transition() == null && there.shown() != null;
        return transition.equals(known) || past ? change : null;
    }

    private static Differs differs(
            Deployment deployment, Sha256 transition, @CheckForNull Change hand, Found there, Result result) {
        Outcome outcome =
                switch (result.outcome()) {
                    case WRITTEN, UP_TO_DATE -> hand == null ? Outcome.COMPLETED : Outcome.RESTORED;
                    case PROPOSED -> hand == null ? Outcome.PROPOSED : Outcome.REPORTED;
                    case DIFFERS, NOBODY -> Outcome.REPORTED;
                };
        String what = hand == null
                ? "does not show what the ledger says: it had not arrived there"
                : "shows something that the ledger does not say, by commit "
                        + hand.commit().substring(0, 12) + " of ‘" + hand.author() + "’, " + hand.at();
        String remedy =
                switch (result.outcome()) {
                    case WRITTEN, UP_TO_DATE -> "written by commit " + result.commit();
                    case PROPOSED ->
                        "what the ledger says waits in the branch ‘" + deployment.proposal() + "’ to be merged";
                    case DIFFERS, NOBODY ->
                        "`model-gate deploy` writes what the ledger says; there is nothing to adopt from here";
                };
        Change change = there.change();
        return differs(
                deployment,
                " " + transition,
                change == null ? null : change.commit(),
                hand == null ? null : hand.author(),
                outcome,
                "The deployment ‘" + deployment.name() + "’ (" + deployment.url() + ") " + what + "; " + remedy);
    }

    /** The message of a failure may change from round to round, while it is one failure. */
    private static Differs differs(
            Deployment deployment,
            String transition,
            @CheckForNull String found,
            @CheckForNull String by,
            Outcome outcome,
            String sentence) {
        String said = deployment.name() + transition;
        Drift drift = new Drift(deployment.target(), Drift.Kind.DEPLOYMENT, said, found, sentence);
        Drift identity = new Drift(deployment.target(), Drift.Kind.DEPLOYMENT, said, found, "");
        return new Differs(drift, CanonicalJson.digest(identity), by, outcome);
    }
}
