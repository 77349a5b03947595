package io.jenkins.plugins.modelgate.dvc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jenkins.plugins.modelgate.core.data.DataHash;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is expected of interpolation was produced by DVC from the same files. */
class PipelineTest {
    @TempDir
    private Path folder;

    private Workspace workspace;

    @BeforeEach
    void setUp() throws IOException {
        workspace = Workspace.withoutGit(folder);
    }

    private List<Stage> stages(String yaml) throws IOException {
        workspace.file("dvc.yaml", yaml);
        return workspace.open().project().stages();
    }

    private Object command(String vars, String command) throws IOException {
        return stages("vars: [" + vars + "]\nstages:\n  s:\n    cmd: \"" + command + "\"\n")
                .get(0)
                .command();
    }

    @ParameterizedTest
    @CsvSource({
        "${a.num}, 1e-05",
        "${a.big}, 1e+16",
        "${a.flag}, true",
        "${a.deep[1].n}, 2",
        "${a.deep[-1].n}, 2",
        "${ a.num }, 1e-05",
        "${a.none}, None",
        "${a.int}, 7",
        "${a.third}, 0.3333333333333333",
        "\\\\${a.num}, ${a.num}",
        "${HOME, ${HOME",
    })
    void insertsValuesAsDvcDoes(String expression, String expected) throws IOException {
        String vars =
                "{a: {num: 1.0e-5, big: 1e16, flag: true, deep: [{n: 1}, {n: 2}], none: null, int: 7, third: 0.3333333333333333}}";

        assertThat(command(vars, "x " + expression)).isEqualTo("x " + expected);
    }

    @Test
    void turnsAMappingIntoOptions() throws IOException {
        String vars = "{o: {list: [a, 'b c'], flag: true, off: false, num: 1.5, s: \"it's\", e: {f: 2}}}";

        assertThat(command(vars, "echo ${o}"))
                .isEqualTo("echo --list a 'b c' --flag --num 1.5 --s 'it'\"'\"'s' --e.f 2");
    }

    @Test
    void takesVariablesFromFilesAndParams() throws IOException {
        workspace
                .file("params.yaml", "lr: 0.5\n")
                .file("more.json", "{\"a\": {\"b\": 1}, \"c\": 2}")
                .file("some.toml", "x = 1\ny = 2\n")
                .file("p.py", "Q = 3\n");

        assertThat(command("more.json, 'some.toml:x', p.py, {a: {z: 9}}", "${lr} ${a.b} ${a.z} ${x} ${Q}"))
                .isEqualTo("0.5 1 9 1 3");
    }

    @Test
    void refusesAnExpressionOfAbsurdLength() {
        assertThatExceptionOfType(DvcException.class)
                .isThrownBy(() -> command("{a: 1}", "${a" + ".a".repeat(100_000) + "}"))
                .satisfies(e -> assertThat(e.getMessage())
                        .contains("is not defined; nothing is called ‘a’")
                        .hasSizeLessThan(1_000));
    }

    @ParameterizedTest
    @CsvSource({
        "'{a: 1}, {a: 2}', ${a}, ‘a’ is defined twice",
        "'{a: 1}', ${b}, nothing is called ‘b’",
        "'{a: 1}', ${a.b}, nothing is called ‘b’",
        "'{a: [1]}', ${a[5]}, nothing is called ‘5’",
        "'{a: 1}', ${}, is no expression",
        "'{a: 1}', ${a..b}, is no expression",
        "'{a: [1]}', ${a}, a list can't be inserted",
        "none.yaml, x, does not exist",
        "../x.yaml, x, is outside of the repository",
        "'{a: \"${b}\"}', x, may not hold",
        "1, x, takes files and mappings",
    })
    void saysWhatCannotBeResolved(String vars, String command, String message) {
        assertThatExceptionOfType(DvcException.class)
                .isThrownBy(() -> command(vars, command))
                .withMessageContaining("dvc.yaml")
                .withMessageContaining(message);
    }

    @Test
    void makesTheStagesOfForeach() throws IOException {
        assertThat(stages("""
                        vars:
                        - list: [x, y]
                        stages:
                          l:
                            foreach: ${list}
                            do:
                              wdir: ${item}
                              cmd: c ${item}
                              outs: [o]
                          d:
                            foreach: {a: {v: 1}, 2: {v: 3}}
                            do:
                              cmd: c ${key} ${item.v}
                          n:
                            foreach: [{v: 1}, {v: 2}]
                            do:
                              cmd: c ${item.v}
                          b:
                            foreach: [true, 1.0]
                            do:
                              cmd: c ${item}
                        """))
                .extracting(Stage::name, Stage::command)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("l@x", "c x"),
                        org.assertj.core.groups.Tuple.tuple("l@y", "c y"),
                        org.assertj.core.groups.Tuple.tuple("d@a", "c a 1"),
                        org.assertj.core.groups.Tuple.tuple("d@2", "c 2 3"),
                        org.assertj.core.groups.Tuple.tuple("n@0", "c 1"),
                        org.assertj.core.groups.Tuple.tuple("n@1", "c 2"),
                        org.assertj.core.groups.Tuple.tuple("b@true", "c true"),
                        org.assertj.core.groups.Tuple.tuple("b@1.0", "c 1.0"));
    }

    @Test
    void makesTheStagesOfAMatrix() throws IOException {
        assertThat(stages("""
                        stages:
                          m:
                            matrix: {k: [x, y], n: [1, {v: 2}]}
                            cmd: c ${item.k} ${key}
                            outs: ["o_${key}"]
                        """))
                .extracting(Stage::name, Stage::command)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("m@x-1", "c x x-1"),
                        org.assertj.core.groups.Tuple.tuple("m@x-n1", "c x x-n1"),
                        org.assertj.core.groups.Tuple.tuple("m@y-1", "c y y-1"),
                        org.assertj.core.groups.Tuple.tuple("m@y-n1", "c y y-n1"));
    }

    @Test
    void refusesAMatrixWithoutEnd() {
        String axis = "[" + "1, ".repeat(99) + "1]";

        assertThatExceptionOfType(DvcException.class)
                .isThrownBy(() -> stages("stages:\n  m:\n    cmd: x\n    matrix: {a: " + axis + ", b: " + axis + ", c: "
                        + axis + ", d: " + axis + "}\n"))
                .withMessageContaining("more than 100000 stages");
    }

    @Test
    void readsOutputsDependenciesAndParameters() throws IOException {
        Stage stage = stages("""
                        stages:
                          s:
                            cmd: [a, b]
                            wdir: sub
                            frozen: true
                            deps: [../in.txt, src/, https://example.org/x, /abs]
                            params: [a, b.c, other.yaml: [x], whole.json:]
                            outs:
                            - out
                            - kept: {cache: false, persist: true, push: false, remote: R}
                            metrics: [m.json: {cache: false}]
                            plots: [p.csv: {x: a, y: b}]
                        """).get(0);

        assertThat(stage.frozen()).isTrue();
        assertThat(stage.command()).isEqualTo(List.of("a", "b"));
        assertThat(stage.dependencies())
                .extracting(Dependency::path, Dependency::external)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("in.txt", false),
                        org.assertj.core.groups.Tuple.tuple("sub/src", false),
                        org.assertj.core.groups.Tuple.tuple("https://example.org/x", true),
                        org.assertj.core.groups.Tuple.tuple("/abs", true));
        assertThat(stage.params())
                .containsExactly(
                        new Stage.Params("sub/params.yaml", List.of("a", "b.c")),
                        new Stage.Params("sub/other.yaml", List.of("x")),
                        new Stage.Params("sub/whole.json", List.of()));
        assertThat(stage.outputs())
                .containsExactly(
                        new Output("sub/out", false, true, true, null, false, Recorded.NOTHING),
                        new Output("sub/kept", false, false, false, "R", false, Recorded.NOTHING),
                        new Output("sub/m.json", false, false, true, null, true, Recorded.NOTHING),
                        new Output("sub/p.csv", false, true, true, null, false, Recorded.NOTHING));
    }

    @Test
    void readsTheSectionsOfTheTop() throws IOException {
        workspace.file("sub/dvc.yaml", """
                vars: [{m: metrics}]
                metrics: ["${m}/a.json"]
                params: [p.toml]
                plots: [pl.csv, {other.csv: {x: a}}]
                artifacts: {clf: {path: model.pkl, type: model}}
                """);
        Project project = workspace.open().project();

        assertThat(project.metrics()).containsExactly(Map.entry("sub/metrics/a.json", "sub/dvc.yaml"));
        assertThat(project.params()).containsExactly("sub/p.toml");
        assertThat(project.plots()).containsExactly("sub/pl.csv", "sub/other.csv");
        assertThat(project.artifacts()).isEqualTo(Map.of("clf", "sub/model.pkl"));
    }

    @Test
    void readsTheLockOfDvc1() throws IOException {
        workspace.file("dvc.lock", "s:\n  cmd: x\n  outs:\n  - path: o\n    md5: d41d8cd98f00b204e9800998ecf8427e\n");

        Output output = stages("stages:\n  s:\n    cmd: x\n    outs: [o]\n")
                .get(0)
                .outputs()
                .get(0);

        assertThat(output.recorded().hash())
                .isEqualTo(new DataHash("md5-dos2unix", "d41d8cd98f00b204e9800998ecf8427e"));
        assertThat(output.recorded().legacy()).isTrue();
    }

    @Test
    void findsALockedPathThatIsWrittenInAnotherWay() throws IOException {
        workspace.file("dvc.lock", """
                schema: '2.0'
                stages:
                  s:
                    cmd: x
                    outs:
                    - path: o
                      hash: md5
                      md5: d41d8cd98f00b204e9800998ecf8427e
                """);

        assertThat(stages("stages:\n  s:\n    cmd: x\n    outs: [./o/]\n")
                        .get(0)
                        .outputs()
                        .get(0)
                        .recorded()
                        .hash())
                .isEqualTo(DataHash.md5("d41d8cd98f00b204e9800998ecf8427e"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "stages: [] | ‘stages’ must be a mapping",
                "stages: {s: {}} | ‘stages.s.cmd’ must be text or a list, not nothing",
                "stages: {s: {cmd: 1}} | ‘stages.s.cmd’ must be text or a list, not a number",
                "stages: {s: {cmd: x, ouths: [a]}} | the key ‘ouths’ that DVC doesn't know",
                "stages: {s: {cmd: x, outs: a}} | ‘stages.s.outs’ must be a list, not text",
                "stages: {s: {cmd: x, outs: [{a: {cache: maybe}}]}} | must be true or false",
                "stages: {s: {cmd: x, deps: [1]}} | takes paths, not a number",
                "stages: {s: {foreach: 3, do: {cmd: x}}} | takes a list or a mapping",
                "stages: {s: {matrix: [1], cmd: x}} | takes a mapping of lists",
                "stages: {s: {cmd: x, frozen: 1}} | must be true or false, not a number",
                "[1] | the file must be a mapping",
                "other: 1 | the key ‘other’ that DVC doesn't know",
            })
    void refusesWhatDvcRefuses(String yaml, String message) {
        assertThatExceptionOfType(DvcException.class)
                .isThrownBy(() -> stages(yaml))
                .withMessageContaining("dvc.yaml")
                .withMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "schema: '3.0' | has the schema ‘3.0’",
                "{schema: '2.0', stages: [1]} | ‘stages’ must be a mapping",
                "{schema: '2.0', stages: {s: {cmd: x, outs: [{path: o, md5: [1]}]}}} | must be a checksum",
                "{schema: '2.0', stages: {s: {cmd: x, outs: [{path: o, md5: ../../etc/passwd, hash: md5}]}}} | is no MD5 hash",
                "{schema: '2.0', stages: {s: {cmd: x, outs: [{path: o, size: -5}]}}} | is no possible count",
                "{schema: '2.0', stages: {s: {cmd: x, outs: [{path: o, size: 99999999999999999999}]}}} | is no possible count",
                "{schema: '2.0', stages: {s: {cmd: x, outs: [{md5: abc}]}}} | lacks ‘path’",
                "{schema: '2.0', stages: {s: {cmd: x, more: 1}}} | the key ‘more’",
            })
    void refusesABrokenLock(String lock, String message) throws IOException {
        workspace.file("dvc.lock", lock);

        assertThatExceptionOfType(DvcException.class)
                .isThrownBy(() -> stages("stages:\n  s:\n    cmd: x\n    outs: [o]\n"))
                .withMessageContaining("dvc.lock")
                .withMessageContaining(message);
    }
}
