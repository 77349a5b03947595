package io.jenkins.plugins.modelgate.dvc.commit;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.dvc.program.Proof;
import java.io.Serializable;
import java.util.List;

/**
 * What became of committing back.
 *
 * @param commit the result commit, which evidence names; null in a dry run that would have made one
 * @param parent the commit that was built
 * @param files what was committed, sorted; empty if nothing had changed, and then {@code commit} is {@code parent}
 * @param data the proof that the data is in the remote; null in a dry run
 */
public record CommittedBack(
        @CheckForNull String commit,
        String parent,
        List<String> files,
        @CheckForNull Proof data) implements Serializable {
    public CommittedBack {
        files = files.stream().sorted().toList();
    }
}
