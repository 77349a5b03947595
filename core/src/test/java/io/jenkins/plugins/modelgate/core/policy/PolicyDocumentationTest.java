package io.jenkins.plugins.modelgate.core.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the documentation shows is what happens. */
class PolicyDocumentationTest {
    private static final Pattern EXAMPLE =
            Pattern.compile("```yaml\n(.*?)```\n(?:```text\n(.*?)\n```)?", Pattern.DOTALL);

    @Test
    void itsExamplesAreReadOrRefusedAsItSays() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "policy.md"));
        List<MatchResult> examples = EXAMPLE.matcher(page).results().toList();
        assertThat(examples)
                .filteredOn(example -> example.group(2) != null)
                .hasSizeGreaterThan(4)
                .hasSizeLessThan(examples.size());
        byte[] contract = the(examples, "\ncolumns:");
        assertThat(ContractParser.parse(contract, "contracts/train.yaml").columns())
                .hasSize(5);
        byte[] shared = the(examples, "\ngates:");
        for (MatchResult example : examples) {
            byte[] yaml = example.group(1).getBytes(StandardCharsets.UTF_8);
            if (Arrays.equals(yaml, contract) || Arrays.equals(yaml, shared)) {
                continue;
            }
            if (example.group(2) == null) {
                assertThat(PolicyParser.parse(yaml, "model-gate.yaml", path -> contract, (file, most) -> shared)
                                .models())
                        .isNotEmpty();
            } else {
                assertThatExceptionOfType(PolicyException.class)
                        .isThrownBy(() ->
                                PolicyParser.parse(yaml, "model-gate.yaml", path -> contract, (file, most) -> shared))
                        .withMessage(example.group(2));
            }
        }
    }

    @Test
    void itsExampleOfApprovalsAsksWhomItSays() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "policy.md"));
        List<MatchResult> examples = EXAMPLE.matcher(page).results().toList();
        TargetPolicy target = PolicyParser.parse(the(examples, "\n        approvals:"), "model-gate.yaml")
                .models()
                .get("diabetes")
                .targets()
                .get("production");
        assertThat(GateWords.of(target.approvals()))
                .isEqualTo(
                        "Approved by 2 of ‘ml-leads’ and 1 of ‘risk’, within 7 days, with a comment; by nobody who had a"
                                + " part in the candidate; one of ‘sre’ can break the glass.");
    }

    /** The example that is another kind of file. */
    private static byte[] the(List<MatchResult> examples, String key) {
        return examples.stream()
                .map(example -> example.group(1))
                .filter(yaml -> yaml.contains(key))
                .findFirst()
                .orElseThrow()
                .getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void everyPolicyOfTheExamplesIsValid() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("..", "examples"))) {
            List<Path> policies =
                    files.filter(file -> file.endsWith("model-gate.yaml")).toList();
            assertThat(policies).isNotEmpty();
            for (Path policy : policies) {
                assertThat(PolicyParser.parse(Files.readAllBytes(policy), policy.toString())
                                .models())
                        .isNotEmpty();
            }
        }
    }
}
