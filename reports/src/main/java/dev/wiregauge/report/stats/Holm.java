package dev.wiregauge.report.stats;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/// Makes many tests as careful together as one: among a hundred true null hypotheses one in twenty
/// would else look like a discovery (Holm 1979).
public final class Holm {
    private Holm() {}

    /// @param p one probability per test
    /// @return adjusted probabilities in the same order, to be compared with the level of the whole
    ///   family
    public static double[] adjust(double[] p) {
        int[] ascending =
                IntStream.range(0, p.length)
                        .boxed()
                        .sorted(Comparator.comparingDouble(i -> p[i]))
                        .mapToInt(Integer::intValue)
                        .toArray();
        double[] adjusted = new double[p.length];
        Arrays.fill(adjusted, 1);
        double highest = 0;
        for (int rank = 0; rank < ascending.length; rank++) {
            int test = ascending[rank];
            highest = Math.max(highest, Math.min(1, p[test] * (p.length - rank)));
            adjusted[test] = highest;
        }
        return adjusted;
    }
}
