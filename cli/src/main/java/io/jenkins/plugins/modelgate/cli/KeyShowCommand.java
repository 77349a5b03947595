package io.jenkins.plugins.modelgate.cli;

import io.jenkins.plugins.modelgate.core.document.SigningKey;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import picocli.CommandLine.Command;

@Command(
        name = "show",
        description = "Print the id and the public key of the signing key in force; never the private one.",
        footer = {"%nExample:", "  model-gate key show --json | jq -r .result.publicKey > trusted.pem"},
        sortOptions = false)
final class KeyShowCommand extends ModelGateCommand {
    @Override
    Outcome run(Session session) throws IOException {
        Path file = session.servers().signingKeyFile();
        try {
            return KeyGenerateCommand.of(SigningKey.load(file), file);
        } catch (NoSuchFileException e) {
            throw new InputException(
                    "There is no signing key at ‘" + file
                            + "’ yet; it is made on first use, or by ‘model-gate key generate’",
                    e);
        }
    }
}
