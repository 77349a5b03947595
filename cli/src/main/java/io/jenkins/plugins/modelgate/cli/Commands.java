package io.jenkins.plugins.modelgate.cli;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The commands by name, in the order of the help. */
final class Commands {
    private static final Map<String, String> GROUPS = Map.of(
            "ledger", "Make, anchor and check ledgers.",
            "data", "Show what tables look like, and check them before training.",
            "holdout", "Show how often a holdout was looked at, and accept another one.",
            "policy", "Draft and check policies, and what their gates would let through.",
            "key", "Make and show signing keys.");

    private static final Map<String, Supplier<ModelGateCommand>> ALL = new LinkedHashMap<>();

    static {
        ALL.put("snapshot", SnapshotCommand::new);
        ALL.put("run", RunCommand::new);
        ALL.put("commit-back", CommitBackCommand::new);
        ALL.put("data profile", DataProfileCommand::new);
        ALL.put("data check", DataCheckCommand::new);
        ALL.put("record", RecordCommand::new);
        ALL.put("register", RegisterCommand::new);
        ALL.put("gate", GateCommand::new);
        ALL.put("requests", RequestsCommand::new);
        ALL.put("approvals", ApprovalsCommand::new);
        ALL.put("approve", ApproveCommand::new);
        ALL.put("reject", RejectCommand::new);
        ALL.put("promote", PromoteCommand::new);
        ALL.put("rollback", RollbackCommand::new);
        ALL.put("quarantine", QuarantineCommand::new);
        ALL.put("lift", LiftCommand::new);
        ALL.put("retire", RetireCommand::new);
        ALL.put("adopt", AdoptCommand::new);
        ALL.put("status", StatusCommand::new);
        ALL.put("history", HistoryCommand::new);
        ALL.put("show", ShowCommand::new);
        ALL.put("report", ReportCommand::new);
        ALL.put("audit", AuditCommand::new);
        ALL.put("reconcile", ReconcileCommand::new);
        ALL.put("watch", WatchCommand::new);
        ALL.put("roots", RootsCommand::new);
        ALL.put("deploy", DeployCommand::new);
        ALL.put("verify", VerifyCommand::new);
        ALL.put("ledger init", LedgerInitCommand::new);
        ALL.put("ledger anchor", LedgerAnchorCommand::new);
        ALL.put("ledger audit", LedgerAuditCommand::new);
        ALL.put("ledger verify", LedgerVerifyCommand::new);
        ALL.put("policy init", PolicyInitCommand::new);
        ALL.put("policy check", PolicyCheckCommand::new);
        ALL.put("policy power", PolicyPowerCommand::new);
        ALL.put("policy test", PolicyTestCommand::new);
        ALL.put("holdout show", HoldoutShowCommand::new);
        ALL.put("holdout accept", HoldoutAcceptCommand::new);
        ALL.put("key generate", KeyGenerateCommand::new);
        ALL.put("key show", KeyShowCommand::new);
        ALL.put("completion", CompletionCommand::new);
    }

    private Commands() {}

    /**
     * Adds the command that the arguments name, none for the version, or else all of them: to read the annotations of all takes
     * longer than most commands.
     *
     * @return whether all of them were added
     */
    static boolean add(CommandLine root, Main main, String... args) {
        String wanted = args.length == 0 ? "" : args[0];
        boolean all = !isKnown(wanted) && !isVersion(args);
        ALL.forEach((name, maker) -> {
            if (all || firstWord(name).equals(wanted)) {
                ModelGateCommand command = maker.get();
                CommandLine commandLine = new CommandLine(command);
                command.prepare(main, commandLine.getCommandSpec());
                parent(root, name).addSubcommand(commandLine);
            }
        });
        return all;
    }

    private static boolean isKnown(String wanted) {
        return !wanted.equals("completion")
                && names().stream().anyMatch(name -> firstWord(name).equals(wanted));
    }

    /** Such as {@code ledger audit}. */
    static Set<String> names() {
        return Collections.unmodifiableSet(ALL.keySet());
    }

    private static boolean isVersion(String... args) {
        return args.length == 1 && List.of("-V", "--version").contains(args[0]);
    }

    static OptionSpec help() {
        return OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this.")
                .build();
    }

    private static String firstWord(String name) {
        int blank = name.indexOf(' ');
        return blank < 0 ? name : name.substring(0, blank);
    }

    private static CommandLine parent(CommandLine root, String name) {
        String group = firstWord(name);
        if (group.equals(name)) {
            return root;
        }
        if (!root.getSubcommands().containsKey(group)) {
            CommandSpec spec = CommandSpec.create().name(group).addOption(help());
            spec.usageMessage().description(GROUPS.get(group));
            root.addSubcommand(group, new CommandLine(spec));
        }
        return root.getSubcommands().get(group);
    }
}
