package io.jenkins.plugins.modelgate.config;

import hudson.init.InitMilestone;
import hudson.init.Initializer;
import hudson.model.Item;
import hudson.security.Permission;
import hudson.security.PermissionGroup;
import hudson.security.PermissionScope;
import jenkins.model.Jenkins;

/**
 * What people may do with models, on pages and over REST. A pipeline's step has no user: what it may do, {@link Grant} says.
 * A permission is necessary, never sufficient: who approves is also looked at as a person, administrators too.
 */
public final class Permissions {
    public static final PermissionGroup GROUP = new PermissionGroup(Permissions.class, Messages._Permissions_group());

    private static final PermissionScope[] EVERYWHERE = {
        PermissionScope.JENKINS, PermissionScope.ITEM_GROUP, PermissionScope.ITEM
    };

    /** To change what is neither approved nor promoted: lift a quarantine, adopt, restore. */
    public static final Permission ADMINISTER = new Permission(
            GROUP, "Administer", Messages._Permissions_administer(), Jenkins.ADMINISTER, true, EVERYWHERE);

    /** To see models, evidence, verdicts and history. Who can read a job can read what its builds recorded. */
    public static final Permission VIEW =
            new Permission(GROUP, "View", Messages._Permissions_view(), Item.READ, true, EVERYWHERE);

    /** To ask the gates of a target about a version. */
    public static final Permission GATE =
            new Permission(GROUP, "Gate", Messages._Permissions_gate(), Item.BUILD, true, EVERYWHERE);

    /** To say yes or no to a candidate. */
    public static final Permission APPROVE =
            new Permission(GROUP, "Approve", Messages._Permissions_approve(), ADMINISTER, true, EVERYWHERE);

    /** To let a candidate through alone, where the policy names somebody for that. */
    public static final Permission BREAK_GLASS =
            new Permission(GROUP, "BreakGlass", Messages._Permissions_breakGlass(), ADMINISTER, true, EVERYWHERE);

    /** To give a target to a version. */
    public static final Permission PROMOTE =
            new Permission(GROUP, "Promote", Messages._Permissions_promote(), ADMINISTER, true, EVERYWHERE);

    /** To give a target back to its last good version. */
    public static final Permission ROLL_BACK =
            new Permission(GROUP, "RollBack", Messages._Permissions_rollBack(), ADMINISTER, true, EVERYWHERE);

    private Permissions() {}

    /** Jenkins must know them before the authorization strategy that names them is loaded. */
    @Initializer(before = InitMilestone.SYSTEM_CONFIG_LOADED)
    public static void register() {
        // That this class is loaded is enough.
    }
}
