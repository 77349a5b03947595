package io.jenkins.plugins.modelgate.cli;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.cli.Page.Style;
import io.jenkins.plugins.modelgate.core.document.Evidence.Build;
import io.jenkins.plugins.modelgate.dvc.commit.CommitBack;
import io.jenkins.plugins.modelgate.dvc.commit.CommitRequest;
import io.jenkins.plugins.modelgate.dvc.commit.CommittedBack;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.UsernamePasswordCredentialsProvider;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "commit-back",
        description = {
            "Commit what a training in CI changed: the lock, metrics and .gitignore files, nothing else.",
            "The data is pushed and proved present first, then the commit is pushed; a refused push changes nothing.",
            "Run it before ‘model-gate record’: the evidence then names the commit that holds the lock as used.",
            "Its commits have the trailer Model-Gate-Build; let your CI start no build for them."
        },
        footer = {
            "%nExamples:",
            "  model-gate commit-back --branch main",
            "  model-gate commit-back --branch main --message 'Retrain' --dry-run",
            "%nUser and password of the Git remote: MODEL_GATE_GIT_USERNAME, MODEL_GATE_GIT_PASSWORD."
        },
        sortOptions = false)
final class CommitBackCommand extends ModelGateCommand {
    @Option(
            names = "--branch",
            paramLabel = "BRANCH",
            required = true,
            description = "The branch to push to; it has to be at the commit that was built.")
    private String branch;

    @Option(
            names = {"-m", "--message"},
            paramLabel = "WORDS",
            defaultValue = "Record the results of a training",
            description = "The commit's message; default: ‘${DEFAULT-VALUE}’.")
    private String message;

    @Option(
            names = "--remote",
            paramLabel = "REMOTE",
            defaultValue = "origin",
            description = "Git's remote, by name or URL; default: ${DEFAULT-VALUE}.")
    private String remote;

    @CheckForNull
    @Option(names = "--dvc-remote", paramLabel = "REMOTE", description = "DVC's remote; default: its default one.")
    private String dvcRemote;

    @Option(
            names = "--email",
            paramLabel = "ADDRESS",
            defaultValue = "model-gate@localhost",
            description = "The committer's address; default: ${DEFAULT-VALUE}.")
    private String email;

    @Option(names = "--dry-run", description = "Check, and say what would be committed.")
    private boolean dryRun;

    @Override
    Outcome run(Session session) throws Exception {
        PersonIdent ident = new PersonIdent(session.actor().name(), email);
        CommittedBack committed = new CommitBack(new Workspace(session).dvc()).run(request(session, ident));
        if (!dryRun && committed.commit() != null) {
            session.keep(session.state().withResultCommit(committed.commit()));
        }
        Map<String, Object> json = new LinkedHashMap<>();
        Outputs.putIfPresent(json, "commit", committed.commit());
        json.put("files", committed.files());
        json.put("parent", committed.parent());
        return Outcome.ok(json, page -> print(page, committed));
    }

    private CommitRequest request(Session session, PersonIdent ident) {
        String build = session.build().map(CommitBackCommand::name).orElse("by hand");
        try {
            return new CommitRequest(
                    message, build, ident, ident, branch, remote, dvcRemote, credentials(session), dryRun);
        } catch (IllegalArgumentException e) {
            throw new InputException(e.getMessage(), e);
        }
    }

    private static String name(Build build) {
        return build.url() == null ? build.name() + " " + build.number() : build.url();
    }

    @CheckForNull
    private static CredentialsProvider credentials(Session session) {
        return session.config()
                .variable("MODEL_GATE_GIT_PASSWORD")
                .map(password -> new UsernamePasswordCredentialsProvider(
                        session.config().variable("MODEL_GATE_GIT_USERNAME").orElse("git"), password))
                .orElse(null);
    }

    private void print(Page page, CommittedBack committed) {
        if (committed.files().isEmpty()) {
            page.line("Nothing to commit: the lock is as in", committed.parent());
            return;
        }
        page.line(
                dryRun
                        ? Page.cell("would commit (dry run)", Style.WARN)
                        : Page.cell("committed and pushed", Style.GOOD),
                committed.commit() == null ? "on top of " + committed.parent() : committed.commit());
        committed.files().forEach(file -> page.line("  " + file));
    }
}
