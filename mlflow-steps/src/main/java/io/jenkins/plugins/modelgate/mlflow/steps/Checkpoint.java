package io.jenkins.plugins.modelgate.mlflow.steps;

/**
 * Told at each boundary between two systems, before the next one is touched. It changes nothing; a test stops the process
 * there.
 */
@FunctionalInterface
public interface Checkpoint {
    /** Goes on. */
    Checkpoint NONE = boundary -> {};

    void at(Boundary boundary);

    /** What has just been finished. */
    enum Boundary {
        /** The run exists; nothing is logged to it yet. */
        RUN_CREATED,
        /** The run has its parameters, metrics, dataset and model files, but no evidence. */
        RUN_LOGGED,
        /** The run has its evidence. */
        EVIDENCE_STORED,
        /** The registry has the version. */
        VERSION_CREATED,
        /** Verdicts are reached, but recorded nowhere. */
        JUDGED,
        /** Verdicts are in the ledger's records. */
        VERDICTS_RECORDED,
        /** All is checked; the ledger does not have the transition. */
        BEFORE_DECISION,
        /** The ledger has the transition; MLflow shows nothing of it. */
        DECIDED,
        /** MLflow was held against the ledger's head; nothing is written yet. */
        COMPARED,
        /** MLflow's alias is right; stage and tags are not yet. */
        ALIAS_SET,
        /** Alias and stage are right; tags are not yet. */
        STAGE_SET,
        /** All is written; the ledger's head has not been read again. */
        PROJECTED
    }
}
