package io.jenkins.plugins.modelgate.build;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Fingerprint;
import hudson.model.Item;
import hudson.model.Job;
import hudson.model.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import jenkins.model.FingerprintFacet;
import jenkins.model.Jenkins;
import org.springframework.security.access.AccessDeniedException;

/**
 * Marks a fingerprint as that of data. It holds no name, since everybody who may see Jenkins could read it: what it shows is
 * taken from the builds that used the data, as far as the reader may see them.
 */
public final class DataFacet extends FingerprintFacet {
    /** So many builds are looked at: each may have to be loaded. */
    static final int MOST = 100;

    DataFacet(Fingerprint fingerprint, long timestamp) {
        super(fingerprint, timestamp);
    }

    /** Who used the data; of each job the newest builds first. */
    public List<Use> getUses() {
        List<Use> uses = new ArrayList<>();
        int builds = 0;
        for (String name : getFingerprint().getJobs()) {
            Job<?, ?> job = readable(name);
            if (job == null) {
                continue;
            }
            for (int number : getFingerprint().getRangeSet(name).listNumbersReverse()) {
                if (builds++ == MOST) {
                    return uses;
                }
                uses(job.getBuildByNumber(number)).forEach(uses::add);
            }
        }
        return uses;
    }

    @CheckForNull
    private static Job<?, ?> readable(String name) {
        try {
            Job<?, ?> job = Jenkins.get().getItemByFullName(name, Job.class);
            return job != null && job.hasPermission(Item.READ) ? job : null;
        } catch (AccessDeniedException e) {
            // It may be discovered, not read.
            return null;
        }
    }

    private Stream<Use> uses(@CheckForNull Run<?, ?> run) {
        ModelEvidenceAction evidence = run == null ? null : run.getAction(ModelEvidenceAction.class);
        if (evidence == null) {
            return Stream.empty();
        }
        List<Use> uses = evidence.getCandidates().stream()
                .flatMap(candidate -> paths(candidate.getData())
                        .map(path -> new Use(run, path, candidate.getModel(), candidate.getVersion())))
                .toList();
        return uses.isEmpty()
                ? evidence.getSnapshots().stream()
                        .flatMap(snapshot -> paths(snapshot.getData()))
                        .distinct()
                        .map(path -> new Use(run, path, null, null))
                : uses.stream();
    }

    private Stream<String> paths(List<DataRecord> data) {
        String md5 = getFingerprint().getHashString();
        return data.stream().filter(path -> md5.equals(path.getFingerprint())).map(DataRecord::getPath);
    }

    /**
     * One use.
     *
     * @param run the build
     * @param path the output
     * @param model null if the build only took a snapshot
     * @param version null if none is registered
     */
    public record Use(
            Run<?, ?> run,
            String path,
            @CheckForNull String model,
            @CheckForNull String version) {}
}
