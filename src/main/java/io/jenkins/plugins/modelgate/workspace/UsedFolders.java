package io.jenkins.plugins.modelgate.workspace;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.FilePath;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
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
    private final Set<FilePath> folders = new LinkedHashSet<>();
    private final Set<String> gone = new LinkedHashSet<>();

    /**
     * Looks at a block.
     *
     * @param own the folder that the block began in; null if it began outside of any
     * @param start where its body began
     * @param end where its body ended
     */
    public UsedFolders(@CheckForNull FilePath own, FlowNode start, FlowNode end) {
        if (own != null) {
            folders.add(own);
        }
        for (BlockStartNode block : blocks(start, end)) {
            WorkspaceAction workspace = block.getPersistentAction(WorkspaceAction.class);
            FilePath folder = workspace == null ? entered(block, own) : workspace.getWorkspace();
            if (folder != null) {
                folders.add(folder);
            } else if (workspace != null) {
                gone.add(workspace.getPath() + " (" + workspace.getNode() + ")");
            }
        }
    }

    /** In the order of their use. */
    public Set<FilePath> folders() {
        return Collections.unmodifiableSet(folders);
    }

    /** Workspaces on nodes that are not connected any more, in words. */
    public Set<String> gone() {
        return Collections.unmodifiableSet(gone);
    }

    private static List<BlockStartNode> blocks(FlowNode start, FlowNode end) {
        DepthFirstScanner scanner = new DepthFirstScanner();
        List<BlockStartNode> blocks = new ArrayList<>();
        if (scanner.setup(List.of(end), List.of(start))) {
            for (FlowNode node : scanner) {
                if (node instanceof BlockStartNode block) {
                    blocks.add(block);
                }
            }
        }
        Collections.reverse(blocks);
        return blocks;
    }

    /** Where {@code dir} leads, seen from what is around it. */
    @CheckForNull
    private static FilePath entered(BlockStartNode block, @CheckForNull FilePath own) {
        if (!(dir(block) && ArgumentsAction.getArguments(block).get("path") instanceof String path)) {
            return null;
        }
        for (BlockStartNode around : block.iterateEnclosingBlocks()) {
            WorkspaceAction workspace = around.getPersistentAction(WorkspaceAction.class);
            FilePath from = workspace == null ? null : workspace.getWorkspace();
            if (dir(around)) {
                from = entered(around, own);
            }
            if (from != null) {
                return from.child(path);
            }
        }
        return own == null ? null : own.child(path);
    }

    private static boolean dir(FlowNode node) {
        StepDescriptor step = node instanceof StepNode stepNode ? stepNode.getDescriptor() : null;
        return step != null && step.getFunctionName().equals("dir");
    }
}
