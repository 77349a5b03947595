package io.jenkins.plugins.modelgate.dvc.corpus;

import java.util.Map;
import java.util.function.UnaryOperator;

/** Projects that differ in their pipelines and parameters. */
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
}
