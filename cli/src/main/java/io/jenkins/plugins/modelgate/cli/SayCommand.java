package io.jenkins.plugins.modelgate.cli;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.cli.Page.Style;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.Actor;
import io.jenkins.plugins.modelgate.core.document.Approval;
import io.jenkins.plugins.modelgate.core.document.Approval.Decision;
import io.jenkins.plugins.modelgate.core.document.ApprovalRules;
import io.jenkins.plugins.modelgate.core.document.Envelope;
import io.jenkins.plugins.modelgate.core.document.Observer;
import io.jenkins.plugins.modelgate.core.document.Person;
import io.jenkins.plugins.modelgate.mlflow.steps.Approvals;
import io.jenkins.plugins.modelgate.mlflow.steps.Approvals.Standing;
import io.jenkins.plugins.modelgate.mlflow.steps.Gatekeeper;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** One person's yes or no, signed by their own SSH key. */
abstract class SayCommand extends ModelGateCommand {
    @CheckForNull
    @Parameters(
            paramLabel = "VERSION",
            arity = "0..1",
            description = "Which version; default: the one that this build registered.")
    private String version;

    @Option(
            names = {"-t", "--target"},
            paramLabel = "TARGET",
            required = true,
            description = "Which target, such as production.")
    private String target;

    @CheckForNull
    @Option(
            names = "--group",
            paramLabel = "GROUP",
            description = "In whose name; needed if you are in several of the groups that are asked.")
    private String group;

    @Option(names = "--comment", paramLabel = "WORDS", description = "Why; it is written down.")
    private String comment = "";

    @CheckForNull
    @Option(
            names = "--verdicts",
            paramLabel = "DIGEST",
            description =
                    "The digest of the verdicts that you looked at; if others are in force by now, nothing is said.")
    private String verdicts;

    @CheckForNull
    @Option(
            names = "--key",
            paramLabel = "FILE",
            description =
                    "Your SSH key (Ed25519): the private one, or the public one of which your agent has the private"
                            + " one. Default: the agent’s key that the policy lists, or ~/.ssh/id_ed25519.")
    private Path key;

    @CheckForNull
    @Option(
            names = "--as",
            paramLabel = "ID",
            description = "Who you are, if the policy lists your key for several ids.")
    private String id;

    @Option(names = "--dry-run", description = "Check everything and say nothing.")
    private boolean dryRun;

    /** What is said. */
    abstract Decision decision();

    @Override
    final Outcome run(Session session) throws Exception {
        Gatekeeper gatekeeper = session.gatekeeper();
        String named = session.version(version);
        Standing standing = new Approvals(gatekeeper)
                .of(session.modelName(), target, named)
                .orElseThrow(() -> new InputException(
                        "The policy asks nobody for ‘" + target + "’: add ‘approvals’ to it, or promote right away"));
        ApprovalRules rules = standing.rules();
        if (rules.signers().isEmpty()) {
            throw new InputException(
                    "The policy lists no keys of people: add ‘signers’ to its approvals, or approve in" + " Jenkins");
        }
        PersonalKey own = PersonalKey.find(key, rules.signers(), session.sshAgent(), session.console()::passphrase);
        Actor by = new Actor(Actor.Kind.PERSON, id(own, rules), null, Observer.SIGNED);
        Approvals approvals = new Approvals(gatekeeper.as(by));
        Approval approval = approvals.draft(
                standing,
                new Approvals.Word(verdicts == null ? standing.digest() : digest(verdicts), decision(), group, comment),
                person(by.name()));
        Envelope signed = own.sign(approval);
        Standing now = dryRun ? standing : approvals.say(standing, signed);
        return Outcome.ok(json(now, approval, signed), page -> print(page, now, approval));
    }

    private String id(PersonalKey own, ApprovalRules rules) {
        List<String> ids = own.principals(rules.signers());
        if (ids.isEmpty()) {
            throw new InputException(
                    "The policy does not list your key " + own.key() + ": have it added to its file of signers");
        }
        if (id == null && ids.size() > 1) {
            throw new InputException(
                    "The policy lists your key for several ids; name one by --as: " + String.join(", ", ids));
        }
        if (id != null && ids.stream().noneMatch(id::equalsIgnoreCase)) {
            throw new InputException(
                    "The policy lists your key for " + String.join(", ", ids) + ", not for ‘" + id + "’");
        }
        return id == null ? ids.get(0) : id;
    }

    private static Person person(String id) {
        return new Person(id, null, List.of(), id.contains("@") ? List.of(id) : List.of(), null);
    }

    private static Sha256 digest(String text) {
        try {
            return new Sha256(text);
        } catch (IllegalArgumentException e) {
            throw new InputException("--verdicts is a digest of 64 hex digits, as ‘model-gate approvals’ shows it", e);
        }
    }

    private Map<String, Object> json(Standing standing, Approval approval, Envelope signed) {
        Map<String, Object> json = new LinkedHashMap<>(ApprovalsCommand.json(standing));
        json.put("approval", approval);
        json.put("digest", signed.digest());
        json.put("dryRun", dryRun);
        return json;
    }

    private void print(Page page, Standing standing, Approval approval) {
        page.line(
                Page.cell(
                        (dryRun ? "would say " : "said ")
                                + Outputs.words(approval.decision()) + " as "
                                + approval.by().name() + " ("
                                + approval.group() + ")",
                        Style.BOLD),
                Page.cell("‘" + approval.meaning() + "’", Style.DIM));
        ApprovalsCommand.print(page, standing);
    }
}
