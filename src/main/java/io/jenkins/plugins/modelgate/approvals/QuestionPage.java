package io.jenkins.plugins.modelgate.approvals;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import hudson.model.Api;
import hudson.model.Item;
import hudson.model.Job;
import hudson.model.ModelObject;
import hudson.model.Run;
import hudson.security.AccessDeniedException3;
import hudson.security.Permission;
import io.jenkins.plugins.modelgate.build.EvidenceView;
import io.jenkins.plugins.modelgate.build.GateRow;
import io.jenkins.plugins.modelgate.config.Permissions;
import io.jenkins.plugins.modelgate.core.approval.Tally;
import io.jenkins.plugins.modelgate.core.document.Approval;
import io.jenkins.plugins.modelgate.core.document.Approval.Decision;
import io.jenkins.plugins.modelgate.core.document.ApprovalRules;
import io.jenkins.plugins.modelgate.core.document.Evidence;
import io.jenkins.plugins.modelgate.core.document.Holder;
import io.jenkins.plugins.modelgate.core.document.Maker;
import io.jenkins.plugins.modelgate.core.document.Observed;
import io.jenkins.plugins.modelgate.core.document.Verdicts;
import io.jenkins.plugins.modelgate.core.gate.GateEvaluator;
import io.jenkins.plugins.modelgate.deploy.Projected;
import io.jenkins.plugins.modelgate.deploy.Projections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;
import org.kohsuke.stapler.interceptor.RequirePOST;

/** A question to people as one of them sees it; they may see it. */
@ExportedBean(defaultVisibility = 999)
public final class QuestionPage implements ModelObject {
    private final Question question;

    @CheckForNull
    private final Me me;

    QuestionPage(Question question, @CheckForNull Me me) {
        this.question = question;
        this.me = me;
    }

    Question question() {
        return question;
    }

    private Verdicts verdicts() {
        return question.verdicts();
    }

    private Tally tally() {
        return question.standing().tally();
    }

    /** Without any name: Jenkins makes HTML of long texts between its breadcrumbs. */
    @Override
    public String getDisplayName() {
        return Messages.QuestionPage_displayName();
    }

    /** What it is about. */
    public String getTitle() {
        return Messages.QuestionPage_title(getModel(), getVersion(), getTarget());
    }

    public Api getApi() {
        return new Api(this);
    }

    /** Where it is, from the root of this Jenkins on. */
    @Exported
    public String getPath() {
        return question.path();
    }

    @Exported
    public String getServer() {
        return question.server();
    }

    @Exported
    public String getModel() {
        return verdicts().target().model();
    }

    @Exported
    public String getVersion() {
        return verdicts().version();
    }

    @Exported
    public String getTarget() {
        return verdicts().target().target();
    }

    /** The digest that everything said is bound to; who says something sends it back. */
    @Exported
    public String getVerdicts() {
        return question.standing().digest().hex();
    }

    @Exported
    public String getEvidence() {
        return verdicts().evidence().hex();
    }

    @Exported
    public String getCandidateKey() {
        return verdicts().candidateKey().hex();
    }

    /** PASS, FAIL, INCONCLUSIVE or ERROR. */
    @Exported
    public String getAnswer() {
        return verdicts().answer().name();
    }

    @Exported
    public String getWords() {
        return GateEvaluator.words(verdicts());
    }

    @Exported
    public String getRule() {
        return verdicts().rule();
    }

    /**
     * {@code met}, {@code open}, {@code rejected}, {@code expired}, {@code makers-unknown}; {@code holds} if the candidate holds the
     * target; {@code closed} if nothing helps any more.
     */
    @Exported
    public String getState() {
        return question.standing().holds() ? "holds" : stateOfWords();
    }

    private String stateOfWords() {
        return question.standing().closed() == null
                ? switch (tally().state()) {
                    case MET -> "met";
                    case OPEN -> "open";
                    case REJECTED -> "rejected";
                    case EXPIRED -> "expired";
                    case MAKERS_UNKNOWN -> "makers-unknown";
                }
                : "closed";
    }

    /** The state in a word or two. */
    public String getStateWords() {
        return switch (getState()) {
            case "met" -> Messages.QuestionPage_met();
            case "open" -> Messages.QuestionPage_open();
            case "rejected" -> Messages.QuestionPage_rejected();
            case "expired" -> Messages.QuestionPage_expired();
            case "holds" -> Messages.QuestionPage_holds();
            case "closed" -> Messages.QuestionPage_closed();
            default -> Messages.QuestionPage_unknown();
        };
    }

    /** Whether somebody let it through alone; shown for ever. */
    @Exported
    public boolean isBrokenGlass() {
        return tally().counted().stream()
                .anyMatch(said -> ((Approval) said.document()).decision() == Decision.BREAK_GLASS);
    }

    /** How it stands, in a sentence. */
    @Exported
    public String getSentence() {
        String closed = question.standing().closed();
        return closed == null ? tally().sentence() : closed;
    }

    /** When the gates answered, in UTC. */
    @Exported
    public String getAsked() {
        return verdicts().at().toString();
    }

    /** When it closes, in UTC. */
    @Exported
    public String getCloses() {
        return question.standing().rules().closes(verdicts().at()).toString();
    }

    public String getAskedWhen() {
        return Said.when(verdicts().at());
    }

    public String getClosesWhen() {
        return Said.when(question.standing().rules().closes(verdicts().at()));
    }

    /** How long until it closes, in words. */
    public String getTimeLeft() {
        long left = question.standing().rules().closes(verdicts().at()).toEpochMilli() - System.currentTimeMillis();
        return left > 0 ? Util.getTimeSpanString(left) : "–";
    }

    /** Who holds the target; null if nobody does. */
    @CheckForNull
    @Exported
    public String getChampion() {
        Holder champion = verdicts().baseline().champion();
        return champion == null ? null : champion.version();
    }

    /** The policy's commit. */
    @Exported
    public String getPolicyCommit() {
        return verdicts().policy().commit();
    }

    public String getPolicyRef() {
        return verdicts().policy().ref();
    }

    public String getPolicyDigest() {
        return verdicts().policy().digest().hex();
    }

    @Exported
    public List<Said> getSaid() {
        return Said.all(tally());
    }

    /** Who had a part in the candidate since the champion; null if nobody knows. */
    @CheckForNull
    public List<Maker> getMakers() {
        return verdicts().makers();
    }

    /** What a part is called. */
    public String part(Maker maker) {
        return Tally.part(maker);
    }

    /** Whether who had this part may approve all the same. */
    public boolean mayApprove(Maker maker) {
        return !question.standing().rules().never().contains(maker.role());
    }

    /** Who says so. */
    public String observer(Maker maker) {
        return maker.observer().name().toLowerCase(Locale.ROOT);
    }

    /** What is asked of each group. */
    public List<RuleRow> getRules() {
        return question.standing().rules().from().stream()
                .map(rule -> new RuleRow(
                        rule.group().name(),
                        rule.count(),
                        rule.meaning(),
                        tally().yes(rule).size()))
                .toList();
    }

    /**
     * A rule as it is shown.
     *
     * @param yes how many said yes
     */
    public record RuleRow(String group, int count, String meaning, int yes) {}

    /** The group of whom one can let it through alone; null if nobody can. */
    @CheckForNull
    public String getBreakGlassGroup() {
        ApprovalRules.Group group = question.standing().rules().breakGlass();
        return group == null ? null : group.name();
    }

    public boolean isCommentRequired() {
        return question.standing().rules().comment();
    }

    public List<GateRow> getGates() {
        return verdicts().verdicts().stream().map(GateRow::of).toList();
    }

    public EvidenceView getEvidenceView() {
        return new EvidenceView(question.standing().evidence());
    }

    /** The build that made it; null if none did. */
    @CheckForNull
    public Evidence.Build getBuild() {
        Observed<Evidence.Build> build = question.standing().evidence().build();
        return build == null ? null : build.value();
    }

    /** The address of that build from the root of this Jenkins on; null if it is not here, or the reader may not see it. */
    @CheckForNull
    public String getBuildUrl() {
        Evidence.Build build = getBuild();
        Job<?, ?> job = question.job().orElse(null);
        Run<?, ?> run =
                build == null || job == null || !job.hasPermission(Item.READ) ? null : job.getBuild(build.number());
        return run == null ? null : run.getUrl() + "model-evidence/";
    }

    /** Whether it is known what the champion was made of. */
    public boolean isChampionKnown() {
        return question.champion() != null;
    }

    @CheckForNull
    public String getChampionCommit() {
        Evidence champion = question.champion();
        return champion == null ? null : commit(champion);
    }

    @CheckForNull
    public String getCommit() {
        return commit(question.standing().evidence());
    }

    @CheckForNull
    private static String commit(Evidence evidence) {
        Observed<Evidence.Code> code = evidence.code();
        return code == null ? null : code.value().git().commit();
    }

    public List<Change> getChangedData() {
        return Change.data(question.champion(), question.standing().evidence());
    }

    public List<Change> getChangedParams() {
        return Change.params(question.champion(), question.standing().evidence());
    }

    public List<Change> getMetrics() {
        return Change.metrics(question.champion(), question.standing().evidence());
    }

    // --- the reader

    public boolean isSettled() {
        return question.isSettled();
    }

    @Exported
    public boolean isWaitingForMe() {
        return me != null && me.isAsked(question);
    }

    /** In whose name the reader may speak; empty if they may not. */
    @Exported
    public List<String> getMyGroups() {
        return me != null && me.maySay(question)
                ? me.rules(question).stream().map(rule -> rule.group().name()).toList()
                : List.of();
    }

    /** The same with what they would sign for. */
    public List<ApprovalRules.Rule> getMyRules() {
        return me != null && me.maySay(question) ? me.rules(question) : List.of();
    }

    /** Whether there is something for the reader to fill in. */
    public boolean isAsksMe() {
        return !getMyRules().isEmpty() || isMayPromote();
    }

    /** What the reader said, if it counts; null if they said nothing. */
    @CheckForNull
    public Said getMyWord() {
        return me == null
                ? null
                : getSaid().stream()
                        .filter(said ->
                                said.getObjection() == null && said.getId().equalsIgnoreCase(me.id()))
                        .findFirst()
                        .orElse(null);
    }

    /** What keeps the reader from approving: their part in the candidate, in words; null if nothing does. */
    @CheckForNull
    @Exported
    public String getMyPart() {
        return me == null ? null : me.part(question).map(Tally::part).orElse(null);
    }

    public boolean isMayBreakGlass() {
        return me != null && me.mayBreakGlass(question);
    }

    public boolean isMayPromote() {
        return me != null && me.mayPromote(question);
    }

    /** Whether everybody has to sign with a key of their own, which no page has. */
    @Exported
    public boolean isPersonal() {
        return question.standing().rules().personal();
    }

    /** What to type for a yes with a key of one's own. */
    public String getCommand() {
        return "model-gate approve " + quoted(getVersion()) + " --model " + quoted(getModel()) + " --target "
                + quoted(getTarget()) + " --verdicts " + getVerdicts();
    }

    /** For a shell: names come from strangers. */
    private static String quoted(String text) {
        return text.matches("[A-Za-z0-9._-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }

    public boolean isPromoting() {
        return ApprovalsPage.get().promotions().isRunning(question);
    }

    /** Why the last promotion from this page came to nothing; null if it did not. */
    @CheckForNull
    public String getNotPromoted() {
        return ApprovalsPage.get()
                .promotions()
                .last(question)
                .map(Promotions.Outcome::refusal)
                .orElse(null);
    }

    /** What is known of the target's deployments that do not show what the ledger says. */
    public List<Projected> getNotDeployed() {
        return Projections.get().notShown(getServer(), verdicts().target());
    }

    // --- what the reader does

    private void check(Permission permission) {
        try {
            question.scope().checkPermission(permission);
        } catch (AccessDeniedException3 e) {
            throw Problem.isForProgram() ? Problem.denied(e) : e;
        }
    }

    /** Says yes to what was shown. */
    @RequirePOST
    public HttpResponse doApprove(
            @QueryParameter String verdicts, @QueryParameter String group, @QueryParameter String comment) {
        check(Permissions.APPROVE);
        return Saying.say(this, Decision.APPROVE, verdicts, group, comment);
    }

    /** Says no to what was shown. */
    @RequirePOST
    public HttpResponse doReject(
            @QueryParameter String verdicts, @QueryParameter String group, @QueryParameter String comment) {
        check(Permissions.APPROVE);
        return Saying.say(this, Decision.REJECT, verdicts, group, comment);
    }

    /** Lets it through alone. */
    @RequirePOST
    public HttpResponse doBreakGlass(@QueryParameter String verdicts, @QueryParameter String comment) {
        check(Permissions.BREAK_GLASS);
        return Saying.say(this, Decision.BREAK_GLASS, verdicts, null, comment);
    }

    /** Gives the target to the candidate, if enough said yes. */
    @RequirePOST
    public HttpResponse doPromote(@QueryParameter String verdicts, @QueryParameter String reason) {
        check(Permissions.PROMOTE);
        return Saying.promote(this, verdicts, Objects.requireNonNullElse(reason, ""));
    }
}
