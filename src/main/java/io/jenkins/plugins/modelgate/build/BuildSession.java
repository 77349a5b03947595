package io.jenkins.plugins.modelgate.build;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import hudson.Util;
import hudson.model.Run;
import io.jenkins.plugins.modelgate.config.FolderLimits;
import io.jenkins.plugins.modelgate.config.MlflowServer;
import io.jenkins.plugins.modelgate.config.ModelGateConfiguration;
import io.jenkins.plugins.modelgate.config.ServerSession;
import io.jenkins.plugins.modelgate.core.document.Actor;
import io.jenkins.plugins.modelgate.core.document.Evidence;
import io.jenkins.plugins.modelgate.core.document.Maker;
import io.jenkins.plugins.modelgate.core.document.Observer;
import io.jenkins.plugins.modelgate.core.ledger.LedgerException;
import io.jenkins.plugins.modelgate.core.policy.ModelPolicy;
import io.jenkins.plugins.modelgate.core.policy.Policy;
import io.jenkins.plugins.modelgate.mlflow.steps.Gatekeeper;
import java.io.IOException;
import jenkins.model.Jenkins;

/** What the configuration gives a build for one call of one step: a server, its ledger, and who acts. */
public final class BuildSession implements AutoCloseable {
    private final Run<?, ?> run;
    private final ServerSession session;

    private BuildSession(Run<?, ?> run, ServerSession session) {
        this.run = run;
        this.session = session;
    }

    /**
     * Opens one.
     *
     * @param server the configured server's name; null for the only one
     * @throws AbortException if the configuration does not give what is needed
     */
    public static BuildSession open(Run<?, ?> run, @CheckForNull String server) throws IOException, LedgerException {
        MlflowServer mlflow = ModelGateConfiguration.get().server(server);
        FolderLimits.check(run, mlflow.getName());
        return new BuildSession(run, ServerSession.open(mlflow, run, actor(run)));
    }

    public Gatekeeper gatekeeper() {
        return session.gatekeeper();
    }

    /** The configured server's name. */
    public String server() {
        return session.server().getName();
    }

    /** What this build has recorded so far. */
    public ModelEvidenceAction evidence() {
        return ModelEvidenceAction.of(run);
    }

    /** A step acts as its job, never as a person. */
    private static Actor actor(Run<?, ?> run) {
        return new Actor(Actor.Kind.JOB, run.getParent().getFullName(), url(run), Observer.CONTROLLER);
    }

    /** The build, as evidence names it. */
    public static Evidence.Build build(Run<?, ?> run) {
        return new Evidence.Build(
                run.getParent().getFullName(),
                Integer.toString(run.getNumber()),
                url(run),
                Starters.of(run).stream()
                        // A name that only a tag says is no fact about a build.
                        .filter(starter -> starter.observer() != Observer.CLAIMED)
                        .findFirst()
                        .map(Maker::name)
                        .orElse(null));
    }

    @CheckForNull
    private static String url(Run<?, ?> run) {
        String root = Jenkins.get().getRootUrl();
        return root == null ? null : root + run.getUrl();
    }

    /**
     * Checks that this build may touch a model of the server.
     *
     * @throws AbortException if a folder above its job forbids that
     */
    public String allowed(String model) throws AbortException {
        FolderLimits.check(run, server(), model);
        return model;
    }

    /**
     * The model that is named, or the policy's only one.
     *
     * @throws AbortException if there is none of that name, or several and no name, or a folder forbids it
     */
    public ModelPolicy model(Policy policy, @CheckForNull String name) throws AbortException {
        String names = String.join(", ", policy.models().keySet());
        String wanted = Util.fixEmptyAndTrim(name);
        if (wanted == null && policy.models().size() > 1) {
            throw new AbortException(Messages.BuildSession_whichModel(names));
        }
        ModelPolicy model = wanted == null
                ? policy.models().values().iterator().next()
                : policy.models().get(wanted);
        if (model == null) {
            throw new AbortException(Messages.BuildSession_unknownModel(wanted, names));
        }
        allowed(model.name());
        return model;
    }

    @Override
    public void close() {
        session.close();
    }
}
