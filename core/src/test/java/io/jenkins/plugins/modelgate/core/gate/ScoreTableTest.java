package io.jenkins.plugins.modelgate.core.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.jenkins.plugins.modelgate.core.digest.Sha256;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScoreTableTest {
    @Test
    void readsColumnsByName() {
        byte[] csv = "score, id ,note\r\n1,a,x\r\n-.5e-1,b,\n".getBytes(StandardCharsets.UTF_8);
        ScoreTable table = ScoreTable.parse(csv);
        assertThat(table.digest()).isEqualTo(Sha256.of(csv));
        assertThat(table.size()).isEqualTo(2);
        assertThat(table.ids()).containsExactly("a", "b");
        assertThat(table.numbers("score", table.ids())).containsExactly(1, -0.05);
        assertThat(table.texts("note", table.ids())).containsExactly("x", "");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "##|it is empty",
                "name,score|it has no column ‘id’, only ‘name’, ‘score’",
                "id,s,s|it has two columns ‘s’",
                "id,s;a|line 2 has 1 fields, the header 2",
                "id,s;a,1;b,1,2|line 3 has 3 fields, the header 2",
                "id,s;a,1;a,2|the example ‘a’ is there twice",
                "id,s;\"a\",1|line 2 has quotes; write plain fields",
            })
    void refusesWhatIsNoTable(String csv, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ScoreTable.parse(csv.replace(';', '\n').getBytes(StandardCharsets.UTF_8)))
                .withMessage(message);
    }

    @Test
    void refusesWhatIsNoText() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ScoreTable.parse(new byte[] {'i', 'd', (byte) 0xff}))
                .withMessage("it is not UTF-8");
    }
}
