package io.jenkins.plugins.modelgate.config;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import hudson.model.User;
import hudson.tasks.Mailer;
import jenkins.model.Jenkins;

/** People's addresses. */
public final class Emails {
    private Emails() {}

    /** The address of a user; null if there is no such user, or the mailer plugin does not know one. */
    @CheckForNull
    public static String of(String id) {
        User user = Jenkins.get().getPlugin("mailer") == null ? null : User.getById(id, false);
        return user == null ? null : Property.address(user);
    }

    /** The plugin need not be there. */
    private static final class Property {
        private Property() {}

        @CheckForNull
        static String address(User user) {
            Mailer.UserProperty property = user.getProperty(Mailer.UserProperty.class);
            return property == null ? null : Util.fixEmptyAndTrim(property.getAddress());
        }
    }
}
