package io.jenkins.plugins.modelgate.core.deploy;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.CanonicalJson;
import io.jenkins.plugins.modelgate.core.digest.Shown;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads where targets are deployed from, strictly.
 *
 * <pre>{@code
 * version: 1
 * deployments:
 *   - name: cluster
 *     repository: https://git.example.org/ops/cluster.git
 *     branch: main                                   # left out: main
 *     proposal: model-gate/diabetes                  # a branch for people to merge; left out: straight to the branch
 *     model: diabetes
 *     target: production
 *     files: { templates/diabetes.yaml.in: apps/diabetes.yaml }
 * }</pre>
 */
public final class DeploymentFile {
    /** The most bytes that it may have. */
    public static final int MAX_BYTES = 1 << 18;

    private DeploymentFile() {}

    record DeploymentList(int version, List<Entry> deployments) {}

    record Entry(
            String name,
            String repository,
            @CheckForNull String branch,
            @CheckForNull String proposal,
            String model,
            String target,
            Map<String, String> files) {
        Entry {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(repository, "repository");
            Objects.requireNonNull(model, "model");
            Objects.requireNonNull(target, "target");
            Objects.requireNonNull(files, "files");
        }
    }

    /**
     * Reads it.
     *
     * @param file the name that messages give the file
     * @param server the name of the MLflow server whose targets they are
     * @param workspace that server's workspace
     * @throws DeploymentException if anything in it is not known, missing, or makes no sense
     */
    public static List<Deployment> parse(byte[] yaml, String file, String server, String workspace)
            throws DeploymentException {
        try {
            if (yaml.length > MAX_BYTES) {
                throw new IllegalArgumentException("it is larger than " + MAX_BYTES + " bytes");
            }
            Object loaded = new Load(LoadSettings.builder()
                            .setLabel(file)
                            .setAllowDuplicateKeys(false)
                            .setMaxAliasesForCollections(0)
                            .build())
                    .loadFromString(new String(yaml, StandardCharsets.UTF_8));
            if (!(loaded instanceof Map<?, ?> map)) {
                throw new IllegalArgumentException("it has no ‘version’ and ‘deployments’");
            }
            Map<String, Object> fields = new HashMap<>();
            map.forEach((key, value) -> fields.put(String.valueOf(key), value));
            DeploymentList content = CanonicalJson.fromMap(fields, DeploymentList.class);
            if (content.version != 1 || content.deployments == null) {
                throw new IllegalArgumentException("it needs ‘version: 1’ and ‘deployments’");
            }
            Set<String> names = new HashSet<>();
            for (Entry entry : content.deployments) {
                if (!entry.name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}") || !names.add(entry.name)) {
                    throw new IllegalArgumentException("each deployment has a name of its own, made of up to 64 of A-Z"
                            + " a-z 0-9 . _ -, found ‘" + Shown.text(entry.name) + "’");
                }
            }
            return content.deployments.stream()
                    .map(entry -> new Deployment(
                            entry.name,
                            entry.repository,
                            entry.branch == null ? "main" : entry.branch,
                            entry.proposal,
                            new TargetId(server, workspace, entry.model, entry.target),
                            new TreeMap<>(entry.files)))
                    .toList();
        } catch (YamlEngineException | IllegalArgumentException e) {
            throw new DeploymentException(file + ": " + Shown.text(String.valueOf(e.getMessage()), 500), e);
        }
    }
}
