package io.jenkins.plugins.modelgate.cli;

import io.jenkins.plugins.modelgate.core.document.SigningKey;
import io.jenkins.plugins.modelgate.core.document.SshKey;
import io.jenkins.plugins.modelgate.core.document.SshSignature;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "generate",
        description = "Make a signing key (Ed25519) in a new file that only you can read, and print its public key.",
        footer = {"%nExample:", "  model-gate key generate ~/.config/model-gate/signing-key.pem"},
        sortOptions = false)
final class KeyGenerateCommand extends ModelGateCommand {
    @Parameters(paramLabel = "FILE", description = "The new file; one that is there is never overwritten.")
    private Path file;

    @Override
    Outcome run(Session session) throws IOException {
        Path absolute = file.toAbsolutePath();
        SigningKey key = SigningKey.generate();
        try {
            key.save(absolute);
        } catch (FileAlreadyExistsException e) {
            throw new InputException("‘" + absolute + "’ is there already; a key is never overwritten", e);
        }
        return of(key, absolute);
    }

    static Outcome of(SigningKey key, Path file) {
        Map<String, Object> json = Map.of(
                "file", file.toString(),
                "keyId", key.keyId(),
                "publicKey", key.publicKey(),
                "allowedSigner", allowedSigner(key));
        return Outcome.ok(json, page -> {
            page.line("key", key.keyId(), "in ‘" + file + "’");
            page.text(key.publicKey().strip());
        });
    }

    /** A line for Git’s gpg.ssh.allowedSignersFile. */
    static String allowedSigner(SigningKey key) {
        return "model-gate namespaces=\"" + SshSignature.GIT + "\" " + SshKey.TYPE + " " + key.sshKey();
    }
}
