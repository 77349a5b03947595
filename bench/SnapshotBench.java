import io.jenkins.plugins.modelgate.core.data.Snapshot;
import io.jenkins.plugins.modelgate.core.data.TrackedPath;
import io.jenkins.plugins.modelgate.dvc.DvcRepository;
import io.jenkins.plugins.modelgate.dvc.SnapshotOptions;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;

/** Takes snapshots in one JVM and prints seconds; bench/snapshot starts it. */
public final class SnapshotBench {
    private static Path root;
    private static Path state;
    private static int threads;

    public static void main(String[] args) throws IOException {
        String mode = args[0];
        root = Path.of(args[1]);
        state = Path.of(args[2]);
        int rounds = Integer.parseInt(args[3]);
        threads = Integer.parseInt(args[4]);
        double best = Double.MAX_VALUE;
        for (int i = 0; i < rounds; i++) {
            if (mode.equals("touched")) {
                touch();
            }
            if (mode.equals("cold")) {
                state = state.resolveSibling("state-" + i);
            }
            best = Math.min(best, snapshot());
        }
        long heap = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == java.lang.management.MemoryType.HEAP)
                .map(MemoryPoolMXBean::getPeakUsage)
                .mapToLong(usage -> usage.getUsed())
                .sum();
        System.out.printf("%.4f %d%n", best, heap >> 20);
    }

    private static double snapshot() {
        long start = System.nanoTime();
        Snapshot snapshot = DvcRepository.open(root)
                .snapshot(SnapshotOptions.defaults().withThreads(threads).withState(state));
        double seconds = (System.nanoTime() - start) / 1e9;
        List<TrackedPath> paths = snapshot.paths();
        if (paths.isEmpty() || paths.get(0).actual() == null) {
            throw new IllegalStateException("Nothing was hashed");
        }
        return seconds;
    }

    private static void touch() throws IOException {
        FileTime now = FileTime.fromMillis(System.currentTimeMillis());
        try (Stream<Path> files = Files.walk(root.resolve("data"))) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                Files.setLastModifiedTime(file, now);
            }
        }
    }
}
