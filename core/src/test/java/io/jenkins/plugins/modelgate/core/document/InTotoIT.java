package io.jenkins.plugins.modelgate.core.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The libraries of in-toto and its kin (securesystemslib, in-toto-attestation) verify and read what we write. */
class InTotoIT {
    private static final String SCRIPT = """
            import json, sys
            from cryptography.hazmat.primitives.serialization import load_pem_public_key, load_ssh_public_key
            from google.protobuf.json_format import Parse
            from in_toto_attestation.v1 import statement_pb2
            from in_toto_attestation.v1.statement import Statement
            from securesystemslib.dsse import Envelope
            from securesystemslib.exceptions import VerificationError
            from securesystemslib.signer import SSlibKey

            text = open(sys.argv[1], "rb").read()
            key = open(sys.argv[2], "rb").read()
            public = load_ssh_public_key(key) if key.startswith(b"ssh-") else load_pem_public_key(key)
            envelope = Envelope.from_dict(json.loads(text))
            try:
                envelope.verify([SSlibKey.from_crypto(public, keyid=sys.argv[3])], 1)
            except VerificationError as e:
                sys.exit(str(e))
            assert envelope.payload_type == "application/vnd.in-toto+json"
            statement = Statement.copy_from_pb(Parse(envelope.payload, statement_pb2.Statement()))
            statement.validate()
            print(statement.pb.predicate_type.split("/")[-2], statement.pb.subject[0].digest["sha256"])
            """;

    @TempDir
    private Path folder;

    private final SigningKey key = SigningKey.generate();
    private final RandomDocuments documents = new RandomDocuments(30);

    private record Answer(int exit, String text) {}

    @BeforeEach
    void writeScript() throws IOException {
        Files.writeString(folder.resolve("verify.py"), SCRIPT);
        Files.writeString(folder.resolve("key.pem"), key.publicKey());
    }

    private Answer verify(Envelope envelope, String keyFile, SshKey by) throws IOException, InterruptedException {
        String tools = Optional.ofNullable(System.getenv("MODEL_GATE_TOOLS"))
                .orElseThrow(() -> new IllegalStateException("Set MODEL_GATE_TOOLS to the folder that holds venv"));
        Files.write(folder.resolve("envelope.json"), envelope.json());
        Process process = new ProcessBuilder(
                        Path.of(tools, "venv", "bin", "python").toString(),
                        "verify.py",
                        "envelope.json",
                        keyFile,
                        by.keyId().hex())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Answer(process.waitFor(), text.strip());
    }

    private static String read(String type, Document document) {
        return type + " " + document.model().files().get(0).sha256();
    }

    @Test
    void verifyWhatTheLedgerSigns() throws Exception {
        Evidence evidence = documents.evidence();
        Transition transition = documents.transition();
        assertThat(verify(Envelope.seal(evidence, key), "key.pem", key.sshKey()))
                .isEqualTo(new Answer(0, read("evidence", evidence)));
        assertThat(verify(Envelope.seal(transition, key), "key.pem", key.sshKey()))
                .isEqualTo(new Answer(0, read("transition", transition)));
    }

    @Test
    void verifyWhatAPersonSignsByTheirSshKey() throws Exception {
        Files.writeString(folder.resolve("id.pub"), "ssh-ed25519 " + key.sshKey() + " ada@example.org\n");
        Approval approval = documents.approval();
        Envelope signed = Envelope.seal(approval, key.sshKey(), key::sign);
        assertThat(verify(signed, "id.pub", key.sshKey())).isEqualTo(new Answer(0, read("approval", approval)));
    }

    @Test
    void refuseWhatWeRefuse() throws Exception {
        SigningKey mallory = SigningKey.generate();
        List<Envelope> forged =
                List.of(Envelope.seal(documents.evidence(), mallory), Envelope.unsigned(documents.evidence()));
        for (Envelope envelope : forged) {
            assertThat(verify(envelope, "key.pem", key.sshKey()).text()).contains("Accepted signatures do not match");
        }
    }
}
