package io.jenkins.plugins.modelgate.steps;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.jenkins.plugins.modelgate.workspace.DvcScript;
import java.io.ObjectStreamClass;
import java.io.Serializable;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What a running build keeps in its program, in the form of version 1: with another one it could not go on after an update. A
 * field may be added, with a {@code readResolve} for builds that do not have it; none may be renamed, removed or given another type.
 */
class KeptFormsTest {
    private static final String PACKAGE = "io.jenkins.plugins.modelgate.";

    @Test
    void areThoseOfVersion1() throws Exception {
        String kept = new ClassFileImporter()
                .importPath(Path.of("target/classes")).stream()
                        .filter(KeptFormsTest::isKept)
                        .sorted((one, other) -> one.getName().compareTo(other.getName()))
                        .map(type -> form(type.reflect()))
                        .collect(Collectors.joining("\n", "", "\n"));

        try (var recorded = KeptFormsTest.class.getResourceAsStream("kept-forms.txt")) {
            assertThat(kept).isEqualTo(new String(recorded.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static boolean isKept(JavaClass type) {
        return type.isEquivalentTo(OpenRuns.class)
                || type.isEquivalentTo(DvcScript.class)
                || ((type.getPackageName().equals(PACKAGE + "steps")
                                || type.getPackageName().equals(PACKAGE + "deploy"))
                        && type.isAssignableTo(Serializable.class));
    }

    private static String form(Class<?> type) {
        String version = Serializable.class.isAssignableFrom(type) && !type.isEnum()
                ? " " + ObjectStreamClass.lookup(type).getSerialVersionUID()
                : "";
        return type.getName().substring(PACKAGE.length())
                + version
                + Stream.concat(fields(type), constants(type)).collect(Collectors.joining());
    }

    private static Stream<String> fields(Class<?> type) {
        return Arrays.stream(type.getDeclaredFields())
                .filter(field -> !Modifier.isStatic(field.getModifiers())
                        && !Modifier.isTransient(field.getModifiers())
                        && !field.isSynthetic())
                .sorted((one, other) -> one.getName().compareTo(other.getName()))
                .map(KeptFormsTest::line);
    }

    private static String line(Field field) {
        return "\n  " + field.getName() + " " + field.getType().getSimpleName();
    }

    private static Stream<String> constants(Class<?> type) {
        return type.isEnum()
                ? Arrays.stream(type.getEnumConstants()).map(constant -> "\n  " + ((Enum<?>) constant).name())
                : Stream.empty();
    }
}
