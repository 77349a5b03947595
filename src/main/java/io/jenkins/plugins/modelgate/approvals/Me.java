package io.jenkins.plugins.modelgate.approvals;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.User;
import hudson.security.ACL;
import io.jenkins.plugins.modelgate.config.Emails;
import io.jenkins.plugins.modelgate.config.Permissions;
import io.jenkins.plugins.modelgate.core.approval.Tally;
import io.jenkins.plugins.modelgate.core.document.Actor;
import io.jenkins.plugins.modelgate.core.document.Approval;
import io.jenkins.plugins.modelgate.core.document.ApprovalRules;
import io.jenkins.plugins.modelgate.core.document.Maker;
import io.jenkins.plugins.modelgate.core.document.Observer;
import io.jenkins.plugins.modelgate.core.document.Person;
import java.util.List;
import java.util.Optional;
import jenkins.model.Jenkins;
import org.kohsuke.stapler.Stapler;
import org.kohsuke.stapler.StaplerRequest2;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;

/**
 * The person who looks at a page or calls it: as the security realm knows them at this very moment.
 *
 * @param id their id
 * @param person what else is known of them
 */
record Me(String id, Person person) {
    /** Whether somebody is logged in, and it is not the controller itself. */
    static boolean isSomebody() {
        Authentication who = Jenkins.getAuthentication2();
        return !ACL.isAnonymous2(who) && !who.equals(ACL.SYSTEM2);
    }

    /** Empty for strangers and for the controller itself. */
    static Optional<Me> now() {
        Authentication who = Jenkins.getAuthentication2();
        User user = User.current();
        if (user == null || !isSomebody()) {
            return Optional.empty();
        }
        return Optional.of(new Me(
                user.getId(),
                new Person(
                        user.getDisplayName(),
                        Jenkins.get().getSecurityRealm().getClass().getName(),
                        who.getAuthorities().stream()
                                .map(GrantedAuthority::getAuthority)
                                .sorted()
                                .toList(),
                        Emails.all(user),
                        address())));
    }

    @CheckForNull
    private static String address() {
        StaplerRequest2 request = Stapler.getCurrentRequest2();
        return request == null ? null : request.getRemoteAddr();
    }

    /** As who they act. */
    Actor actor(Question question) {
        String root = Jenkins.get().getRootUrl();
        return new Actor(Actor.Kind.PERSON, id, root == null ? null : root + question.path(), Observer.CONTROLLER);
    }

    /** The rules that name them. */
    List<ApprovalRules.Rule> rules(Question question) {
        return question.standing().rulesOf(actor(question), person);
    }

    /** What keeps them from approving; empty if nothing does. */
    Optional<Maker> part(Question question) {
        return question.standing().part(actor(question), person);
    }

    /** Whether they are named by a rule, and have the permission. */
    boolean maySay(Question question) {
        return question.standing().closed() == null
                && question.scope().hasPermission(Permissions.APPROVE)
                && !rules(question).isEmpty();
    }

    boolean mayBreakGlass(Question question) {
        ApprovalRules.Group group = question.standing().rules().breakGlass();
        return group != null
                && question.standing().closed() == null
                && question.standing().tally().state() != Tally.State.MET
                && question.scope().hasPermission(Permissions.BREAK_GLASS)
                && group.has(id, person.groups());
    }

    boolean mayPromote(Question question) {
        return question.standing().closed() == null
                && question.standing().tally().state() == Tally.State.MET
                && question.scope().hasPermission(Permissions.PROMOTE);
    }

    /** Whether it waits for their yes. */
    boolean isAsked(Question question) {
        return question.standing().open() && maySay(question) && part(question).isEmpty() && !hasSpoken(question);
    }

    private boolean hasSpoken(Question question) {
        return question.standing().tally().counted().stream()
                .map(envelope -> (Approval) envelope.document())
                .anyMatch(said -> said.by().name().equalsIgnoreCase(id));
    }
}
