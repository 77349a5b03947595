package io.jenkins.plugins.modelgate.dvc;

import java.util.Set;
import java.util.function.Predicate;

/**
 * Which files of Git DVC writes when a pipeline runs; paths are relative to the Git root.
 *
 * @param outputs those that Git keeps ({@code cache: false})
 * @param ignoreFiles the {@code .gitignore} files beside outputs
 */
record WrittenByDvc(Set<String> outputs, Set<String> ignoreFiles) implements Predicate<String> {
    @Override
    public boolean test(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        return name.equals(Pipeline.LOCK) || name.endsWith(".dvc") || ignoreFiles.contains(path) || isOutput(path);
    }

    private boolean isOutput(String path) {
        for (String at = path; !at.isEmpty(); at = DvcFile.parent(at)) {
            if (outputs.contains(at)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a file is code: nothing that DVC writes, not DVC's own folder, and not the policy. */
    boolean isCode(String path) {
        boolean own = path.startsWith(".dvc/") || path.contains("/.dvc/");
        return !own && !path.equals("model-gate.yaml") && !test(path);
    }
}
