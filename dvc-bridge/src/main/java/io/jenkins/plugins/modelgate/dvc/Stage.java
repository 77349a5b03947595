package io.jenkins.plugins.modelgate.dvc;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import java.util.List;
import java.util.Map;

/**
 * A stage of a pipeline, or a {@code .dvc} file.
 *
 * @param file its {@code dvc.yaml} or {@code .dvc} file, relative to the DVC root
 * @param name the stage's name with what {@code foreach} or {@code matrix} added ({@code train@x}); null for a {@code .dvc} file
 * @param command its command or list of commands, interpolated; null if it has none
 * @param frozen whether its dependencies are left alone
 * @param alwaysChanged whether DVC runs it each time
 * @param dependencies without parameters
 * @param params the parameters that it names
 * @param outputs in the order of the file
 * @param lock what was recorded when it last ran; null if it never did
 */
public record Stage(
        String file,
        @CheckForNull String name,
        @CheckForNull Object command,
        boolean frozen,
        boolean alwaysChanged,
        List<Dependency> dependencies,
        List<Params> params,
        List<Output> outputs,
        @CheckForNull Lock lock) {
    /**
     * Parameters of one file.
     *
     * @param file relative to the DVC root
     * @param keys the names, nested ones with dots; empty = all
     */
    public record Params(String file, List<String> keys) {
        public Params {
            keys = List.copyOf(keys);
        }
    }

    /**
     * What was recorded when a stage last ran.
     *
     * @param digest of all that matters of the entry
     * @param command as recorded; null in a {@code .dvc} file
     * @param params by file, relative to the DVC root, and by name as written
     */
    public record Lock(Sha256 digest, @CheckForNull Object command, Map<String, Map<String, Object>> params) {
        public Lock {
            params = Map.copyOf(params);
        }
    }

    public Stage {
        dependencies = List.copyOf(dependencies);
        params = List.copyOf(params);
        outputs = List.copyOf(outputs);
    }

    /** The address as DVC has it: {@code data/raw.dvc} or {@code sub/dvc.yaml:train@x}, relative to the DVC root. */
    public String address() {
        return name == null ? file : file + ":" + name;
    }

    /** Whether it only takes in data ({@code dvc import}, {@code dvc import-url}). */
    public boolean isImport() {
        return command == null && dependencies.size() == 1 && outputs.size() == 1;
    }
}
