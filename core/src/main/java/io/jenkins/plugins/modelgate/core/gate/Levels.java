package io.jenkins.plugins.modelgate.core.gate;

/**
 * How sure a gate must be; each between 0.5 and 1.
 *
 * @param pass to pass
 * @param fail to fail
 */
record Levels(double pass, double fail) {
    static Levels of(double confidence) {
        return new Levels(confidence, confidence);
    }

    /** As sure of a pass, although it is one of so many questions of which any may pass. */
    Levels passingOneOf(double questions) {
        return new Levels(shared(pass, questions), fail);
    }

    /** As sure of a failure, although it is one of so many questions of which any may fail. */
    Levels failingOneOf(int questions) {
        return new Levels(pass, shared(fail, questions));
    }

    private static double shared(double confidence, double questions) {
        return 1 - (1 - confidence) / questions;
    }
}
