package io.jenkins.plugins.modelgate.steps;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.Answer;
import io.jenkins.plugins.modelgate.core.document.Effect;
import io.jenkins.plugins.modelgate.core.document.Holder;
import io.jenkins.plugins.modelgate.core.document.Verdict;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class GateResultTest {
    /** A result as a pipeline's program kept it before there were weights and parts. */
    private static final String BEFORE =
            "rO0ABXNyAC1pby5qZW5raW5zLnBsdWdpbnMubW9kZWxnYXRlLnN0ZXBzLkdhdGVSZXN1bHQAAAAAAAAAAQIAB0wABmFuc3dlcnQA"
                    + "EkxqYXZhL2xhbmcvU3RyaW5nO0wABmRpZ2VzdHEAfgABTAAFbW9kZWxxAH4AAUwABHJ1bGVxAH4AAUwABnRhcmdldHEAfgABTAAI"
                    + "dmVyZGljdHN0ABVMamF2YS91dGlsL0FycmF5TGlzdDtMAAd2ZXJzaW9ucQB+AAF4cHQABEZBSUx0AAFkdAAIZGlhYmV0ZXN0AAFy"
                    + "dAAKcHJvZHVjdGlvbnNyABNqYXZhLnV0aWwuQXJyYXlMaXN0eIHSHZnHYZ0DAAFJAARzaXpleHAAAAABdwQAAAABc3IAMmlvLmpl"
                    + "bmtpbnMucGx1Z2lucy5tb2RlbGdhdGUuc3RlcHMuR2F0ZVJlc3VsdCRHYXRlAAAAAAAAAAECAANMAAZhbnN3ZXJxAH4AAUwABG5h"
                    + "bWVxAH4AAUwACHNlbnRlbmNlcQB+AAF4cHEAfgAEdAAEc2xvd3QAC0l0IGlzIHNsb3cueHQAATc=";

    private static final Verdict SLICES = verdict("slices", Answer.FAIL, "1 of 2 fails.")
            .ofParts(
                    "slices",
                    Answer.FAIL,
                    "1 of 2 fails.",
                    List.of(
                            verdict("eu\n[Pipeline] forged", Answer.FAIL, "It is worse."),
                            verdict("us", Answer.PASS, "It is as good.")))
            .against(new Holder("3", Sha256.of(new byte[0]), null, null))
            .weighing(Effect.PERSON);

    private static Verdict verdict(String gate, Answer answer, String sentence) {
        return new Verdict(gate, "bound", answer, sentence, null, null, null, null, List.of());
    }

    @Test
    void givesWeightReferenceAndParts() throws Exception {
        GateResult.Gate gate = (GateResult.Gate) read(written(new GateResult.Gate(SLICES)));

        assertThat(gate.getAnswer()).isEqualTo("FAIL");
        assertThat(gate.getEffect()).isEqualTo("person");
        assertThat(gate.getReference()).isEqualTo("3");
        assertThat(gate).hasToString("slices FAIL (ASKS A PERSON): 1 of 2 fails.");
        assertThat(gate.getParts()).extracting(GateResult.Gate::getAnswer).containsExactly("FAIL", "PASS");
        assertThat(gate.getParts()).extracting(GateResult.Gate::getEffect).containsOnly("block");
        assertThat(gate.getParts().get(1)).hasToString("us PASS: It is as good.");
    }

    @Test
    void goesOnWithWhatWasKeptBefore() throws Exception {
        GateResult result = (GateResult) read(Base64.getDecoder().decode(BEFORE));

        assertThat(result).hasToString("FAIL");
        assertThat(result.isOpenToAPerson()).isFalse();
        GateResult.Gate gate = result.getVerdicts().get(0);
        assertThat(gate.getEffect()).isEqualTo("block");
        assertThat(gate.getReference()).isNull();
        assertThat(gate.getParts()).isEmpty();
        assertThat(gate).hasToString("slow FAIL: It is slow.");
    }

    @Test
    void theLogSaysItInWordsAndNoNameForgesALine() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        GateLog.print(new PrintStream(bytes, true, StandardCharsets.UTF_8), List.of(SLICES));

        assertThat(bytes.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "  slices  FAIL (ASKS A PERSON)  1 of 2 fails.",
                        "    eu\\u000a[Pipeline] forged  FAIL  It is worse.",
                        "    us  PASS");
    }

    private static byte[] written(Object object) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(object);
        }
        return bytes.toByteArray();
    }

    private static Object read(byte[] bytes) throws Exception {
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
            return in.readObject();
        }
    }
}
