package io.jenkins.plugins.modelgate.dvc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Md5Test {
    private static final int MEBIBYTE = 1 << 20;

    @TempDir
    private Path folder;

    private String hash(Md5 kind, byte[] bytes) throws IOException {
        return HexFormat.of().formatHex(kind.hash(Files.write(folder.resolve("f"), bytes), n -> {}));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void hashesBytesAsTheyAre() throws IOException {
        assertThat(hash(Md5.RAW, ascii("a\r\nb"))).isEqualTo("65d5f03c46e62e3f2babbe712d2ce464");
        assertThat(hash(Md5.RAW, new byte[0])).isEqualTo("d41d8cd98f00b204e9800998ecf8427e");
    }

    @Test
    void hashesSizesAroundEachBuffer() throws IOException {
        for (int size : new int[] {65535, 65536, 65537, MEBIBYTE - 1, MEBIBYTE, MEBIBYTE + 1, 3 * MEBIBYTE}) {
            byte[] bytes = new byte[size];
            new java.util.Random(size).nextBytes(bytes);
            assertThat(hash(Md5.RAW, bytes)).as("%d bytes", size).isEqualTo(Workspace.md5(bytes));
        }
    }

    @Test
    void countsCarriageReturnsOfTextOutAsDvc2Did() throws IOException {
        assertThat(hash(Md5.DOS2UNIX, ascii("a\r\nb\r\n"))).isEqualTo("dd8c6a395b5dd36c56d23275028f526c");
        assertThat(hash(Md5.DOS2UNIX, ascii("a\rb\r"))).isEqualTo(Workspace.md5("a\rb\r"));
    }

    @Test
    void leavesWhatIsNotTextAlone() throws IOException {
        byte[] withNul = ascii("a\0\r\n");
        assertThat(hash(Md5.DOS2UNIX, withNul)).isEqualTo(Workspace.md5(withNul));

        byte[] strange = "\u00e4\u00e4\u00e4\r\n".getBytes(StandardCharsets.UTF_8);
        assertThat(hash(Md5.DOS2UNIX, strange)).isEqualTo(Workspace.md5(strange));
    }

    @Test
    void leavesAPairThatAMebibyteDivides() throws IOException {
        byte[] bytes = new byte[MEBIBYTE + 3];
        Arrays.fill(bytes, (byte) 'x');
        bytes[MEBIBYTE - 1] = '\r';
        bytes[MEBIBYTE] = '\n';
        assertThat(hash(Md5.DOS2UNIX, bytes)).isEqualTo(Workspace.md5(bytes));
    }

    @Test
    void judgesEachMebibyteByItself() throws IOException {
        byte[] bytes = new byte[MEBIBYTE + 4];
        Arrays.fill(bytes, (byte) 'x');
        bytes[0] = 0;
        bytes[5] = '\r';
        bytes[6] = '\n';
        bytes[MEBIBYTE + 1] = '\r';
        bytes[MEBIBYTE + 2] = '\n';
        byte[] expected = new byte[MEBIBYTE + 3];
        System.arraycopy(bytes, 0, expected, 0, MEBIBYTE + 1);
        expected[MEBIBYTE + 1] = '\n';
        expected[MEBIBYTE + 2] = 'x';
        assertThat(hash(Md5.DOS2UNIX, bytes)).isEqualTo(Workspace.md5(expected));
    }
}
