package io.jenkins.plugins.modelgate.cli;

import io.jenkins.plugins.modelgate.core.document.SigningKey;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "show",
        description = "Print the id and the public key of the signing key in force; never the private one.",
        footer = {
            "%nExamples:",
            "  model-gate key show --json | jq -r .result.publicKey > trusted.pem",
            "  model-gate key show --ssh >> allowed_signers      # for Git: gpg.ssh.allowedSignersFile"
        },
        sortOptions = false)
final class KeyShowCommand extends ModelGateCommand {
    @Option(
            names = "--ssh",
            description = "As a line of a file allowed_signers, by which ‘git tag -v’ verifies the ledger’s anchors.")
    private boolean ssh;

    @Override
    Outcome run(Session session) throws IOException {
        Path file = session.servers().signingKeyFile();
        try {
            SigningKey key = SigningKey.load(file);
            Outcome all = KeyGenerateCommand.of(key, file);
            return ssh ? Outcome.ok(all.json(), page -> page.text(KeyGenerateCommand.allowedSigner(key))) : all;
        } catch (NoSuchFileException e) {
            throw new InputException(
                    "There is no signing key at ‘" + file
                            + "’ yet; it is made on first use, or by ‘model-gate key generate’",
                    e);
        }
    }
}
