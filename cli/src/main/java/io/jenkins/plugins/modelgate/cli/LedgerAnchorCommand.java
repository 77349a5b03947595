package io.jenkins.plugins.modelgate.cli;

import io.jenkins.plugins.modelgate.cli.Page.Style;
import io.jenkins.plugins.modelgate.core.ledger.Anchor;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "anchor",
        description = {
            "Write down the head of the ledger in a Git tag that its key signs: here, or where others keep it.",
            "An audit finds by it that history was cut off, forked or rewritten. Again is as good as once."
        },
        footer = {
            "%nExamples:",
            "  model-gate ledger anchor",
            "  model-gate ledger anchor --remote https://git.example.org/audit/anchors.git",
            "  model-gate key show --ssh > allowed_signers   # for ‘git tag -v’, gpg.ssh.allowedSignersFile"
        },
        sortOptions = false)
final class LedgerAnchorCommand extends ModelGateCommand {
    @Mixin
    private AnchorOptions.Remote where;

    @Option(names = "--dry-run", description = "Say what would be written, and write nothing.")
    private boolean dryRun;

    @Override
    Outcome run(Session session) throws Exception {
        Anchor anchor = session.ledger().anchor(where.place(session), dryRun, Instant.now());
        return Outcome.ok(anchor, page -> print(page, anchor));
    }

    private void print(Page page, Anchor anchor) {
        page.line(
                Page.cell(anchor.tag(), Style.BOLD),
                "at ‘" + anchor.place() + "’",
                anchor.already()
                        ? Page.cell("(already so)", Style.DIM)
                        : dryRun
                                ? Page.cell("(dry run: nothing was written)", Style.WARN)
                                : Page.cell("written", Style.GOOD));
        Outputs.Facts facts = Outputs.facts(page);
        anchor.branches().forEach(facts::row);
        facts.print();
    }
}
