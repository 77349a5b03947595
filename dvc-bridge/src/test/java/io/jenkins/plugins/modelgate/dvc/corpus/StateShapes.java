package io.jenkins.plugins.modelgate.dvc.corpus;

import java.util.Map;
import java.util.function.UnaryOperator;

/** Projects that differ in what became of their data: in workspace, cache and remote. */
final class StateShapes {
    private StateShapes() {}

    static Map<String, UnaryOperator<Project>> all() {
        return Map.ofEntries(
                Map.entry("nothing tracked", Project::init),
                Map.entry("no commit yet", project -> {
                    project.folder("").git("init", "-q").dvc("init");
                    return project.write("a", "a").dvc("add", "a");
                }),
                Map.entry("without Git", project -> project.folder("")
                        .dvc("init", "--no-scm")
                        .write("a", "a")
                        .write("d/b", "b")
                        .dvc("add", "a", "d")),
                Map.entry("file modified", project -> committed(project).write("file", "modified")),
                Map.entry("file touched only", project -> committed(project).write("file", "file")),
                Map.entry("file in directory modified", project -> committed(project)
                        .write("data/a.csv", "x")),
                Map.entry(
                        "file added to directory", project -> committed(project).write("data/new/n.csv", "n")),
                Map.entry("file deleted from directory", project -> committed(project)
                        .delete("data/sub/c.csv")),
                Map.entry(
                        "file renamed in directory",
                        project -> committed(project).delete("data/sub/c.csv").write("data/sub/d.csv", "c")),
                Map.entry(
                        "deleted, still in cache",
                        project -> committed(project).delete("file").delete("data")),
                Map.entry(
                        "deleted, not in cache",
                        project ->
                                committed(project).delete("file").delete("data").delete(".dvc/cache")),
                Map.entry("here, not in cache", project -> committed(project).delete(".dvc/cache")),
                Map.entry("one file of the directory not in cache", project -> committed(project)
                        // MD5 of ‘a’
                        .delete(".dvc/cache/files/md5/0c/c175b9c0f1b6a831c399e269772661")),
                Map.entry("the directory's list not in cache", StateShapes::listNotInCache),
                Map.entry(
                        "directory emptied",
                        project -> committed(project).delete("data").folder("data")),
                Map.entry(
                        "file became a directory",
                        project -> committed(project).delete("file").write("file/inside", "x")),
                Map.entry(
                        "directory became a file",
                        project -> committed(project).delete("data").write("data", "x")),
                Map.entry(
                        "committed with new data not yet in Git",
                        project -> committed(project).write("file", "second").dvc("add", "file")),
                Map.entry("pushed", project -> committed(project).pushed()),
                Map.entry("not pushed", project -> committed(project)
                        .remote("store", project.around("remote").toString())),
                Map.entry("pushed, then changed", project -> committed(project)
                        .pushed()
                        .write("data/a.csv", "x")
                        .write("file", "y")
                        .dvc("add", "data", "file")),
                Map.entry("one file of the directory not in the remote", project -> {
                    committed(project).pushed();
                    return deleteAround(project, "remote/files/md5/0c/c175b9c0f1b6a831c399e269772661");
                }),
                Map.entry("pushed, cache and workspace gone", project -> committed(project)
                        .pushed()
                        .delete("file")
                        .delete("data")
                        .delete(".dvc/cache")),
                Map.entry("remote is gone", project -> {
                    committed(project).pushed();
                    return project.run(
                            project.around("remote"),
                            "rm",
                            "-r",
                            project.around("remote").toString());
                }),
                Map.entry("remote by a relative path", project -> committed(project)
                        .write(".dvc/config", "[core]\n    remote = near\n['remote \"near\"']\n    url = ../../near\n")
                        .dvc("push")),
                Map.entry("remote by a local setting", project -> committed(project)
                        .write(".dvc/config", "[core]\n    remote = far\n['remote \"far\"']\n    url = /nowhere\n")
                        .write(".dvc/config.local", "['remote \"far\"']\n    url = ../../near\n")
                        .dvc("push")),
                Map.entry("remote through another", project -> committed(project)
                        .dvc("remote", "add", "base", project.around("base").toString())
                        .dvc("remote", "add", "-d", "deep", "remote://base/deep")
                        .dvc("push")),
                Map.entry("remotes, none is the default", project -> committed(project)
                        .dvc("remote", "add", "store", project.around("remote").toString())),
                Map.entry("cache elsewhere", project -> committed(project)
                        .delete(".dvc/cache")
                        .dvc("cache", "dir", project.around("cache").toString())
                        .dvc("commit", "-f")),
                Map.entry("cache elsewhere by a relative path", project -> committed(project)
                        .delete(".dvc/cache")
                        .dvc("cache", "dir", "../shared-cache")
                        .dvc("commit", "-f")),
                Map.entry("workspace of links into the cache", project -> committed(project)
                        .dvc("config", "cache.type", "symlink")
                        .dvc("checkout", "--relink")),
                Map.entry("workspace of hard links", project -> committed(project)
                        .dvc("config", "cache.type", "hardlink")
                        .dvc("checkout", "--relink")),
                Map.entry("DVC below Git's root", StateShapes::below),
                Map.entry("two DVC roots in one Git repository", project -> {
                    project.init().write("sub/code.py", "");
                    Project sub = project.below("sub").dvc("init", "--subdir");
                    sub.write("inner", "i").dvc("add", "inner");
                    return project.write("outer", "o").dvc("add", "outer");
                }),
                Map.entry("conflict of file and its .dvc's record", project -> committed(project)
                        .edit("file.dvc", "md5: 8c7dd922ad47494fc02c388e12c00eac", "md5: " + "f".repeat(32))));
    }

    private static Project committed(Project project) {
        return DataShapes.directory(project)
                .write("file", "file")
                .dvc("add", "file")
                .commit();
    }

    private static Project listNotInCache(Project project) {
        committed(project);
        return project.run(project.path(".dvc/cache"), "find", ".", "-name", "*.dir", "-exec", "rm", "-f", "{}", ";");
    }

    private static Project deleteAround(Project project, String name) {
        return project.run(project.around("."), "rm", "-f", name);
    }

    private static Project below(Project project) {
        project.folder("").git("init", "-q");
        Project sub = project.folder("code/ml").below("code/ml");
        return sub.dvc("init", "--subdir")
                .write("data/x", "x")
                .write("file", "file")
                .dvc("add", "data", "file")
                .write("dvc.yaml", "stages:\n  copy:\n    cmd: cp file out\n    deps: [file]\n    outs: [out]\n")
                .dvc("repro")
                .pushed()
                .write("data/y", "y");
    }
}
