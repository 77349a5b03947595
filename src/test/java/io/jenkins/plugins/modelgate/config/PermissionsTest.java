package io.jenkins.plugins.modelgate.config;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Item;
import hudson.model.User;
import hudson.security.Permission;
import hudson.security.PermissionGroup;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import jenkins.model.Jenkins;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

@WithJenkins
class PermissionsTest {
    @Test
    void areAGroupOfTheirOwnWhoseNamesStay(JenkinsRule jenkins) {
        // Nothing here has loaded the class before.
        PermissionGroup group = PermissionGroup.getAll().stream()
                .filter(each -> each.owner.getName().equals("io.jenkins.plugins.modelgate.config.Permissions"))
                .findFirst()
                .orElseThrow();
        assertThat(group.title.toString(Locale.ENGLISH)).isEqualTo("Model Gate");
        assertThat(group.getPermissions())
                .extracting(permission -> permission.name)
                .containsExactlyInAnyOrder(
                        "View", "Gate", "Approve", "BreakGlass", "Promote", "RollBack", "Administer");
        assertThat(group.getPermissions())
                .allSatisfy(permission -> assertThat(permission.description.toString(Locale.ENGLISH))
                        .endsWith("."));

        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("administrator")
                .grant(Item.READ)
                .everywhere()
                .to("reader")
                .grant(Item.READ, Item.BUILD, Item.CONFIGURE)
                .everywhere()
                .to("developer")
                .grant(Permissions.ROLL_BACK)
                .everywhere()
                .to("on-call")
                .grant(Permissions.ADMINISTER)
                .everywhere()
                .to("keeper"));
        assertThat(of("administrator")).hasSize(7);
        assertThat(of("reader")).containsExactly(Permissions.VIEW);
        assertThat(of("developer")).containsExactly(Permissions.VIEW, Permissions.GATE);
        assertThat(of("on-call")).containsExactly(Permissions.ROLL_BACK);
        assertThat(of("keeper"))
                .containsExactly(
                        Permissions.APPROVE,
                        Permissions.BREAK_GLASS,
                        Permissions.PROMOTE,
                        Permissions.ROLL_BACK,
                        Permissions.ADMINISTER);
    }

    private static List<Permission> of(String user) {
        return Stream.of(
                        Permissions.VIEW,
                        Permissions.GATE,
                        Permissions.APPROVE,
                        Permissions.BREAK_GLASS,
                        Permissions.PROMOTE,
                        Permissions.ROLL_BACK,
                        Permissions.ADMINISTER)
                .filter(permission -> Jenkins.get()
                        .getACL()
                        .hasPermission2(User.getById(user, true).impersonate2(), permission))
                .toList();
    }
}
