package io.jenkins.plugins.modelgate.cli;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.cli.Page.Style;
import io.jenkins.plugins.modelgate.core.data.GitState;
import io.jenkins.plugins.modelgate.core.data.TrackedPath;
import io.jenkins.plugins.modelgate.core.digest.CanonicalJson;
import io.jenkins.plugins.modelgate.core.digest.Sha256;
import io.jenkins.plugins.modelgate.core.document.Approval;
import io.jenkins.plugins.modelgate.core.document.Document;
import io.jenkins.plugins.modelgate.core.document.Documents;
import io.jenkins.plugins.modelgate.core.document.Envelope;
import io.jenkins.plugins.modelgate.core.document.Evidence;
import io.jenkins.plugins.modelgate.core.document.Evidence.Code;
import io.jenkins.plugins.modelgate.core.document.Evidence.Data;
import io.jenkins.plugins.modelgate.core.document.Evidence.Run;
import io.jenkins.plugins.modelgate.core.document.Verdicts;
import io.jenkins.plugins.modelgate.mlflow.steps.Lookup;
import io.jenkins.plugins.modelgate.mlflow.steps.Lookup.By;
import io.jenkins.plugins.modelgate.mlflow.steps.Lookup.Descent;
import io.jenkins.plugins.modelgate.mlflow.steps.Lookup.VersionEntry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "show",
        description = {
            "Show a document of the ledger by its digest, or what a version is made of: code, data, numbers.",
            "And back: which versions were made from this data, this commit, this candidate."
        },
        footer = {
            "%nExamples:",
            "  model-gate show models:/diabetes@champion",
            "  model-gate show 3                                  # version 3 of the policy's model",
            "  model-gate show --data 5d41402abc4b2a76b9719d911017c592.dir",
            "  model-gate show --commit 8f3c…                     # the full hash",
            "  model-gate show 2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
        },
        sortOptions = false)
final class ShowCommand extends ModelGateCommand {
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,9}");

    @ArgGroup(multiplicity = "1")
    private Wanted wanted;

    /** One of these. */
    static final class Wanted {
        @CheckForNull
        @Parameters(
                paramLabel = "DIGEST|VERSION|MODEL",
                description = "A document's digest, a version's number, or models:/name@alias and the like.")
        private String what;

        @CheckForNull
        @Option(
                names = "--data",
                paramLabel = "HASH",
                description = "Versions that were made from data of this DVC hash.")
        private String data;

        @CheckForNull
        @Option(names = "--commit", paramLabel = "COMMIT", description = "Versions that were made from this commit.")
        private String commit;

        @CheckForNull
        @Option(names = "--candidate", paramLabel = "KEY", description = "Versions of this candidate.")
        private String candidate;
    }

    @Override
    Outcome run(Session session) throws Exception {
        if (wanted.data != null) {
            return versions(session, By.DATA, wanted.data);
        }
        if (wanted.commit != null) {
            return versions(session, By.COMMIT, wanted.commit);
        }
        if (wanted.candidate != null) {
            return versions(session, By.CANDIDATE, wanted.candidate);
        }
        if (DIGEST.matcher(wanted.what).matches()) {
            return document(session, new Sha256(wanted.what));
        }
        String uri = NUMBER.matcher(wanted.what).matches()
                ? "models:/" + session.modelName() + "/" + wanted.what
                : wanted.what;
        return descent(new Lookup(session.gatekeeper()).descent(uri));
    }

    private static Outcome document(Session session, Sha256 digest) throws Exception {
        Envelope envelope = session.ledger()
                .find(digest)
                .orElseThrow(() -> new InputException("The ledger has no document " + digest
                        + "; ‘model-gate history’ lists transitions, which name their verdicts, and ‘model-gate"
                        + " approvals --all’ verdicts that were put to people"));
        Document document = envelope.document();
        String seal = seal(session, envelope);
        Object statement = CanonicalJson.read(Documents.statement(document), Map.class);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("digest", digest);
        json.put("type", document.getClass().getSimpleName().toLowerCase(Locale.ROOT));
        json.put("statement", statement);
        json.put("seal", seal);
        return Outcome.ok(json, page -> page.text(PrettyJson.of(statement)).line(Page.cell(seal, Style.DIM)));
    }

    /** Who signed it, in words. */
    private static String seal(Session session, Envelope envelope) throws Exception {
        Envelope.Seal seal = envelope.check(session.servers().trust());
        if (seal.state() == Envelope.Seal.State.TRUSTED || !(envelope.document() instanceof Approval approval)) {
            return seal.toString();
        }
        boolean own = session.ledger()
                .find(approval.verdicts())
                .map(Envelope::document)
                .filter(Verdicts.class::isInstance)
                .map(verdicts -> ((Verdicts) verdicts).approvals())
                .filter(rules -> rules.vouchesFor(envelope))
                .isPresent();
        return own ? "signed by the person’s own key, as the verdicts list it" : seal.toString();
    }

    private static Outcome versions(Session session, By by, String value) throws Exception {
        List<VersionEntry> entries = new Lookup(session.gatekeeper()).versions(by, value, session.onlyModel());
        return Outcome.ok(Map.of("versions", entries), page -> {
            if (entries.isEmpty()) {
                page.line("No version says so.");
            } else {
                page.table(
                        List.of("MODEL", "VERSION", "DATA", "COMMIT", "BUILD", "CANDIDATE"),
                        entries.stream().<List<?>>map(ShowCommand::row).toList());
            }
        });
    }

    private static List<?> row(VersionEntry entry) {
        return Stream.of(
                        entry.model(),
                        entry.version(),
                        entry.data(),
                        entry.commit(),
                        entry.build(),
                        abbreviated(entry.candidateKey()))
                .map(Page::cell)
                .toList();
    }

    /** A tag's value may be anything. */
    @CheckForNull
    private static String abbreviated(@CheckForNull String digest) {
        return digest == null ? null : digest.substring(0, Math.min(digest.length(), 12));
    }

    private static Outcome descent(Descent descent) {
        return Outcome.ok(descent, page -> print(page, descent));
    }

    private static void print(Page page, Descent descent) {
        VersionEntry entry = descent.entry();
        page.line(Page.cell(entry.model() + " " + entry.version(), Style.BOLD));
        Evidence evidence = descent.evidence();
        if (evidence == null) {
            page.line("It has no evidence; this is what its tags say:");
            Outputs.facts(page)
                    .row("data", entry.data())
                    .row("commit", entry.commit())
                    .print();
            return;
        }
        Optional<GitState> git = Outputs.known(evidence.code(), Code::git);
        Outputs.facts(page)
                .row("repository", git.map(GitState::repository).orElse(null))
                .row("commit", git.map(GitState::commit).orElse(null))
                .row(
                        "result commit",
                        Outputs.known(evidence.code(), Code::resultCommit).orElse(null))
                .row("snapshot", Outputs.known(evidence.data(), Data::snapshot).orElse(null))
                .row("metrics", Outputs.metrics(evidence.metrics()))
                .row("run", Outputs.known(evidence.run(), Run::id).orElse(null))
                .row(
                        "build",
                        Outputs.known(evidence.build(), build -> build.name() + " " + build.number())
                                .orElse(null))
                .row(
                        "model",
                        evidence.model().hash() + ", "
                                + Outputs.words(evidence.link().value()))
                .row("evidence", descent.digest() + " (" + descent.seal() + ")")
                .print();
        Outputs.known(evidence.data(), Data::paths).ifPresent(paths -> data(page, paths));
    }

    private static void data(Page page, List<TrackedPath> paths) {
        page.table(
                List.of("  DATA", "HASH", "OWNER"),
                paths.stream()
                        .filter(TrackedPath::stored)
                        .<List<?>>map(path -> List.of("  " + path.path(), String.valueOf(path.hash()), path.owner()))
                        .toList());
    }
}
