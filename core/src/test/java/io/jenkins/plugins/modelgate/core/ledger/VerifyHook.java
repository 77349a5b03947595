package io.jenkins.plugins.modelgate.core.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.jenkins.plugins.modelgate.core.document.TrustRoot;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A pre-receive hook: what {@code model-gate ledger verify OLD NEW} does there. */
final class VerifyHook {
    private VerifyHook() {}

    public static void main(String[] args) throws Exception {
        Path repository = Path.of("").toAbsolutePath();
        LedgerConfig config = LedgerConfig.of(repository.toString(), Files.createTempDirectory("hook"))
                .withTrust(TrustRoot.load(Path.of(args[0])));
        // Not there when a branch is deleted: nothing comes in.
        String incoming = System.getenv("GIT_OBJECT_DIRECTORY");
        config = incoming == null ? config : config.withIncoming(Path.of(incoming));
        BufferedReader updates = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        PrintStream stderr = new PrintStream(System.err, true, UTF_8);
        boolean ok = true;
        try (Ledger ledger = Ledger.open(config)) {
            for (String line = updates.readLine(); line != null; line = updates.readLine()) {
                String[] update = line.split(" ", 3);
                if (update[2].equals("refs/heads/main")) {
                    AuditReport report = ledger.verify(update[0], update[1]);
                    report.problems().forEach(problem -> stderr.println(problem));
                    ok &= report.ok();
                }
            }
        }
        System.exit(ok ? 0 : 1);
    }
}
