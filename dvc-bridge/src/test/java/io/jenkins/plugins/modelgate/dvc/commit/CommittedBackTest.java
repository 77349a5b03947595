package io.jenkins.plugins.modelgate.dvc.commit;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.modelgate.dvc.program.Proof;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommittedBackTest {
    /** An agent of Jenkins tells it to the controller. */
    @Test
    void canBeSentElsewhere() throws Exception {
        CommittedBack committed = new CommittedBack(
                "c".repeat(40),
                "p".repeat(40),
                List.of("dvc.lock", ".gitignore"),
                new Proof(List.of("model", "data"), Proof.Method.LOOKED));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new ObjectOutputStream(bytes).writeObject(committed);

        Object arrived = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();

        assertThat(arrived).isEqualTo(committed);
    }
}
