package io.jenkins.plugins.modelgate.cli.config;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.io.File;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The settings in force. A flag is stronger than {@code MODEL_GATE_…}, that is stronger than {@code MLFLOW_…}, and that is
 * stronger than files: the one named by {@code --config} or else the user's own, then the one in the repository.
 */
public final class Config {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})\\s*(ms|s|min|h)");

    private final Map<Setting, Value> values = new EnumMap<>(Setting.class);
    private final Map<String, String> environment;

    private Config(Map<String, String> environment) {
        this.environment = environment;
    }

    /**
     * Reads what there is.
     *
     * @param flags what the command line gave
     * @param file what {@code --config} gave, or null
     * @param environment of the process
     * @param workspace where to look for the repository's file, upwards to the folder that holds {@code .git}
     * @throws ConfigException if a file is wrong
     */
    public static Config load(
            Map<Setting, List<String>> flags,
            @CheckForNull Path file,
            Map<String, String> environment,
            Path workspace) {
        Config config = new Config(environment);
        Path here = Path.of("").toAbsolutePath();
        flags.forEach((setting, texts) -> config.add(setting, new Value(texts, setting.flag(), here)));
        for (Setting setting : Setting.values()) {
            setting.variables().forEach(variable -> config.addVariable(setting, variable, here));
        }
        Optional<Path> named = Optional.ofNullable(file)
                .or(() -> config.variable("MODEL_GATE_CONFIG").map(Path::of));
        named.or(config::ownFile).ifPresent(own -> config.addFile(own, true));
        repositoryFile(workspace, named).ifPresent(theirs -> config.addFile(theirs, false));
        return config;
    }

    private void addFile(Path file, boolean trusted) {
        ConfigFile.read(file, trusted).forEach(this::add);
    }

    private void add(Setting setting, Value value) {
        values.putIfAbsent(setting, value);
    }

    private void addVariable(Setting setting, String variable, Path here) {
        variable(variable).ifPresent(text -> {
            // Addresses have colons in them.
            String between = setting.isNamed() ? "\\s+" : Pattern.quote(File.pathSeparator);
            List<String> texts = setting.many() ? List.of(text.strip().split(between)) : List.of(text);
            add(setting, new Value(texts, variable, here));
        });
    }

    private Optional<Path> ownFile() {
        return Optional.of(configFolder().resolve(ConfigFile.NAME)).filter(Files::isRegularFile);
    }

    private static Optional<Path> repositoryFile(Path workspace, Optional<Path> named) {
        for (Path folder = workspace.toAbsolutePath().normalize(); folder != null; folder = folder.getParent()) {
            Path file = folder.resolve(ConfigFile.NAME);
            if (Files.isRegularFile(file)) {
                return named.isPresent() && isSame(file, named.get()) ? Optional.empty() : Optional.of(file);
            }
            if (Files.exists(folder.resolve(".git"))) {
                break;
            }
        }
        return Optional.empty();
    }

    private static boolean isSame(Path a, Path b) {
        return a.equals(b.toAbsolutePath().normalize());
    }

    /** A variable of the environment that is set and not empty. */
    public Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(text -> !text.isBlank());
    }

    /** Where the user's own settings are. */
    public Path configFolder() {
        return userFolder("XDG_CONFIG_HOME", ".config");
    }

    /** Where what must stay is put by default. */
    public Path dataFolder() {
        return userFolder("XDG_DATA_HOME", ".local/share");
    }

    /** Where what can be made again is put by default. */
    public Path cacheFolder() {
        return userFolder("XDG_CACHE_HOME", ".cache");
    }

    private Path userFolder(String variable, String otherwise) {
        return variable(variable)
                .map(Path::of)
                .filter(Path::isAbsolute)
                .orElseGet(() -> Path.of(variable("HOME").orElse(System.getProperty("user.home")), otherwise))
                .resolve("model-gate");
    }

    /** Where the setting was given, for messages; its name if nowhere. */
    public String source(Setting setting) {
        return values.containsKey(setting) ? values.get(setting).source() : setting.key();
    }

    /** The text, if there is one. */
    public Optional<String> text(Setting setting) {
        return Optional.ofNullable(values.get(setting))
                .map(value -> value.texts().get(0));
    }

    /** All texts. */
    public List<String> texts(Setting setting) {
        return values.containsKey(setting) ? values.get(setting).texts() : List.of();
    }

    /**
     * The text.
     *
     * @throws ConfigException saying how to give it, if there is none
     */
    public String required(Setting setting) {
        return text(setting)
                .orElseThrow(() -> new ConfigException("Missing: " + setting.description() + ". Give it by "
                        + setting.flag() + ", " + String.join(" or ", setting.variables()) + ", or ‘" + setting.key()
                        + "’ in the configuration file"));
    }

    /** The text as a path; relative ones are relative to the file that gives them, else to where we are. */
    public Optional<Path> path(Setting setting) {
        return paths(setting).stream().findFirst();
    }

    /** The text as a program: a path, as {@link #path}, or a mere name, which is looked for along the {@code PATH}. */
    public Optional<Path> program(Setting setting) {
        return texts(setting).stream()
                .map(text -> text.contains("/") || text.contains(File.separator) ? path(setting, text) : Path.of(text))
                .findFirst();
    }

    /** All texts as paths, as {@link #path}. */
    public List<Path> paths(Setting setting) {
        return texts(setting).stream().map(text -> path(setting, text)).toList();
    }

    /**
     * All texts that have names, by these.
     *
     * @throws ConfigException if one has none, or one that is there already; its value, which may hold a secret, is not shown
     */
    public Map<String, String> named(Setting setting) {
        Map<String, String> named = new TreeMap<>();
        for (String text : texts(setting)) {
            String[] parts = text.split("=", 2);
            if (!NAME.matcher(parts[0]).matches() || parts.length < 2 || parts[1].isBlank()) {
                throw new ConfigException(source(setting) + ": expected NAME=VALUE, where a name is made of up to 64 of"
                        + " A-Z a-z 0-9 . _ - and starts with a letter or digit");
            }
            if (named.putIfAbsent(parts[0], parts[1].strip()) != null) {
                throw new ConfigException(source(setting) + ": ‘" + parts[0] + "’ is given twice");
            }
        }
        return named;
    }

    /** One of the texts as a path, as {@link #path(Setting)}. */
    public Path path(Setting setting, String text) {
        try {
            Path base = values.get(setting).folder();
            return base.resolve(text.startsWith("~/") ? System.getProperty("user.home") + text.substring(1) : text)
                    .normalize();
        } catch (InvalidPathException e) {
            throw new ConfigException(source(setting) + ": not a path: ‘" + text + "’", e);
        }
    }

    /**
     * The text as an {@code http} or {@code https} address.
     *
     * @throws ConfigException if it is none, or holds a password; it is not shown then
     */
    public Optional<URI> uri(Setting setting) {
        return text(setting).map(text -> {
            if (text.indexOf('@') >= 0) {
                throw new ConfigException(source(setting) + ": the address holds a user or password; give them by"
                        + " MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD");
            }
            try {
                URI uri = new URI(text);
                if (uri.getHost() != null && List.of("http", "https").contains(String.valueOf(uri.getScheme()))) {
                    return uri;
                }
                throw new ConfigException(source(setting)
                        + ": expected an address like https://mlflow.example.org, found ‘" + text + "’");
            } catch (URISyntaxException e) {
                throw new ConfigException(source(setting) + ": not an address: ‘" + text + "’", e);
            }
        });
    }

    /** The text as a length of time: a whole number with {@code ms}, {@code s}, {@code min} or {@code h}. */
    public Optional<Duration> duration(Setting setting) {
        return text(setting).map(text -> {
            Matcher matcher = DURATION.matcher(text.strip());
            if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
                throw new ConfigException(source(setting)
                        + ": expected a length of time such as 500ms, 10s, 5min or 1h, found ‘" + text + "’");
            }
            long amount = Long.parseLong(matcher.group(1));
            return switch (matcher.group(2)) {
                case "ms" -> Duration.ofMillis(amount);
                case "s" -> Duration.ofSeconds(amount);
                case "min" -> Duration.ofMinutes(amount);
                default -> Duration.ofHours(amount);
            };
        });
    }
}
