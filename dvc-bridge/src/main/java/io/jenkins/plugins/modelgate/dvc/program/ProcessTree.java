package io.jenkins.plugins.modelgate.dvc.program;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A process, all that descends from it, and, where it leads a process group of its own, all that is in the group. */
final class ProcessTree {
    private final ProcessHandle root;
    private final boolean leadsGroup;

    ProcessTree(ProcessHandle root, boolean leadsGroup) {
        this.root = root;
        this.leadsGroup = leadsGroup;
    }

    /** Asks all to end, and after {@code grace} ends those that did not. */
    void end(Duration grace) {
        Set<ProcessHandle> tree = members();
        tree.forEach(ProcessHandle::destroy);
        awaitEnd(tree, grace);
        tree.addAll(members());
        tree.forEach(ProcessHandle::destroyForcibly);
        if (leadsGroup) {
            endGroup();
        }
        awaitEnd(tree, grace);
    }

    private Set<ProcessHandle> members() {
        Set<ProcessHandle> members = new LinkedHashSet<>();
        members.add(root);
        root.descendants().forEach(members::add);
        return members;
    }

    private static void awaitEnd(Set<ProcessHandle> tree, Duration grace) {
        CompletableFuture<?>[] ends = tree.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new);
        boolean interrupted = Thread.interrupted();
        try {
            CompletableFuture.allOf(ends).get(grace.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return; // the next step is harder
        } catch (InterruptedException e) {
            interrupted = true;
        } catch (ExecutionException e) {
            throw new IllegalStateException("Waiting for the end of a process cannot fail", e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Reaches those whose parents ended before them; Java knows no groups, every POSIX shell does. */
    private void endGroup() {
        try {
            new ProcessBuilder("/bin/sh", "-c", "kill -s KILL -- \"-$1\"", "sh", Long.toString(root.pid()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .onExit()
                    .get(10, TimeUnit.SECONDS);
        } catch (IOException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException("The process group " + root.pid() + " could not be ended", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
