package io.jenkins.plugins.modelgate.core.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.document.ApprovalRules;
import io.jenkins.plugins.modelgate.core.document.ApprovalRules.Group;
import io.jenkins.plugins.modelgate.core.document.ApprovalRules.Rule;
import io.jenkins.plugins.modelgate.core.document.Maker;
import io.jenkins.plugins.modelgate.core.document.Signer;
import io.jenkins.plugins.modelgate.core.document.SshKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApprovalParserTest {
    private static final String KEY = "AAAAC3NzaC1lZDI1NTE5AAAAIJQt3B2FCNLDeDyCQ8l2yuGTk8+xSYwzGBJ5bd8j6aqu";
    private static final Map<String, String> FILES = Map.of("signers", "carol ssh-ed25519 " + KEY, "bad", "carol\n");
    private static final String MEANING = "I reviewed the evidence and approve the model for this target.";

    private static Policy parse(String approvals) {
        try {
            return PolicyParser.parse(
                    ("version: 1\ngroups: { risk: [carol, 'dave@example.com'] }\nmodels:\n  m:\n    targets:\n"
                                    + "      production:\n        alias: champion\n        approvals: " + approvals
                                    + "\n")
                            .getBytes(StandardCharsets.UTF_8),
                    "model-gate.yaml",
                    ApprovalParserTest::file,
                    Includes.NONE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @CheckForNull
    private static byte[] file(String path) {
        String text = FILES.get(path);
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    @CheckForNull
    private static ApprovalRules rules(String approvals) {
        return parse(approvals).models().get("m").targets().get("production").approvals();
    }

    @Test
    void asksEverybodyWhoHadNoPartWithinTwoWeeksByDefault() {
        assertThat(rules("{ from: [{ group: ml-leads }] }"))
                .isEqualTo(new ApprovalRules(
                        List.of(new Rule(new Group("ml-leads", null), 1, MEANING)),
                        14 * 24,
                        false,
                        ApprovalRules.everyRole(),
                        false,
                        List.of(),
                        null));
    }

    @Test
    void readsAllThatThereIs() {
        Group risk = new Group("risk", List.of("carol", "dave@example.com"));
        assertThat(rules("{ from: [{ group: risk, count: 2, meaning: I accept the risk }], expires: 36 hours,"
                        + " comment: required, never: [starter, co-author], signatures: personal, signers: signers,"
                        + " break-glass: risk }"))
                .isEqualTo(new ApprovalRules(
                        List.of(new Rule(risk, 2, "I accept the risk")),
                        36,
                        true,
                        new TreeSet<>(List.of(Maker.Role.STARTER, Maker.Role.CO_AUTHOR)),
                        true,
                        List.of(new Signer("carol", SshKey.parse(KEY), null, null)),
                        risk));
        assertThat(rules("{ from: [{ group: risk }], expires: 1 week, never: nobody }"))
                .satisfies(rules -> assertThat(rules.hours()).isEqualTo(168))
                .satisfies(rules -> assertThat(rules.never()).isEmpty());
    }

    @Test
    void isPartOfThePolicysDigest() {
        String personal = "{ from: [{ group: risk }], signatures: personal, signers: signers }";
        Policy policy = parse(personal);
        assertThat(policy.digest())
                .isNotEqualTo(parse("{ from: [{ group: risk }], signatures: controller }")
                        .digest());
        assertThat(policy.digest()).isEqualTo(parse(personal).digest());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{ } | approvals needs the key ‘from’",
                "{ from: [] } | from is an empty list",
                "{ from: [{ count: 2 }] } | needs the key ‘group’",
                "{ from: [{ group: g, count: 0 }] } | count is a whole number, 1 or more",
                "{ from: [{ group: risk, count: 3 }] } | the group ‘risk’ has 2 members, so 3 of them can never approve",
                "{ from: [{ group: g }, { group: g }] } | the group ‘g’ is there twice",
                "{ from: [{ group: ' g' }] } | no blanks at its ends",
                "{ from: [{ group: g, meaning: ' ' }] } | meaning is blank",
                "{ from: [{ group: g }], expires: 7 } | expires must be a text",
                "{ from: [{ group: g }], expires: soon } | such as ‘7 days’",
                "{ from: [{ group: g }], expires: 0 days } | such as ‘7 days’",
                "{ from: [{ group: g }], never: [] } | never is an empty list",
                "{ from: [{ group: g }], never: [auther] } | did you mean ‘author’?",
                "{ from: [{ group: g }], never: anybody } | allowed: nobody",
                "{ from: [{ group: g }], comment: yes } | ‘yes’",
                "{ from: [{ group: g }], signatures: personal } | personal signatures need ‘signers’",
                "{ from: [{ group: g }], signatures: personal, signers: signers } | list the members of each group",
                "{ from: [{ group: g }], signers: gone } | the file ‘gone’ is not there",
                "{ from: [{ group: g }], signers: ../x } | relative to the repository’s root",
                "{ from: [{ group: g }], signers: bad } | bad:1: a line is",
                "{ from: [{ group: g }], by: me } | unknown key ‘by’ in approvals"
            })
    void refusesWhatIsNotSaidClearly(String approvals, String message) {
        assertThatExceptionOfType(PolicyException.class)
                .isThrownBy(() -> parse(approvals))
                .withMessageContaining(message)
                .withMessageNotContaining("\n");
    }

    @Test
    void refusesAGroupThatListsSomebodyTwice() {
        assertThatExceptionOfType(PolicyException.class)
                .isThrownBy(() -> PolicyParser.parse(
                        "version: 1\ngroups: { g: [ada, Ada] }\nmodels: { m: { targets: { p: { alias: a } } } }"
                                .getBytes(StandardCharsets.UTF_8),
                        "f"))
                .withMessageContaining("f:2:")
                .withMessageContaining("‘Ada’ is there twice");
    }
}
