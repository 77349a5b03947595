package io.jenkins.plugins.modelgate.core.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.jenkins.plugins.modelgate.core.document.Signer;
import io.jenkins.plugins.modelgate.core.document.SshKey;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AllowedSignersTest {
    /** Made by {@code ssh-keygen -t ed25519}. */
    private static final String KEY = "AAAAC3NzaC1lZDI1NTE5AAAAIJQt3B2FCNLDeDyCQ8l2yuGTk8+xSYwzGBJ5bd8j6aqu";

    private static List<Signer> parse(String text) {
        return AllowedSigners.parse(text.getBytes(StandardCharsets.UTF_8), "allowed_signers");
    }

    @Test
    void readsWhatOpensshReads() {
        SshKey key = SshKey.parse(KEY);
        assertThat(parse("# people\n\nada@example.com ssh-ed25519 " + KEY + " ada's laptop\r\n"
                        + "bob,bob@example.com namespaces=\"git,model-gate\",valid-after=\"20260101\","
                        + "valid-before=\"202612312359Z\" ssh-ed25519 " + KEY + "\n"))
                .containsExactly(
                        new Signer("ada@example.com", key, null, null),
                        new Signer(
                                "bob",
                                key,
                                Instant.parse("2026-01-01T00:00:00Z"),
                                Instant.parse("2026-12-31T23:59:00Z")),
                        new Signer(
                                "bob@example.com",
                                key,
                                Instant.parse("2026-01-01T00:00:00Z"),
                                Instant.parse("2026-12-31T23:59:00Z")));
        assertThat(key).hasToString(KEY);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | it lists nobody",
                "# nobody | it lists nobody",
                "ada | allowed_signers:1: a line is",
                "ada ssh-rsa AAAA | signed by keys of ssh-ed25519, found ‘ssh-rsa’",
                "ada ssh-ed25519 AAAA | not a key of ssh-ed25519",
                "ada ssh-ed25519 KEYA | not a key of ssh-ed25519",
                "ada ssh-ed25519 %%% | not a key of ssh-ed25519",
                "ada ssh-ed25519 | signed by keys of",
                "*@example.com ssh-ed25519 KEY | one person’s id or address, no pattern",
                "ada,!bob ssh-ed25519 KEY | no pattern",
                "ada,, ssh-ed25519 KEY | no pattern",
                "ada cert-authority ssh-ed25519 KEY | certificates are not supported",
                "ada namespaces=\"git\" ssh-ed25519 KEY | do not name ‘model-gate’",
                "ada whatever=\"1\" ssh-ed25519 KEY | unknown option ‘whatever’",
                "ada valid-after=\"soon\" ssh-ed25519 KEY | a time is YYYYMMDD",
                "ada valid-after=\"20261399\" ssh-ed25519 KEY | allowed_signers:1:",
                "ada valid-after=\"20260101\",valid-after=\"20270101\" ssh-ed25519 KEY | is there twice"
            })
    void refusesWhatItWouldReadOtherwise(String line, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse(line.replace("KEY", KEY)))
                .withMessageContaining(message)
                .withMessageNotContaining("\n");
    }

    @Test
    void refusesWhatIsNoText() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AllowedSigners.parse(new byte[] {(byte) 0xff}, "f"))
                .withMessage("f: not valid UTF-8");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AllowedSigners.parse(new byte[1 << 19], "f"))
                .withMessageContaining("is the most that is read");
    }
}
