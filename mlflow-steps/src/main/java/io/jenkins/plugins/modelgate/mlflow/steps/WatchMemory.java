package io.jenkins.plugins.modelgate.mlflow.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.CanonicalJson;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.Holder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * What a watch remembers from round to round, in one small file: when it first saw what, and when it last looked at which
 * files. Without it the next round takes everything for new, and looks at everything.
 */
final class WatchMemory {
    private static final Logger LOGGER = Logger.getLogger(WatchMemory.class.getName());

    private final Path file;
    private final Map<String, OfModel> models;

    private WatchMemory(Path file, Map<String, OfModel> models) {
        this.file = file;
        this.models = models;
    }

    /**
     * What is known of one model.
     *
     * @param round when the last round was
     * @param settled the digest of what the ledger said when the registry last showed all of it; null if it never did
     * @param seen what differs
     * @param looks at the versions that must not be lost
     * @param deployed by deployment, the transition that it last was seen to show
     */
    record OfModel(
            Instant round,
            @CheckForNull Sha256 settled,
            List<Seen> seen,
            List<Look> looks,
            @CheckForNull Map<String, Sha256> deployed) {
        OfModel {
            Objects.requireNonNull(round, "round");
            seen = List.copyOf(seen);
            looks = List.copyOf(looks);
            deployed = deployed == null ? Map.of() : Map.copyOf(deployed);
        }
    }

    /**
     * Something that differs.
     *
     * @param drift its digest
     * @param since when it was seen first
     * @param unseen the last round without it; null if there was none
     */
    record Seen(Sha256 drift, Instant since, @CheckForNull Instant unseen) {
        Seen {
            Objects.requireNonNull(drift, "drift");
            Objects.requireNonNull(since, "since");
        }
    }

    /**
     * What was found of a version.
     *
     * @param version its number
     * @param model the hash that its files should have
     * @param at when somebody looked
     * @param found the hash that its files have; null if they are gone
     * @param gone what is not in the DVC remote any more, in words
     * @param unknown whether it could not be seen of some of its data
     */
    record Look(
            String version,
            Sha256 model,
            Instant at,
            @CheckForNull Sha256 found,
            List<String> gone,
            boolean unknown) {
        Look {
            Objects.requireNonNull(version, "version");
            Objects.requireNonNull(model, "model");
            Objects.requireNonNull(at, "at");
            gone = List.copyOf(gone);
        }

        boolean isOf(Holder holder) {
            return version.equals(holder.version()) && model.equals(holder.model());
        }

        boolean good() {
            return model.equals(found) && gone.isEmpty();
        }
    }

    private record Content(Map<String, OfModel> models) {
        Content {
            Objects.requireNonNull(models, "models");
        }
    }

    /** Reads it; what is damaged is as good as none. */
    static WatchMemory read(Path file) {
        Map<String, OfModel> models = new TreeMap<>();
        try {
            models.putAll(CanonicalJson.read(Files.readAllBytes(file), Content.class).models);
        } catch (NoSuchFileException e) {
            LOGGER.log(Level.FINE, "The first round of a watch: there is no {0} yet", file);
        } catch (IllegalArgumentException e) {
            LOGGER.log(Level.WARNING, e, () -> "The watch begins anew, since ‘" + file + "’ is damaged");
        } catch (IOException e) {
            throw new StepException(
                    StepException.Kind.FAILED, "Cannot read ‘" + file + "’, the memory of the watch: " + e, e);
        }
        return new WatchMemory(file, models);
    }

    @CheckForNull
    OfModel of(String model) {
        return models.get(model);
    }

    /** Keeps it in the place of what it knew of the model. */
    void keep(String model, OfModel known) {
        models.put(model, known);
        write();
    }

    /** Keeps a look at once: whoever is interrupted in a long round does not begin it anew. */
    void keep(String model, Look look) {
        OfModel known = models.getOrDefault(model, new OfModel(look.at, null, List.of(), List.of(), Map.of()));
        List<Look> looks = new ArrayList<>(known.looks);
        looks.removeIf(old -> old.version.equals(look.version));
        looks.add(look);
        keep(model, new OfModel(known.round, known.settled, known.seen, looks, known.deployed));
    }

    private void write() {
        try {
            Path folder = Files.createDirectories(
                    Objects.requireNonNull(file.toAbsolutePath().getParent()));
            Path written = Files.createTempFile(folder, "watch", ".new");
            Files.write(written, CanonicalJson.bytes(new Content(models)));
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new StepException(
                    StepException.Kind.FAILED, "Cannot write ‘" + file + "’, the memory of the watch: " + e, e);
        }
    }
}
