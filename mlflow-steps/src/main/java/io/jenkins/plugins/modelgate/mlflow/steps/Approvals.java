package io.jenkins.plugins.modelgate.mlflow.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.approval.Tally;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.digest.Shown;
import io.jenkins.plugins.modelgate.core.document.Actor;
import io.jenkins.plugins.modelgate.core.document.Answer;
import io.jenkins.plugins.modelgate.core.document.Approval;
import io.jenkins.plugins.modelgate.core.document.Approval.Decision;
import io.jenkins.plugins.modelgate.core.document.ApprovalRules;
import io.jenkins.plugins.modelgate.core.document.Documents;
import io.jenkins.plugins.modelgate.core.document.Envelope;
import io.jenkins.plugins.modelgate.core.document.Evidence;
import io.jenkins.plugins.modelgate.core.document.Holder;
import io.jenkins.plugins.modelgate.core.document.Maker;
import io.jenkins.plugins.modelgate.core.document.Person;
import io.jenkins.plugins.modelgate.core.document.TargetId;
import io.jenkins.plugins.modelgate.core.document.Verdicts;
import io.jenkins.plugins.modelgate.core.gate.GateEvaluator;
import io.jenkins.plugins.modelgate.core.ledger.ApprovalBook;
import io.jenkins.plugins.modelgate.core.ledger.Ledger;
import io.jenkins.plugins.modelgate.core.ledger.LedgerException;
import io.jenkins.plugins.modelgate.core.ledger.LedgerHead;
import io.jenkins.plugins.modelgate.core.ledger.Past;
import io.jenkins.plugins.modelgate.core.ledger.RefusedException;
import io.jenkins.plugins.modelgate.mlflow.client.ModelVersion;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** What people say to candidates. An approval lives on the candidate, whatever waits for it. */
public final class Approvals {
    /** More open questions than anybody reads. */
    private static final int MOST = 500;

    private final Gatekeeper gatekeeper;

    public Approvals(Gatekeeper gatekeeper) {
        this.gatekeeper = Objects.requireNonNull(gatekeeper, "gatekeeper");
    }

    /**
     * How a candidate stands with people.
     *
     * @param verdicts what was put to them
     * @param digest the verdicts’ digest: what an approval is bound to
     * @param evidence what the verdicts are about
     * @param tally what people said so far
     * @param holds whether the candidate holds the target already
     * @param closed why nothing that is said helps any more, in a sentence; null while it does
     */
    public record Standing(
            Verdicts verdicts,
            Sha256 digest,
            Evidence evidence,
            Tally tally,
            boolean holds,
            @CheckForNull String closed) {
        /** Whether somebody’s yes is waited for. */
        public boolean open() {
            return closed == null && tally.state() == Tally.State.OPEN;
        }

        /** Whether enough said yes, and nothing else speaks against it; or the candidate holds the target already. */
        public boolean letThrough() {
            return holds || closed == null && tally.state() == Tally.State.MET;
        }

        /** Why no yes that is still to come helps, and what does, for people; empty while one may help, or none is needed. */
        public Optional<String> end() {
            if (letThrough() || open()) {
                return Optional.empty();
            }
            if (closed != null) {
                return Optional.of(closed);
            }
            return Optional.of(
                    switch (tally.state()) {
                        case REJECTED -> tally.sentence() + comments() + " Once they say yes, ask again.";
                        case EXPIRED -> tally.sentence() + " Run the gates again: then everybody is asked anew.";
                        default -> tally.sentence();
                    });
        }

        /** The same, after others took the place of the verdicts. */
        public Standing replaced() {
            return new Standing(
                    verdicts,
                    digest,
                    evidence,
                    tally,
                    holds,
                    "The gates were asked again since, and people are asked about that: look at the new verdicts.");
        }

        private String comments() {
            return tally.counted().stream()
                    .map(envelope -> (Approval) envelope.document())
                    .filter(said -> said.decision() == Decision.REJECT
                            && !said.comment().isBlank())
                    .map(said -> " ‘" + Shown.text(said.comment()) + "’")
                    .collect(Collectors.joining());
        }

        /** Those whose yes counts. */
        public List<Approval> yes() {
            return tally.counted().stream()
                    .map(envelope -> (Approval) envelope.document())
                    .filter(said -> said.decision() != Decision.REJECT)
                    .toList();
        }

        /** Who has to be asked. */
        public ApprovalRules rules() {
            return Objects.requireNonNull(verdicts.approvals());
        }

        /** The rules that name a person. */
        public List<ApprovalRules.Rule> rulesOf(Actor by, Person person) {
            return rules().rulesOf(by.name(), person.groups());
        }

        /** The part that a person had in the candidate and that keeps them from approving it; empty if none does. */
        public Optional<Maker> part(Actor by, Person person) {
            return Tally.part(verdicts, by, person);
        }
    }

    /**
     * What somebody says.
     *
     * @param verdicts the digest of what they were shown
     * @param decision not {@link Decision#EXPIRE}
     * @param group in whose name; null if only one rule names them
     * @param comment in their words; may be empty
     */
    public record Word(
            Sha256 verdicts,
            Decision decision,
            @CheckForNull String group,
            String comment) {
        public Word {
            Objects.requireNonNull(verdicts, "verdicts");
            Objects.requireNonNull(decision, "decision");
            Objects.requireNonNull(comment, "comment");
        }
    }

    /**
     * How a version stands.
     *
     * @return empty if its policy asks nobody
     * @throws RefusedException if its gates were never asked
     */
    public Optional<Standing> of(String model, String target, String version) throws LedgerException {
        ModelVersion found = new Versions(gatekeeper).get(model, version);
        Evidence evidence = new Proofs(gatekeeper).need(found).evidence();
        TargetId place = gatekeeper.target(model, target);
        Verdicts verdicts = gatekeeper
                .ledger()
                .recorded(evidence.candidateKey(), place)
                .orElseThrow(() -> new RefusedException("The gates of ‘" + place + "’ were never asked about version "
                        + version + ". Run `model-gate gate` first."));
        return verdicts.approvals() == null
                ? Optional.empty()
                : Optional.of(standing(gatekeeper.ledger().head(), verdicts, evidence));
    }

    /** All that was put to people lately on this server, the newest first. */
    public List<Standing> all() throws LedgerException {
        LedgerHead head = gatekeeper.ledger().head();
        List<Past> asked = gatekeeper.ledger().putToPeople(MOST).stream()
                .filter(past -> past.verdicts().target().server().equals(gatekeeper.server()))
                .toList();
        List<List<Envelope>> said = gatekeeper
                .ledger()
                .approvals()
                .onEach(asked.stream().map(Past::verdicts).toList());
        List<Standing> standings = new ArrayList<>();
        for (int i = 0; i < asked.size(); i++) {
            standings.add(standing(head, asked.get(i).verdicts(), asked.get(i).evidence(), said.get(i)));
        }
        return standings;
    }

    /** How the same candidate stands by now. Only the ledger is asked. */
    public Standing again(Standing before) throws LedgerException {
        Ledger ledger = gatekeeper.ledger();
        Standing now = standing(ledger.head(), before.verdicts(), before.evidence());
        boolean asked = ledger.recorded(
                        before.verdicts().candidateKey(), before.verdicts().target())
                .filter(latest -> Documents.digest(latest).equals(before.digest()))
                .isPresent();
        return asked || now.closed() != null ? now : now.replaced();
    }

    private Standing standing(LedgerHead head, Verdicts verdicts, Evidence evidence) throws LedgerException {
        return standing(
                head, verdicts, evidence, gatekeeper.ledger().approvals().on(verdicts));
    }

    private Standing standing(LedgerHead head, Verdicts verdicts, Evidence evidence, List<Envelope> said) {
        Tally tally = Tally.of(verdicts, said, gatekeeper.now());
        Holder candidate =
                new Holder(verdicts.version(), verdicts.model().hash(), verdicts.candidateKey(), verdicts.evidence());
        return new Standing(
                verdicts,
                Documents.digest(verdicts),
                evidence,
                tally,
                candidate.sameVersion(Decisions.holder(head, verdicts.target())),
                closed(head, verdicts, candidate));
    }

    @CheckForNull
    private static String closed(LedgerHead head, Verdicts verdicts, Holder candidate) {
        Holder champion = Decisions.holder(head, verdicts.target());
        if (candidate.sameVersion(champion)) {
            return "Version " + verdicts.version() + " holds the target already.";
        }
        if (!Objects.equals(verdicts.baseline().champion(), champion)) {
            return "The champion has changed since: run the gates again.";
        }
        if (head.quarantine(verdicts.target(), candidate).isPresent()) {
            return "Version " + verdicts.version() + " is quarantined.";
        }
        return verdicts.answer() == Answer.PASS || GateEvaluator.openToAPerson(verdicts)
                ? null
                : "Its gates say " + verdicts.answer() + ", which nobody can let through.";
    }

    /**
     * What somebody would sign. It is checked first whether it would count.
     *
     * @param person what is known of {@link Gatekeeper#actor}, who says it
     * @throws RefusedException if it would not count, or comes too late
     */
    public Approval draft(Standing standing, Word word, Person person) throws LedgerException {
        Verdicts verdicts = standing.verdicts();
        if (!word.verdicts().equals(standing.digest())) {
            throw refused(
                    standing,
                    "what was shown is not what is asked now: the gates answered again meanwhile."
                            + " Look at it again");
        }
        String closed = standing.closed();
        if (closed != null) {
            throw refused(standing, closed);
        }
        ApprovalRules.Rule rule = rule(standing, word, person);
        Approval approval = new Approval(
                verdicts.model(),
                standing.digest(),
                verdicts.target(),
                verdicts.policy(),
                verdicts.baseline().champion(),
                gatekeeper.actor(),
                person,
                word.decision(),
                rule.group().name(),
                rule.meaning(),
                word.comment().strip(),
                gatekeeper.now());
        return approval;
    }

    private ApprovalRules.Rule rule(Standing standing, Word word, Person person) throws RefusedException {
        Actor by = gatekeeper.actor();
        ApprovalRules rules = standing.rules();
        if (word.decision() == Decision.BREAK_GLASS) {
            ApprovalRules.Group group = rules.breakGlass();
            if (group == null || !group.has(by.name(), person.groups())) {
                throw refused(
                        standing,
                        "the policy lets "
                                + (group == null
                                        ? "nobody break the glass"
                                        : "only the group " + group + " break the glass"));
            }
            return new ApprovalRules.Rule(group, 1, "Let through without the approvals that the policy asks for.");
        }
        List<ApprovalRules.Rule> own = standing.rulesOf(by, person);
        if (own.isEmpty()) {
            throw refused(
                    standing,
                    "‘" + by.name() + "’ is in none of the groups that are asked: "
                            + rules.from().stream()
                                    .map(rule -> rule.group().toString())
                                    .collect(Collectors.joining(", ")));
        }
        return own.stream()
                .filter(rule -> word.group() == null
                        ? own.size() == 1
                        : rule.group().name().equals(word.group()))
                .findFirst()
                .orElseThrow(() -> refused(
                        standing,
                        "say in whose name: "
                                + own.stream()
                                        .map(rule -> rule.group().toString())
                                        .collect(Collectors.joining(", "))));
    }

    /**
     * Says it.
     *
     * @param said what {@link #draft} made, sealed by the ledger’s key or signed by the person’s own
     * @return how it stands then
     * @throws RefusedException if it does not count
     */
    public Standing say(Standing standing, Envelope said) throws LedgerException {
        List<Envelope> all = new ArrayList<>(gatekeeper.ledger().approvals().on(standing.verdicts()));
        Approval approval = (Approval) said.document();
        Optional<Approval> before = all.stream()
                .map(other -> (Approval) other.document())
                .filter(other -> other.bySame(approval))
                .max(Comparator.comparing(Approval::at));
        if (before.isEmpty() || !sameWord(before.get(), approval)) {
            all.add(said);
            Tally tally = Tally.of(standing.verdicts(), all, gatekeeper.now());
            String objection = tally.discounted().get(approval);
            if (objection != null) {
                throw refused(standing, objection);
            }
            gatekeeper.ledger().approvals().add(said, standing.verdicts());
        }
        return standing(gatekeeper.ledger().head(), standing.verdicts(), standing.evidence());
    }

    /** Keeps that too few said yes in time; once, whoever notices it how often. */
    public void expire(Standing standing) throws LedgerException {
        ApprovalBook book = gatekeeper.ledger().approvals();
        Verdicts verdicts = standing.verdicts();
        if (book.on(verdicts).stream().anyMatch(said -> isExpiry((Approval) said.document()))) {
            return;
        }
        Approval expiry = new Approval(
                verdicts.model(),
                standing.digest(),
                verdicts.target(),
                verdicts.policy(),
                verdicts.baseline().champion(),
                gatekeeper.actor(),
                null,
                Decision.EXPIRE,
                null,
                "",
                standing.tally().sentence(),
                standing.rules().closes(verdicts.at()));
        book.add(book.seal(expiry), verdicts);
    }

    private static boolean isExpiry(Approval said) {
        return said.decision() == Decision.EXPIRE;
    }

    /** A double click is one click; whoever said something else in between says it again. */
    private static boolean sameWord(Approval one, Approval other) {
        return one.by().name().equals(other.by().name())
                && one.decision() == other.decision()
                && Objects.equals(one.group(), other.group())
                && one.comment().equals(other.comment());
    }

    private static RefusedException refused(Standing standing, String because) {
        return new RefusedException("Refused for version " + standing.verdicts().version() + " and ‘"
                + standing.verdicts().target() + "’: " + because + (because.endsWith(".") ? "" : "."));
    }
}
