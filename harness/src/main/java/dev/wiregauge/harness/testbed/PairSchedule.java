package dev.wiregauge.harness.testbed;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// Every ordered pair of nodes once, in rounds in which no node has two partners, so that pairs do
/// not disturb each other. Pure, and computed round by round: the schedule of 5,000 nodes holds 25
/// million pairs, and none of them is stored.
///
/// The rounds are those of a tournament (the circle method): one node stands still, the others go
/// round. A budget takes whole rounds by chance, so that every node is measured equally often.
public final class PairSchedule {
    private final int[] order;
    private final int[] turns;
    private final int seats;

    private PairSchedule(int[] order, int[] turns, int seats) {
        this.order = order;
        this.turns = turns;
        this.seats = seats;
    }

    /// @param from and `to` count from 0
    public record Pair(int from, int to) {}

    /// @param nodes 2 or more
    /// @param pairBudget most ordered pairs; at least one turn of both directions is taken
    /// @param seed of who sits where, and of the sample
    public static PairSchedule of(int nodes, long pairBudget, long seed) {
        if (nodes < 2) {
            throw new IllegalArgumentException("pairs need 2 nodes or more, there are " + nodes);
        }
        Random random = new Random(seed);
        int seats = nodes + (nodes & 1);
        int[] turns = shuffled(seats - 1, random);
        long perTurn = 2L * (nodes / 2);
        int taken = Math.clamp(pairBudget / perTurn, 1, seats - 1);
        return new PairSchedule(shuffled(nodes, random), Arrays.copyOf(turns, taken), seats);
    }

    private static int[] shuffled(int count, Random random) {
        int[] numbers = new int[count];
        for (int i = 0; i < count; i++) {
            int other = random.nextInt(i + 1);
            numbers[i] = numbers[other];
            numbers[other] = i;
        }
        return numbers;
    }

    /// Two for each turn: there and back.
    public int rounds() {
        return 2 * turns.length;
    }

    /// Ordered pairs in all rounds.
    public long pairs() {
        return (long) rounds() * (order.length / 2);
    }

    /// Ordered pairs that there are.
    public long possible() {
        return (long) order.length * (order.length - 1);
    }

    /// Each node at most once.
    public List<Pair> round(int index) {
        int turn = turns[index / 2];
        boolean back = index % 2 == 1;
        int circle = seats - 1;
        List<Pair> pairs = new ArrayList<>(seats / 2);
        add(pairs, circle, turn, back);
        for (int i = 1; i < seats / 2; i++) {
            add(pairs, (turn + i) % circle, (turn - i + circle) % circle, back);
        }
        return pairs;
    }

    /// Whoever draws the empty seat of an odd number rests.
    private void add(List<Pair> pairs, int one, int other, boolean back) {
        if (one < order.length && other < order.length) {
            int from = order[back ? other : one];
            int to = order[back ? one : other];
            pairs.add(new Pair(from, to));
        }
    }
}
