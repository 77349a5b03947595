package io.jenkins.plugins.modelgate.workspace;

import io.jenkins.plugins.modelgate.dvc.DvcRepository;
import io.jenkins.plugins.modelgate.dvc.program.Call;
import io.jenkins.plugins.modelgate.dvc.program.DvcOperation;
import io.jenkins.plugins.modelgate.dvc.program.Said;
import java.io.Serializable;
import java.util.List;

/** What is done on the agent before and after the dvc program runs there. Again must be as good as once. */
public interface DvcWork extends Serializable {
    /**
     * Finds out what to call.
     *
     * @param repository as it is before
     */
    Plan plan(DvcRepository repository);

    /**
     * Concludes.
     *
     * @param repository as its files are now
     * @param known what the plan knew
     * @param said the calls that were made
     * @return what crosses to the controller
     */
    Serializable conclude(DvcRepository repository, List<String> known, List<Said> said);

    /**
     * What to call.
     *
     * @param known what the conclusion has to know of how things were
     */
    record Plan(List<Call> calls, List<String> known) implements Serializable {}

    /** Nothing but an operation of the program. */
    record Of(DvcOperation<? extends Serializable> operation) implements DvcWork {
        @Override
        public Plan plan(DvcRepository repository) {
            return new Plan(operation.calls(repository), List.of());
        }

        @Override
        public Serializable conclude(DvcRepository repository, List<String> known, List<Said> said) {
            return operation.conclude(repository, said);
        }
    }
}
