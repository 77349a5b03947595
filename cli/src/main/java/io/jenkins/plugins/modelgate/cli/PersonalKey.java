package io.jenkins.plugins.modelgate.cli;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.document.Approval;
import io.jenkins.plugins.modelgate.core.document.Envelope;
import io.jenkins.plugins.modelgate.core.document.Signer;
import io.jenkins.plugins.modelgate.core.document.SshKey;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.util.security.SecurityUtils;

/**
 * The key by which a person signs: one of their SSH agent, or of a file.
 *
 * @param key the public key
 * @param signer makes signatures of Ed25519
 */
record PersonalKey(SshKey key, UnaryOperator<byte[]> signer) {
    private static final int MAX_FILE = 1 << 16;

    /**
     * Finds the person's key.
     *
     * @param file of a private key; or of a public one, whose private key the agent has; null: the agent's key that is listed, or
     *     else the usual file
     * @param listed whose keys count
     * @param agent null if none runs
     * @param passphrase asks the person for one; it is given the file
     */
    static PersonalKey find(
            @CheckForNull Path file, List<Signer> listed, @CheckForNull SshAgent agent, Passphrase passphrase) {
        if (file != null) {
            return of(file, agent, passphrase);
        }
        Optional<PersonalKey> kept = agent == null ? Optional.empty() : listedIn(agent, listed);
        return kept.orElseGet(
                () -> of(Path.of(System.getProperty("user.home"), ".ssh", "id_ed25519"), agent, passphrase));
    }

    /** Asks for a passphrase. */
    @FunctionalInterface
    interface Passphrase {
        @CheckForNull
        String of(String file);
    }

    private static Optional<PersonalKey> listedIn(SshAgent agent, List<Signer> listed) {
        try {
            return agent.keys().stream()
                    .filter(key ->
                            listed.stream().anyMatch(signer -> signer.key().equals(key)))
                    .findFirst()
                    .map(key -> in(agent, key));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static PersonalKey in(SshAgent agent, SshKey key) {
        return new PersonalKey(key, message -> {
            try {
                return agent.sign(key, message);
            } catch (IOException e) {
                throw new InputException("The SSH agent did not sign with the key " + key + ": " + e.getMessage(), e);
            }
        });
    }

    private static PersonalKey of(Path file, @CheckForNull SshAgent agent, Passphrase passphrase) {
        byte[] bytes = read(file);
        String text = new String(bytes, StandardCharsets.UTF_8).strip();
        if (text.startsWith(SshKey.TYPE + " ")) {
            if (agent == null) {
                throw new InputException(
                        "‘" + file + "’ is a public key, and no SSH agent runs that could have the private"
                                + " one (SSH_AUTH_SOCK is not set). Name the private key");
            }
            return in(agent, SshKey.parse(text.split("\\s+", 3)[1]));
        }
        return of(file, bytes, passphrase);
    }

    private static byte[] read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(MAX_FILE);
        } catch (NoSuchFileException e) {
            throw new InputException(
                    "There is no SSH key ‘" + file + "’: name yours by --key, or make one with ‘ssh-keygen -t ed25519’",
                    e);
        } catch (IOException e) {
            throw new InputException("The SSH key ‘" + file + "’ cannot be read: " + e.getMessage(), e);
        }
    }

    private static PersonalKey of(Path file, byte[] bytes, Passphrase passphrase) {
        FilePasswordProvider asks = (session, resource, index) -> passphrase.of(file.toString());
        try {
            Iterable<KeyPair> pairs = SecurityUtils.loadKeyPairIdentities(
                    null, NamedResource.ofName(file.toString()), new ByteArrayInputStream(bytes), asks);
            for (KeyPair pair : pairs == null ? List.<KeyPair>of() : pairs) {
                byte[] der = pair.getPublic().getEncoded();
                if (der != null
                        && der.length >= 32
                        && pair.getPublic().getAlgorithm().matches("Ed25519|EdDSA")) {
                    return new PersonalKey(
                            SshKey.of(Arrays.copyOfRange(der, der.length - 32, der.length)),
                            message -> sign(pair, message));
                }
            }
        } catch (IOException | GeneralSecurityException | UncheckedIOException e) {
            throw new InputException(
                    "The SSH key ‘" + file + "’ cannot be used: "
                            + Failure.of(e).message() + ". Is the passphrase right?",
                    e);
        }
        throw new InputException(
                "‘" + file + "’ is no private key of " + SshKey.TYPE + "; make one with ‘ssh-keygen -t ed25519’");
    }

    private static byte[] sign(KeyPair pair, byte[] message) {
        try {
            Signature signature = SecurityUtils.getSignature(pair.getPrivate().getAlgorithm());
            signature.initSign(pair.getPrivate());
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("A key of Ed25519 always signs", e);
        }
    }

    /** Whom the list names for it: ids. */
    List<String> principals(List<Signer> listed) {
        return listed.stream()
                .filter(signer -> signer.key().equals(key))
                .map(Signer::principal)
                .distinct()
                .toList();
    }

    Envelope sign(Approval approval) {
        return Envelope.seal(approval, key, signer);
    }
}
