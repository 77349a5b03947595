package io.jenkins.plugins.modelgate.dvc.program;

import java.io.Serializable;
import java.util.List;

/**
 * One call of the dvc program in the folder of its repository.
 *
 * @param arguments what the program is told; the first is DVC's command
 * @param asks whether it is made for what the program answers on its standard output, else for what it does
 */
public record Call(List<String> arguments, boolean asks) implements Serializable {
    public Call {
        arguments = List.copyOf(arguments);
    }

    static Call doing(List<String> arguments) {
        return new Call(arguments, false);
    }

    static Call asking(List<String> arguments) {
        return new Call(arguments, true);
    }

    /** For messages: {@code ‘dvc push’}. */
    String name() {
        return "‘dvc " + arguments.get(0) + "’";
    }

    /** Whether the output of others, of stages, is mixed into its own. */
    boolean runsStages() {
        return arguments.get(0).equals("repro");
    }
}
