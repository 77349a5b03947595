package io.jenkins.plugins.modelgate.mlflow.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.document.Document;
import io.jenkins.plugins.modelgate.core.document.Holder;
import io.jenkins.plugins.modelgate.core.document.ModelFiles;
import io.jenkins.plugins.modelgate.core.document.PolicyRef;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import io.jenkins.plugins.modelgate.core.document.Transition;
import io.jenkins.plugins.modelgate.core.ledger.LedgerException;
import io.jenkins.plugins.modelgate.core.ledger.Proposal;
import io.jenkins.plugins.modelgate.core.policy.ModelPolicy;
import io.jenkins.plugins.modelgate.core.policy.TargetPolicy;
import io.jenkins.plugins.modelgate.mlflow.client.ModelVersion;
import java.util.List;
import java.util.Objects;

/** Takes over into the ledger what the registry shows. */
public final class Adoption {
    private final Gatekeeper gatekeeper;
    private final Versions versions;
    private final Proofs proofs;
    private final Bytes bytes;

    public Adoption(Gatekeeper gatekeeper) {
        this.gatekeeper = Objects.requireNonNull(gatekeeper, "gatekeeper");
        this.versions = new Versions(gatekeeper);
        this.proofs = new Proofs(gatekeeper);
        this.bytes = new Bytes(gatekeeper.artifacts());
    }

    /**
     * Takes over what the registry's alias or stage shows, as it is: also what was done by hand while the ledger could not
     * be reached. A version that was {@linkplain Recorder#recordVersion recorded} before is adopted with its evidence.
     *
     * @param model the model's policy, which names alias and stage
     * @param policy where the policy was read
     * @param reason in words; never blank
     */
    public Targets.Moved adopt(ModelPolicy model, PolicyRef policy, String target, String reason, boolean dryRun)
            throws LedgerException {
        TargetPolicy shows = Gates.policy(model, target);
        ModelVersion version = shown(model.name(), shows);
        Proofs.Proof proof = proofs.of(version).orElse(null);
        ModelFiles files = proof == null
                ? bytes.of(version)
                : bytes.expect(version, proof.evidence().model());
        Holder to =
                proof == null ? new Holder(version.version(), files.hash(), null, null) : Gates.holder(version, proof);
        TargetId id = gatekeeper.target(model.name(), target);
        List<Document> cited = proof == null ? List.of() : List.of(proof.evidence());
        return new Decisions(gatekeeper)
                .decide(
                        head -> new Proposal(
                                new Transition(
                                        files,
                                        Transition.Type.ADOPT,
                                        id,
                                        Decisions.holder(head, id),
                                        to,
                                        null,
                                        shows.alias(),
                                        shows.stage(),
                                        null,
                                        List.of(),
                                        policy,
                                        reason,
                                        gatekeeper.actor(),
                                        Decisions.previous(head, id),
                                        gatekeeper.now()),
                                cited),
                        dryRun,
                        List.of());
    }

    private ModelVersion shown(String model, TargetPolicy target) {
        ModelVersion byAlias = target.alias() == null ? null : find("models:/" + model + "@" + target.alias());
        ModelVersion byStage = target.stage() == null ? null : find("models:/" + model + "/" + target.stage());
        if (byAlias != null && byStage != null && !byAlias.version().equals(byStage.version())) {
            throw new StepException(
                    StepException.Kind.BAD_INPUT,
                    "The alias ‘" + target.alias() + "’ of ‘" + model + "’ shows version " + byAlias.version()
                            + ", the stage ‘" + target.stage() + "’ version " + byStage.version()
                            + ": make them one before you adopt it");
        }
        ModelVersion shown = byAlias == null ? byStage : byAlias;
        if (shown == null) {
            throw new StepException(
                    StepException.Kind.NOT_FOUND,
                    "There is nothing to adopt: no version of ‘" + model + "’ is shown as ‘" + target.name() + "’");
        }
        return shown;
    }

    @CheckForNull
    private ModelVersion find(String uri) {
        try {
            return versions.resolve(uri);
        } catch (StepException e) {
            if (e.kind() == StepException.Kind.NOT_FOUND) {
                return null;
            }
            throw e;
        }
    }
}
