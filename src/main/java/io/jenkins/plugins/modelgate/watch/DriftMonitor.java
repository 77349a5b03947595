package io.jenkins.plugins.modelgate.watch;

import hudson.Extension;
import hudson.model.AdministrativeMonitor;
import io.jenkins.plugins.modelgate.config.DeploymentPlace;
import io.jenkins.plugins.modelgate.config.MlflowServer;
import io.jenkins.plugins.modelgate.config.ModelGateConfiguration;
import io.jenkins.plugins.modelgate.deploy.Projected;
import io.jenkins.plugins.modelgate.deploy.Projections;
import io.jenkins.plugins.modelgate.mlflow.steps.Drift;
import io.jenkins.plugins.modelgate.mlflow.steps.Watch.Finding;
import io.jenkins.plugins.modelgate.mlflow.steps.Watch.Outcome;
import io.jenkins.plugins.modelgate.mlflow.steps.Watch.Round;
import io.jenkins.plugins.modelgate.watch.DriftWatch.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jenkinsci.Symbol;

/** Tells administrators, where Jenkins warns, what does not show what the ledger says as far as is known now. */
@Extension
@Symbol("modelGateDrift")
public final class DriftMonitor extends AdministrativeMonitor {
    /** What is left out is in the log. */
    private static final int MOST = 20;

    @Override
    public String getDisplayName() {
        return Messages.DriftMonitor_displayName();
    }

    @Override
    public boolean isActivated() {
        return !sentences().isEmpty();
    }

    /** The first of them. */
    public List<String> getSentences() {
        return sentences().stream().limit(MOST).toList();
    }

    /** How many there are beyond those. */
    public int getMore() {
        return Math.max(0, sentences().size() - MOST);
    }

    private static List<String> sentences() {
        ModelGateConfiguration configuration = ModelGateConfiguration.get();
        List<String> sentences = new ArrayList<>();
        for (MlflowServer server : configuration.getServers()) {
            DriftWatch.get().report(server.getName()).ifPresent(report -> add(server.getName(), report, sentences));
        }
        configuration.getDeployments().stream()
                .map(DeploymentPlace::getName)
                .map(Projections.get()::known)
                .flatMap(Optional::stream)
                .map(Projections.Known::projected)
                .filter(projected -> projected.getState() == Projected.State.FAILED
                        || projected.getState() == Projected.State.DIFFERS)
                .map(Projected::getSentence)
                .forEach(sentences::add);
        return sentences;
    }

    private static void add(String server, Report report, List<String> sentences) {
        if (report.failure() != null) {
            sentences.add(Messages.DriftMonitor_failed(server, report.failure()));
        }
        Round round = report.round();
        if (round != null) {
            round.findings().stream()
                    .filter(DriftMonitor::isStillThere)
                    .map(finding -> Messages.DriftMonitor_drift(
                            finding.drift().target(), finding.drift().sentence(), finding.since()))
                    .forEach(sentences::add);
        }
    }

    /** Of deployments something newer may be known. */
    private static boolean isStillThere(Finding finding) {
        return finding.counts()
                && finding.outcome() != Outcome.RESTORED
                && finding.drift().kind() != Drift.Kind.DEPLOYMENT;
    }
}
