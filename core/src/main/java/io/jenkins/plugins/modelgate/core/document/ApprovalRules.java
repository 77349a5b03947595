package io.jenkins.plugins.modelgate.core.document;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a policy asks of people before a candidate may take a target. It is part of the verdicts, so that who reads the ledger
 * can check approvals without the policy.
 *
 * @param from all of them have to be met
 * @param hours how long after the verdicts approvals count
 * @param comment whether each approval needs a comment
 * @param never who had such a part in the candidate cannot approve it
 * @param personal whether each person has to sign with their own key
 * @param signers whose keys are known; empty if none are
 * @param breakGlass the group of whom one can let the candidate through alone; null if nobody can
 */
public record ApprovalRules(
        List<Rule> from,
        int hours,
        boolean comment,
        SortedSet<Maker.Role> never,
        boolean personal,
        List<Signer> signers,
        @CheckForNull Group breakGlass) {
    public ApprovalRules {
        from = List.copyOf(Objects.requireNonNull(from, "from"));
        never = Collections.unmodifiableSortedSet(new TreeSet<>(Objects.requireNonNull(never, "never")));
        signers = List.copyOf(Objects.requireNonNull(signers, "signers"));
        if (from.isEmpty() || hours < 1) {
            throw new IllegalArgumentException("approvals come from somebody, within an hour or more");
        }
    }

    /**
     * So many of a group.
     *
     * @param group whose members
     * @param count how many, 1 or more
     * @param meaning what they sign for, in words (21 CFR 11.50)
     */
    public record Rule(Group group, int count, String meaning) {
        public Rule {
            Objects.requireNonNull(group, "group");
            Objects.requireNonNull(meaning, "meaning");
            if (count < 1) {
                throw new IllegalArgumentException("at least one person approves");
            }
        }
    }

    /**
     * A named group.
     *
     * @param name as the realm or the policy has it
     * @param members their ids, if the policy lists them; null: the realm says who is in it, at the click
     */
    public record Group(String name, @CheckForNull List<String> members) {
        public Group {
            Objects.requireNonNull(name, "name");
            members = members == null ? null : List.copyOf(members);
        }

        /** Whether somebody is in it. */
        public boolean has(String id, List<String> groups) {
            return members == null
                    ? groups.contains(name)
                    : members.stream().anyMatch(member -> Person.same(member, id));
        }

        @Override
        public String toString() {
            return "‘" + name + "’";
        }
    }

    /** When the question closes that verdicts of {@code at} put. */
    public Instant closes(Instant at) {
        return at.plus(Duration.ofHours(hours));
    }

    /** Whether the signature of a listed person is on an approval. */
    public boolean vouchesFor(Envelope approval) {
        return approval.document() instanceof Approval given
                && signers.stream()
                        .filter(signer ->
                                Person.same(signer.principal(), given.by().name()) && signer.validAt(given.at()))
                        .anyMatch(signer ->
                                approval.check(signer.key().trusted()).state() == Envelope.Seal.State.TRUSTED);
    }

    /** The rules that name a person, by their groups. */
    public List<Rule> rulesOf(String id, List<String> groups) {
        return from.stream().filter(rule -> rule.group().has(id, groups)).toList();
    }

    /** For people, such as {@code 2 of ‘ml-leads’ and 1 of ‘risk’}. */
    @Override
    public String toString() {
        return from.stream().map(rule -> rule.count() + " of " + rule.group()).collect(Collectors.joining(" and "));
    }

    /** Every part that one can have. */
    public static SortedSet<Maker.Role> everyRole() {
        return new TreeSet<>(Set.of(Maker.Role.values()));
    }
}
