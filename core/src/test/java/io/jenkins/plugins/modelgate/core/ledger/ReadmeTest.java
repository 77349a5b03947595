package io.jenkins.plugins.modelgate.core.ledger;

import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.AT;
import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.JOB;
import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.PRODUCTION;
import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.candidate;
import static io.jenkins.plugins.modelgate.core.ledger.LedgerFixture.sha;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.modelgate.core.document.Actor;
import io.jenkins.plugins.modelgate.core.document.Holder;
import io.jenkins.plugins.modelgate.core.document.Observer;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadmeTest {
    private static String page(TargetState... states) {
        TreeMap<TargetId, TargetState> targets = new TreeMap<>();
        for (TargetState state : states) {
            targets.put(state.target(), state);
        }
        return new String(Readme.of(new LedgerState(targets)), StandardCharsets.UTF_8);
    }

    private static TargetState state(TargetId target, Holder holder, String alias, Quarantined... quarantined) {
        return new TargetState(
                target, holder, alias, "Production", sha("data"), sha("t"), AT, JOB, sha("t"), List.of(quarantined));
    }

    @Test
    void saysWhatHoldsWhatAndWhatIsQuarantined() {
        Holder holder = candidate(PRODUCTION, 3).holder();
        Quarantined entry = new Quarantined(candidate(PRODUCTION, 4).holder(), "it leaks", JOB, AT, sha("q"));

        assertThat(page(state(PRODUCTION, holder, "champion", entry)))
                .contains("| diabetes (mlflow) | production | 3 | alias champion, stage Production |"
                        + " 2026-11-22T10:00:00Z | job train/main | `"
                        + sha("data").abbreviated() + "` | `"
                        + holder.evidence().abbreviated() + "` |\n")
                .contains("## Quarantined")
                .contains("| diabetes (mlflow) | production | 4 | `"
                        + entry.candidate().candidateKey().abbreviated()
                        + "` | it leaks | 2026-11-22T10:00:00Z | job train/main |\n");
    }

    @Test
    void warnsWhereAQuarantinedVersionStillHolds() {
        Holder holder = candidate(PRODUCTION, 3).holder();
        assertThat(page(state(PRODUCTION, holder, "champion", new Quarantined(holder, "x", JOB, AT, sha("q")))))
                .contains("| 3 (**quarantined**) |");
    }

    @Test
    void staysATableWhateverTheNames() {
        for (String name : NamesTest.HOSTILE) {
            TargetId target = new TargetId("mlflow", "team | `x`", name, name);
            Holder holder = new Holder(name, sha("model"), null, null);
            String page = page(state(
                    target,
                    holder,
                    name,
                    new Quarantined(
                            holder, name, new Actor(Actor.Kind.PERSON, name, null, Observer.CLAIMED), AT, sha("q"))));
            List<String> rows =
                    page.lines().filter(line -> line.startsWith("|")).toList();
            assertThat(rows).as(name).hasSize(6);
            assertThat(rows.subList(0, 3))
                    .allSatisfy(row -> assertThat(columns(row)).isEqualTo(8));
            assertThat(rows.subList(3, 6))
                    .allSatisfy(row -> assertThat(columns(row)).isEqualTo(7));
            assertThat(page).doesNotContain("<script>").doesNotContain("\u202e");
        }
    }

    private static long columns(String row) {
        return row.replaceAll("\\\\.", "").chars().filter(c -> c == '|').count() - 1;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "plain text-1.0, really/so; plain text-1.0, really/so",
                "<b>|`x`; \\<b\\>\\|\\`x\\`",
                "[a](http://evil); \\[a\\]\\(http\\://evil\\)",
                "www.evil.com; www\\.evil.com",
                "@someone; \\@someone",
                "a\\b; a\\\\b"
            })
    void escapesMarkdown(String text, String escaped) {
        assertThat(PlainText.markdown(text, 100)).isEqualTo(escaped);
    }

    @Test
    void keepsALineALine() {
        assertThat(PlainText.line("a\nb\r\u2028c\u0000d\u0085e", 100)).isEqualTo("a b  c d e");
        assertThat(PlainText.line("\u202egnp.exe\u200b", 100)).isEqualTo("<U+202E>gnp.exe<U+200B>");
        assertThat(PlainText.line("\ud83d\ude00\ud83d\ude00\ud83d\ude00", 2)).isEqualTo("\ud83d\ude00\ud83d\ude00…");
        assertThat(PlainText.line("\ud83d", 2)).isEqualTo("<U+D83D>");
    }
}
