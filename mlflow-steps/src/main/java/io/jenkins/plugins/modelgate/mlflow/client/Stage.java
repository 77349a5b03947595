package io.jenkins.plugins.modelgate.mlflow.client;

/** MLflow's legacy stages. */
public enum Stage {
    NONE("None"),
    STAGING("Staging"),
    PRODUCTION("Production"),
    ARCHIVED("Archived");

    private final String word;

    Stage(String word) {
        this.word = word;
    }

    /** MLflow's word for it. */
    public String word() {
        return word;
    }

    /**
     * Reads MLflow's word, in any case.
     *
     * @throws IllegalArgumentException if it is none of the four
     */
    public static Stage of(String word) {
        for (Stage stage : values()) {
            if (stage.word.equalsIgnoreCase(word)) {
                return stage;
            }
        }
        throw new IllegalArgumentException(
                "‘" + Text.oneLine(word) + "’ is not a stage of MLflow: None, Staging, Production or Archived");
    }
}
