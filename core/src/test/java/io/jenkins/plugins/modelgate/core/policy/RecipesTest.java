package io.jenkins.plugins.modelgate.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Recipes can be copied. */
class RecipesTest {
    private static final Pattern YAML = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

    /** Some key: what is beside a policy is not shown. */
    private static final byte[] SIGNERS = ("ada@example.org ssh-ed25519 "
                    + "AAAAC3NzaC1lZDI1NTE5AAAAIIHyFSZCLBoYaEGnEQULk2R2PTjdXeKFHuy3Kv0JoFKI\n")
            .getBytes(StandardCharsets.UTF_8);

    static List<String> recipes() throws IOException {
        return Arrays.stream(page().split("\n## ")).skip(1).toList();
    }

    private static String page() throws IOException {
        return Files.readString(Path.of("..", "docs", "recipes.md"));
    }

    @ParameterizedTest
    @MethodSource("recipes")
    void eachHasAPolicyThatIsReadAVerdictAndAWayOutOfINCONCLUSIVE(String recipe) throws IOException {
        List<String> yaml = yaml(recipe).toList();
        byte[] contract = other(yaml, "\ncolumns:");
        byte[] shared = other(yaml, "\ngates:");
        List<byte[]> policies = yaml.stream()
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .filter(bytes -> !Arrays.equals(bytes, contract) && !Arrays.equals(bytes, shared))
                .toList();
        assertThat(policies).isNotEmpty().allSatisfy(policy -> assertThat(PolicyParser.parse(
                                policy,
                                "model-gate.yaml",
                                path -> path.equals("allowed_signers") ? SIGNERS : contract,
                                (file, most) -> shared)
                        .models())
                .isNotEmpty());
        assertThat(recipe).containsPattern("> `|FAIL  |model-gate gate").contains("INCONCLUSIVE");
    }

    /** The file that is no policy but is named by one; empty if there is none. */
    private static byte[] other(List<String> yaml, String key) {
        return yaml.stream()
                .filter(text -> text.contains(key))
                .findFirst()
                .orElse("")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** All that the reference names is in some recipe. */
    @Test
    void noKindOfGateIsLeftOut() throws IOException {
        assertThat(yaml(page()).toList().toString())
                .contains("bound:", "comparison:", "lineage:", "any:", "trend:", "data:", "signature:", "use:")
                .contains("scores:", "share-of:", "replicates:", "slices:", "group:", "range:", "against:", "holdout:");
    }

    @Test
    void everyRecipeIsInTheTable() throws IOException {
        assertThat(recipes()).hasSizeGreaterThan(12);
        for (String recipe : recipes()) {
            String heading = recipe.lines().findFirst().orElseThrow();
            String anchor = heading.toLowerCase(Locale.ROOT)
                    .replaceAll("[^a-z0-9 -]", "")
                    .replace(' ', '-');
            assertThat(page()).contains("(#" + anchor + ")");
        }
    }

    private static Stream<String> yaml(String page) {
        return YAML.matcher(page).results().map((MatchResult match) -> match.group(1));
    }
}
