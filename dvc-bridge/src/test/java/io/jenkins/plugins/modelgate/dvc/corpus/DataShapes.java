package io.jenkins.plugins.modelgate.dvc.corpus;

import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;

/** Projects that differ in the data that they have. */
final class DataShapes {
    private static final String NOT_BMP = "\uD83D\uDE00";

    private DataShapes() {}

    static Map<String, UnaryOperator<Project>> all() {
        return Map.ofEntries(
                Map.entry(
                        "one file",
                        project -> project.init().write("one.txt", "hello").dvc("add", "one.txt")),
                Map.entry(
                        "file in a folder",
                        project -> project.init().write("a/b/c.txt", "c").dvc("add", "a/b/c.txt")),
                Map.entry("directory", DataShapes::directory),
                Map.entry(
                        "empty file",
                        project -> project.init().write("empty", "").dvc("add", "empty")),
                Map.entry(
                        "empty directory",
                        project -> project.init().folder("empty").dvc("add", "empty")),
                Map.entry("empty files and directories inside", project -> project.init()
                        .write("d/empty", "")
                        .folder("d/nothing/at/all")
                        .write("d/deep/er/empty", "")
                        .dvc("add", "d")),
                Map.entry("deep directory", project -> project.init()
                        .write("d/" + "x/".repeat(60) + "leaf", "leaf")
                        .dvc("add", "d")),
                Map.entry("names beyond ASCII", project -> project.init()
                        .write("dätä/ä.csv", "composed")
                        .write("dätä/a\u0308.csv", "decomposed")
                        .write("dätä/数据/文件.txt", "chinese")
                        .write("dätä/שלום", "right to left")
                        .dvc("add", "dätä")),
                Map.entry("file with a name beyond ASCII", project -> project.init()
                        .write("größe " + NOT_BMP + ".txt", "x")
                        .dvc("add", "größe " + NOT_BMP + ".txt")),
                Map.entry("names in the order of code points", project -> project.init()
                        .write("d/" + NOT_BMP, "emoji")
                        .write("d/\uE000", "private use")
                        .write("d/\uFFFD", "replacement")
                        .write("d/\uFB01", "ligature")
                        .write("d/" + NOT_BMP + "/x".replace("/", "-"), "emoji and more")
                        .dvc("add", "d")),
                Map.entry("names that JSON escapes", project -> project.init()
                        .write("d/quote\"s", "1")
                        .write("d/back\\slash", "2")
                        .write("d/tab\there", "3")
                        .write("d/new\nline", "4")
                        .write("d/del\u007f", "5")
                        .write("d/bell\u0007", "6")
                        .write("d/slash-like\u2215", "7")
                        .write("d/line\u2028separator", "8")
                        .dvc("add", "d")),
                Map.entry("names that shells and programs mistake", project -> project.init()
                        .write("d/ leading", "1")
                        .write("d/trailing ", "2")
                        .write("d/-x", "3")
                        .write("d/--", "4")
                        .write("d/~", "5")
                        .write("d/#hash", "6")
                        .write("d/$HOME", "7")
                        .write("d/*", "8")
                        .write("d/.hidden", "9")
                        .write("d/...", "10")
                        .write("d/a:b", "11")
                        .write("d/%20", "12")
                        .dvc("add", "d")),
                Map.entry("files with names that mislead", project -> project.init()
                        .write("-x", "1")
                        .write("a b", "2")
                        .write("c'\"d", "3")
                        .write("#e", "4")
                        .write("[f]", "5")
                        .write("{g}", "6")
                        .write("yes", "7")
                        .write("1e3", "8")
                        .dvc("add", "--", "-x", "a b", "c'\"d", "#e", "[f]", "{g}", "yes", "1e3")),
                Map.entry("names that differ in case only", project -> project.init()
                        .write("d/a", "1")
                        .write("d/A", "2")
                        .write("d/B/x", "3")
                        .write("d/b/x", "4")
                        .dvc("add", "d")),
                Map.entry("separators in the order", project -> project.init()
                        .write("d/a.csv", "1")
                        .write("d/a/q", "2")
                        .write("d/a-b", "3")
                        .write("d/a0", "4")
                        .write("d/a b", "5")
                        .dvc("add", "d")),
                Map.entry("line ends are kept", project -> project.init()
                        .write("d/crlf.txt", "a\r\nb\r\n")
                        .write("d/lf.txt", "a\nb\n")
                        .write("d/cr.txt", "a\rb\r")
                        .dvc("add", "d")),
                Map.entry("binary content", project -> project.init()
                        .write("blob", random(300_000))
                        .write("zeros", new byte[100_000])
                        .dvc("add", "blob", "zeros")),
                Map.entry(
                        "16 MB",
                        project -> project.init().write("big", random(1 << 24)).dvc("add", "big")),
                Map.entry("equal files", project -> project.init()
                        .write("d/1", "same")
                        .write("d/2", "same")
                        .write("d/sub/3", "same")
                        .write("e/1", "same")
                        .write("e/2", "same")
                        .write("e/sub/3", "same")
                        .dvc("add", "d", "e")),
                Map.entry("link to a file inside", project -> project.init()
                        .write("d/file", "content")
                        .link("d/link", "file")
                        .dvc("add", "d")),
                Map.entry("link to a file outside", project -> project.init()
                        .write("outside.txt", "outside")
                        .write("d/file", "content")
                        .link("d/link", "../outside.txt")
                        .dvc("add", "d")),
                Map.entry("link to a directory inside", project -> project.init()
                        .write("real/file", "content")
                        .write("d/a", "a")
                        .link("d/linked", "../real")
                        .dvc("add", "d")),
                Map.entry("linked directory is tracked", project -> project.init()
                        .write("real/file", "content")
                        .folder("d")
                        .link("d/link", "../real/file")
                        .dvc("add", "d")),
                Map.entry("executable files", project -> project.init()
                        .write("d/tool", "#!/bin/sh")
                        .write("tool", "#!/bin/sh")
                        .run(project.path("."), "chmod", "+x", "d/tool", "tool")
                        .dvc("add", "d", "tool")),
                Map.entry("twenty thousand files", DataShapes::twentyThousand),
                Map.entry(".dvcignore at the root", project -> project.init()
                        .write(".dvcignore", "*.tmp\n!keep.tmp\n/d/only-here\n**/cache/\n# comment\n\\#odd\n")
                        .write("d/a.csv", "a")
                        .write("d/b.tmp", "b")
                        .write("d/keep.tmp", "c")
                        .write("d/only-here", "d")
                        .write("d/sub/only-here", "e")
                        .write("d/cache/f", "f")
                        .write("d/sub/cache/g", "g")
                        .write("d/#odd", "h")
                        .dvc("add", "d")),
                Map.entry(".dvcignore further down", project -> project.init()
                        .write(".dvcignore", "*.log\n")
                        .write("data/.dvcignore", "skip/\n!important.log\n[ab]?.txt\n")
                        .write("data/d/a1.txt", "1")
                        .write("data/d/c1.txt", "2")
                        .write("data/d/x.log", "3")
                        .write("data/d/important.log", "4")
                        .write("data/d/skip/y", "5")
                        .write("data/d/sub/skip", "6")
                        .dvc("add", "data/d")),
                Map.entry(".dvcignore came later", project -> project.init()
                        .write("d/a", "a")
                        .write("d/b", "b")
                        .dvc("add", "d")
                        .write(".dvcignore", "b\n")),
                Map.entry("folders that are never data", project -> project.init()
                        .write("d/.git-not", "1")
                        .write("d/.gitignore", "2")
                        .write("d/.hg/store", "3")
                        .write("d/__pycache__/x.pyc", "4")
                        .write("d/.dvc-not", "5")
                        .dvc("add", "d")));
    }

    static Project directory(Project project) {
        return project.init()
                .write("data/a.csv", "a")
                .write("data/b.csv", "b")
                .write("data/sub/c.csv", "c")
                .write("data/Z.txt", "Z")
                .dvc("add", "data");
    }

    private static Project twentyThousand(Project project) {
        project.init();
        for (int i = 0; i < 20_000; i++) {
            project.write("d/%02d/%d.txt".formatted(i % 100, i), Integer.toString(i));
        }
        return project.dvc("add", "--no-commit", "d").write("d/00/0.txt", "changed");
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(1).nextBytes(bytes);
        return bytes;
    }
}
