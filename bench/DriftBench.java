import io.jenkins.plugins.modelgate.core.contract.Drifts;
import io.jenkins.plugins.modelgate.core.contract.Profile;
import io.jenkins.plugins.modelgate.profile.DataProfiler;
import java.nio.file.Path;
import java.util.List;

/** Profiles two tables and says which columns drifted; bench/drift starts it on the same files as pandas. */
public final class DriftBench {
    public static void main(String[] args) throws Exception {
        Profile before = DataProfiler.profile(Path.of(args[0]), args[0]);
        Profile now = DataProfiler.profile(Path.of(args[1]), args[1]);
        for (Drifts.Column column : Drifts.between(before, now, Drifts.USUAL_LIMIT, 0.95, List.of())) {
            if (column.index() != null && !column.what().contains("(missing values:")) {
                System.out.println(column.name() + " " + column.index() + " " + column.outcome());
            }
        }
    }
}
