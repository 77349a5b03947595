package io.jenkins.plugins.modelgate.config;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.User;
import hudson.tasks.MailAddressResolver;
import hudson.tasks.Mailer;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.TestExtension;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

@WithJenkins
class EmailsTest {
    /** As LDAP would. */
    @TestExtension
    public static final class Realm extends MailAddressResolver {
        @Override
        public String findMailAddressFor(User user) {
            return user.getId().equals("ada") ? "ada@example.org" : null;
        }
    }

    @Test
    void addsWhatPeopleWroteAboutThemselvesToWhatTheRealmKnows(JenkinsRule jenkins) throws Exception {
        User ada = User.getById("ada", true);
        assertThat(Emails.all(ada)).containsExactly("ada@example.org");

        ada.addProperty(new Mailer.UserProperty("nobody@example.org"));

        assertThat(Emails.all(ada)).containsExactly("nobody@example.org", "ada@example.org");
        assertThat(Emails.of("ada")).isEqualTo("nobody@example.org");
        assertThat(Emails.all(User.getById("bea", true))).isEmpty();
        assertThat(Emails.of("unheard")).isNull();
    }
}
