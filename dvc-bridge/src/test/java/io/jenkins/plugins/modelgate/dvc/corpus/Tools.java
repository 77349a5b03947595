package io.jenkins.plugins.modelgate.dvc.corpus;

import java.nio.file.Files;
import java.nio.file.Path;

/** The real programs that contract tests run. */
public final class Tools {
    private static final String VARIABLE = "MODEL_GATE_TOOLS";

    private Tools() {}

    public static Path dvc() {
        return program("dvc");
    }

    public static Path python() {
        return program("python");
    }

    private static Path program(String name) {
        String folder = System.getenv(VARIABLE);
        if (folder == null) {
            throw new IllegalStateException(
                    "Contract tests need " + VARIABLE + ": a folder with venv/bin/dvc; ./verify sets it up");
        }
        Path program = Path.of(folder, "venv", "bin", name);
        if (!Files.isExecutable(program)) {
            throw new IllegalStateException(VARIABLE + " is set, but there is no program ‘" + program + "’");
        }
        return program;
    }
}
