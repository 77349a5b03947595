package io.jenkins.plugins.modelgate.approvals;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.ExtensionList;
import hudson.model.Api;
import hudson.model.RootAction;
import io.jenkins.plugins.modelgate.config.MlflowServer;
import io.jenkins.plugins.modelgate.config.ModelGateConfiguration;
import io.jenkins.plugins.modelgate.config.Permissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import jenkins.model.Jenkins;
import jenkins.security.stapler.StaplerDispatchable;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** What people are asked on this Jenkins, as far as the reader may see it. */
@Extension
@ExportedBean
public final class ApprovalsPage implements RootAction {
    static final String URL = "model-approvals";

    /** Nobody waits longer for a page; see {@link Boards}. */
    static final Duration PATIENCE = Duration.ofSeconds(8);

    /** More than anybody reads; the ledger has them all. */
    private static final int MOST_SETTLED = 50;

    private final Boards boards = new Boards();
    private final Promotions promotions = new Promotions();

    static ApprovalsPage get() {
        return ExtensionList.lookupSingleton(ApprovalsPage.class);
    }

    Boards boards() {
        return boards;
    }

    Promotions promotions() {
        return promotions;
    }

    /** For who may see something, as far as can be told without reading. */
    @CheckForNull
    @Override
    public String getIconFileName() {
        boolean reader = Jenkins.get().hasPermission(Permissions.VIEW) || Me.isSomebody();
        return reader && !ModelGateConfiguration.get().getServers().isEmpty() ? "symbol-ribbon" : null;
    }

    @NonNull
    @Override
    public String getDisplayName() {
        return Messages.ApprovalsPage_displayName();
    }

    @NonNull
    @Override
    public String getUrlName() {
        return URL;
    }

    public Api getApi() {
        return new Api(this);
    }

    /** All that the reader may see, for programs. */
    @Exported
    public List<QuestionPage> getQuestions() {
        return lists().all();
    }

    /** What could not be read, for programs. */
    @Exported
    public List<String> getProblems() {
        return lists().problems();
    }

    /** Read once for a page. */
    public Lists lists() {
        List<Board> all = boards.all(PATIENCE);
        Optional<Me> me = Me.now();
        boolean trusted = Jenkins.get().hasPermission(Permissions.VIEW);
        return new Lists(
                all.stream()
                        .flatMap(board -> board.questions().stream())
                        .filter(Question::isVisible)
                        .map(question -> new QuestionPage(question, me.orElse(null)))
                        .toList(),
                all.stream().flatMap(board -> problem(board, trusted)).toList());
    }

    /** Where a ledger is, is not for everybody. */
    static Stream<String> problem(Board board, boolean trusted) {
        String problem = board.problem();
        return problem == null
                ? Stream.empty()
                : Stream.of(
                        trusted
                                ? Messages.ApprovalsPage_problem(board.server(), problem)
                                : Messages.ApprovalsPage_secretProblem(board.server()));
    }

    /**
     * What the reader may see.
     *
     * @param all the newest first
     * @param problems in sentences, with the remedies
     */
    public record Lists(List<QuestionPage> all, List<String> problems) {
        public Lists {
            all = List.copyOf(all);
            problems = List.copyOf(problems);
        }

        /** What waits for the reader. */
        public List<QuestionPage> mine() {
            return only(QuestionPage::isWaitingForMe);
        }

        /** What waits for others, or for who can help. */
        public List<QuestionPage> others() {
            return only(page -> !page.isSettled() && !page.isWaitingForMe());
        }

        /** What nobody waits for any more. */
        public List<QuestionPage> settled() {
            return only(QuestionPage::isSettled).stream().limit(MOST_SETTLED).toList();
        }

        private List<QuestionPage> only(Predicate<QuestionPage> which) {
            return all.stream().filter(which).toList();
        }
    }

    /** One server’s questions, for the address {@code server/<name>/}; null if there is no such server. */
    @CheckForNull
    @StaplerDispatchable
    public ServerQuestions getServer(String name) {
        return server(name)
                .map(configured -> new ServerQuestions(boards, configured))
                .orElse(null);
    }

    static Optional<MlflowServer> server(String name) {
        return ModelGateConfiguration.get().getServers().stream()
                .filter(server -> server.getName().equals(name))
                .findFirst();
    }
}
