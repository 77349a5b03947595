package io.jenkins.plugins.modelgate.dvc.corpus;

import java.util.Map;
import java.util.function.UnaryOperator;

/** Projects that differ in how their data is recorded: imports, the files of DVC 2, versions of a storage's own. */
final class RecordShapes {
    private RecordShapes() {}

    static Map<String, UnaryOperator<Project>> all() {
        return Map.ofEntries(
                Map.entry("import of a file by URL", project -> {
                    source(project, "in.txt", "imported");
                    return project.init()
                            .dvc("import-url", project.around("in.txt").toString(), "in.txt");
                }),
                Map.entry("import of a directory by URL", project -> {
                    source(project, "in/a", "a");
                    source(project, "in/b/c", "c");
                    return project.init().dvc("import-url", project.around("in").toString(), "in");
                }),
                Map.entry("import by URL without download", project -> {
                    source(project, "in.txt", "imported");
                    return project.init()
                            .dvc(
                                    "import-url",
                                    "--no-download",
                                    project.around("in.txt").toString(),
                                    "in.txt");
                }),
                Map.entry("import of a file from Git", project -> {
                    Project other = imported(project);
                    return project.init().dvc("import", other.dvcRoot().toString(), "file", "-o", "got.txt");
                }),
                Map.entry("import of a directory from Git", project -> {
                    Project other = imported(project);
                    return project.init()
                            .dvc("import", other.dvcRoot().toString(), "d", "-o", "got")
                            .pushed();
                }),
                Map.entry("import of a Git file from Git", project -> {
                    Project other = imported(project);
                    return project.init().dvc("import", other.dvcRoot().toString(), "code.py", "-o", "got.py");
                }),
                Map.entry("import from Git without download", project -> {
                    Project other = imported(project);
                    return project.init()
                            .dvc("import", "--no-download", other.dvcRoot().toString(), "d", "-o", "got");
                }),
                Map.entry("DVC 2 files", RecordShapes::legacyFiles),
                Map.entry("DVC 2 files changed", project -> legacyFiles(project)
                        .write("crlf.txt", "other\r\n")
                        .write("lf.txt", "line\r\n")),
                Map.entry("DVC 2 directory", RecordShapes::legacyDirectory),
                Map.entry("DVC 2 stage", project -> project.init()
                        .write("w", "w\r\n")
                        .write("dvc.yaml", "stages:\n  train:\n    cmd: echo w > w\n    outs: [w]\n")
                        .write("dvc.lock", """
                                schema: '2.0'
                                stages:
                                  train:
                                    cmd: echo w > w
                                    outs:
                                    - path: w
                                      md5: f1290186a5d0b1ceab27f4e77c0c5d68
                                      size: 2
                                """)),
                Map.entry(
                        "version-aware file",
                        project -> project.init().write("file", "file").write("file.dvc", """
                                outs:
                                - path: file
                                  md5: 8c7dd922ad47494fc02c388e12c00eac
                                  size: 4
                                  hash: md5
                                  cloud:
                                    s3:
                                      etag: abc
                                      version_id: v1
                                """)),
                Map.entry("version-aware directory", project -> project.init()
                        .write("d/a", "a")
                        .write("d/b", "b")
                        .write("d.dvc", """
                                outs:
                                - path: d
                                  hash: md5
                                  size: 2
                                  nfiles: 2
                                  files:
                                  - relpath: b
                                    md5: 92eb5ffee6ae2fec3ad71c777531578f
                                    size: 1
                                    cloud:
                                      s3: {etag: yyyy, version_id: v2}
                                  - relpath: a
                                    md5: 0cc175b9c0f1b6a831c399e269772661
                                    size: 1
                                    cloud:
                                      s3: {etag: xxxx, version_id: v1}
                                """)),
                Map.entry(
                        "file with descriptions",
                        project -> project.init().write("file", "file").write("file.dvc", """
                                outs:
                                - path: file
                                  md5: 8c7dd922ad47494fc02c388e12c00eac
                                  desc: "a file: with # odd text"
                                  type: data
                                  labels: [x, y]
                                  hash: md5
                                  meta: {owner: Ada}
                                desc: all of it
                                meta:
                                  owner: {name: Ada, since: 2020-01-01}
                                """)),
                Map.entry(
                        "several outputs in one .dvc file",
                        project ->
                                project.init().write("a", "a").write("b", "b").write("both.dvc", """
                                outs:
                                - md5: 0cc175b9c0f1b6a831c399e269772661
                                  size: 1
                                  hash: md5
                                  path: a
                                - md5: 92eb5ffee6ae2fec3ad71c777531578f
                                  hash: md5
                                  path: ./b
                                """)),
                Map.entry(
                        ".dvc file with a working folder",
                        project -> project.init().write("sub/a", "a").write("a.dvc", """
                                wdir: sub
                                outs:
                                - md5: 0cc175b9c0f1b6a831c399e269772661
                                  size: 1
                                  hash: md5
                                  path: a
                                """)));
    }

    private static Project source(Project project, String name, String content) {
        return project.write("../" + name, content);
    }

    private static Project imported(Project project) {
        Project other = project.below("../other");
        other.folder("").run(other.dvcRoot(), "git", "init", "-q");
        other.dvc("init")
                .write("file", "file")
                .write("d/a", "a")
                .write("d/b", "b")
                .write("code.py", "pass");
        other.dvc("add", "file", "d").run(other.dvcRoot(), "git", "add", "-A");
        return other.run(other.dvcRoot(), "git", "commit", "-q", "-m", "data");
    }

    private static Project legacyFiles(Project project) {
        return project.init()
                .write("crlf.txt", "line\r\nline\r\n")
                .write("lf.txt", "line\n")
                .write("binary", new byte[] {0, '\r', '\n', 1})
                .write("empty", "")
                .write("crlf.txt.dvc", legacy("crlf.txt", "37d7f9ca4b9d0b7ef8e79c5ae8c7f9d6"))
                .write("lf.txt.dvc", legacy("lf.txt", "1b1fc6ed6bbf2ca2ebd7d3e6c6a9a3a6"))
                .write("binary.dvc", legacy("binary", "f".repeat(32)))
                .write("empty.dvc", legacy("empty", "d41d8cd98f00b204e9800998ecf8427e"))
                .dvc("commit", "-f");
    }

    private static Project legacyDirectory(Project project) {
        return project.init()
                .write("d/crlf.txt", "a\r\n")
                .write("d/sub/lf.txt", "b\n")
                .write("d/binary", new byte[] {0, '\r', '\n', 1})
                .write("d.dvc", legacy("d", "f".repeat(32) + ".dir"))
                .dvc("commit", "-f");
    }

    private static String legacy(String path, String md5) {
        return "outs:\n- md5: " + md5 + "\n  path: " + path + "\n";
    }
}
