package io.jenkins.plugins.modelgate.workspace;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.FilePath;
import hudson.model.Computer;
import hudson.slaves.WorkspaceList;
import io.jenkins.plugins.modelgate.core.data.Snapshot;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jenkinsci.plugins.workflow.actions.ArgumentsAction;
import org.jenkinsci.plugins.workflow.actions.WorkspaceAction;
import org.jenkinsci.plugins.workflow.graph.BlockStartNode;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.graph.StepNode;
import org.jenkinsci.plugins.workflow.graphanalysis.DepthFirstScanner;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;

/**
 * The folders that a block of a build worked in: its own, those of {@code node} and {@code ws} in it, and those that
 * {@code dir} went to.
 */
public final class UsedFolders {
    /** In the order of their use, each with the workspace that it is in. */
    private final Map<FilePath, FilePath> folders = new LinkedHashMap<>();

    /** Workspaces that the build has given back with the block's end. */
    private final Set<FilePath> returned = new HashSet<>();

    private final List<String> remarks = new ArrayList<>();

    /**
     * Looks at a block.
     *
     * @param own the folder that the block began in, and is in still; null if it began outside of any
     * @param first where its body began
     * @param last where its body ended
     */
    public UsedFolders(@CheckForNull FilePath own, FlowNode first, FlowNode last) {
        if (own != null) {
            folders.put(own, own);
        }
        for (BlockStartNode block : blocks(first, last)) {
            WorkspaceAction workspace = block.getPersistentAction(WorkspaceAction.class);
            if (workspace != null && workspace.getWorkspace() != null) {
                returned.add(workspace.getWorkspace());
            } else if (workspace != null) {
                remarks.add("What is in the workspace ‘" + workspace.getPath() + "’ cannot be seen any more: its node ‘"
                        + workspace.getNode() + "’ is not connected.");
            }
            FilePath folder = folder(block);
            FilePath root = root(block);
            if (folder != null && root != null) {
                folders.putIfAbsent(folder, root);
            }
        }
    }

    /** What could not be looked at, and why, each a sentence. */
    public List<String> remarks() {
        return List.copyOf(remarks);
    }

    /** A snapshot of each folder that DVC tracks something in. */
    public List<Snapshot> snapshots() throws InterruptedException {
        List<Snapshot> snapshots = new ArrayList<>();
        for (FilePath folder : folders.keySet()) {
            look(folder, Workspace::snapshotIfTracked).ifPresent(snapshots::add);
        }
        return snapshots;
    }

    /** The commit of the first folder that is in a Git work tree. */
    public Optional<String> commit() throws InterruptedException {
        for (FilePath folder : folders.keySet()) {
            Optional<String> commit = look(folder, Workspace::commit);
            if (commit.isPresent()) {
                return commit;
            }
        }
        return Optional.empty();
    }

    /** What is looked for in a folder. */
    @FunctionalInterface
    private interface Look<T> {
        Optional<T> at(Workspace folder) throws IOException, InterruptedException;
    }

    /** Looks, where the build has given the workspace back, only if nobody else has it now. */
    private <T> Optional<T> look(FilePath folder, Look<T> look) throws InterruptedException {
        FilePath workspace = folders.get(folder);
        Computer computer = workspace.toComputer();
        try (WorkspaceList.Lease lease = returned.contains(workspace) && computer != null
                ? computer.getWorkspaceList().allocate(workspace)
                : WorkspaceList.Lease.createDummyLease(workspace)) {
            if (lease.path.equals(workspace)) {
                return look.at(new Workspace(folder));
            }
            remarks.add("‘" + folder + "’ was not looked at: another build uses this workspace by now.");
        } catch (IOException | RuntimeException e) {
            remarks.add("‘" + folder + "’ was not looked at: " + e.getMessage());
        }
        return Optional.empty();
    }

    private static List<BlockStartNode> blocks(FlowNode first, FlowNode last) {
        DepthFirstScanner scanner = new DepthFirstScanner();
        List<BlockStartNode> blocks = new ArrayList<>();
        if (scanner.setup(List.of(last), List.of(first))) {
            for (FlowNode node : scanner) {
                if (node instanceof BlockStartNode block) {
                    blocks.add(block);
                }
            }
        }
        Collections.reverse(blocks);
        return blocks;
    }

    /** Where a block works, if that is another place than what is around it; else null. */
    @CheckForNull
    private FilePath folder(BlockStartNode block) {
        WorkspaceAction workspace = block.getPersistentAction(WorkspaceAction.class);
        if (workspace != null) {
            return workspace.getWorkspace();
        }
        if (!(isDir(block) && ArgumentsAction.getArguments(block).get("path") instanceof String path)) {
            return null;
        }
        for (BlockStartNode around : block.iterateEnclosingBlocks()) {
            FilePath from = folder(around);
            if (from != null) {
                return from.child(path);
            }
        }
        return null;
    }

    /** The workspace that a block works in. */
    @CheckForNull
    private static FilePath root(BlockStartNode block) {
        WorkspaceAction workspace = block.getPersistentAction(WorkspaceAction.class);
        if (workspace != null) {
            return workspace.getWorkspace();
        }
        for (BlockStartNode around : block.iterateEnclosingBlocks()) {
            WorkspaceAction found = around.getPersistentAction(WorkspaceAction.class);
            if (found != null) {
                return found.getWorkspace();
            }
        }
        return null;
    }

    private static boolean isDir(FlowNode node) {
        StepDescriptor step = node instanceof StepNode stepNode ? stepNode.getDescriptor() : null;
        return step != null && step.getFunctionName().equals("dir");
    }
}
