package io.jenkins.plugins.modelgate.core.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrustRootTest {
    @TempDir
    private Path folder;

    @Test
    void readsAllKeysOfAFileWithTextAround() throws IOException {
        SigningKey first = SigningKey.generate();
        SigningKey second = SigningKey.generate();
        Path file = folder.resolve("trust.pem");
        Files.writeString(
                file,
                "# the controller\r\n" + first.publicKey().replace("\n", "\r\n") + "\n# old\n" + second.publicKey());
        assertThat(TrustRoot.load(file).keyIds()).containsExactlyInAnyOrder(first.keyId(), second.keyId());
    }

    @Test
    void theEmptyOneTrustsNobody() {
        assertThat(TrustRoot.empty().isEmpty()).isTrue();
        assertThat(TrustRoot.empty().keyIds()).isEmpty();
        assertThat(TrustRoot.parse(SigningKey.generate().publicKey()).isEmpty()).isFalse();
    }

    @Test
    void refusesAFileWithoutKeys() throws IOException {
        Path file = Files.writeString(folder.resolve("trust.pem"), "");
        assertThatExceptionOfType(InvalidDocumentException.class)
                .isThrownBy(() -> TrustRoot.load(file))
                .withMessageContaining(file.toString())
                .withMessageContaining("No public key");
    }

    @Test
    void refusesOtherKinds() throws GeneralSecurityException {
        Pem rsa = new Pem(
                "PUBLIC KEY",
                KeyPairGenerator.getInstance("RSA")
                        .generateKeyPair()
                        .getPublic()
                        .getEncoded());
        assertRefused(rsa.toString(), "not one of Ed25519");
        assertRefused(new Pem("CERTIFICATE", new byte[] {0}).toString(), "CERTIFICATE");
        assertRefused("-----BEGIN PUBLIC KEY-----\nA\n-----END PUBLIC KEY-----\n", "not valid base64");
    }

    private static void assertRefused(String pem, String message) {
        assertThatExceptionOfType(InvalidDocumentException.class)
                .isThrownBy(() -> TrustRoot.parse(pem))
                .withMessageContaining(message);
    }
}
