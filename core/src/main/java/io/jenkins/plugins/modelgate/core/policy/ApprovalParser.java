package io.jenkins.plugins.modelgate.core.policy;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.digest.Shown;
import io.jenkins.plugins.modelgate.core.document.ApprovalRules;
import io.jenkins.plugins.modelgate.core.document.ApprovalRules.Group;
import io.jenkins.plugins.modelgate.core.document.Maker;
import io.jenkins.plugins.modelgate.core.document.Signer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads who has to approve.
 *
 * <pre>{@code
 * groups:                               # top level; left out: the realm says who is in a group
 *   risk: [carol, dave@example.com]
 * …
 *         approvals:
 *           from:
 *             - { group: ml-leads, count: 2, meaning: I reviewed the evidence }
 *             - { group: risk }
 *           expires: 7 days             # default 14 days, counted from the verdicts
 *           comment: required           # default optional
 *           never: [starter, author]    # default: everybody who had a part in the candidate
 *           signatures: personal        # default controller
 *           signers: allowed_signers    # beside the policy
 *           break-glass: sre            # default nobody
 * }</pre>
 */
final class ApprovalParser {
    private static final Pattern TIME = Pattern.compile("([1-9][0-9]{0,3}) (hour|day|week)s?");
    private static final Map<String, Integer> HOURS = Map.of("hour", 1, "day", 24, "week", 7 * 24);
    private static final int DEFAULT_HOURS = 14 * 24;
    private static final String MEANING = "I reviewed the evidence and approve the model for this target.";

    private final Map<String, List<String>> groups = new LinkedHashMap<>();
    private final Beside beside;

    private ApprovalParser(Beside beside) {
        this.beside = beside;
    }

    /** @param node the policy’s {@code groups}; null if it has none */
    static ApprovalParser of(@CheckForNull YamlNode node, Beside beside) {
        ApprovalParser parser = new ApprovalParser(beside);
        if (node != null) {
            for (Map.Entry<YamlNode, YamlNode> entry : node.entries("groups")) {
                parser.groups.put(id(entry.getKey(), "a group’s name"), members(entry.getValue()));
            }
        }
        return parser;
    }

    private static List<String> members(YamlNode node) {
        List<String> members = new ArrayList<>();
        for (YamlNode item : node.items("a group’s members")) {
            String member = id(item, "a member");
            if (members.stream().anyMatch(member::equalsIgnoreCase)) {
                throw item.error("‘" + Shown.text(member) + "’ is there twice");
            }
            members.add(member);
        }
        return members;
    }

    /** The id of a person or group: what realms and addresses have in common. */
    private static String id(YamlNode node, String what) {
        String id = node.text(what);
        if (id.length() > 250 || !YamlNode.isVisible(id) || !id.equals(id.strip())) {
            throw node.error(what + " has up to 250 letters, no control characters and no blanks at its ends, found ‘"
                    + Shown.text(id) + "’");
        }
        return id;
    }

    ApprovalRules rules(YamlNode node) {
        YamlNode.Fields fields =
                node.fields("approvals", "from", "expires", "comment", "never", "signatures", "signers", "break-glass");
        List<ApprovalRules.Rule> from = new ArrayList<>();
        for (YamlNode item : fields.required("from").items("from")) {
            ApprovalRules.Rule rule = rule(item);
            if (from.stream().anyMatch(other -> other.group().equals(rule.group()))) {
                throw item.error("the group " + rule.group() + " is there twice; give it one count");
            }
            from.add(rule);
        }
        boolean personal = fields.optional("signatures")
                .map(word -> word.oneOf("signatures", new TreeMap<>(Map.of("personal", true, "controller", false))))
                .orElse(false);
        List<Signer> signers = fields.optional("signers").map(beside::signers).orElse(List.of());
        if (personal && signers.isEmpty()) {
            throw node.error("personal signatures need ‘signers’: the file beside the policy that lists people’s keys");
        }
        ApprovalRules rules = node.make(() -> new ApprovalRules(
                from,
                fields.optional("expires").map(ApprovalParser::hours).orElse(DEFAULT_HOURS),
                fields.optional("comment")
                        .map(word -> word.oneOf("comment", new TreeMap<>(Map.of("required", true, "optional", false))))
                        .orElse(false),
                fields.optional("never").map(ApprovalParser::never).orElseGet(ApprovalRules::everyRole),
                personal,
                signers,
                fields.optional("break-glass").map(this::group).orElse(null)));
        if (personal && from.stream().anyMatch(rule -> rule.group().members() == null)) {
            throw node.error("who signs with their own key is asked nothing by a realm: list the members of each group"
                    + " in the policy’s ‘groups’");
        }
        return rules;
    }

    private ApprovalRules.Rule rule(YamlNode node) {
        YamlNode.Fields fields = node.fields("a rule of approvals", "group", "count", "meaning");
        Group group = group(fields.required("group"));
        int count =
                fields.optional("count").map(number -> number.count("count")).orElse(1);
        List<String> members = group.members();
        if (members != null && members.size() < count) {
            throw node.error("the group " + group + " has " + members.size() + " members, so " + count
                    + " of them can never approve");
        }
        String meaning = fields.optional("meaning")
                .map(text -> text.text("meaning").strip())
                .orElse(MEANING);
        if (meaning.length() > 500 || !YamlNode.isVisible(meaning)) {
            throw node.error("a meaning is one line of up to 500 letters");
        }
        return new ApprovalRules.Rule(group, count, meaning);
    }

    private Group group(YamlNode node) {
        String name = id(node, "a group");
        return new Group(name, groups.get(name));
    }

    private static int hours(YamlNode node) {
        Matcher time = TIME.matcher(node.text("expires"));
        if (!time.matches()) {
            throw node.error("expires is a number of hours, days or weeks, such as ‘7 days’");
        }
        return Integer.parseInt(time.group(1)) * HOURS.get(time.group(2));
    }

    /** An empty list says nobody; {@code items} refuses one, so it is a word here. */
    private static SortedSet<Maker.Role> never(YamlNode node) {
        SortedSet<Maker.Role> never = new TreeSet<>();
        if (node.isText()) {
            node.oneOf("never", new TreeMap<>(Map.of("nobody", true)));
            return never;
        }
        for (YamlNode item : node.items("never")) {
            never.add(item.oneOf("never", Maker.Role.values()));
        }
        return never;
    }
}
