package io.jenkins.plugins.modelgate.cli;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.cli.config.Setting;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.eclipse.jgit.util.FS;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What all commands have in common: they answer with an {@link Outcome}, or throw what {@link Failure} explains. */
abstract class ModelGateCommand implements Callable<Integer> {
    private final Map<Setting, List<String>> flags = new EnumMap<>(Setting.class);

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-C", "--workspace"},
            paramLabel = "FOLDER",
            description = "Work there instead of here.")
    private Path workspace = Path.of("");

    @CheckForNull
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Take settings from this file, not from the user's own.")
    private Path config;

    @Option(names = "--json", description = "Answer in JSON, errors too.")
    private boolean json;

    @Option(names = "--verbose", description = "Show what is done, and stack traces of errors.")
    private boolean verbose;

    private Main main;

    /** Does it. */
    abstract Outcome run(Session session) throws Exception;

    /** Makes the command ready to be parsed: tells it where it runs, and gives it a flag for each setting. */
    final void prepare(Main where, CommandSpec command) {
        main = where;
        command.addOption(Commands.help());
        for (Setting setting : Setting.values()) {
            command.addOption(OptionSpec.builder(setting.flag())
                    .arity("1")
                    .type(setting.many() ? String[].class : String.class)
                    .paramLabel(setting.many() ? "VALUE…" : "VALUE")
                    .hidden(true) // twenty lines in each --help; the main help lists them
                    .setter(new FlagSetter(setting))
                    .build());
        }
    }

    private final class FlagSetter implements ISetter {
        private final Setting setting;

        FlagSetter(Setting setting) {
            this.setting = setting;
        }

        @Override
        @CheckForNull
        public <T> T set(@CheckForNull T value) {
            if (value instanceof String[] texts) {
                // Called for each time that the flag is given.
                flags.merge(setting, List.of(texts), (before, more) -> Stream.concat(before.stream(), more.stream())
                        .toList());
            } else if (value != null) {
                flags.put(setting, List.of(value.toString()));
            }
            return null;
        }
    }

    Map<Setting, List<String>> flags() {
        return flags;
    }

    Path workspace() {
        return workspace.toAbsolutePath().normalize();
    }

    @CheckForNull
    Path config() {
        return config;
    }

    boolean json() {
        return json;
    }

    boolean verbose() {
        return verbose;
    }

    /** Such as {@code ledger audit}. */
    String name() {
        return spec.qualifiedName().substring(Main.NAME.length() + 1);
    }

    @Override
    public final Integer call() throws Exception {
        Logs.use(verbose);
        // In a fresh home JGit would first measure the disk’s clock, for a second or more. Not before Logs: this logs.
        FS.FileStoreAttributes.setBackground(true);
        Main where = Objects.requireNonNull(main);
        MachineGit.tell(where.environment());
        try (Session session = new Session(where, this)) {
            Outcome outcome = run(session);
            where.console().answer(name(), outcome, json);
            return outcome.exitCode().code();
        }
    }
}
