package dev.wiregauge.agent.packet;

import java.util.Arrays;
import java.util.SplittableRandom;

/// Damages bytes in the ways that break parsers: flipped bits, extreme values, cuts, repeats and
/// bytes of another frame.
public final class Mutator {
    private static final int[] EXTREMES = {0, 1, 4, 5, 7, 8, 15, 16, 64, 127, 128, 254, 255};

    private final SplittableRandom random;

    public Mutator(long seed) {
        random = new SplittableRandom(seed);
    }

    public int below(int bound) {
        return random.nextInt(bound);
    }

    /// A damaged copy.
    ///
    /// @param other where foreign bytes are taken from
    public byte[] mutate(byte[] original, byte[] other) {
        byte[] bytes = original.clone();
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            bytes = once(bytes, other);
        }
        return bytes;
    }

    private byte[] once(byte[] bytes, byte[] other) {
        if (bytes.length == 0) {
            return other.clone();
        }
        int at = random.nextInt(bytes.length);
        switch (random.nextInt(7)) {
            case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes[at] = (byte) EXTREMES[random.nextInt(EXTREMES.length)];
            case 2 -> bytes[at] = (byte) random.nextInt(256);
            case 3 -> {
                return Arrays.copyOf(bytes, at);
            }
            case 4 -> {
                int length = Math.min(other.length, bytes.length - at);
                int from = random.nextInt(other.length - length + 1);
                System.arraycopy(other, from, bytes, at, length);
            }
            case 5 -> {
                return repeat(bytes, at);
            }
            default -> {
                if (at + 1 < bytes.length) { // a length of 16 bits
                    int value = random.nextInt(3) == 0 ? 0xFFFF : random.nextInt(2048);
                    bytes[at] = (byte) (value >>> 8);
                    bytes[at + 1] = (byte) value;
                }
            }
        }
        return bytes;
    }

    private byte[] repeat(byte[] bytes, int at) {
        int length = Math.min(bytes.length - at, 1 + random.nextInt(64));
        byte[] longer = Arrays.copyOf(bytes, bytes.length + length);
        System.arraycopy(bytes, at, longer, at + length, bytes.length - at);
        return longer;
    }
}
