package io.jenkins.plugins.modelgate.core.contract;

import io.jenkins.plugins.modelgate.core.statistics.SplitMix;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Some of very many numbers, each as likely as any other: J. S. Vitter's algorithm R (ACM TOMS 11 (1985) 37–57). */
final class Sample {
    /** So many, that the ranks of quantiles are known to half a per cent. */
    private static final int MOST = 10_000;

    private final SplitMix random;
    private double[] kept = new double[16];
    private long seen;

    /** The same numbers under the same name give the same sample. */
    Sample(String name) {
        random = new SplitMix(name.hashCode());
    }

    /** How many were added, with this one. */
    long add(double number) {
        seen++;
        if (seen <= MOST) {
            if (seen > kept.length) {
                kept = Arrays.copyOf(kept, Math.min(MOST, kept.length * 2));
            }
            kept[(int) seen - 1] = number;
        } else {
            long place = (long) (random.unit() * seen);
            if (place < MOST) {
                kept[(int) place] = number;
            }
        }
        return seen;
    }

    long size() {
        return seen;
    }

    /** So many, in equal steps of rank; the ends are those of all numbers. */
    List<Double> quantiles(int count, double min, double max) {
        double[] sorted = Arrays.copyOf(kept, (int) Math.min(seen, MOST));
        Arrays.sort(sorted);
        sorted[0] = min;
        sorted[sorted.length - 1] = max;
        return IntStream.range(0, count)
                .mapToObj(i -> sorted[(int) Math.round((double) i * (sorted.length - 1) / (count - 1))] + 0.0)
                .toList();
    }
}
