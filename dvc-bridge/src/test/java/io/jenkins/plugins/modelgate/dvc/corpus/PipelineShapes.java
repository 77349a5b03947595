package io.jenkins.plugins.modelgate.dvc.corpus;

import java.util.Map;
import java.util.function.UnaryOperator;

/** Projects that differ in their pipelines, parameters, imports and records. */
final class PipelineShapes {
    private PipelineShapes() {}

    static Map<String, UnaryOperator<Project>> all() {
        return Map.ofEntries(
                Map.entry("stage", project -> ran(project, """
                        stages:
                          train:
                            cmd: mkdir model && echo w > model/w && echo log > log.txt
                            outs:
                              - model
                              - log.txt
                        """)),
                Map.entry("stage never run", project -> project.init().write("dvc.yaml", """
                        stages:
                          train:
                            cmd: echo w > w
                            outs: [w, d/e]
                        """)),
                Map.entry("stage never run, output here", project -> project.init()
                        .write("dvc.yaml", """
                        stages:
                          train:
                            cmd: echo w > w
                            outs: [w, d]
                        """)
                        .write("w", "by hand")
                        .write("d/e", "by hand")),
                Map.entry(
                        "stage with a new output", project -> ran(project, """
                        stages:
                          train:
                            cmd: echo w > w
                            outs: [w]
                        """).edit("dvc.yaml", "[w]", "[w, v]")),
                Map.entry("stage with an output no more", project -> ran(project, """
                        stages:
                          train:
                            cmd: echo w > w; echo v > v
                            outs: [w, v]
                        """)
                        .edit("dvc.yaml", "[w, v]", "[w]")),
                Map.entry("stage renamed", project -> ran(project, """
                        stages:
                          train:
                            cmd: echo w > w
                            outs: [w]
                        """).edit("dvc.yaml", "train:", "fit:")),
                Map.entry("output modified", project -> ran(project, """
                        stages:
                          train:
                            cmd: echo w > w
                            outs: [w]
                        """).write("w", "other")),
                Map.entry("outputs Git keeps", project -> ran(project, """
                        stages:
                          train:
                            cmd: "echo w > w; echo v > v; echo '{}' > m.json; mkdir d; echo x > d/x"
                            outs:
                              - w:
                                  cache: false
                              - v:
                                  persist: true
                              - d:
                                  cache: false
                            metrics:
                              - m.json:
                                  cache: false
                        """)),
                Map.entry("outputs that are not pushed", project -> ran(project, """
                        stages:
                          train:
                            cmd: echo w > w; echo v > v
                            outs:
                              - w:
                                  push: false
                              - v
                        """)
                        .pushed()),
                Map.entry("output with a remote of its own", project -> {
                    project.init()
                            .dvc(
                                    "remote",
                                    "add",
                                    "-d",
                                    "store",
                                    project.around("remote").toString())
                            .dvc(
                                    "remote",
                                    "add",
                                    "other",
                                    project.around("other").toString());
                    return repro(project, """
                            stages:
                              train:
                                cmd: echo w > w; echo v > v
                                outs:
                                  - w:
                                      remote: other
                                  - v
                            """).dvc("push");
                }),
                Map.entry("frozen stage", project -> {
                    project.init().write("in", "1");
                    return repro(project, """
                            stages:
                              train:
                                cmd: cp in out
                                deps: [in]
                                outs: [out]
                                frozen: false
                            """).edit("dvc.yaml", "false", "true").write("in", "2");
                }),
                Map.entry("stage that always runs", project -> ran(project, """
                        stages:
                          train:
                            cmd: echo w > w
                            always_changed: true
                            outs: [w]
                        """)),
                Map.entry("list of commands", project -> ran(project, """
                        stages:
                          train:
                            cmd:
                              - mkdir -p d
                              - echo w > d/w
                            outs: [d]
                        """)),
                Map.entry("working folder", project -> {
                    project.init().folder("work").write("params.yaml", "a: 1\n").write("work/params.yaml", "b: 2\n");
                    return repro(project, """
                            stages:
                              train:
                                cmd: echo w > w; echo v > ../v
                                wdir: work
                                params: [b]
                                outs: [w, ../v]
                            """);
                }),
                Map.entry("pipelines further down", project -> {
                    project.init()
                            .write("a/dvc.yaml", """
                            stages:
                              one:
                                cmd: echo 1 > one
                                outs: [one]
                            """)
                            .write("a/b/dvc.yaml", """
                            stages:
                              one:
                                cmd: cat ../one > two
                                deps: [../one]
                                outs: [two]
                            """)
                            .write("a/b/data/x", "x")
                            .dvc("add", "a/b/data");
                    return repro(project, """
                            stages:
                              one:
                                cmd: cat a/b/two > three
                                deps: [a/b/two]
                                outs: [three]
                            """).dvc("repro", "-R", ".");
                }),
                Map.entry("foreach over a list", project -> ran(project, """
                        stages:
                          split:
                            foreach: [a, b, 3, true, 1.50]
                            do:
                              cmd: echo ${item} > out_${item}
                              outs: ["out_${item}"]
                        """)),
                Map.entry("foreach over a map", project -> ran(project, """
                        vars:
                          - models: {rf: {n: 1}, svm: {n: 2}}
                        stages:
                          fit:
                            foreach: ${models}
                            do:
                              cmd: echo ${key} ${item.n} > ${key}_${item.n}.txt
                              outs: ["${key}_${item.n}.txt"]
                        """)),
                Map.entry("matrix", project -> ran(project, """
                        vars:
                          - sizes: [1, 2]
                        stages:
                          grid:
                            matrix:
                              model: [cnn, mlp]
                              size: ${sizes}
                              nested: [{lr: 0.1}]
                            cmd: echo ${item.model} ${item.nested.lr} > ${key}.txt
                            outs: ["${key}.txt"]
                        """)),
                Map.entry("variables from files and stages", project -> {
                    project.init()
                            .write("vars.json", "{\"name\": \"json\", \"list\": [\"x\", \"y\"]}")
                            .write("params.yaml", "dir: out\nbig: 1.0e-5\nflag: true\nnothing: null\n");
                    return repro(project, """
                            vars:
                              - vars.json:name,list
                              - local: {deep: {er: v}}
                            stages:
                              make:
                                vars:
                                  - suffix: txt
                                cmd: >-
                                  mkdir -p ${dir} && echo ${name} ${list[1]} ${big} ${flag} >
                                  ${dir}/${local.deep.er}.${suffix}
                                outs:
                                  - ${dir}/${local.deep.er}.${suffix}
                            """);
                }),
                Map.entry("escaped and nested templates", project -> {
                    project.init().write("params.yaml", "a: {b: [p, q]}\nname: out\n");
                    return repro(project, """
                            stages:
                              make:
                                cmd: echo '\\${HOME} ${a.b[0]}-${a.b[1]}' > ${name}-${a.b[0]}
                                params: [a.b, name]
                                outs: ["${name}-${a.b[0]}"]
                            """);
                }),
                Map.entry("anchors and merge keys", project -> ran(project, """
                        stages:
                          one: &base
                            cmd: echo 1 > one
                            outs: &outs
                              - one
                          two:
                            <<: *base
                            cmd: echo 2 > two
                            outs: [two]
                        """)),
                Map.entry("parameters in four formats", PipelineShapes::params),
                Map.entry("whole parameter files", project -> {
                    project.init()
                            .write("params.yaml", "a: 1\nb: {c: [1, 2.5, x], d: null}\n")
                            .write("other.json", "{\"e\": {\"f\": 1e3}}");
                    return repro(project, """
                            stages:
                              train:
                                cmd: echo w > w
                                params:
                                  - params.yaml:
                                  - other.json:
                                outs: [w]
                            """);
                }),
                Map.entry("parameters changed since", project -> params(project).edit("params.yaml", "0.1", "0.2")),
                Map.entry("metrics and plots", PipelineShapes::metrics),
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
                Map.entry("DVC 2 files", PipelineShapes::legacyFiles),
                Map.entry("DVC 2 files changed", project -> legacyFiles(project)
                        .write("crlf.txt", "other\r\n")
                        .write("lf.txt", "line\r\n")),
                Map.entry("DVC 2 directory", PipelineShapes::legacyDirectory),
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
                                """)),
                Map.entry("artifacts", project -> ran(project, """
                        stages:
                          train:
                            cmd: echo m > model.bin
                            outs: [model.bin]
                        artifacts:
                          clf:
                            type: model
                            path: model.bin
                            desc: a classifier
                            labels: [x]
                            meta: {n: 1}
                        """)));
    }

    private static Project ran(Project project, String pipeline) {
        return repro(project.init(), pipeline);
    }

    private static Project repro(Project project, String pipeline) {
        return project.write("dvc.yaml", pipeline).dvc("repro");
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

    private static Project params(Project project) {
        project.init()
                .write("params.yaml", """
                        lr: 0.1
                        big: 1e-5
                        yaml12: 1e5
                        n: 0x10
                        octal: 0o17
                        old_octal: 017
                        yes_no: yes
                        off: off
                        flag: true
                        nothing: null
                        text: '1'
                        under: 1_000
                        inf: .inf
                        train: {epochs: 10, layers: [1, 2], deep: {er: x}}
                        ümlaut: ä
                        """)
                .write("p.json", "{\"seed\": 1, \"nested\": {\"x\": 1.0, \"y\": 1e2, \"z\": \"s\"}, \"none\": null}")
                .write("p.toml", """
                        seed = 1_000
                        name = "x"
                        when = 2020-01-01T00:00:00Z
                        [opt]
                        lr = 1e-3
                        list = [1, 2]
                        hex = 0xff
                        """)
                .write("p.py", """
                        import os
                        SEED = 1
                        LR = 1e-3
                        NEG = -5
                        NAME = 'x'
                        FLAG = True
                        NONE = None
                        LIST = [1, 'a']
                        DICT = {'k': 1, 'l': {'m': 2}}
                        TUPLE = (1, 2)
                        COMPUTED = 1 + 2

                        class Train:
                            EPOCHS = 10
                            rate: float = 0.5

                            def __init__(self):
                                self.decay = 0.9
                        """);
        return repro(project, """
                stages:
                  train:
                    cmd: echo w > w
                    params:
                      - lr
                      - big
                      - yaml12
                      - n
                      - octal
                      - old_octal
                      - yes_no
                      - off
                      - flag
                      - nothing
                      - text
                      - under
                      - train
                      - train.epochs
                      - train.layers
                      - ümlaut
                      - p.json:
                          - seed
                          - nested
                          - none
                      - p.toml:
                          - seed
                          - name
                          - opt
                          - opt.lr
                      - p.py:
                          - SEED
                          - LR
                          - NEG
                          - NAME
                          - FLAG
                          - NONE
                          - LIST
                          - DICT
                          - TUPLE
                          - Train
                          - Train.EPOCHS
                    outs: [w]
                """);
    }

    private static Project metrics(Project project) {
        project.init().write("eval/extra.yaml", "acc: 0.5\nn: 10\n").write("summary.toml", "auc = 0.75\n");
        return repro(project, """
                stages:
                  train:
                    cmd: >-
                      echo '{"rmse": 1.5, "test": {"n": 100, "r2": -1e-3, "name": "x", "ok": true}, "acc": 0.25,
                      "list": [1, 2], "none": null}' > m.json; echo 'x,y' > plot.csv; mkdir -p plots; echo '{}' > plots/p.json
                    metrics:
                      - m.json:
                          cache: false
                    plots:
                      - plot.csv:
                          x: x
                          y: y
                    outs: [plots]
                metrics:
                  - eval/extra.yaml
                  - summary.toml
                plots:
                  - plots/p.json:
                      x: a
                """);
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
