package dev.wiregauge.agent.packet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// Mutated frames must neither break the decoder nor make its two paths disagree.
///
/// Every run of one seed makes the same frames; a failure prints the frame, to be kept as a case of
/// [DecoderTest].
@Timeout(600)
class FrameFuzzTest {
    private static final int FRAMES = 2_000_000;
    private static final long SEED = 20_261_123L;
    private static final Duration UNBOUNDED = Duration.ofHours(1);
    private static final int LOOK_AT_CLOCK = 10_000;

    private final Decoder decoder = new Decoder(TunnelPorts.USUAL);
    private final HeaderScan scan = new HeaderScan(TunnelPorts.USUAL);

    @Test
    void twoMillionMutatedFramesAreTakenApartAlikeByBothPaths() {
        assertThat(run(SEED, FRAMES, UNBOUNDED)).isEqualTo(FRAMES);
    }

    /// As many as five minutes hold, a hundred million at most.
    @Test
    @Tag("full")
    void minutesOfMutatedFramesAreTakenApartAlikeByBothPaths(TestReporter reporter) {
        long seed = System.nanoTime();
        long frames = run(seed, 100_000_000, Duration.ofMinutes(5));
        reporter.publishEntry("seed %d: %,d frames".formatted(seed, frames));
        assertThat(frames).isGreaterThan(FRAMES);
    }

    /// @return frames decoded
    private long run(long seed, int most, Duration budget) {
        List<Corpus.Sample> corpus = Corpus.all();
        Mutator mutator = new Mutator(seed);
        long endNs = System.nanoTime() + budget.toNanos();
        long tunnels = 0;
        long faults = 0;
        int frames = 0;
        while (frames < most && (frames % LOOK_AT_CLOCK != 0 || System.nanoTime() < endNs)) {
            Corpus.Sample sample = corpus.get(mutator.below(corpus.size()));
            byte[] other = corpus.get(mutator.below(corpus.size())).frame();
            byte[] frame = mutator.mutate(sample.frame(), other);
            int captured = mutator.below(8) == 0 ? mutator.below(frame.length + 1) : frame.length;
            Packet packet = check(sample.link(), frame, captured, seed);
            tunnels += scan.tunnel() == TunnelKind.NONE ? 0 : 1;
            faults += packet.hasFault() ? 1 : 0;
            frames++;
        }
        // a fuzzer whose frames are all refused at once, or all whole, tests nothing
        assertThat(tunnels).isGreaterThan(frames / 10L);
        assertThat(faults).isGreaterThan(frames / 10L).isLessThan(frames * 9L / 10);
        return frames;
    }

    private Packet check(LinkType link, byte[] frame, int captured, long seed) {
        try {
            Packet packet = decoder.decode(link, frame, 0, captured, frame.length);
            scan.scan(link, frame, 0, captured, frame.length);
            Optional<String> difference = ScanAgreement.difference(scan, packet, 0);
            if (difference.isPresent() || packet.layers().size() > Walk.MAX_LAYERS) {
                throw new IllegalStateException(difference.orElse("too many layers"));
            }
            return packet;
        } catch (RuntimeException e) {
            throw new AssertionError(
                    "seed %d, %s, %d captured of %s"
                            .formatted(seed, link, captured, HexFormat.of().formatHex(frame)),
                    e);
        }
    }
}
