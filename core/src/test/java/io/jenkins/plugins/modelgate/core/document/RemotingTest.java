package io.jenkins.plugins.modelgate.core.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.modelgate.core.data.Snapshot;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.Serializable;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What an agent of Jenkins tells its controller: snapshots, and the hashes of the model's files. */
class RemotingTest {
    /** Of those that Jenkins reads from agents: core/src/main/resources/jenkins/security/whitelisted-classes.txt. */
    private static final Set<String> LET_PASS = Set.of(
            "java.lang.Double",
            "java.lang.Enum",
            "java.lang.Number",
            "java.lang.String",
            "java.util.CollSer",
            "java.util.Collections$UnmodifiableMap",
            "java.util.Collections$UnmodifiableSortedMap",
            "java.util.TreeMap");

    private static final String OWN = "io.jenkins.plugins.modelgate.";

    @Test
    void carriesSnapshotsUnchangedByClassesThatJenkinsLetsPass() throws Exception {
        int compared = 0;
        for (Evidence evidence : evidence().toList()) {
            if (evidence.code() != null && evidence.data() != null) {
                Snapshot snapshot = new Snapshot(
                        evidence.data().value().paths(),
                        evidence.code().value().git(),
                        evidence.data().value().lock(),
                        evidence.params().value(),
                        new TreeMap<>(java.util.Map.of("rmse", Double.NaN)));

                Snapshot arrived = sent(snapshot);

                assertThat(arrived).isEqualTo(snapshot);
                assertThat(arrived.digest()).isEqualTo(snapshot.digest());
                compared++;
            }
        }
        assertThat(compared).isGreaterThan(10);
    }

    @Test
    void carriesModelFilesUnchanged() {
        assertThat(evidence().map(Evidence::model)).allSatisfy(files -> {
            assertThat(sent(files)).isEqualTo(files);
            assertThat(sent(files).hash()).isEqualTo(files.hash());
        });
    }

    @Test
    void carriesTargetsUnchanged() throws Exception {
        TargetId target = new TargetId("main", "default", "größe", "production");

        assertThat(sent(target)).isEqualTo(target);
    }

    private static Stream<Evidence> evidence() {
        return RandomDocuments.all(100).filter(Evidence.class::isInstance).map(Evidence.class::cast);
    }

    @SuppressWarnings("unchecked")
    private static <T extends Serializable> T sent(T value) throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())) {
            @Override
            protected Class<?> resolveClass(ObjectStreamClass type) throws IOException, ClassNotFoundException {
                String name = type.getName();
                if (!name.startsWith(OWN) && !name.startsWith("[") && !LET_PASS.contains(name)) {
                    throw new InvalidClassException(name, "Jenkins might not let it pass");
                }
                return super.resolveClass(type);
            }
        }) {
            return (T) in.readObject();
        }
    }
}
