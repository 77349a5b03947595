package io.jenkins.plugins.modelgate.cli;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.cli.Page.Style;
import io.jenkins.plugins.modelgate.core.document.SigningKey;
import io.jenkins.plugins.modelgate.core.ledger.Ledger;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;

@Command(
        name = "init",
        description = {
            "Make an embedded ledger and a signing key, where there are none, and show what others must trust.",
            "For a remote ledger, checks that it can be read. Again is as good as once."
        },
        footer = {
            "%nExamples:",
            "  model-gate ledger init --ledger /srv/model-gate/ledger.git",
            "  model-gate ledger init --ledger https://git.example.org/team/ledger.git"
        },
        sortOptions = false)
final class LedgerInitCommand extends ModelGateCommand {
    @Override
    Outcome run(Session session) throws Exception {
        SigningKey key = session.servers().signingKey();
        Ledger ledger = session.ledger();
        ledger.create();
        String head = ledger.head().commit().orElse(null);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("embedded", ledger.embedded());
        Outputs.putIfPresent(json, "head", head);
        json.put("keyId", key.keyId());
        json.put("location", ledger.location());
        json.put("publicKey", key.publicKey());
        return Outcome.ok(
                json,
                page -> print(
                        page, ledger, key, session.servers().signingKeyFile().toString(), head));
    }

    private static void print(Page page, Ledger ledger, SigningKey key, String keyFile, @CheckForNull String head) {
        page.line(Page.cell("ledger", Style.BOLD), ledger.location());
        Outputs.facts(page)
                .row("head", head == null ? "empty" : head)
                .row("key", key.keyId() + " in ‘" + keyFile + "’")
                .print();
        if (ledger.embedded()) {
            page.line("It is a folder of this machine: nothing protects it from who administers the machine.");
        }
        page.text(key.publicKey().strip());
    }
}
