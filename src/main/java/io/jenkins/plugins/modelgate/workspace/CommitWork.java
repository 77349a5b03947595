package io.jenkins.plugins.modelgate.workspace;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.util.Secret;
import io.jenkins.plugins.modelgate.dvc.DvcRepository;
import io.jenkins.plugins.modelgate.dvc.commit.CommitBack;
import io.jenkins.plugins.modelgate.dvc.commit.CommitBack.Ready;
import io.jenkins.plugins.modelgate.dvc.commit.CommitRequest;
import io.jenkins.plugins.modelgate.dvc.program.DvcOperation;
import io.jenkins.plugins.modelgate.dvc.program.Said;
import java.io.Serializable;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.UsernamePasswordCredentialsProvider;

/**
 * Commits back what a training changed: the checks, the push of the data, the commit and its push, all on the agent.
 *
 * @param build names the build, one line
 * @param name of author and committer
 * @param time of the commit, so that the same work makes the same commit
 * @param user of the Git remote; null if it needs no credentials, and then so is the password
 */
public record CommitWork(
        String branch,
        String message,
        String build,
        String name,
        String email,
        Instant time,
        String gitRemote,
        @CheckForNull String dvcRemote,
        @CheckForNull String user,
        @CheckForNull Secret password,
        boolean dryRun)
        implements DvcWork {
    @Override
    public Plan plan(DvcRepository repository) {
        Ready ready = CommitBack.check(repository);
        List<String> known = new ArrayList<>(List.of(ready.head(), ready.snapshot()));
        known.addAll(ready.changed());
        return new Plan(dryRun ? List.of() : push().calls(repository), known);
    }

    @Override
    public Serializable conclude(DvcRepository repository, List<String> known, List<Said> said) {
        Ready ready = new Ready(known.get(0), known.get(1), known.subList(2, known.size()));
        return dryRun
                ? ready.dryRun()
                : CommitBack.complete(repository, request(), ready, push().conclude(repository, said));
    }

    private DvcOperation.Push push() {
        return new DvcOperation.Push(List.of(), dvcRemote, 0);
    }

    private CommitRequest request() {
        PersonIdent ident = new PersonIdent(name, email, time, ZoneOffset.UTC);
        return new CommitRequest(message, build, ident, ident, branch, gitRemote, dvcRemote, credentials(), dryRun);
    }

    @CheckForNull
    private CredentialsProvider credentials() {
        return user == null || password == null
                ? null
                : new UsernamePasswordCredentialsProvider(user, password.getPlainText());
    }
}
