package io.jenkins.plugins.modelgate.approvals;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Extension;
import hudson.Util;
import hudson.XmlFile;
import hudson.model.AsyncPeriodicWork;
import hudson.model.TaskListener;
import io.jenkins.plugins.modelgate.config.MlflowServer;
import io.jenkins.plugins.modelgate.config.ModelGateConfiguration;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.util.Listeners;

/**
 * Notices in the ledgers of the servers that this controller owns what people are asked and what is settled, wherever gates
 * ran and people spoke.
 */
@Extension
public final class ApprovalWatch extends AsyncPeriodicWork {
    private static final Logger LOG = Logger.getLogger(ApprovalWatch.class.getName());
    private static final String WAITS = "waits";
    private static final String SETTLED = "settled";

    public ApprovalWatch() {
        super("Model approvals");
    }

    @Override
    public long getRecurrencePeriod() {
        return TimeUnit.MINUTES.toMillis(1);
    }

    @Override
    protected Level getNormalLoggingLevel() {
        return Level.FINE;
    }

    @Override
    protected void execute(@CheckForNull TaskListener listener) throws IOException {
        look();
    }

    /** Looks once. */
    synchronized void look() throws IOException {
        for (MlflowServer server : ModelGateConfiguration.get().getServers()) {
            if (server.isOwner()) {
                look(server);
            }
        }
    }

    private static void look(MlflowServer server) throws IOException {
        Board board = Boards.readNow(server);
        if (board.problem() != null) {
            LOG.log(Level.FINE, board::problem);
            return;
        }
        XmlFile file = new XmlFile(ModelGateConfiguration.folder()
                .resolve("approvals")
                .resolve(Util.rawEncode(server.getName()) + ".xml")
                .toFile());
        // What was there before anybody looked is no news.
        boolean first = !file.exists();
        Map<String, String> before = first ? new TreeMap<>() : read(file);
        TreeMap<String, String> now = new TreeMap<>();
        List<Runnable> news = new ArrayList<>();
        for (Question question : board.questions()) {
            String digest = question.standing().digest().hex();
            String state = question.isSettled() ? SETTLED : WAITS;
            String known = before.get(digest);
            now.put(digest, state);
            if (!first && state.equals(WAITS) && known == null) {
                news.add(() -> Listeners.notify(ApprovalListener.class, true, heard -> heard.asked(question)));
            } else if (state.equals(SETTLED) && WAITS.equals(known)) {
                news.add(() -> Listeners.notify(ApprovalListener.class, true, heard -> heard.settled(question)));
            }
        }
        if (first || !now.equals(before)) {
            // Rather no mail after a crash than one each minute.
            file.write(now);
        }
        news.forEach(Runnable::run);
    }

    private static Map<String, String> read(XmlFile file) throws IOException {
        Map<String, String> read = new TreeMap<>();
        if (file.read() instanceof TreeMap<?, ?> kept) {
            kept.forEach((digest, state) -> read.put(String.valueOf(digest), String.valueOf(state)));
        }
        return read;
    }
}
