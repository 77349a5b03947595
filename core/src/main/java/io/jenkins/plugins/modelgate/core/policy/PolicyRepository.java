package io.jenkins.plugins.modelgate.core.policy;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.modelgate.core.contract.Contract;
import io.jenkins.plugins.modelgate.core.digest.Shown;
import io.jenkins.plugins.modelgate.core.document.Maker;
import io.jenkins.plugins.modelgate.core.document.Observer;
import io.jenkins.plugins.modelgate.core.document.PolicyRef;
import io.jenkins.plugins.modelgate.core.git.Contributors;
import io.jenkins.plugins.modelgate.core.git.IsolatedRepository;
import java.io.IOException;
import java.io.Serializable;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.eclipse.jgit.errors.NotSupportedException;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.URIish;

/** A Git repository that holds a policy: what its refs say, whatever its work tree does. */
public final class PolicyRepository implements AutoCloseable {
    /** The policy's name in the repository. */
    public static final String FILE = "model-gate.yaml";

    /**
     * A policy, and where it was read.
     *
     * @param policy what it says
     * @param ref where it was read
     */
    public record Guarded(Policy policy, PolicyRef ref) {}

    /**
     * A policy that was read on one machine, to be used on another.
     *
     * @param bytes the file's bytes, each as one character
     * @param others the bytes of the other files of its repository that it names, as far as they are there, by path
     * @param ref the ref that it was read from
     * @param commit the commit that the ref named
     */
    public record Text(String bytes, SortedMap<String, String> others, String ref, String commit)
            implements Serializable {
        public Text {
            others = new TreeMap<>(others);
        }

        /**
         * Parses it.
         *
         * @param guarded whether the administrator named the ref as a protected one
         * @param includes what it may include
         * @throws PolicyException if it is wrong
         * @throws IOException if what it includes cannot be fetched
         */
        public Guarded parse(boolean guarded, Includes includes) throws IOException {
            Policy policy = PolicyParser.parse(
                    bytes.getBytes(StandardCharsets.ISO_8859_1),
                    ref + ":" + FILE,
                    path -> raw(others.get(path)),
                    includes);
            return new Guarded(policy, new PolicyRef(policy.digest(), ref, commit, guarded));
        }
    }

    @CheckForNull
    private static byte[] raw(@CheckForNull String bytes) {
        return bytes == null ? null : bytes.getBytes(StandardCharsets.ISO_8859_1);
    }

    private final Repository repository;

    /** Names the repository in messages. */
    private final String name;

    private PolicyRepository(Repository repository, String name) {
        this.repository = repository;
        this.name = name;
    }

    /** Whether there is a repository upwards from a folder. */
    public static boolean isInside(Path folder) {
        return new FileRepositoryBuilder().findGitDir(folder.toFile()).getGitDir() != null;
    }

    /**
     * Finds the repository upwards from a work tree.
     *
     * @throws PolicyException if there is none
     */
    public static PolicyRepository open(Path anywhereInside) throws IOException {
        FileRepositoryBuilder builder = new FileRepositoryBuilder().findGitDir(anywhereInside.toFile());
        if (builder.getGitDir() == null) {
            throw new PolicyException(
                    "‘" + anywhereInside + "’ is not inside a Git repository; run ‘git init’ and commit");
        }
        return new PolicyRepository(builder.build(), "the workspace's repository");
    }

    /**
     * Fetches some refs of a remote repository, and nothing else of it. No Git configuration of this machine matters.
     *
     * @param url where it is, without a password
     * @param refs full names, such as {@code refs/heads/main}
     * @param copy a folder of this machine that belongs to this repository alone; it may be deleted at any time
     * @param credentials null if none are needed
     * @param silence how long the remote may say nothing
     * @throws PolicyException if the address makes no sense, or a ref is not there
     * @throws IOException if it cannot be fetched
     */
    public static PolicyRepository fetch(
            String url, List<String> refs, Path copy, @CheckForNull CredentialsProvider credentials, Duration silence)
            throws IOException {
        IsolatedRepository repository = IsolatedRepository.openOrCreate(copy);
        try {
            List<RefSpec> specs =
                    refs.stream().map(ref -> new RefSpec("+" + ref + ":" + ref)).toList();
            try (Transport transport = Transport.open(repository, new URIish(url))) {
                transport.setCredentialsProvider(credentials);
                transport.setTimeout((int) Math.max(1, silence.toSeconds()));
                transport.setTagOpt(TagOpt.NO_TAGS);
                transport.fetch(NullProgressMonitor.INSTANCE, specs);
            }
            return new PolicyRepository(repository, url);
        } catch (URISyntaxException | NotSupportedException e) {
            repository.close();
            throw new PolicyException("‘" + Shown.text(url) + "’ is no address of a Git repository");
        } catch (TransportException e) {
            repository.close();
            throw new IOException(
                    "The policy's repository ‘" + url + "’ cannot be fetched: "
                            + Shown.text(Objects.toString(e.getMessage())) + ". Check the address, the refs ("
                            + String.join(", ", refs) + ") and the credentials",
                    e);
        } catch (RuntimeException e) {
            repository.close();
            throw e;
        }
    }

    /** The root of the work tree. */
    public Path root() {
        return repository.getWorkTree().toPath();
    }

    /**
     * Reads the policy as a ref has it.
     *
     * @param ref a full name such as {@code refs/remotes/origin/main}, or {@code HEAD}
     * @param guarded whether the administrator named the ref as a protected one
     * @param includes what it may include
     * @throws PolicyException if the ref or the file is not there, or the file is wrong
     */
    public Guarded policy(String ref, boolean guarded, Includes includes) throws IOException {
        return text(ref).parse(guarded, includes);
    }

    /**
     * Reads the policy's text as a ref has it.
     *
     * @param ref a full name such as {@code refs/remotes/origin/main}, or {@code HEAD}
     * @throws PolicyException if the ref or the file is not there
     */
    public Text text(String ref) throws IOException {
        RevCommit commit = commit(ref).orElseThrow(() -> new PolicyException(unknown(ref)));
        String yaml = file(commit, FILE, PolicyParser.MAX_BYTES)
                .orElseThrow(() -> new PolicyException("There is no ‘" + FILE + "’ in " + ref + " (" + commit.name()
                        + ") of " + name + "; commit one, or name another ref"));
        return new Text(yaml, others(commit, yaml), ref, commit.name());
    }

    /** The files of this repository that a policy names. */
    private SortedMap<String, String> others(RevCommit commit, String yaml) throws IOException {
        SortedMap<String, String> others = new TreeMap<>();
        for (String path : PolicyParser.others(yaml.getBytes(StandardCharsets.ISO_8859_1))) {
            file(commit, path, Contract.MAX_BYTES).ifPresent(text -> others.put(path, text));
        }
        return others;
    }

    /** A file's bytes, each as one character. */
    private Optional<String> file(RevCommit commit, String path, int most) throws IOException {
        return CommittedFile.read(repository, commit, path, most)
                .map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1));
    }

    private String unknown(String ref) {
        return ref.equals(Constants.HEAD)
                ? "There is no commit yet; the policy is read from Git, so commit " + FILE
                : "There is no ref ‘" + ref + "’ in " + name + "; give its full name, such as"
                        + " refs/remotes/origin/main, and have it fetched";
    }

    /** The first of {@code refs} that contains the commit that is checked out. */
    public Optional<String> containing(List<String> refs) throws IOException {
        Optional<RevCommit> head = commit(Constants.HEAD);
        return head.isEmpty() ? Optional.empty() : containing(refs, head.get().name());
    }

    /**
     * The first of {@code refs} that contains a commit.
     *
     * @param commit 40 hex digits
     */
    public Optional<String> containing(List<String> refs, String commit) throws IOException {
        ObjectId id = ObjectId.fromString(commit);
        for (String ref : refs) {
            Optional<RevCommit> tip = commit(ref);
            if (tip.isPresent() && repository.getObjectDatabase().has(id) && contains(tip.get(), id)) {
                return Optional.of(ref);
            }
        }
        return Optional.empty();
    }

    /**
     * {@link Contributors#of Who wrote} what one commit has and another has not.
     *
     * @param commit 40 hex digits
     * @param since 40 hex digits; null: from the first commit on
     */
    public Optional<List<Maker>> contributors(
            String commit, @CheckForNull String since, List<String> paths, Observer observer) throws IOException {
        return Contributors.of(repository, commit, since, paths, observer);
    }

    private boolean contains(RevCommit tip, ObjectId commit) throws IOException {
        try (RevWalk walk = new RevWalk(repository)) {
            return walk.isMergedInto(walk.parseCommit(commit), walk.parseCommit(tip));
        }
    }

    private Optional<RevCommit> commit(String ref) throws IOException {
        Ref found = repository.exactRef(ref);
        ObjectId id = found == null ? null : found.getObjectId();
        if (id == null) {
            return Optional.empty();
        }
        try (RevWalk walk = new RevWalk(repository)) {
            return Optional.of(walk.parseCommit(id));
        }
    }

    @Override
    public void close() {
        repository.close();
    }
}
