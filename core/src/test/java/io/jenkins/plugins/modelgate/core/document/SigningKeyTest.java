package io.jenkins.plugins.modelgate.core.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jenkins.plugins.modelgate.core.digest.Sha256;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SigningKeyTest {
    private static final byte[] MESSAGE = {1, 2, 3};

    @TempDir
    private Path folder;

    /** RFC 8032, section 7.1, tests 1 to 3. */
    @ParameterizedTest
    @CsvSource({
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60,"
                + "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a, '',"
                + "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb,"
                + "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c, 72,"
                + "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7,"
                + "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025, af82,"
                + "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
    })
    void signsAsTheRfcSays(String seed, String publicKey, String message, String signature) {
        SigningKey key = SigningKey.parse(pem("PRIVATE KEY", "302e020100300506032b657004220420" + seed));
        byte[] der = HexFormat.of().parseHex("302a300506032b6570032100" + publicKey);
        assertThat(key.keyId()).isEqualTo(Sha256.of(der));
        assertThat(key.publicKey()).isEqualTo(new Pem("PUBLIC KEY", der).toString());
        assertThat(key.sign(HexFormat.of().parseHex(message))).asHexString().isEqualToIgnoringCase(signature);
    }

    @Test
    void isReadBackFromItsFile() throws IOException {
        SigningKey key = SigningKey.generate();
        Path file = folder.resolve("keys/signing.pem");
        key.save(file);
        SigningKey loaded = SigningKey.load(file);
        assertThat(loaded.keyId()).isEqualTo(key.keyId());
        TrustRoot trust = TrustRoot.parse(key.publicKey());
        assertThat(trust.verifies(key.keyId(), MESSAGE, loaded.sign(MESSAGE))).isTrue();
    }

    @Test
    void onlyItsOwnerCanReadTheFile() throws IOException {
        Path file = folder.resolve("signing.pem");
        SigningKey.generate().save(file);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void aKeyIsNeverOverwritten() throws IOException {
        Path file = Files.writeString(folder.resolve("signing.pem"), "precious");
        assertThatExceptionOfType(FileAlreadyExistsException.class)
                .isThrownBy(() -> SigningKey.generate().save(file));
        assertThat(file).hasContent("precious");
    }

    @Test
    void whoeverCreatesItAtTheSameTimeGetsTheSameKey() throws Exception {
        Path file = folder.resolve("signing.pem");
        ExecutorService pool = Executors.newFixedThreadPool(8);
        try {
            List<Future<Sha256>> ids = new ArrayList<>();
            for (int i = 0; i < 32; i++) {
                ids.add(pool.submit(() -> SigningKey.loadOrCreate(file).keyId()));
            }
            Set<Sha256> distinct = new HashSet<>();
            for (Future<Sha256> id : ids) {
                distinct.add(id.get());
            }
            assertThat(distinct).containsExactly(SigningKey.load(file).keyId());
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void saysWhatIsWrongWithAFile() throws IOException {
        Path missing = folder.resolve("missing.pem");
        assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> SigningKey.load(missing));
        Path file = Files.writeString(folder.resolve("bad.pem"), "no key");
        assertThatExceptionOfType(InvalidDocumentException.class)
                .isThrownBy(() -> SigningKey.load(file))
                .withMessageContaining(file.toString())
                .withMessageContaining("PRIVATE KEY");
        Files.write(file, new byte[(1 << 20) + 1]);
        assertThatExceptionOfType(InvalidDocumentException.class)
                .isThrownBy(() -> SigningKey.load(file))
                .withMessageContaining("too big");
    }

    @Test
    void refusesOtherKinds() throws GeneralSecurityException {
        String publicKey = SigningKey.generate().publicKey();
        String rsa = new Pem(
                        "PRIVATE KEY",
                        KeyPairGenerator.getInstance("RSA")
                                .generateKeyPair()
                                .getPrivate()
                                .getEncoded())
                .toString();
        for (String pem : List.of("", publicKey, rsa, pem("ENCRYPTED PRIVATE KEY", "00"), pem("PRIVATE KEY", "00"))) {
            assertThatExceptionOfType(InvalidDocumentException.class)
                    .isThrownBy(() -> SigningKey.parse(pem))
                    .withMessageNotContaining("\n");
        }
    }

    @Test
    void doesNotPrintItself() {
        SigningKey key = SigningKey.generate();
        assertThat(key).hasToString("signing key " + key.keyId().abbreviated());
    }

    private static String pem(String label, String hex) {
        return new Pem(label, HexFormat.of().parseHex(hex)).toString();
    }
}
