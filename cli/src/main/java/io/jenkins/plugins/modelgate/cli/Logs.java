package io.jenkins.plugins.modelgate.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.logging.LogManager;

/** What libraries log is for {@code --verbose} alone: the answer, and one line for an error, is what people need. */
public final class Logs {
    private static final String QUIET = ".level=OFF\n";
    private static final String VERBOSE = """
            handlers=java.util.logging.ConsoleHandler
            java.util.logging.ConsoleHandler.level=ALL
            .level=INFO
            io.jenkins.plugins.modelgate.level=FINE
            """;

    private static volatile boolean verbose;

    /** Called by {@link LogManager}, by name, when somebody first logs: until then logging costs nothing. */
    public Logs() throws IOException {
        String configuration = verbose ? VERBOSE : QUIET;
        LogManager.getLogManager()
                .readConfiguration(new ByteArrayInputStream(configuration.getBytes(StandardCharsets.UTF_8)));
    }

    static void use(boolean toStandardError) {
        verbose = toStandardError;
        System.setProperty("java.util.logging.config.class", Logs.class.getName());
    }
}
