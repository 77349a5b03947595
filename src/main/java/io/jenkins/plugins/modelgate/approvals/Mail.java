package io.jenkins.plugins.modelgate.approvals;

import hudson.Extension;
import hudson.model.User;
import hudson.tasks.Mailer;
import io.jenkins.plugins.modelgate.config.Emails;
import io.jenkins.plugins.modelgate.config.ModelGateConfiguration;
import io.jenkins.plugins.modelgate.config.Permissions;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.digest.Shown;
import io.jenkins.plugins.modelgate.core.document.ApprovalRules;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import io.jenkins.plugins.modelgate.core.document.Verdicts;
import jakarta.mail.MessagingException;
import jakarta.mail.Transport;
import java.io.UnsupportedEncodingException;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jenkins.model.Jenkins;
import jenkins.plugins.mailer.tasks.MimeMessageBuilder;
import org.springframework.security.core.AuthenticationException;

/**
 * By the Mailer plugin, if it is there: who is asked gets a mail, and another one when it is settled. Only those whom the policy
 * lists by their ids, since nobody can ask a realm for the members of a group.
 */
@Extension(optional = true)
public final class Mail implements ApprovalListener {
    private static final Logger LOG = Logger.getLogger(Mail.class.getName());

    @Override
    public void said(TargetId target, Sha256 verdicts) {
        // Everybody is told when it is settled.
    }

    @Override
    public void asked(Question question) {
        Verdicts verdicts = question.verdicts();
        send(
                question,
                Messages.Mail_askedSubject(shown(verdicts.target().model()), version(verdicts), target(verdicts)),
                question.standing().tally().sentence());
    }

    @Override
    public void settled(Question question) {
        Verdicts verdicts = question.verdicts();
        String closed = question.standing().closed();
        send(
                question,
                Messages.Mail_settledSubject(shown(verdicts.target().model()), version(verdicts), target(verdicts)),
                closed == null ? question.standing().tally().sentence() : closed);
    }

    private static String version(Verdicts verdicts) {
        return shown(verdicts.version());
    }

    private static String target(Verdicts verdicts) {
        return shown(verdicts.target().target());
    }

    private static String shown(String text) {
        return Shown.text(text);
    }

    private static void send(Question question, String subject, String sentence) {
        if (!ModelGateConfiguration.get().isMail() || Mailer.descriptor().getSmtpHost() == null) {
            return;
        }
        Verdicts verdicts = question.verdicts();
        String root = Objects.requireNonNullElse(Jenkins.get().getRootUrl(), "");
        String body = Messages.Mail_body(
                Shown.text(sentence, 1_000),
                verdicts.answer(),
                Shown.text(verdicts.rule(), 1_000),
                question.standing().digest().hex(),
                root + question.path());
        for (User user : recipients(question)) {
            Emails.all(user).stream().limit(1).forEach(address -> send(address, subject, body));
        }
    }

    private static void send(String address, String subject, String body) {
        try {
            Transport.send(new MimeMessageBuilder()
                    .addRecipients(address)
                    .setSubject(subject)
                    .setBody(body)
                    .buildMimeMessage());
        } catch (MessagingException | UnsupportedEncodingException e) {
            LOG.log(Level.WARNING, e, () -> "Cannot send ‘" + subject + "’ to " + address);
        }
    }

    /** Whom the rules list, as far as Jenkins knows them and they may see it. */
    private static Set<User> recipients(Question question) {
        return question.standing().rules().from().stream()
                .map(ApprovalRules.Rule::group)
                .flatMap(group -> group.members() == null ? Stream.empty() : group.members().stream())
                .map(id -> User.getById(id, false))
                .filter(Objects::nonNull)
                .filter(user -> maySee(user, question))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static boolean maySee(User user, Question question) {
        try {
            return question.scope().getACL().hasPermission2(user.impersonate2(), Permissions.VIEW);
        } catch (AuthenticationException e) {
            LOG.log(Level.FINE, e, () -> "Nobody writes to ‘" + user.getId() + "’");
            return false;
        }
    }
}
