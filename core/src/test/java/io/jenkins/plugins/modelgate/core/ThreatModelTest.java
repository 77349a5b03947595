package io.jenkins.plugins.modelgate.core;

import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/threat-model.md claims nothing without a test, and names no test that is not there. */
class ThreatModelTest {
    private static final Pattern NAMED = Pattern.compile("`(\\w+(?:Test|IT))\\.(\\w+)`");
    private static final Pattern LINE =
            Pattern.compile("(?m)^\\| (?!who |---)[^|]*\\| [^|]+ \\| ([^|]+) \\| ([^|]*)\\|$");

    private static String page() throws IOException {
        return Files.readString(Path.of("..", "docs", "threat-model.md"));
    }

    @Test
    void namesTestsThatAreThere() throws IOException {
        // Of two modules, tests may have one name.
        Map<String, List<Path>> tests = Stream.of("core", "mlflow-steps", "cli", "src")
                .map(module -> Path.of("..", module))
                .flatMap(ThreatModelTest::below)
                .collect(groupingBy(file -> file.getFileName().toString()));
        List<MatchResult> named = NAMED.matcher(page()).results().toList();
        assertThat(named).hasSizeGreaterThan(60);
        for (MatchResult test : named) {
            assertThat(tests.getOrDefault(test.group(1) + ".java", List.of()))
                    .as(test.group())
                    .anySatisfy(file -> assertThat(Files.readString(file)).contains("void " + test.group(2) + "("));
        }
    }

    private static Stream<Path> below(Path module) {
        try (Stream<Path> files = Files.walk(module)) {
            return files
                    .filter(file -> file.toString().matches(".*[/\\\\]test[/\\\\].*(Test|IT)\\.java"))
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void showsWhatItClaims() throws IOException {
        List<String> unshown = new ArrayList<>();
        List<MatchResult> lines = LINE.matcher(page()).results().toList();
        assertThat(lines).hasSizeGreaterThan(50);
        for (MatchResult line : lines) {
            boolean claims =
                    line.group(1).contains("**prevented**") || line.group(1).contains("**noticed**");
            if (claims && !NAMED.matcher(line.group(2)).find() && !line.group(2).contains("*open*")) {
                unshown.add(line.group());
            }
        }
        assertThat(unshown).isEmpty();
    }
}
