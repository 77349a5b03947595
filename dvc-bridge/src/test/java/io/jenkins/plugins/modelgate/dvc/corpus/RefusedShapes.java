package io.jenkins.plugins.modelgate.dvc.corpus;

import java.util.Map;
import java.util.function.UnaryOperator;

/** Projects that DVC does not accept. */
final class RefusedShapes {
    private RefusedShapes() {}

    static Map<String, UnaryOperator<Project>> all() {
        return Map.ofEntries(
                Map.entry("dangling link in a directory", project -> project.init()
                        .write("d/file", "content")
                        .dvc("add", "d")
                        .link("d/dangling", "nowhere")),
                Map.entry(".dvcignore in a directory", project -> project.init()
                        .write("d/file", "content")
                        .dvc("add", "d")
                        .write("d/.dvcignore", "x")),
                Map.entry("merge conflict", project -> project.init()
                        .write("file", "file")
                        .write("file.dvc", "<<<<<<< ours\nouts: []\n=======\nouts: []\n>>>>>>> theirs\n")),
                Map.entry("key twice", project -> file(project, "outs:\n- path: file\n  path: other\n")),
                Map.entry("unknown key", project -> file(project, "outs:\n- path: file\n  colour: red\n")),
                Map.entry(
                        "hash that is a number",
                        project -> file(
                                project,
                                "outs:\n- path: file\n  hash: md5\n  md5: 00000000000000000000000000000000\n")),
                Map.entry("file tracked twice", project -> file(project, "outs:\n- path: file\n")
                        .write("twice.dvc", "outs:\n- path: file\n")),
                Map.entry("file in a directory that is tracked itself", project -> project.init()
                        .write("d/file", "content")
                        .dvc("add", "d")
                        .write("inside.dvc", "outs:\n- path: d/file\n")),
                Map.entry("output of two stages", project -> project.init().write("dvc.yaml", """
                        stages:
                          a: {cmd: a, outs: [o]}
                          b: {cmd: b, outs: [o]}
                        """)),
                Map.entry("output in the output of another stage", project -> project.init()
                        .write("dvc.yaml", """
                        stages:
                          a: {cmd: a, outs: [o]}
                          b: {cmd: b, outs: [o/p]}
                        """)),
                Map.entry("output twice in one stage", project -> project.init().write("dvc.yaml", """
                        stages:
                          a: {cmd: a, outs: [o, ./o]}
                        """)),
                Map.entry("broken dvc.yaml", project -> project.init().write("dvc.yaml", "stages: [\n")),
                Map.entry("stage without a command", project -> project.init()
                        .write("dvc.yaml", "stages:\n  train:\n    outs: [w]\n")),
                Map.entry("unknown variable", project -> project.init()
                        .write("dvc.yaml", "stages:\n  train:\n    cmd: echo ${nothing}\n")));
    }

    private static Project file(Project project, String content) {
        return project.init().write("file", "file").write("file.dvc", content);
    }
}
