package io.jenkins.plugins.modelgate.dvc.corpus;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The real DVC, kept ready: see {@code dvc-server.py}. */
public final class DvcServer implements AutoCloseable {
    private static final JsonMapper MAPPER = new JsonMapper();

    private final Process process;
    private final BufferedWriter requests;
    private final BufferedReader answers;

    /** What one command said. */
    public record Answer(int exitCode, String out, String err) {
        public JsonNode json() {
            try {
                return MAPPER.readTree(out);
            } catch (IOException e) {
                throw new UncheckedIOException("Not JSON: " + out + err, e);
            }
        }
    }

    public DvcServer(Path scratch) throws IOException {
        Path program = scratch.resolve("dvc-server.py");
        try (var in = DvcServer.class.getResourceAsStream("/corpus/dvc-server.py")) {
            Files.copy(in, program);
        }
        ProcessBuilder builder = new ProcessBuilder(Tools.python().toString(), program.toString())
                .directory(scratch.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(environment(scratch));
        process = builder.start();
        requests = process.outputWriter(StandardCharsets.UTF_8);
        answers = process.inputReader(StandardCharsets.UTF_8);
    }

    /** What keeps the settings of the machine out. */
    public static Map<String, String> environment(Path scratch) {
        return Map.ofEntries(
                Map.entry("DVC_NO_ANALYTICS", "1"),
                Map.entry("CI", "true"),
                Map.entry("DVC_SITE_CACHE_DIR", scratch.resolve("site").toString()),
                Map.entry("DVC_GLOBAL_CONFIG_DIR", scratch.resolve("global").toString()),
                Map.entry("DVC_SYSTEM_CONFIG_DIR", scratch.resolve("system").toString()),
                Map.entry("GIT_CONFIG_GLOBAL", "/dev/null"),
                Map.entry("GIT_CONFIG_NOSYSTEM", "1"),
                Map.entry("HOME", scratch.toString()),
                Map.entry("GIT_AUTHOR_NAME", "Ada"),
                Map.entry("GIT_AUTHOR_EMAIL", "ada@example.org"),
                Map.entry("GIT_COMMITTER_NAME", "Ada"),
                Map.entry("GIT_COMMITTER_EMAIL", "ada@example.org"),
                Map.entry("LC_ALL", "C.UTF-8"),
                Map.entry("PATH", Tools.python().getParent() + ":" + System.getenv("PATH")));
    }

    /** Runs {@code dvc} with these arguments. */
    public Answer dvc(Path directory, List<String> arguments) {
        ObjectNode request = request(directory);
        arguments.forEach(request.putArray("argv")::add);
        return ask(request);
    }

    /** Asks DVC's own classes: {@code outs} or {@code params}. */
    public JsonNode inside(Path directory, String what) {
        Answer answer = ask(request(directory).put(what, true));
        if (answer.exitCode() != 0) {
            throw new IllegalStateException("DVC failed: " + answer.err());
        }
        return answer.json();
    }

    private static ObjectNode request(Path directory) {
        return MAPPER.createObjectNode().put("cwd", directory.toString());
    }

    private Answer ask(ObjectNode request) {
        try {
            requests.write(MAPPER.writeValueAsString(request) + "\n");
            requests.flush();
            String line = answers.readLine();
            if (line == null) {
                throw new IllegalStateException("The DVC server has ended");
            }
            JsonNode answer = MAPPER.readTree(line);
            return new Answer(
                    answer.path("rc").asInt(),
                    answer.path("out").asText(),
                    answer.path("err").asText());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        requests.close();
        process.destroy();
    }
}
