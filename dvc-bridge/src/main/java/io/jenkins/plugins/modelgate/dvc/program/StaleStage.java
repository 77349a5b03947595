package io.jenkins.plugins.modelgate.dvc.program;

import java.io.Serializable;
import java.util.List;

/**
 * A stage or {@code .dvc} file that DVC would not call up to date.
 *
 * @param name as DVC names it: {@code train}, {@code sub/dvc.yaml:train@x}, {@code data.dvc}
 * @param reasons in DVC's words, such as {@code changed deps: params.yaml: lr: modified} or {@code changed command}
 */
public record StaleStage(String name, List<String> reasons) implements Serializable {
    public StaleStage {
        reasons = List.copyOf(reasons);
    }
}
