package io.jenkins.plugins.modelgate.core.approval;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.Actor;
import io.jenkins.plugins.modelgate.core.document.Approval;
import io.jenkins.plugins.modelgate.core.document.ApprovalRules;
import io.jenkins.plugins.modelgate.core.document.Documents;
import io.jenkins.plugins.modelgate.core.document.Envelope;
import io.jenkins.plugins.modelgate.core.document.Maker;
import io.jenkins.plugins.modelgate.core.document.Person;
import io.jenkins.plugins.modelgate.core.document.Verdicts;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How far people are with verdicts that were put to them. It is a pure function of the verdicts, what was said, and the time,
 * so that an audit comes to what was decided.
 */
public final class Tally {
    /** How far the clocks of people’s machines and of the controller may differ. */
    private static final Duration SKEW = Duration.ofMinutes(5);

    private final Verdicts verdicts;
    private final Sha256 digest;
    private final ApprovalRules rules;
    private final Instant at;
    private final List<Envelope> counted = new ArrayList<>();
    private final Map<Approval, String> discounted = new LinkedHashMap<>();

    private Tally(Verdicts verdicts, ApprovalRules rules, Instant at) {
        this.verdicts = verdicts;
        this.rules = rules;
        this.at = at;
        digest = Documents.digest(verdicts);
    }

    /** How it stands. */
    public enum State {
        /** Enough said yes. */
        MET,
        /** More have to. */
        OPEN,
        /** Somebody said no. */
        REJECTED,
        /** The time is over. */
        EXPIRED,
        /** Nobody knows who made the candidate, so that nobody can tell who may approve it. */
        MAKERS_UNKNOWN
    }

    /**
     * Counts.
     *
     * @param verdicts put to people
     * @param said by them, in any order; signatures were checked, but for the personal ones, which are checked here
     * @param at when
     * @throws IllegalArgumentException if the verdicts were put to nobody
     */
    public static Tally of(Verdicts verdicts, List<Envelope> said, Instant at) {
        ApprovalRules rules = verdicts.approvals();
        if (rules == null) {
            throw new IllegalArgumentException("The verdicts were put to nobody");
        }
        Tally tally = new Tally(verdicts, rules, at);
        List<Envelope> inOrder = said.stream()
                .filter(envelope -> approval(envelope).person() != null)
                .sorted(Comparator.comparing(
                                (Envelope envelope) -> approval(envelope).at())
                        .thenComparing(envelope -> envelope.digest().hex()))
                .toList();
        inOrder.forEach(tally::count);
        return tally;
    }

    private static Approval approval(Envelope envelope) {
        return (Approval) envelope.document();
    }

    /** Who spoke twice is taken at the last word. */
    private void count(Envelope envelope) {
        Approval approval = approval(envelope);
        Optional<String> objection = objection(envelope, approval);
        if (objection.isPresent()) {
            discounted.put(approval, objection.get());
        } else {
            counted.removeIf(earlier -> approval(earlier).bySame(approval));
            counted.add(envelope);
        }
    }

    private Optional<String> objection(Envelope envelope, Approval approval) {
        if (!approval.verdicts().equals(digest)
                || !approval.target().equals(verdicts.target())
                || !approval.policy().equals(verdicts.policy())
                || !Objects.equals(approval.champion(), verdicts.baseline().champion())
                || !approval.model().equals(verdicts.model())) {
            return Optional.of("it is about something else");
        }
        if (approval.at().isBefore(verdicts.at().minus(SKEW)) || approval.at().isAfter(at.plus(SKEW))) {
            return Optional.of("it was not said between the verdicts and now");
        }
        if (!approval.at().isBefore(rules.closes(verdicts.at()))) {
            return Optional.of("it came too late");
        }
        if (rules.personal() && !rules.vouchesFor(envelope)) {
            return Optional.of("no key that is listed for ‘" + approval.by().name() + "’ signed it");
        }
        return approval.decision() == Approval.Decision.BREAK_GLASS
                ? objectionToBreakingGlass(approval)
                : objectionTo(approval);
    }

    private Optional<String> objectionToBreakingGlass(Approval approval) {
        Person person = Objects.requireNonNull(approval.person());
        ApprovalRules.Group group = rules.breakGlass();
        if (group == null || !group.name().equals(approval.group())) {
            return Optional.of("the policy lets nobody of that group break the glass");
        }
        if (!group.has(approval.by().name(), person.groups())) {
            return Optional.of("‘" + approval.by().name() + "’ is not in the group " + group);
        }
        return approval.comment().isBlank() ? Optional.of("it gives no reason") : Optional.empty();
    }

    private Optional<String> objectionTo(Approval approval) {
        Person person = Objects.requireNonNull(approval.person());
        ApprovalRules.Rule rule = rule(approval.group());
        if (rule == null) {
            return Optional.of("no rule asks the group ‘" + approval.group() + "’");
        }
        if (!rule.group().has(approval.by().name(), person.groups())) {
            return Optional.of("‘" + approval.by().name() + "’ is not in the group " + rule.group());
        }
        if (approval.decision() == Approval.Decision.REJECT) {
            return Optional.empty();
        }
        if (!approval.meaning().equals(rule.meaning())) {
            return Optional.of("it was signed for something else: ‘" + approval.meaning() + "’");
        }
        if (rules.comment() && approval.comment().isBlank()) {
            return Optional.of("it has no comment");
        }
        return part(verdicts, approval).map(maker -> "‘" + approval.by().name() + "’ " + part(maker));
    }

    @CheckForNull
    private ApprovalRules.Rule rule(@CheckForNull String group) {
        return rules.from().stream()
                .filter(rule -> rule.group().name().equals(group))
                .findFirst()
                .orElse(null);
    }

    private static Optional<Maker> part(Verdicts verdicts, Approval approval) {
        return part(verdicts, approval.by(), Objects.requireNonNull(approval.person()));
    }

    /** The part that somebody had in the candidate and that keeps them from approving it; empty if none does. */
    public static Optional<Maker> part(Verdicts verdicts, Actor by, Person person) {
        ApprovalRules rules = verdicts.approvals();
        List<Maker> makers = verdicts.makers();
        return rules == null || makers == null
                ? Optional.empty()
                : makers.stream()
                        .filter(maker -> rules.never().contains(maker.role()) && maker.is(by, person))
                        .findFirst();
    }

    /** What somebody did, such as {@code wrote a commit of the candidate}. */
    public static String part(Maker maker) {
        return switch (maker.role()) {
            case STARTER -> "started the build";
            case REPLAYER -> "replayed the build";
            case REBUILDER -> "ran the build again";
            case AUTHOR -> "wrote a commit of the candidate";
            case COMMITTER -> "committed a commit of the candidate";
            case CO_AUTHOR -> "is a co-author of a commit of the candidate";
            case RUN_USER -> "ran the training";
        };
    }

    /** How it stands. */
    public State state() {
        if (any(Approval.Decision.BREAK_GLASS)) {
            return State.MET;
        }
        if (any(Approval.Decision.REJECT)) {
            return State.REJECTED;
        }
        if (verdicts.makers() == null && !rules.never().isEmpty()) {
            return State.MAKERS_UNKNOWN;
        }
        if (rules.from().stream().allMatch(rule -> yes(rule).size() >= rule.count())) {
            return State.MET;
        }
        return at.isBefore(rules.closes(verdicts.at())) ? State.OPEN : State.EXPIRED;
    }

    private boolean any(Approval.Decision decision) {
        return counted.stream().anyMatch(envelope -> approval(envelope).decision() == decision);
    }

    /** Who approved in the name of a rule’s group. */
    public List<Approval> yes(ApprovalRules.Rule rule) {
        return counted.stream()
                .map(Tally::approval)
                .filter(approval -> approval.decision() == Approval.Decision.APPROVE
                        && rule.group().name().equals(approval.group()))
                .toList();
    }

    /** The last word of each person that counts, in the order they were said. */
    public List<Envelope> counted() {
        return List.copyOf(counted);
    }

    /** What does not count, and why not. */
    public Map<Approval, String> discounted() {
        return Collections.unmodifiableMap(discounted);
    }

    /** For people: how it stands in one sentence. */
    public String sentence() {
        return switch (state()) {
            case MET ->
                any(Approval.Decision.BREAK_GLASS)
                        ? "Glass was broken by " + names(Approval.Decision.BREAK_GLASS) + "."
                        : "Approved by " + names(Approval.Decision.APPROVE) + ".";
            case REJECTED -> "Rejected by " + names(Approval.Decision.REJECT) + ".";
            case OPEN -> "It waits for " + missing() + ", until " + closes() + ".";
            case EXPIRED -> "Not approved in time: " + missing() + " missing since " + closes() + ".";
            case MAKERS_UNKNOWN ->
                "Nobody knows who made the candidate, so nobody can tell who may approve it: run the gates where the"
                        + " whole Git history is.";
        };
    }

    /** To the second: nobody reads more of it. */
    private Instant closes() {
        return rules.closes(verdicts.at()).truncatedTo(ChronoUnit.SECONDS);
    }

    private String names(Approval.Decision decision) {
        return counted.stream()
                .map(Tally::approval)
                .filter(approval -> approval.decision() == decision)
                .map(approval -> "‘" + approval.by().name() + "’ (" + approval.group() + ")")
                .collect(Collectors.joining(", "));
    }

    private String missing() {
        return rules.from().stream()
                .filter(rule -> yes(rule).size() < rule.count())
                .map(rule -> (rule.count() - yes(rule).size()) + " of " + rule.group())
                .collect(Collectors.joining(" and "));
    }
}
