package io.jenkins.plugins.modelgate.config;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import hudson.model.User;
import hudson.tasks.MailAddressResolver;
import hudson.tasks.Mailer;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import jenkins.model.Jenkins;

/** People's addresses. They are claims: everybody may write any into their own profile. */
public final class Emails {
    private static final Logger LOG = Logger.getLogger(Emails.class.getName());

    private Emails() {}

    /** The address of a user; null if there is no such user, or the mailer plugin does not know one. */
    @CheckForNull
    public static String of(String id) {
        User user = User.getById(id, false);
        return user == null ? null : all(user).stream().findFirst().orElse(null);
    }

    /** What people wrote into their profile, then what the realm says of them: rather one address too many. */
    public static List<String> all(User user) {
        return Jenkins.get().getPlugin("mailer") == null ? List.of() : Known.all(user);
    }

    /** The plugin need not be there. */
    private static final class Known {
        private Known() {}

        static List<String> all(User user) {
            Mailer.UserProperty property = user.getProperty(Mailer.UserProperty.class);
            Stream<String> claimed =
                    Stream.ofNullable(property == null ? null : property.getExplicitlyConfiguredAddress());
            // The plugin itself asks nobody else once there is an address in the profile.
            Stream<String> known = MailAddressResolver.all().stream().map(resolver -> ask(resolver, user));
            return Stream.of(claimed, known, Stream.of(user).map(MailAddressResolver::resolveFast))
                    .flatMap(Function.identity())
                    .map(Util::fixEmptyAndTrim)
                    .filter(Objects::nonNull)
                    .distinct()
                    .toList();
        }

        @CheckForNull
        private static String ask(MailAddressResolver resolver, User user) {
            try {
                return resolver.findMailAddressFor(user);
            } catch (RuntimeException e) {
                LOG.log(Level.WARNING, e, () -> resolver + " does not say the address of " + user.getId());
                return null;
            }
        }
    }
}
