package io.jenkins.plugins.modelgate.core.document;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * What was known of a person at the click.
 *
 * @param displayName for people
 * @param realm what told who they are, such as the class of a security realm; null if they prove it by their own key
 * @param groups of which they were a member then
 * @param emails their addresses
 * @param address where they were, such as an IP address; null if nobody knows
 */
public record Person(
        String displayName,
        @CheckForNull String realm,
        List<String> groups,
        List<String> emails,
        @CheckForNull String address) {
    public Person {
        Objects.requireNonNull(displayName, "displayName");
        groups = List.copyOf(Objects.requireNonNull(groups, "groups"));
        emails = List.copyOf(Objects.requireNonNull(emails, "emails"));
    }

    boolean hasEmail(@CheckForNull String email) {
        return email != null && emails.stream().anyMatch(own -> same(own, email));
    }

    /** Neither realms nor mail servers tell case. */
    static boolean same(String a, @CheckForNull String b) {
        return b != null && a.strip().toLowerCase(Locale.ROOT).equals(b.strip().toLowerCase(Locale.ROOT));
    }
}
