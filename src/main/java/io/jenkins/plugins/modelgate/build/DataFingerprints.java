package io.jenkins.plugins.modelgate.build;

import hudson.model.Fingerprint;
import hudson.model.Run;
import hudson.tasks.Fingerprinter.FingerprintAction;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;

/**
 * Makes DVC's MD5 hashes known to Jenkins as fingerprints, so that its own pages answer which builds used some data. An index,
 * never evidence: where it cannot be written, the build goes on.
 */
final class DataFingerprints {
    /** Each is a file on the controller that is written anew for each build. */
    static final int MOST = 200;

    /** Everybody who may see Jenkins sees this name, so it says nothing of the data. */
    static final String NAME = "Data tracked by DVC";

    private static final Logger LOG = Logger.getLogger(DataFingerprints.class.getName());

    private DataFingerprints() {}

    static void record(Run<?, ?> run, List<DataRecord> data) {
        Map<String, String> added = new TreeMap<>();
        try {
            for (DataRecord path : data) {
                String md5 = path.getFingerprint();
                if (md5 != null && added.size() < MOST) {
                    record(run, md5);
                    added.put(path.getPath(), md5);
                }
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, e, () -> "The fingerprints of the data of " + run + " could not be written");
        }
        if (!added.isEmpty()) {
            show(run, added);
        }
    }

    private static void record(Run<?, ?> run, String md5) throws IOException {
        Fingerprint fingerprint = Jenkins.get().getFingerprintMap().getOrCreate((Run<?, ?>) null, NAME, md5);
        fingerprint.addFor(run);
        synchronized (fingerprint) {
            if (fingerprint.getFacet(DataFacet.class) == null) {
                fingerprint.getPersistedFacets().add(new DataFacet(fingerprint, System.currentTimeMillis()));
            }
        }
    }

    /** On the build's page of fingerprints, beside others'. The build is saved with what is recorded next, and when it ends. */
    private static void show(Run<?, ?> run, Map<String, String> added) {
        synchronized (run) {
            FingerprintAction action = run.getAction(FingerprintAction.class);
            if (action == null) {
                run.addAction(new FingerprintAction(run, added));
            } else {
                action.add(added);
            }
        }
    }
}
