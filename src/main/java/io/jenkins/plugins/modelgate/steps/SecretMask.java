package io.jenkins.plugins.modelgate.steps;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.Functions;
import hudson.console.ConsoleLogFilter;
import hudson.model.Run;
import hudson.util.Secret;
import java.io.OutputStream;
import java.io.Serializable;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jenkinsci.plugins.credentialsbinding.masking.SecretPatterns;
import org.jenkinsci.plugins.workflow.steps.BodyInvoker;
import org.jenkinsci.plugins.workflow.steps.FailureHandler;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** Keeps secrets out of what a block prints and throws, as {@code withCredentials} does. */
final class SecretMask {
    private static final String STARS = "****";

    private SecretMask() {}

    /** Applies to all that runs in the body, and to what it ends with. */
    static void apply(BodyInvoker body, StepContext context, Collection<String> secrets, String charset)
            throws Exception {
        if (secrets.isEmpty()) {
            return;
        }
        Secret pattern = Secret.fromString(
                SecretPatterns.getAggregateSecretPattern(secrets).pattern());
        body.withContext(
                BodyInvoker.mergeConsoleLogFilters(context.get(ConsoleLogFilter.class), new Filter(pattern, charset)));
        body.withContext(FailureHandler.merge(context.get(FailureHandler.class), new Handler(pattern)));
    }

    private static final class Filter extends ConsoleLogFilter implements Serializable {
        private static final long serialVersionUID = 1;

        private final Secret pattern;
        private final String charset;

        Filter(Secret pattern, String charset) {
            this.pattern = pattern;
            this.charset = charset;
        }

        @SuppressWarnings("rawtypes") // as the method that it overrides
        @Override
        public OutputStream decorateLogger(Run none, OutputStream logger) {
            return new SecretPatterns.MaskingOutputStream(
                    logger, () -> Pattern.compile(pattern.getPlainText()), charset);
        }
    }

    private static final class Handler implements FailureHandler {
        private static final long serialVersionUID = 1;

        private final Secret pattern;

        Handler(Secret pattern) {
            this.pattern = pattern;
        }

        @NonNull
        @Override
        public Throwable handle(@NonNull StepContext context, @NonNull Throwable failure) {
            return masked(
                    failure,
                    Pattern.compile(pattern.getPlainText()),
                    Collections.newSetFromMap(new IdentityHashMap<>()));
        }
    }

    /** The same, unless a secret would be printed with it: then a copy without. */
    private static Throwable masked(Throwable failure, Pattern secrets, Set<Throwable> seen) {
        if (!seen.add(failure)
                || !secrets.matcher(Functions.printThrowable(failure)).find()) {
            return failure;
        }
        String message = secrets.matcher(Objects.requireNonNullElse(failure.getMessage(), ""))
                .replaceAll(STARS);
        Exception copy = failure instanceof AbortException ? new AbortException(message) : new Masked(message);
        copy.setStackTrace(failure.getStackTrace());
        if (failure.getCause() != null) {
            copy.initCause(masked(failure.getCause(), secrets, seen));
        }
        for (Throwable suppressed : failure.getSuppressed()) {
            copy.addSuppressed(masked(suppressed, secrets, seen));
        }
        return copy;
    }

    private static final class Masked extends Exception {
        private static final long serialVersionUID = 1;

        Masked(String message) {
            super(message);
        }
    }
}
