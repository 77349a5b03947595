package io.jenkins.plugins.modelgate.requests;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.ChoiceParameterDefinition;
import hudson.model.Job;
import hudson.model.ParameterDefinition;
import hudson.model.ParameterValue;
import hudson.model.ParametersDefinitionProperty;
import hudson.model.SimpleParameterDefinition;
import hudson.model.StringParameterDefinition;
import io.jenkins.plugins.modelgate.build.RequestCause;
import java.util.List;
import java.util.Objects;

/** What is asked for, as the parameters of a job: by their names those that it declares, all others as they are by default. */
final class RequestParameters {
    private RequestParameters() {}

    /**
     * Their values.
     *
     * @throws IllegalArgumentException if the job has a choice that does not have what is asked for
     */
    static List<ParameterValue> of(Job<?, ?> job, RequestCause cause) {
        ParametersDefinitionProperty declared = job.getProperty(ParametersDefinitionProperty.class);
        return declared == null
                ? List.of()
                : declared.getParameterDefinitions().stream()
                        .map(definition -> value(definition, cause))
                        .filter(Objects::nonNull)
                        .toList();
    }

    @CheckForNull
    private static ParameterValue value(ParameterDefinition definition, RequestCause cause) {
        String asked = asked(definition.getName(), cause);
        boolean text =
                definition instanceof StringParameterDefinition || definition instanceof ChoiceParameterDefinition;
        return asked != null && text
                ? ((SimpleParameterDefinition) definition).createValue(asked)
                : definition.getDefaultParameterValue();
    }

    @CheckForNull
    private static String asked(String parameter, RequestCause cause) {
        return switch (parameter) {
            case "SERVER" -> cause.getServer();
            case "MODEL" -> cause.getModel();
            case "VERSION" -> cause.getVersion();
            case "TARGET" -> cause.getTarget();
            case "REASON" -> cause.getReason();
            case "REQUESTED_BY" -> cause.getBy() == null ? "" : cause.getBy();
            default -> null;
        };
    }
}
