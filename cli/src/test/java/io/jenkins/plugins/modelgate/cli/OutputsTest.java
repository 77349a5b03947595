package io.jenkins.plugins.modelgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.modelgate.core.document.Verdicts;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class OutputsTest {
    @Test
    void saysWhatBecomesOfEachAnswerAndOfWhatItWasMade() {
        Verdicts verdicts = Weighed.verdicts();
        assertThat(print(verdicts, false)).isEqualTo("""
                        INCONCLUSIVE (ASKS A PERSON)
                          good                  PASS                  It is good.
                          slow                  FAIL (WARN)           It is slow.
                          nowhere-worse         FAIL (ASKS A PERSON)  Of 2 slices 1 fail.
                            <b>eu</b>\\u001b[2J  FAIL                  It is shown to be worse.
                              clinic-3          INCONCLUSIVE          12 examples are too few.
                            us                  PASS
                        """);
    }

    @Test
    void whatOnlyWarnsHasTheColourOfAWarning() {
        assertThat(print(Weighed.verdicts(), true))
                .contains("\u001b[33mFAIL (WARN)\u001b[0m", "\u001b[31mFAIL (ASKS A PERSON)\u001b[0m");
    }

    private static String print(Verdicts verdicts, boolean colour) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Page page = new Page(new PrintStream(bytes, true, StandardCharsets.UTF_8), colour);
        page.line(Outputs.answer(verdicts));
        Outputs.verdicts(page, verdicts.verdicts());
        return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }
}
