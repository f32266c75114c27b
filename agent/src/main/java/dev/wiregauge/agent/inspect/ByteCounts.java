package dev.wiregauge.agent.inspect;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/// How often each of a few numbers was seen. Counting does not allocate once a number is known.
final class ByteCounts {
    /// More distinct overheads than any honest capture has; what exceeds them is counted together.
    private static final int MAX_DISTINCT = 64;

    private int[] numbers = new int[2];
    private long[] counts = new long[2];
    private int size;
    private long others;

    void add(int number) {
        for (int i = 0; i < size; i++) {
            if (numbers[i] == number) {
                counts[i]++;
                return;
            }
        }
        if (size == MAX_DISTINCT) {
            others++;
            return;
        }
        if (size == numbers.length) {
            numbers = Arrays.copyOf(numbers, 2 * size);
            counts = Arrays.copyOf(counts, 2 * size);
        }
        numbers[size] = number;
        counts[size++] = 1;
    }

    /// Counts by number, ascending; `other` for what came after too many.
    Map<String, Long> toMap() {
        TreeMap<Integer, Long> sorted = new TreeMap<>();
        for (int i = 0; i < size; i++) {
            sorted.put(numbers[i], counts[i]);
        }
        Map<String, Long> named = new LinkedHashMap<>();
        sorted.forEach((number, count) -> named.put(Integer.toString(number), count));
        if (others > 0) {
            named.put("other", others);
        }
        return named;
    }
}
