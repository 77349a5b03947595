package io.jenkins.plugins.modelgate.dvc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What says that a file is still the same one, without reading it. The time of the last change of its inode (ctime) cannot be
 * set by programs: it shows content that was replaced behind an old mtime.
 *
 * @param mode the file type and permission bits as in {@code st_mode}; only the type where the system has no such thing
 * @param modified in nanoseconds since 1970
 * @param changed ctime, likewise; 0 where the system has no such thing
 * @param inode 0 where the system has no such thing
 */
record FileStat(int mode, long size, long modified, long changed, long inode) {
    private static final String UNIX = "unix:mode,size,lastModifiedTime,ctime,ino";
    private static final boolean HAS_UNIX =
            java.nio.file.FileSystems.getDefault().supportedFileAttributeViews().contains("unix");
    private static final LinkOption[] FOLLOW = {};
    private static final LinkOption[] NOFOLLOW = {LinkOption.NOFOLLOW_LINKS};

    private static final int TYPE = 0170000;
    private static final int DIRECTORY = 0040000;
    private static final int REGULAR = 0100000;
    private static final int LINK = 0120000;
    private static final int EXECUTABLE = 0100;

    /** Of the path itself, even if it is a symbolic link. */
    static FileStat of(Path path) throws IOException {
        return read(path, NOFOLLOW);
    }

    /** Of what the path leads to. */
    static FileStat ofTarget(Path path) throws IOException {
        return read(path, FOLLOW);
    }

    private static FileStat read(Path path, LinkOption... options) throws IOException {
        if (!HAS_UNIX) {
            BasicFileAttributes basic = Files.readAttributes(path, BasicFileAttributes.class, options);
            int type = basic.isSymbolicLink()
                    ? LINK
                    : basic.isDirectory() ? DIRECTORY : basic.isRegularFile() ? REGULAR : 0;
            return new FileStat(type, basic.size(), nanos(basic.lastModifiedTime()), 0, 0);
        }
        Map<String, Object> unix = Files.readAttributes(path, UNIX, options);
        return new FileStat(
                (Integer) unix.get("mode"),
                (Long) unix.get("size"),
                nanos((FileTime) unix.get("lastModifiedTime")),
                nanos((FileTime) unix.get("ctime")),
                (Long) unix.get("ino"));
    }

    private static long nanos(FileTime time) {
        return time.to(TimeUnit.NANOSECONDS);
    }

    boolean isDirectory() {
        return (mode & TYPE) == DIRECTORY;
    }

    boolean isRegular() {
        return (mode & TYPE) == REGULAR;
    }

    boolean isLink() {
        return (mode & TYPE) == LINK;
    }

    boolean isExecutable() {
        return (mode & EXECUTABLE) != 0;
    }
}
