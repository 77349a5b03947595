package io.jenkins.plugins.modelgate.build;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Run;
import io.jenkins.plugins.modelgate.config.ModelGateConfiguration;
import io.jenkins.plugins.modelgate.config.PolicySource;
import io.jenkins.plugins.modelgate.core.document.Maker;
import io.jenkins.plugins.modelgate.core.document.Observer;
import io.jenkins.plugins.modelgate.core.policy.PolicyRepository;
import io.jenkins.plugins.modelgate.mlflow.steps.Makers;
import io.jenkins.plugins.modelgate.workspace.Workspace;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Who had a part in a candidate, as a build can tell. */
public final class BuildMakers implements Makers {
    private final Run<?, ?> run;

    @CheckForNull
    private final Workspace workspace;

    private final boolean made;

    /**
     * @param workspace null where the step runs without one
     * @param made whether the build made the candidate; else whoever started it had no part in that
     */
    public BuildMakers(Run<?, ?> run, @CheckForNull Workspace workspace, boolean made) {
        this.run = run;
        this.workspace = workspace;
        this.made = made;
    }

    @Override
    public Optional<List<Maker>> of(String commit, @CheckForNull String champion, List<String> paths) {
        try {
            Optional<List<Maker>> contributors = contributors(commit, champion, paths);
            return made
                    ? contributors.map(people ->
                            Stream.concat(askers().stream(), people.stream()).toList())
                    : contributors;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new InterruptedIOException(Messages.BuildMakers_interrupted()));
        }
    }

    /** The controller's own copy of the policy's repository is believed rather than what the agent has. */
    private Optional<List<Maker>> contributors(String commit, @CheckForNull String champion, List<String> paths)
            throws IOException, InterruptedException {
        Optional<PolicySource> source = ModelGateConfiguration.get().policy(run.getParent());
        if (source.isPresent()) {
            try (PolicyRepository repository = source.get().fetch(run)) {
                Optional<List<Maker>> known = repository.contributors(commit, champion, paths, Observer.CONTROLLER);
                if (known.isPresent()) {
                    return known;
                }
            }
        }
        return workspace == null ? Optional.empty() : workspace.contributors(commit, champion, paths);
    }

    @Override
    public List<Maker> askers() {
        return Starters.of(run);
    }

    @Override
    public Maker starter(String id, Observer observer) {
        return Starters.maker(Maker.Role.STARTER, id, observer);
    }
}
