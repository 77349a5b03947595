package io.jenkins.plugins.modelgate.core.statistics;

/**
 * Random numbers that are the same on every machine and Java version for the same seed: SplitMix64, of G. L. Steele, D. Lea and
 * C. H. Flood, Fast splittable pseudorandom number generators, OOPSLA 2014. Not for secrets.
 */
public final class SplitMix {
    private long state;

    public SplitMix(long seed) {
        state = seed;
    }

    private long next() {
        state += 0x9e3779b97f4a7c15L;
        long z = state;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    /** From 0 to below {@code bound}; its bias is below {@code bound} / 2³². */
    int below(int bound) {
        return (int) (((next() >>> 32) * bound) >>> 32);
    }

    /** Of the standard normal distribution (G. E. P. Box and M. E. Muller, Annals of Mathematical Statistics 29 (1958) 610–611). */
    double normal() {
        return Math.sqrt(-2 * Math.log(1 - unit())) * Math.cos(2 * Math.PI * unit());
    }

    /** From 0 to below 1. */
    public double unit() {
        return (next() >>> 11) * 0x1p-53;
    }

    /** The numbers in another order (Fisher and Yates). */
    double[] shuffled(double... values) {
        double[] all = values.clone();
        for (int i = all.length - 1; i > 0; i--) {
            int j = below(i + 1);
            double swap = all[i];
            all[i] = all[j];
            all[j] = swap;
        }
        return all;
    }
}
