package dev.wiregauge.agent.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.result.evidence.DnsEvidence.Resolver;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;

@Timeout(10)
class NameProberTest {
    private static final Resolver POD =
            new Resolver(
                    List.of("10.96.0.10"), List.of("ns.svc.cluster.local", "cluster.local"), 5);

    @Test
    void fewDotsMeanTheSearchListFirst() {
        assertThat(NameProber.candidates("web", POD))
                .containsExactly("web.ns.svc.cluster.local.", "web.cluster.local.", "web.");
        assertThat(NameProber.candidates("www.example.com", POD))
                .as("an outside name comes last")
                .endsWith("www.example.com.")
                .hasSize(3);
    }

    @Test
    void manyDotsMeanTheNameItselfFirst() {
        assertThat(NameProber.candidates("a.b.c.d.e.f", POD))
                .containsExactly(
                        "a.b.c.d.e.f.",
                        "a.b.c.d.e.f.ns.svc.cluster.local.",
                        "a.b.c.d.e.f.cluster.local.");
    }

    @Test
    void finalDotMeansNoSearchList() {
        assertThat(NameProber.candidates("www.example.com.", POD))
                .containsExactly("www.example.com.");
    }
}
