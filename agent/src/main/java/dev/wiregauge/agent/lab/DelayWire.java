package dev.wiregauge.agent.lab;

import dev.wiregauge.agent.linux.NativeBuffer;
import dev.wiregauge.agent.linux.NativeException;
import dev.wiregauge.agent.linux.TapDevice;

import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;

/// A wire of the lab that takes its time: hands the frames of one TAP device to another later than
/// they came, for kernels without netem. With jitter frames overtake each other, as on netem.
///
/// Arguments: `--devices ONE,OTHER --delay-micros N --jitter-micros N`. Prints `ready` when both
/// devices are there, and holds them until the process is ended.
public final class DelayWire {
    /// A frame of the largest MTU with its Ethernet header.
    private static final int FRAME_BYTES = 9_216;

    /// Frames on their way in one direction; beyond it the wire drops, as a full queue does.
    private static final int MOST_ON_THEIR_WAY = 4_000;

    private static final long SEED = 42;

    private DelayWire() {}

    public static void main(String[] arguments) throws InterruptedException {
        try {
            Settings settings = Settings.of(List.of(arguments));
            TapDevice one = new TapDevice(settings.devices().getFirst());
            TapDevice other = new TapDevice(settings.devices().getLast());
            new Direction(one, other, settings, SEED).start();
            new Direction(other, one, settings, SEED + 1).start();
            System.out.println("ready");
        } catch (IllegalArgumentException e) {
            System.out.println(e.getMessage());
            System.exit(2);
        } catch (NativeException e) {
            System.out.println(e.getMessage());
            System.exit(1);
        }
        new CountDownLatch(1).await();
    }

    /// @param jitterMicros added to each frame's delay, evenly spread from 0 on
    record Settings(List<String> devices, int delayMicros, int jitterMicros) {
        Settings {
            devices = List.copyOf(devices);
            if (devices.size() != 2) {
                throw new IllegalArgumentException(
                        "--devices is " + devices + ", allowed: two names with a comma");
            }
        }

        /// @throws IllegalArgumentException that names the argument and what is allowed
        static Settings of(List<String> arguments) {
            List<String> devices = List.of();
            int delayMicros = 0;
            int jitterMicros = 0;
            for (int i = 0; i + 1 < arguments.size(); i += 2) {
                String name = arguments.get(i);
                String value = arguments.get(i + 1);
                switch (name) {
                    case "--devices" -> devices = List.of(value.split(",", -1));
                    case "--delay-micros" -> delayMicros = micros(name, value);
                    case "--jitter-micros" -> jitterMicros = micros(name, value);
                    default ->
                            throw new IllegalArgumentException(
                                    name
                                            + " is not known, allowed: --devices, --delay-micros,"
                                            + " --jitter-micros");
                }
            }
            return new Settings(devices, delayMicros, jitterMicros);
        }

        private static int micros(String name, String value) {
            if (!value.matches("[0-9]{1,7}")) {
                throw new IllegalArgumentException(
                        name + " is " + value + ", allowed: 0 to 9999999");
            }
            return Integer.parseInt(value);
        }
    }

    private record Frame(NativeBuffer bytes, long length, long dueNs) implements Delayed {
        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(dueNs - System.nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(dueNs, ((Frame) other).dueNs);
        }
    }

    private static final class Direction {
        private final TapDevice from;
        private final TapDevice to;
        private final Settings settings;
        private final SplittableRandom random;
        private final DelayQueue<Frame> onTheirWay = new DelayQueue<>();
        private final ConcurrentLinkedQueue<NativeBuffer> free = new ConcurrentLinkedQueue<>();

        private Direction(TapDevice from, TapDevice to, Settings settings, long seed) {
            this.from = from;
            this.to = to;
            this.settings = settings;
            this.random = new SplittableRandom(seed);
        }

        private void start() {
            Thread.ofPlatform().daemon().start(this::take);
            Thread.ofPlatform().daemon().start(this::give);
        }

        private void take() {
            while (true) {
                NativeBuffer reused = free.poll();
                NativeBuffer buffer = reused == null ? new NativeBuffer(FRAME_BYTES) : reused;
                long length = from.read(buffer);
                if (length <= 0 || onTheirWay.size() >= MOST_ON_THEIR_WAY) {
                    free.add(buffer);
                    continue;
                }
                int jitter = settings.jitterMicros();
                int micros = settings.delayMicros() + (jitter == 0 ? 0 : random.nextInt(jitter));
                onTheirWay.add(new Frame(buffer, length, System.nanoTime() + micros * 1000L));
            }
        }

        private void give() {
            try {
                while (true) {
                    Frame frame = onTheirWay.take();
                    to.write(frame.bytes(), frame.length());
                    free.add(frame.bytes());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
