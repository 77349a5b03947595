package io.jenkins.plugins.modelgate.dvc.program;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.data.TrackedPath;
import io.jenkins.plugins.modelgate.dvc.DvcRepository;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The dvc program in one workspace of this machine, for all that moves data: runs the {@linkplain DvcOperation operations}.
 * What could not be done or shown is a {@link DvcProgramException}. If the thread is interrupted, the program is ended with
 * all that it started, the exception says so, and the flag is set again.
 *
 * <p>Paths are those of {@link TrackedPath#path()}; an empty list means all.
 */
public final class DvcProgram {
    private static final Pattern VERSION = Pattern.compile("(\\d+)\\.\\d+\\S*");
    private static final int OLDEST = 3;

    private final Path root;
    private final Calls calls;
    private final DvcOptions options;

    public DvcProgram(DvcRepository repository, DvcOptions options) {
        this.root = repository.root();
        this.options = options;
        this.calls = new Calls(repository.root(), options);
    }

    /**
     * The version of the program.
     *
     * @throws DvcProgramException if there is none, or it is too old
     */
    public String version() {
        Said said = calls.make(Call.asking(List.of("--version")));
        said.check();
        Matcher version = VERSION.matcher(said.answer());
        if (!version.find()) {
            throw new DvcProgramException(
                    DvcFailure.NOT_INSTALLED, "‘" + Said.brief(said.answer()) + "’ is no version of DVC", null);
        }
        if (Integer.parseInt(version.group(1)) < OLDEST) {
            throw new DvcProgramException(
                    DvcFailure.UNSUPPORTED_VERSION, "DVC " + version.group() + " is too old", null);
        }
        return version.group();
    }

    /** See {@link DvcOperation.Pull}. */
    public Proof pull(List<String> paths, boolean force) {
        return perform(new DvcOperation.Pull(paths, null, force, options.jobs()));
    }

    /** See {@link DvcOperation.Fetch}. */
    public Proof fetch(List<String> paths) {
        return perform(new DvcOperation.Fetch(paths, options.jobs()));
    }

    /** See {@link DvcOperation.Checkout}. */
    public Proof checkout(List<String> paths, boolean force) {
        return perform(new DvcOperation.Checkout(paths, force));
    }

    /** See {@link DvcOperation.Push}. */
    public Proof push(List<String> paths, @CheckForNull String remote) {
        return perform(new DvcOperation.Push(paths, remote, options.jobs()));
    }

    /** See {@link DvcOperation.InRemote}. */
    public Proof inRemote(List<String> paths, @CheckForNull String remote) {
        return perform(new DvcOperation.InRemote(paths, remote));
    }

    /** See {@link DvcOperation.Status}. */
    public List<StaleStage> status() {
        return perform(new DvcOperation.Status());
    }

    /** See {@link DvcOperation.Repro}. */
    public Proof repro(List<String> stages, boolean pull, boolean force) {
        return perform(new DvcOperation.Repro(stages, pull, force));
    }

    private <T extends Serializable> T perform(DvcOperation<T> operation) {
        List<Said> said = new ArrayList<>();
        for (Call call : operation.calls(repository())) {
            said.add(calls.make(call));
            if (said.get(said.size() - 1).exitCode() != 0) {
                break;
            }
        }
        return operation.conclude(repository(), said);
    }

    /** The repository as its files are now; read again at each call, since the program changes them. */
    public DvcRepository repository() {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.putAll(options.environment());
        return DvcRepository.open(root, environment);
    }
}
