package dev.wiregauge.result.evidence;

import dev.wiregauge.result.evidence.ProbeAnswer.RoundTrips;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How names are looked up in one pod: its resolver's settings, and what became of every query.
///
/// @param lookups of names as applications write them, in the order in which they were asked
/// @param repeated one full name asked again and again over UDP; empty where the first lookups were
///   all in vain
/// @param overTcp the same name asked once over TCP
public record DnsEvidence(
        String pod,
        String node,
        Resolver resolver,
        List<Lookup> lookups,
        Optional<Repeated> repeated,
        Optional<Query> overTcp) {
    public DnsEvidence {
        lookups = List.copyOf(lookups);
    }

    /// What `/etc/resolv.conf` says (resolv.conf(5)).
    ///
    /// @param search suffixes, without a final dot
    /// @param ndots a name with fewer dots is tried with each suffix first
    public record Resolver(List<String> servers, List<String> search, int ndots) {
        public Resolver {
            servers = List.copyOf(servers);
            search = List.copyOf(search);
        }
    }

    /// One name, from the first query to the last.
    ///
    /// @param name as it was asked for; a final dot forbids the search list
    /// @param addresses in the order of the answer; empty where the name has none
    public record Lookup(
            String name, List<String> addresses, List<Query> queries, int elapsedMillis) {
        public Lookup {
            addresses = List.copyOf(addresses);
            queries = List.copyOf(queries);
        }
    }

    /// One query, sent once.
    ///
    /// @param name with its final dot
    /// @param type such as `A`
    /// @param transport `UDP` or `TCP`
    /// @param outcome the answer's code such as `NOERROR` or `NXDOMAIN`; [#TIMEOUT]; or the name of
    ///   an error and its sender, such as `ECONNREFUSED from 198.19.0.2`
    /// @param truncated whether the answer asked for TCP
    /// @param answers records in the answer
    public record Query(
            String name,
            String type,
            String server,
            String transport,
            String outcome,
            boolean truncated,
            int answers,
            int micros) {
        public static final String TIMEOUT = "TIMEOUT";

        /// Whether the server said anything at all.
        public boolean answered() {
            return !outcome.equals(TIMEOUT) && !outcome.startsWith("E");
        }
    }

    /// @param sent single queries, each from a port of its own
    /// @param failures how many were not answered, by outcome
    public record Repeated(
            String name,
            String server,
            int sent,
            int answered,
            Map<String, Integer> failures,
            Optional<RoundTrips> roundTripMicros) {
        public Repeated {
            failures = Map.copyOf(failures);
        }
    }
}
