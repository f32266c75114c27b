package dev.wiregauge.agent.probe;

import dev.wiregauge.agent.dns.DnsClient;
import dev.wiregauge.agent.dns.DnsClient.Kind;
import dev.wiregauge.agent.dns.DnsClient.Reply;
import dev.wiregauge.control.Probe;
import dev.wiregauge.result.evidence.DnsEvidence;
import dev.wiregauge.result.evidence.DnsEvidence.Lookup;
import dev.wiregauge.result.evidence.DnsEvidence.Query;
import dev.wiregauge.result.evidence.DnsEvidence.Repeated;
import dev.wiregauge.result.evidence.DnsEvidence.Resolver;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/// Looks names up as the resolver of a container does, and keeps every query.
///
/// For each candidate that search list and ndots make of a name, the A and the AAAA record; the
/// first candidate that has either is the answer (glibc's res_search; musl asks the same). A query
/// without an answer is asked again, as resolvers do, with a shorter patience than theirs.
final class NameProber {
    private static final int ATTEMPTS = 2;

    /// A server that answers nothing is not asked for every name.
    private static final int SILENT_QUERIES_TO_GIVE_UP = 6;

    /// One that loses many is not either: the repeated queries count the share.
    private static final int LOST_QUERIES_TO_GIVE_UP = 10;

    private final Probe.LookUp probe;
    private final Resolver resolver;
    private final DnsClient client;
    private final LongSupplier nanoTime;
    private int answered;
    private int failed;

    private NameProber(Probe.LookUp probe, Resolver resolver, LongSupplier nanoTime) {
        this.probe = probe;
        this.resolver = resolver;
        this.client = new DnsClient(Duration.ofMillis(probe.patienceMillis()), nanoTime);
        this.nanoTime = nanoTime;
    }

    static DnsEvidence run(
            Probe.LookUp probe, String agent, String node, Resolver resolver, LongSupplier clock) {
        NameProber prober = new NameProber(probe, resolver, clock);
        List<Lookup> lookups = new ArrayList<>();
        for (String name : probe.names()) {
            if (prober.worthwhile()) {
                lookups.add(prober.lookUp(name));
            }
        }
        Optional<String> full = fullName(lookups);
        return new DnsEvidence(
                agent,
                node,
                resolver,
                lookups,
                full.filter(_ -> prober.answered > 0).map(prober::repeat),
                full.map(prober::overTcp));
    }

    private boolean worthwhile() {
        return failed < (answered > 0 ? LOST_QUERIES_TO_GIVE_UP : SILENT_QUERIES_TO_GIVE_UP);
    }

    /// The first candidate that had an address, or the first one that was asked at all.
    private static Optional<String> fullName(List<Lookup> lookups) {
        List<Query> all = lookups.stream().flatMap(each -> each.queries().stream()).toList();
        return all.stream()
                .filter(query -> query.answers() > 0)
                .findFirst()
                .or(() -> all.stream().findFirst())
                .map(Query::name);
    }

    private Lookup lookUp(String name) {
        long startNs = nanoTime.getAsLong();
        List<Query> queries = new ArrayList<>();
        Set<String> addresses = new LinkedHashSet<>();
        for (String candidate : candidates(name, resolver)) {
            for (Kind kind : Kind.values()) {
                addresses.addAll(ask(candidate, kind, queries));
            }
            if (!addresses.isEmpty() || !worthwhile()) {
                break;
            }
        }
        return new Lookup(
                name,
                List.copyOf(addresses),
                queries,
                (int) ((nanoTime.getAsLong() - startNs) / 1_000_000));
    }

    static List<String> candidates(String name, Resolver resolver) {
        if (name.endsWith(".")) {
            return List.of(name);
        }
        List<String> candidates = new ArrayList<>();
        resolver.search().forEach(suffix -> candidates.add(name + "." + suffix + "."));
        long dots = name.chars().filter(c -> c == '.').count();
        candidates.add(dots >= resolver.ndots() ? 0 : candidates.size(), name + ".");
        return candidates;
    }

    private List<String> ask(String name, Kind kind, List<Query> queries) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            for (String server : resolver.servers()) {
                Reply reply = client.overUdp(server, name, kind);
                note(reply, queries);
                if (reply.query().truncated()) {
                    reply = client.overTcp(server, name, kind);
                    note(reply, queries);
                }
                if (reply.query().answered()) {
                    return reply.addresses();
                }
                if (!worthwhile()) {
                    return List.of();
                }
            }
        }
        return List.of();
    }

    private void note(Reply reply, List<Query> queries) {
        queries.add(reply.query());
        answered += reply.query().answered() ? 1 : 0;
        failed += reply.query().answered() ? 0 : 1;
    }

    private Repeated repeat(String name) {
        String server = resolver.servers().getFirst();
        Map<String, Integer> failures = new TreeMap<>();
        List<Long> timesNs = new ArrayList<>();
        int sent = 0;
        while (sent < probe.rounds() && (sent < SILENT_QUERIES_TO_GIVE_UP || !timesNs.isEmpty())) {
            Query query = client.overUdp(server, name, Kind.A).query();
            sent++;
            if (query.answered()) {
                timesNs.add(query.micros() * 1000L);
            } else {
                failures.merge(query.outcome(), 1, Integer::sum);
            }
        }
        return new Repeated(
                name, server, sent, timesNs.size(), failures, Percentiles.micros(timesNs));
    }

    private Query overTcp(String name) {
        return client.overTcp(resolver.servers().getFirst(), name, Kind.A).query();
    }
}
