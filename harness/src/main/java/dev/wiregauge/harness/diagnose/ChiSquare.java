package dev.wiregauge.harness.diagnose;

/// Pearson's chi-square test of equal shares.
final class ChiSquare {
    private ChiSquare() {}

    /// How likely counts at least this uneven are if every class is equally likely.
    static double uniform(long[] counts) {
        double total = 0;
        for (long count : counts) {
            total += count;
        }
        if (total == 0) {
            return 1;
        }
        double expected = total / counts.length;
        double statistic = 0;
        for (long count : counts) {
            statistic += (count - expected) * (count - expected) / expected;
        }
        return upperTail(statistic, counts.length - 1);
    }

    /// The regularized upper incomplete gamma function Q(k/2, x/2), by its finite sums: for even k
    /// exp(-h) times the sum of h^i / i!, for odd k it starts from erfc (Abramowitz and Stegun
    /// 26.4.4 and 26.4.5).
    static double upperTail(double statistic, int degrees) {
        double half = statistic / 2;
        double sum;
        double term;
        int first;
        if (degrees % 2 == 0) {
            sum = 0;
            term = Math.exp(-half);
            first = 2;
        } else {
            sum = errorFunctionComplement(Math.sqrt(half));
            term = Math.exp(-half) * Math.sqrt(half) / (Math.sqrt(Math.PI) / 2);
            first = 3;
        }
        for (int k = first; k <= degrees; k += 2) {
            sum += term;
            term *= half / (k / 2.0);
        }
        return Math.clamp(sum, 0, 1);
    }

    /// Numerical Recipes' rational Chebyshev fit, relative error below 1.2e-7.
    private static double errorFunctionComplement(double z) {
        double t = 1 / (1 + z / 2);
        double polynomial = 0.17087277;
        double[] coefficients = {
            -0.82215223,
            1.48851587,
            -1.13520398,
            0.27886807,
            -0.18628806,
            0.09678418,
            0.37409196,
            1.00002368,
            -1.26551223
        };
        for (double coefficient : coefficients) {
            polynomial = coefficient + t * polynomial;
        }
        return t * Math.exp(-z * z + polynomial);
    }
}
