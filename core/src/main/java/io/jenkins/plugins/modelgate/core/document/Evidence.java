package io.jenkins.plugins.modelgate.core.document;

import com.fasterxml.jackson.annotation.JsonProperty;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.data.GitState;
import io.jenkins.plugins.modelgate.core.data.TrackedPath;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is known of one candidate. It is written before the candidate has a version number, so it names none.
 *
 * @param model the model's files; hashed by whom {@code link} says
 * @param name the registered model that the candidate is for
 * @param candidateKey see {@link CandidateKey}
 * @param way how the candidate was born
 * @param code the code; null where nobody knows it
 * @param data what DVC tracks; null where nobody knows it
 * @param params parameters by name, values as canonical JSON text
 * @param metrics numbers by name, each with its own observer
 * @param link how the registry's files are tied to the data
 * @param run the MLflow run; null if there is none
 * @param build what made it; null outside a CI
 * @param profiles the digests of its tables' profiles by path; null if nothing asked for them
 * @param at when the evidence was recorded
 */
public record Evidence(
        ModelFiles model,
        String name,
        Sha256 candidateKey,
        Way way,
        @CheckForNull Observed<Code> code,
        @CheckForNull Observed<Data> data,
        Observed<SortedMap<String, String>> params,
        SortedMap<String, Observed<Metric>> metrics,
        Observed<Link> link,
        @CheckForNull Observed<Run> run,
        @CheckForNull Observed<Build> build,
        @CheckForNull Observed<SortedMap<String, Sha256>> profiles,
        Instant at)
        implements Document {
    public Evidence {
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(candidateKey, "candidateKey");
        Objects.requireNonNull(way, "way");
        params = new Observed<>(
                Collections.unmodifiableSortedMap(
                        new TreeMap<>(Objects.requireNonNull(params, "params").value())),
                params.observer());
        Objects.requireNonNull(link, "link");
        Objects.requireNonNull(at, "at");
        metrics = Collections.unmodifiableSortedMap(new TreeMap<>(Objects.requireNonNull(metrics, "metrics")));
        profiles = profiles == null
                ? null
                : new Observed<>(
                        Collections.unmodifiableSortedMap(new TreeMap<>(profiles.value())), profiles.observer());
    }

    /** Without profiles of tables. */
    public Evidence(
            ModelFiles model,
            String name,
            Sha256 candidateKey,
            Way way,
            @CheckForNull Observed<Code> code,
            @CheckForNull Observed<Data> data,
            Observed<SortedMap<String, String>> params,
            SortedMap<String, Observed<Metric>> metrics,
            Observed<Link> link,
            @CheckForNull Observed<Run> run,
            @CheckForNull Observed<Build> build,
            Instant at) {
        this(model, name, candidateKey, way, code, data, params, metrics, link, run, build, null, at);
    }

    /** How a candidate is born (design §2). */
    public enum Way {
        /** A person committed {@code dvc.lock}. */
        @JsonProperty("locked-before")
        LOCKED_BEFORE,
        /** The build ran {@code dvc repro}, which changed the lock. */
        @JsonProperty("trained-in-ci")
        TRAINED_IN_CI,
        /** A run or version made somewhere else was adopted. */
        @JsonProperty("trained-elsewhere")
        TRAINED_ELSEWHERE
    }

    /** What ties the files in the registry to the lock. */
    public enum Link {
        /** The registry's files have the hash in the lock. */
        @JsonProperty("byte-identical")
        BYTE_IDENTICAL,
        /** The same build made both; the bytes differ or were not compared. */
        @JsonProperty("same-build")
        SAME_BUILD,
        /** Nothing but the run's word. */
        @JsonProperty("none")
        NONE
    }

    /**
     * Which code.
     *
     * @param git the workspace's code
     * @param resultCommit way B: the commit that holds the lock as used; null until it is committed back
     * @param protectedRef the protected ref that contains the commit; null if none does, or none was named
     */
    public record Code(
            GitState git,
            @CheckForNull String resultCommit,
            @CheckForNull String protectedRef) {
        public Code {
            Objects.requireNonNull(git, "git");
        }
    }

    /**
     * Which data.
     *
     * @param snapshot the snapshot digest
     * @param paths the tracked paths within the model's paths
     * @param lock digests of the lock's entries by owner
     */
    public record Data(Sha256 snapshot, List<TrackedPath> paths, SortedMap<String, Sha256> lock) {
        public Data {
            Objects.requireNonNull(snapshot, "snapshot");
            paths = List.copyOf(Objects.requireNonNull(paths, "paths"));
            lock = Collections.unmodifiableSortedMap(new TreeMap<>(Objects.requireNonNull(lock, "lock")));
        }
    }

    /**
     * Which MLflow run.
     *
     * @param id MLflow's run id
     * @param experiment MLflow's experiment id
     * @param user who MLflow says ran it: a claim
     * @param params what the training logged as its parameters, as MLflow shows the values: a claim; at most
     *     1,000, without values of more than 500 characters; null if nothing
     */
    public record Run(
            String id,
            String experiment,
            @CheckForNull String user,
            @CheckForNull SortedMap<String, String> params) {
        public Run {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(experiment, "experiment");
            params = params == null ? null : Collections.unmodifiableSortedMap(new TreeMap<>(params));
        }
    }

    /**
     * Which build of the CI.
     *
     * @param name the job
     * @param number the build's number or id within the job
     * @param url where to see it; null if nowhere
     * @param startedBy who started it, as the CI says; null if nobody did
     */
    public record Build(
            String name,
            String number,
            @CheckForNull String url,
            @CheckForNull String startedBy) {
        public Build {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(number, "number");
        }
    }
}
