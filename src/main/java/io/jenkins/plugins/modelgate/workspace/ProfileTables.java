package io.jenkins.plugins.modelgate.workspace;

import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.modelgate.core.contract.Profile;
import io.jenkins.plugins.modelgate.core.policy.PolicyRepository;
import io.jenkins.plugins.modelgate.profile.DataProfiler;
import io.jenkins.plugins.modelgate.profile.InvalidDataException;
import java.io.File;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import jenkins.MasterToSlaveFileCallable;

/** Reads tables where they lie; only their profiles travel. */
final class ProfileTables extends MasterToSlaveFileCallable<ProfileTables.Found> {
    private static final long serialVersionUID = 1;

    private final TreeSet<String> paths;

    /** @param paths relative to the root of the Git work tree */
    ProfileTables(Collection<String> paths) {
        this.paths = new TreeSet<>(paths);
    }

    /** What was found. */
    static final class Found implements Serializable {
        private static final long serialVersionUID = 1;

        private final TreeMap<String, byte[]> profiles = new TreeMap<>();
        private final ArrayList<String> problems = new ArrayList<>();

        SortedMap<String, Profile> profiles() {
            SortedMap<String, Profile> parsed = new TreeMap<>();
            profiles.forEach((path, json) -> parsed.put(path, Profile.parse(json)));
            return parsed;
        }

        List<String> problems() {
            return problems;
        }
    }

    @Override
    public Found invoke(File workspace, VirtualChannel channel) throws IOException {
        Found found = new Found();
        try (PolicyRepository git = PolicyRepository.open(workspace.toPath())) {
            for (String path : paths) {
                try {
                    found.profiles.put(
                            path,
                            DataProfiler.profile(git.root().resolve(path), path).json());
                } catch (InvalidDataException | NoSuchFileException e) {
                    found.problems.add(Objects.toString(e.getMessage(), path));
                }
            }
        }
        return found;
    }
}
