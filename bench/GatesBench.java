import io.jenkins.plugins.modelgate.core.statistics.Bootstrap;
import io.jenkins.plugins.modelgate.core.statistics.Result;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** The studentised bootstrap in one JVM; bench/gates starts it and feeds it the same numbers as SciPy. */
public final class GatesBench {
    public static void main(String[] args) throws Exception {
        byte[] bytes = Files.readAllBytes(Path.of(args[0]));
        double[] differences = new double[bytes.length / Double.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer().get(differences);
        int resamples = Integer.parseInt(args[1]);
        new Bootstrap(differences, new int[0], 1, resamples / 20).at(0.95);
        long start = System.nanoTime();
        Result.Estimate found =
                (Result.Estimate) new Bootstrap(differences, new int[0], 1, resamples).at(0.95);
        double seconds = (System.nanoTime() - start) / 1e9;
        long peak = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .map(MemoryPoolMXBean::getPeakUsage)
                .mapToLong(usage -> usage.getUsed())
                .sum();
        System.out.println(seconds + " " + (peak >> 20) + " " + found.lower() + " " + found.upper());
    }
}
