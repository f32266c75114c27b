package dev.wiregauge.agent.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wiregauge.result.evidence.DnsEvidence.Resolver;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

@Timeout(10)
class ResolverFileTest {
    @Test
    void readsWhatAKubeletWrites() {
        assertThat(
                        ResolverFile.of(
                                List.of(
                                        "# by the kubelet",
                                        "search default.svc.cluster.local svc.cluster.local.  cluster.local",
                                        "nameserver 10.96.0.10",
                                        "",
                                        "options ndots:5 timeout:2")))
                .isEqualTo(
                        new Resolver(
                                List.of("10.96.0.10"),
                                List.of(
                                        "default.svc.cluster.local",
                                        "svc.cluster.local",
                                        "cluster.local"),
                                5));
    }

    @Test
    void takesTheLastSearchThreeServersAndNdotsUpTo15() {
        assertThat(
                        ResolverFile.of(
                                List.of(
                                        "domain a",
                                        "search b c",
                                        "nameserver 1.1.1.1",
                                        "nameserver 2.2.2.2",
                                        "nameserver 3.3.3.3",
                                        "nameserver 4.4.4.4",
                                        "options ndots:99 ndots:x")))
                .isEqualTo(
                        new Resolver(
                                List.of("1.1.1.1", "2.2.2.2", "3.3.3.3"), List.of("b", "c"), 15));
        assertThat(ResolverFile.of(List.of("nameserver 1.1.1.1")).ndots()).isEqualTo(1);
    }

    @Test
    void saysWhyThereIsNoServer(@TempDir Path folder) throws IOException {
        Path empty = Files.writeString(folder.resolve("resolv.conf"), "search here\n");
        assertThatThrownBy(() -> ResolverFile.read(empty)).hasMessageEndingWith("names no server");
        assertThatThrownBy(() -> ResolverFile.read(folder.resolve("none")))
                .hasMessageContaining("cannot read");
    }
}
