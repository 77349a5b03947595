package io.jenkins.plugins.modelgate.core.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another implementation of Ed25519, and our documentation's own script, agree with us. */
class EnvelopeInteropIT {
    private static final Path SCRIPT = Path.of("..", "docs", "verify-envelope.py");

    @TempDir
    private Path folder;

    private final SigningKey key = SigningKey.generate();
    private final Document document = new RandomDocuments(20).evidence();

    private record Answer(int exit, String text) {}

    @BeforeEach
    void writeKey() throws IOException {
        Files.writeString(folder.resolve("key.pem"), key.publicKey());
    }

    @Test
    void pythonVerifiesOurSignature() throws Exception {
        assertThat(verify(Envelope.seal(document, key).json()))
                .isEqualTo(new Answer(
                        0,
                        Documents.digest(document) + " https://jenkinsci.github.io/model-gate-plugin/evidence/v1\n"));
    }

    @Test
    void pythonRefusesWhatWeRefuse() throws Exception {
        String sealed = new String(Envelope.seal(document, key).json(), StandardCharsets.UTF_8);
        String other = new String(
                Envelope.seal(new RandomDocuments(21).evidence(), key).json(), StandardCharsets.UTF_8);
        String forged = sealed.replaceFirst("\"sig\":\".*\"", other.replaceFirst(".*(\"sig\":\".*\").*", "$1"));
        assertThat(verify(forged.getBytes(StandardCharsets.UTF_8)).text())
                .isEqualTo("the signature of " + key.keyId() + " does not fit\n");
        assertThat(verify(Envelope.unsigned(document).json()).text()).isEqualTo("not signed by " + key.keyId() + "\n");
        assertThat(verify(Envelope.seal(document, SigningKey.generate()).json()).exit())
                .isEqualTo(1);
    }

    @Test
    void weSignWithAKeyThatPythonMade() throws Exception {
        Answer made = python("-c", """
                from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey as Key
                from cryptography.hazmat.primitives.serialization import *
                key = Key.generate()
                public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
                private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
                print((private + public).decode())
                """);
        int end = made.text().indexOf("-----BEGIN PUBLIC KEY");
        SigningKey theirs = SigningKey.parse(made.text().substring(0, end));
        Files.writeString(folder.resolve("key.pem"), made.text().substring(end));
        assertThat(verify(Envelope.seal(document, theirs).json()).exit()).isZero();
    }

    private Answer verify(byte[] envelope) throws IOException, InterruptedException {
        Path file = Files.write(folder.resolve("envelope.json"), envelope);
        return python(
                SCRIPT.toString(), file.toString(), folder.resolve("key.pem").toString());
    }

    private static Answer python(String... args) throws IOException, InterruptedException {
        String tools = Optional.ofNullable(System.getenv("MODEL_GATE_TOOLS"))
                .orElseThrow(() -> new IllegalStateException("Set MODEL_GATE_TOOLS to the folder that holds venv"));
        List<String> command = new ArrayList<>(List.of(args));
        command.add(0, Path.of(tools, "venv", "bin", "python").toString());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Answer(process.waitFor(), text);
    }
}
