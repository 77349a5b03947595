package io.jenkins.plugins.modelgate.mlflow.client;

import static io.jenkins.plugins.modelgate.mlflow.client.Call.Service.TRACKING;

import com.fasterxml.jackson.databind.JsonNode;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The files of runs, logged models and versions, over the tracking server's HTTP. */
public final class Artifacts {
    private static final String ROOT = "/api/2.0/mlflow-artifacts/artifacts";

    /** Where MLflow keeps the files of a run, unless its experiment has a place of its own. */
    private static final Pattern RUN_FILE = Pattern.compile("(?:workspaces/[^/]+/)?\\d+/([0-9a-f]{32})/artifacts/(.+)");

    private static final int MOST_FILES = 100_000;
    private static final int MOST_STEPS = 8;

    private final Transport transport;
    private final Tracking tracking;
    private final Registry registry;

    Artifacts(Transport transport, Tracking tracking, Registry registry) {
        this.transport = transport;
        this.tracking = tracking;
        this.registry = registry;
    }

    /**
     * The folder of a run.
     *
     * @throws MlflowException.Unsupported if the tracking server does not serve it over HTTP
     */
    public ArtifactFolder of(Run run) {
        return served(run.artifactUri());
    }

    /** The folder of a logged model. */
    public ArtifactFolder of(LoggedModel model) {
        return served(model.artifactUri());
    }

    /** The folder of a version, wherever its source leads: to a run, a logged model or another version. */
    public ArtifactFolder of(ModelVersion version) {
        return resolve(registry.downloadUri(version.model(), version.version()));
    }

    /** What is directly in {@code folder}, by name; nothing if it is not there: MLflow does not tell the difference. */
    public List<ArtifactFile> list(ArtifactFolder folder) {
        return list(folder, "");
    }

    /**
     * All files at any depth, by path.
     *
     * @throws MlflowException.Protocol if there are more than 100,000 files and folders
     */
    public List<ArtifactFile> files(ArtifactFolder folder) {
        List<ArtifactFile> files = new ArrayList<>();
        Deque<String> folders = new ArrayDeque<>(List.of(""));
        for (int seen = 0; !folders.isEmpty(); ) {
            List<ArtifactFile> entries = list(folder, folders.pop());
            seen += entries.size();
            if (seen > MOST_FILES) {
                throw new MlflowException.Protocol("The artifact folder ‘" + Text.oneLine(folder.path())
                        + "’ has more than " + MOST_FILES + " files: is it a model's?");
            }
            for (ArtifactFile entry : entries) {
                if (entry.folder()) {
                    folders.push(entry.path());
                } else {
                    files.add(entry);
                }
            }
        }
        files.sort(Comparator.comparing(ArtifactFile::path));
        return files;
    }

    /**
     * Receives a file.
     *
     * @param path from {@code folder}
     * @throws IOException if the sink fails
     */
    public void download(ArtifactFolder folder, String path, ArtifactSink sink) throws IOException {
        transport.download(file(folder, path), sink);
    }

    /** MLflow 2 breaks off when the file's own name is not Latin-1, except where it is asked by run. */
    private static Call file(ArtifactFolder folder, String path) {
        String whole = folder.path() + "/" + ArtifactPath.check(path);
        Matcher ofRun = RUN_FILE.matcher(whole);
        if (ofRun.matches() && path.chars().anyMatch(c -> c > 0xff)) {
            Map<String, String> query = Map.of("run_uuid", ofRun.group(1), "path", ofRun.group(2));
            return new Call(TRACKING, "GET", "/get-artifact", query, null, true);
        }
        return new Call(TRACKING, "GET", address(folder, path), Map.of(), null, true);
    }

    /**
     * Sends a file, in the place of what is there under that name.
     *
     * @param path from {@code folder}
     * @throws IOException if the file cannot be read
     */
    public void upload(ArtifactFolder folder, String path, Path file) throws IOException {
        transport.upload(
                new Call(TRACKING, "PUT", address(folder, path), Map.of(), null, true),
                () -> Files.size(file) == 0 ? BodyPublishers.noBody() : BodyPublishers.ofFile(file));
    }

    /** Sends bytes as a file, in the place of what is there under that name. */
    public void upload(ArtifactFolder folder, String path, byte[] content) {
        try {
            transport.upload(
                    new Call(TRACKING, "PUT", address(folder, path), Map.of(), null, true),
                    () -> BodyPublishers.ofByteArray(content));
        } catch (IOException e) {
            throw new IllegalStateException("Reading from memory", e);
        }
    }

    private static String address(ArtifactFolder folder, String path) {
        return ROOT + "/" + ArtifactPath.encoded(folder.path() + "/" + ArtifactPath.check(path));
    }

    private List<ArtifactFile> list(ArtifactFolder folder, String below) {
        String path = below.isEmpty() ? folder.path() : folder.path() + "/" + below;
        Call call = new Call(TRACKING, "GET", ROOT, Map.of("path", path), null, true);
        return transport.json(call, answer -> Wire.list(answer.path("files"), node -> entry(node, below)));
    }

    private static ArtifactFile entry(JsonNode node, String below) {
        String name = Wire.text(node, "path");
        if (name.contains("/") || name.contains("\\") || name.isEmpty() || name.equals(".") || name.equals("..")) {
            throw new IllegalArgumentException("it names a file ‘" + name + "’, which would lie elsewhere");
        }
        boolean isFolder = node.path("is_dir").asBoolean();
        return new ArtifactFile(
                below.isEmpty() ? name : below + "/" + name,
                isFolder,
                isFolder ? -1 : node.path("file_size").asLong(-1));
    }

    private ArtifactFolder resolve(String source) {
        String uri = source;
        for (int step = 0; step < MOST_STEPS; step++) {
            String rest = uri.substring(uri.indexOf(':') + 1).replaceFirst("^/+", "");
            String first = rest.contains("/") ? rest.substring(0, rest.indexOf('/')) : rest;
            String below = rest.substring(first.length()).replaceFirst("^/+", "");
            if (uri.startsWith("runs:")) {
                return ofRun(tracking.getRun(first), below);
            } else if (uri.startsWith("models:") && first.startsWith("m-") && below.isEmpty()) {
                return of(tracking.getLoggedModel(first));
            } else if (uri.startsWith("models:") && below.matches("\\d+")) {
                uri = registry.downloadUri(ArtifactPath.decoded(first), below);
            } else {
                return served(uri);
            }
        }
        throw new MlflowException.Protocol("The source ‘" + Text.oneLine(source) + "’ leads in a circle");
    }

    /** MLflow 3 keeps what a run logged as a model at the logged model, but still calls it by the run's path. */
    private ArtifactFolder ofRun(Run run, String below) {
        ArtifactFolder folder = below.isEmpty() ? of(run) : of(run).folder(below);
        if (below.isEmpty() || run.outputs().isEmpty() || !list(folder).isEmpty()) {
            return folder;
        }
        return run.outputs().stream()
                .map(tracking::getLoggedModel)
                .filter(model -> model.name().equals(below))
                .findFirst()
                .map(this::of)
                .orElse(folder);
    }

    private ArtifactFolder served(String location) {
        URI uri = parsed(location);
        String scheme = uri == null || uri.getScheme() == null ? "" : uri.getScheme();
        if (uri != null && scheme.equals("mlflow-artifacts") && uri.getRawAuthority() == null) {
            return folder(uri.getPath());
        }
        ServerAddress server = transport.config().tracking();
        if (uri != null && scheme.equals("mlflow-artifacts")) {
            URI there = URI.create(server.uri().getScheme() + "://" + uri.getRawAuthority());
            if (there.getHost() != null && server.sameOrigin(there)) {
                return folder(uri.getPath());
            }
        } else if (uri != null && scheme.matches("https?") && uri.getHost() != null && server.sameOrigin(uri)) {
            int root = uri.getPath().indexOf(ROOT + "/");
            if (root >= 0) {
                return folder(uri.getPath().substring(root + ROOT.length()));
            }
        }
        throw new MlflowException.Unsupported("The files at ‘" + Text.oneLine(location.replaceFirst("//[^/@]*@", "//"))
                + "’ are not served by the tracking server " + server.uri() + ": start it with --serve-artifacts and"
                + " --artifacts-destination (and no --default-artifact-root), and log the model again");
    }

    private static ArtifactFolder folder(String path) {
        return new ArtifactFolder(path.replaceAll("^/+|/+$", ""));
    }

    @CheckForNull
    private static URI parsed(String location) {
        try {
            return URI.create(location.replace(" ", "%20"));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
