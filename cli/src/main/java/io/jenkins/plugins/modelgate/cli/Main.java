package io.jenkins.plugins.modelgate.cli;

import io.jenkins.plugins.modelgate.cli.config.Setting;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** {@code model-gate}: the use cases from a shell or any CI. */
public final class Main {
    static final String NAME = "model-gate";

    private static final int WIDTH = 110;

    private final Console console;
    private final Map<String, String> environment;

    Main(Console console, Map<String, String> environment) {
        this.console = console;
        this.environment = Map.copyOf(environment);
    }

    public static void main(String[] args) {
        Map<String, String> environment = System.getenv();
        PrintStream out = stream(FileDescriptor.out);
        PrintStream err = stream(FileDescriptor.err);
        // Java cannot tell the two streams apart; the launcher can.
        Console console = new Console(
                out,
                err,
                environment,
                Boolean.getBoolean("model-gate.terminal.out"),
                Boolean.getBoolean("model-gate.terminal.err"));
        int exitCode = new Main(console, environment).execute(args);
        out.flush();
        err.flush();
        System.exit(exitCode);
    }

    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }

    Console console() {
        return console;
    }

    Map<String, String> environment() {
        return environment;
    }

    /** Does what the arguments say, and returns the exit code. */
    int execute(String... args) {
        CommandLine commandLine = new CommandLine(root());
        if (Commands.add(commandLine, this, args)) {
            commandLine.getCommandSpec().usageMessage().footer(footer());
        }
        boolean json = Arrays.asList(beforeDashes(args)).contains("--json");
        commandLine.setOut(new java.io.PrintWriter(console.out(), true, StandardCharsets.UTF_8));
        commandLine.setErr(new java.io.PrintWriter(console.err(), true, StandardCharsets.UTF_8));
        commandLine.setUsageHelpWidth(WIDTH);
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setColorScheme(CommandLine.Help.defaultColorScheme(console.colour() ? Ansi.ON : Ansi.OFF));
        commandLine.setParameterExceptionHandler((e, rest) -> {
            console.failure(nameOf(e.getCommandLine()), usage(e), json);
            return ExitCode.BAD_INPUT.code();
        });
        commandLine.setExecutionExceptionHandler((e, failed, parsed) -> failed(e, failed, json));
        return commandLine.execute(args);
    }

    private static Failure usage(ParameterException e) {
        String message = e.getMessage();
        if (e instanceof UnmatchedArgumentException unmatched) {
            String found = unmatched.getUnmatched().get(0);
            List<String> similar = unmatched.getSuggestions();
            message = "Unknown " + (found.startsWith("-") ? "option" : "command or argument") + " ‘" + found + "’"
                    + (similar.isEmpty() ? "" : "; did you mean ‘" + similar.get(0) + "’?");
        }
        String help = e.getCommandLine().getCommandSpec().qualifiedName() + " --help";
        return new Failure(ExitCode.BAD_INPUT, "usage", message + "  (see ‘" + help + "’)", true);
    }

    private int failed(Exception e, CommandLine failed, boolean json) {
        Failure failure = Failure.of(e);
        console.failure(nameOf(failed), failure, json);
        boolean verbose = failed.getCommand() instanceof ModelGateCommand command && command.verbose();
        if (verbose) {
            e.printStackTrace(console.err());
        }
        return failure.exitCode().code();
    }

    private static String nameOf(CommandLine commandLine) {
        String name = commandLine.getCommandSpec().qualifiedName();
        return name.equals(NAME) ? "" : name.substring(NAME.length() + 1);
    }

    private static String[] beforeDashes(String[] args) {
        int dashes = Arrays.asList(args).indexOf("--");
        return dashes < 0 ? args : Arrays.copyOf(args, dashes);
    }

    private static CommandSpec root() {
        CommandSpec spec = CommandSpec.create().name(NAME).versionProvider(new Version());
        spec.addOption(Commands.help());
        spec.addOption(OptionSpec.builder("-V", "--version")
                .versionHelp(true)
                .description("Show the version.")
                .build());
        spec.usageMessage()
                .description("Which code, which data, which numbers, who said yes, and how do we go back?%n")
                .sortOptions(false);
        return spec;
    }

    private static String[] footer() {
        StringBuilder text = new StringBuilder(
                "%nSettings, each by a flag of every command, else by environment, else by its key in a file:%n");
        for (Setting setting : Setting.values()) {
            text.append(String.format(
                    "  %-18s  %s%n%22s%s; %s%n",
                    setting.flag(), setting.description(), "", String.join(", ", setting.variables()), setting.key()));
        }
        text.append("%nExit codes:%n");
        for (ExitCode code : ExitCode.values()) {
            text.append(String.format("  %-3d  %s%n", code.code(), code.meaning()));
        }
        return new String[] {text.toString()};
    }

    /** Reads what the build wrote. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() throws IOException {
            Properties properties = new Properties();
            try (InputStream in = Main.class.getResourceAsStream("version.properties")) {
                properties.load(in);
            }
            return List.of(NAME + " " + properties.getProperty("version")).toArray(String[]::new);
        }
    }
}
