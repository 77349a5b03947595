package io.jenkins.plugins.modelgate.cli;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.cli.Page.Style;
import io.jenkins.plugins.modelgate.dvc.program.Command;
import io.jenkins.plugins.modelgate.dvc.program.LocalProcesses;
import io.jenkins.plugins.modelgate.mlflow.steps.TrainingRuns;
import io.jenkins.plugins.modelgate.mlflow.steps.TrainingRuns.ClosedRun;
import io.jenkins.plugins.modelgate.mlflow.steps.TrainingRuns.Ending;
import io.jenkins.plugins.modelgate.mlflow.steps.TrainingRuns.OpenRun;
import io.jenkins.plugins.modelgate.mlflow.steps.TrainingRuns.Opening;
import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(
        name = "run",
        description = {
            "Run a training command inside an MLflow run.",
            "The command finds the run in MLFLOW_RUN_ID. The run ends FINISHED, FAILED or KILLED like the command;",
            "one to which nothing was logged is removed again. Exit code 1 if the command fails; its own is shown."
        },
        footer = {
            "%nExamples:",
            "  model-gate run -- dvc repro",
            "  model-gate run --name nightly -- python train.py --epochs 3"
        },
        sortOptions = false)
final class RunCommand extends ModelGateCommand {
    /** A shell, and Java, say of what a signal ended that it exited with this and the signal's number. */
    private static final int SIGNALLED = 128;

    private static final int LAST_SIGNAL = 64;
    private static final long LAST_WORDS_SECONDS = 60;

    @Parameters(paramLabel = "COMMAND", arity = "1..*", description = "The command and its arguments, behind --.")
    private List<String> arguments;

    @CheckForNull
    @Option(names = "--name", paramLabel = "NAME", description = "Name of the run; default: MLflow makes one up.")
    private String name;

    @CheckForNull
    @Option(names = "--resume", paramLabel = "RUN", description = "Go on with this run.")
    private String resume;

    @Override
    Outcome run(Session session) throws Exception {
        TrainingRuns runs = new TrainingRuns(session.gatekeeper());
        OpenRun run = runs.open(
                new Opening(session.experiment(), resume, name, session.build().orElse(null)));
        session.keep(session.state().withRun(run.id()));
        Aborts aborts = new Aborts();
        Runtime.getRuntime().addShutdownHook(aborts);
        try {
            return train(session, runs, run, aborts);
        } finally {
            aborts.over();
        }
    }

    private Outcome train(Session session, TrainingRuns runs, OpenRun run, Aborts aborts) throws Exception {
        Ending ending = Ending.FAILED;
        ClosedRun closed;
        int exitCode;
        try {
            exitCode = child(session, runs, run);
            ending = ending(exitCode, aborts);
        } finally {
            closed = runs.close(run, ending);
        }
        session.keep(session.state().withRun(closed.id()));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("childExitCode", exitCode);
        json.put("experiment", run.experiment());
        json.put("run", closed);
        ExitCode code =
                ending == Ending.FINISHED ? ExitCode.OK : aborts.requested() ? ExitCode.INTERRUPTED : ExitCode.ERROR;
        return new Outcome(code, json, page -> print(page, closed, exitCode));
    }

    private int child(Session session, TrainingRuns runs, OpenRun run) throws IOException, InterruptedException {
        Map<String, String> inherited = System.getenv();
        Map<String, String> environment = runs.environment(run, inherited);
        Set<String> withheld = new HashSet<>(inherited.keySet());
        withheld.removeAll(environment.keySet());
        Command command = new Command(arguments, session.workspace(), environment, withheld, null);
        return new LocalProcesses().run(command, session.console().childOutput(json()));
    }

    private static Ending ending(int exitCode, Aborts aborts) {
        if (exitCode == 0) {
            return Ending.FINISHED;
        }
        boolean signalled = exitCode > SIGNALLED && exitCode <= SIGNALLED + LAST_SIGNAL;
        return aborts.requested() || signalled ? Ending.KILLED : Ending.FAILED;
    }

    private void print(Page page, ClosedRun closed, int exitCode) {
        Style style = exitCode == 0 ? Style.GOOD : Style.BAD;
        String exited = "‘" + arguments.get(0) + "’ exited with " + exitCode + "; run";
        if (closed.id() == null) {
            page.line(exited, "removed, since nothing was logged to it");
        } else {
            page.line(exited, closed.id(), Page.cell(closed.ending(), style));
        }
        if (!closed.others().isEmpty()) {
            page.line("It opened other runs beside it: " + String.join(", ", closed.others()));
        }
        closed.remarks().forEach(page::line);
    }

    /** When a signal ends this process, waits until the run is closed as killed; the child is ended by who runs it. */
    private static final class Aborts extends Thread {
        private final CountDownLatch done = new CountDownLatch(1);
        private volatile boolean requested;

        Aborts() {
            super("close the run");
        }

        @Override
        public void run() {
            requested = true;
            try {
                done.await(LAST_WORDS_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        boolean requested() {
            return requested;
        }

        void over() {
            done.countDown();
            if (!requested) {
                try {
                    Runtime.getRuntime().removeShutdownHook(this);
                } catch (IllegalStateException e) {
                    return; // the process is ending
                }
            }
        }
    }
}
