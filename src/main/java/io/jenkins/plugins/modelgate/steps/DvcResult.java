package io.jenkins.plugins.modelgate.steps;

import io.jenkins.plugins.modelgate.dvc.program.Proof;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.jenkinsci.plugins.scriptsecurity.sandbox.whitelists.Whitelisted;

/** What {@code dvcPull}, {@code dvcPush} and {@code dvcRepro} give to the pipeline: what was proved. */
public final class DvcResult implements Serializable {
    private static final long serialVersionUID = 1;

    private final ArrayList<String> paths;
    private final boolean looked;

    DvcResult(Proof proof) {
        paths = new ArrayList<>(proof.paths());
        looked = proof.method() == Proof.Method.LOOKED;
    }

    /** The tracked paths that it is about, sorted, from the root of the Git work tree. */
    @Whitelisted
    public List<String> getPaths() {
        return List.copyOf(paths);
    }

    /** Whether the objects themselves were looked at; else DVC reported that the remote misses none of them. */
    @Whitelisted
    public boolean isLooked() {
        return looked;
    }

    @Whitelisted
    @Override
    public String toString() {
        return paths.toString();
    }
}
