package io.jenkins.plugins.modelgate.config;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import hudson.util.FormValidation;
import io.jenkins.plugins.modelgate.core.digest.Shown;
import java.net.URISyntaxException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import jenkins.model.Jenkins;
import org.eclipse.jgit.transport.URIish;

/** What forms say about what is typed into them. None of it leaves the controller. */
public final class Checks {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Pattern LOCAL = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[?::1]?");
    private static final Pattern EVERYTHING = Pattern.compile("\\*{2,}");

    /** What an answer from elsewhere may fill of a page. */
    private static final int LONGEST_MESSAGE = 1_000;

    private Checks() {}

    static boolean isAdministrator() {
        return Jenkins.get().hasPermission(Jenkins.ADMINISTER);
    }

    /** Who may read the configuration without changing it gets no answers. */
    static FormValidation forAdministrators(Supplier<FormValidation> check) {
        return isAdministrator() ? check.get() : FormValidation.ok();
    }

    static FormValidation name(@CheckForNull String value) {
        return isName(Util.fixNull(value).trim())
                ? FormValidation.ok()
                : FormValidation.error(Messages.Checks_name(Shown.text(Util.fixNull(value))));
    }

    private static boolean isName(String value) {
        return NAME.matcher(value).matches();
    }

    /**
     * Names end up in the identity of targets and in file names: checked for everyone, forms or not.
     *
     * @throws IllegalArgumentException if one is none, or two differ in upper and lower case at most
     */
    static <T> List<T> named(List<T> entries, Function<T, String> name) {
        Set<String> known = new HashSet<>();
        for (T entry : entries) {
            String given = name.apply(entry);
            if (!isName(given)) {
                throw new IllegalArgumentException(Messages.Checks_name(Shown.text(given)));
            }
            if (!known.add(given.toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException(Messages.Checks_twice(given));
            }
        }
        return entries;
    }

    /** Optional patterns; none are for every name. */
    public static FormValidation patterns(@CheckForNull String value) {
        String given = Util.fixEmptyAndTrim(value);
        if (given == null) {
            return FormValidation.ok();
        }
        List<String> patterns = Patterns.list(given);
        if (patterns.isEmpty()) {
            return FormValidation.error(Messages.Checks_noPattern());
        }
        return patterns.stream()
                .filter(pattern -> pattern.startsWith("/") || pattern.endsWith("/") || pattern.contains("//"))
                .findFirst()
                .map(pattern -> FormValidation.error(Messages.Checks_slash(Shown.text(pattern))))
                .orElse(FormValidation.ok());
    }

    static boolean isForEverything(String patterns) {
        return Patterns.list(patterns).stream()
                .anyMatch(pattern -> EVERYTHING.matcher(pattern).matches());
    }

    /** The address of a Git repository. */
    static FormValidation gitAddress(String value) {
        try {
            URIish uri = new URIish(value);
            if (uri.getPass() != null) {
                return FormValidation.error(Messages.Checks_passwordInUrl());
            }
            return isOpenToListeners(uri.getScheme(), uri.getHost())
                    ? FormValidation.warning(Messages.Checks_noTls())
                    : FormValidation.ok();
        } catch (URISyntaxException e) {
            return FormValidation.error(Messages.Checks_noGitAddress());
        }
    }

    /** Whether credentials that go there can be read on their way. */
    static boolean isOpenToListeners(@CheckForNull String scheme, @CheckForNull String host) {
        return "http".equalsIgnoreCase(scheme)
                && host != null
                && !LOCAL.matcher(host).matches();
    }

    /** The message of a failure. Its text may come from a stranger's server: cut, and escaped by what it is put into. */
    static FormValidation failed(Exception failure) {
        String message = String.valueOf(failure.getMessage());
        return FormValidation.error(
                message.length() > LONGEST_MESSAGE ? message.substring(0, LONGEST_MESSAGE) + "…" : message);
    }
}
