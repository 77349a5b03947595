package io.jenkins.plugins.modelgate.mlflow.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.ModelFiles;
import io.jenkins.plugins.modelgate.core.document.Subject;
import io.jenkins.plugins.modelgate.mlflow.client.ArtifactFile;
import io.jenkins.plugins.modelgate.mlflow.client.ArtifactFolder;
import io.jenkins.plugins.modelgate.mlflow.client.ArtifactSink;
import io.jenkins.plugins.modelgate.mlflow.client.Artifacts;
import io.jenkins.plugins.modelgate.mlflow.client.ModelVersion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** The bytes of models as MLflow serves them. */
final class Bytes {
    private static final String FOLDER = "model";
    private static final String OTHER_FOLDER = "model-gate/model";

    private final Artifacts artifacts;

    Bytes(Artifacts artifacts) {
        this.artifacts = artifacts;
    }

    /** Reads and hashes all files of a version. */
    ModelFiles of(ModelVersion version) {
        return download(version, null);
    }

    /** Reads and hashes all files of a folder; empty if there are none. */
    List<Subject> of(ArtifactFolder folder) {
        return hash(folder, null);
    }

    /** Copies all files of a version into {@code to}, unless that is null, and hashes them on the way. */
    ModelFiles download(ModelVersion version, @CheckForNull Path to) {
        List<Subject> files = hash(artifacts.of(version), to);
        if (files.isEmpty()) {
            throw new StepException(
                    StepException.Kind.NOT_FOUND,
                    "Version " + version.version() + " of ‘" + version.model() + "’ has no files at ‘"
                            + version.source() + "’: they were deleted, or never logged");
        }
        return new ModelFiles(files);
    }

    /** A small file; what is longer than {@code most} is refused. */
    byte[] read(ArtifactFolder folder, String path, int most) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        transfer(folder, path, () -> {
            content.reset();
            return new Bounded(content, most);
        });
        return content.toByteArray();
    }

    /**
     * Puts a model below a run, unless it is there already.
     *
     * @return the folder's name below {@code root}
     */
    String upload(ModelSource model, ArtifactFolder root) {
        Set<Subject> wanted = Set.copyOf(model.files().files());
        List<Subject> there = of(root.folder(FOLDER));
        // Training code may have logged something else under that name.
        String name = wanted.containsAll(there) ? FOLDER : OTHER_FOLDER;
        ArtifactFolder folder = root.folder(name);
        List<Subject> present = name.equals(FOLDER) ? there : of(folder);
        for (Subject file : model.files().files()) {
            if (!present.contains(file)) {
                send(model, file, folder);
            }
        }
        return name;
    }

    /** Puts files below a folder, in the place of what is there under their names. */
    void send(ModelSource files, ArtifactFolder folder) {
        files.files().files().forEach(file -> send(files, file, folder));
    }

    private void send(ModelSource model, Subject file, ArtifactFolder folder) {
        try {
            model.lend(file, path -> artifacts.upload(folder, file.name(), path));
        } catch (IOException e) {
            throw new StepException(
                    StepException.Kind.FAILED, "Could not send ‘" + file.name() + "’: " + e.getMessage(), e);
        }
    }

    private List<Subject> hash(ArtifactFolder folder, @CheckForNull Path to) {
        List<Subject> files = new ArrayList<>();
        for (ArtifactFile file : artifacts.files(folder)) {
            Hashing sink = new Hashing(to == null ? null : below(to, file.path()));
            transfer(folder, file.path(), sink);
            files.add(subject(file.path(), sink.digest()));
        }
        return files;
    }

    /** A file of a model, whose name may come from a server or a repository. */
    static Subject subject(String name, Sha256 digest) {
        try {
            return new Subject(name, digest);
        } catch (IllegalArgumentException e) {
            throw new StepException(StepException.Kind.BAD_INPUT, Objects.toString(e.getMessage()), e);
        }
    }

    /** Refuses names that MLflow cannot keep, before anything is sent. */
    static void checkNames(ModelFiles files) {
        files.files().forEach(file -> ArtifactFolder.check(file.name()));
    }

    private void transfer(ArtifactFolder folder, String path, ArtifactSink sink) {
        try {
            artifacts.download(folder, path, sink);
        } catch (IOException e) {
            throw new StepException(
                    StepException.Kind.FAILED, "Could not receive ‘" + path + "’ of the model: " + e.getMessage(), e);
        }
    }

    private static Path below(Path folder, String path) {
        Path file = folder.resolve(path).normalize();
        if (!file.startsWith(folder)) {
            throw new StepException(
                    StepException.Kind.MISMATCH, "The registry names a file ‘" + path + "’, which would lie elsewhere");
        }
        return file;
    }

    /** Hashes what it gets, and keeps it where {@code file} is not null. */
    private static final class Hashing implements ArtifactSink {
        @CheckForNull
        private final Path file;

        private MessageDigest digest = Sha256.newDigest();

        Hashing(@CheckForNull Path file) {
            this.file = file;
        }

        @Override
        public OutputStream open() throws IOException {
            digest = Sha256.newDigest();
            if (file == null) {
                return new DigestOutputStream(OutputStream.nullOutputStream(), digest);
            }
            Files.createDirectories(file.resolveSibling(""));
            return new DigestOutputStream(Files.newOutputStream(file), digest);
        }

        Sha256 digest() {
            return new Sha256(HexFormat.of().formatHex(digest.digest()));
        }
    }

    private static final class Bounded extends OutputStream {
        private final ByteArrayOutputStream content;
        private final int most;

        Bounded(ByteArrayOutputStream content, int most) {
            this.content = content;
            this.most = most;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (content.size() + length > most) {
                throw new IOException("it has more than " + most + " bytes");
            }
            content.write(bytes, offset, length);
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }
    }

    /**
     * The files of a version, which must be those of its evidence.
     *
     * @throws StepException if they are others
     */
    ModelFiles expect(ModelVersion version, ModelFiles expected) {
        ModelFiles served = of(version);
        if (!served.equals(expected)) {
            throw new StepException(
                    StepException.Kind.MISMATCH,
                    "Version " + version.version() + " of ‘" + version.model()
                            + "’ has other bytes in the registry than were recorded: "
                            + Verifier.difference(expected, served));
        }
        return served;
    }
}
