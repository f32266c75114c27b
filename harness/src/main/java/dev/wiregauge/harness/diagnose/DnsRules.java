package dev.wiregauge.harness.diagnose;

import dev.wiregauge.result.Finding.Severity;
import dev.wiregauge.result.evidence.DnsEvidence;
import dev.wiregauge.result.evidence.DnsEvidence.Lookup;
import dev.wiregauge.result.evidence.DnsEvidence.Query;
import dev.wiregauge.result.evidence.DnsEvidence.Repeated;
import dev.wiregauge.result.evidence.Evidence.PodIntent;
import dev.wiregauge.result.evidence.PathEvidence;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/// Whether pods can look names up: at all, at once, over TCP, and without asking a dozen times.
///
/// That the suffixes of the search list lead to NXDOMAIN is how it works, and no finding.
final class DnsRules implements Rule {
    /// A container's resolver waits this long before it asks again (resolv.conf(5), timeout).
    private static final int RESOLVER_SECONDS = 5;

    /// Beyond any loss that a busy machine makes of 20 queries.
    private static final double LEAST_LOST_SHARE = 0.2;

    /// Three suffixes of the cluster and the name itself, for two record types each.
    private static final int USUAL_QUERIES = 8;

    /// The name that every cluster has.
    private static final String API_SERVER = "kubernetes.default";

    @Override
    public List<Diagnosed> judge(View view, Predicate<PathEvidence> explained) {
        List<DnsEvidence> all = view.evidence().names().orElse(List.of());
        List<DnsEvidence> silent = all.stream().filter(DnsRules::isSilent).toList();
        List<DnsEvidence> answered = all.stream().filter(each -> !isSilent(each)).toList();
        List<Diagnosed> findings = new ArrayList<>();
        List<DnsEvidence> unexplained =
                silent.stream()
                        .filter(each ->
                                refused(each).isPresent() || waysWork(view, each, explained))
                        .toList();
        if (!unexplained.isEmpty()) {
            findings.add(noAnswer(all, unexplained));
        }
        hit(answered, DnsRules::losesQueries).map(DnsRules::loses).ifPresent(findings::add);
        hit(answered, DnsRules::tcpFails).map(DnsRules::tcp).ifPresent(findings::add);
        hit(answered, DnsRules::lacksClusterNames).map(DnsRules::search).ifPresent(findings::add);
        hit(answered, each -> costliest(each).isPresent())
                .map(DnsRules::amplified)
                .ifPresent(findings::add);
        return findings;
    }

    private static Optional<List<DnsEvidence>> hit(
            List<DnsEvidence> all, Predicate<DnsEvidence> wrong) {
        List<DnsEvidence> found = all.stream().filter(wrong).toList();
        return found.isEmpty() ? Optional.empty() : Optional.of(found);
    }

    private static List<Query> queries(DnsEvidence names) {
        return names.lookups().stream().flatMap(lookup -> lookup.queries().stream()).toList();
    }

    private static boolean isSilent(DnsEvidence names) {
        return queries(names).stream().noneMatch(Query::answered);
    }

    private static Optional<String> refused(DnsEvidence names) {
        return queries(names).stream()
                .map(Query::outcome)
                .filter(outcome -> outcome.startsWith("ECONNREFUSED"))
                .findFirst();
    }

    /// Whether pods like this one reach pods of other nodes: else that is why no name is found.
    private static boolean waysWork(
            View view, DnsEvidence names, Predicate<PathEvidence> explained) {
        Optional<PodIntent> pod = view.evidence().intent().pod(names.pod());
        return view.crossing().stream()
                .filter(path -> View.touches(path, names.node()))
                .filter(path -> path.mode().equals(pod.map(PodIntent::mode)))
                .noneMatch(path -> explained.test(path) || View.silent(path));
    }

    private static String server(DnsEvidence names) {
        return "DNS server " + String.join(", ", names.resolver().servers());
    }

    private static List<String> lines(List<DnsEvidence> hit, Function<DnsEvidence, String> line) {
        return hit.stream()
                .map(each ->
                        "pod %s on %s: %s".formatted(each.pod(), each.node(), line.apply(each)))
                .toList();
    }

    private static Diagnosed noAnswer(List<DnsEvidence> all, List<DnsEvidence> hit) {
        Optional<String> refusal = hit.stream().flatMap(each -> refused(each).stream()).findFirst();
        boolean everybody = hit.size() == all.size();
        return Diagnosed.of("F60", "no name can be looked up: the DNS server does not answer")
                .severity(Severity.CRITICAL)
                .at(server(hit.getFirst()) + (everybody ? "" : " from " + hit.getFirst().node()))
                .evidence(
                        lines(
                                hit,
                                each ->
                                        "none of %d queries is answered, the first: %s"
                                                .formatted(
                                                        queries(each).size(),
                                                        queries(each).getFirst().outcome())))
                .cause(
                        refusal.isPresent()
                                ? "refused: the Service has no ready endpoint, or nobody listens on"
                                        + " port 53 of the DNS pod"
                                : "silence: a policy or firewall drops port 53, or the DNS pod is gone"
                                        + " and its endpoint is not")
                .fix(
                        "kubectl -n kube-system get pods,endpointslices -l k8s-app=kube-dns; kubectl"
                                + " get networkpolicies -A: allow UDP and TCP 53 to the DNS pods")
                .sure("high: pods reach each other, and only DNS is silent")
                .done();
    }

    private static boolean losesQueries(DnsEvidence names) {
        return names.repeated()
                .map(some -> lostShare(some) >= LEAST_LOST_SHARE && some.answered() > 0)
                .orElse(false);
    }

    private static double lostShare(Repeated repeated) {
        return 1.0 - (double) repeated.answered() / repeated.sent();
    }

    private static Diagnosed loses(List<DnsEvidence> hit) {
        return Diagnosed.of(
                        "F39",
                        "DNS queries are lost: lookups take %d s and more"
                                .formatted(RESOLVER_SECONDS))
                .at(server(hit.getFirst()))
                .evidence(
                        lines(
                                hit,
                                each -> {
                                    Repeated repeated = each.repeated().orElseThrow();
                                    return "%d of %d single queries over UDP get no answer, %s"
                                            .formatted(
                                                    repeated.sent() - repeated.answered(),
                                                    repeated.sent(),
                                                    repeated.failures());
                                }))
                .evidence(
                        lines(
                                hit.stream()
                                        .filter(each ->
                                                each.overTcp().map(Query::answered).orElse(false))
                                        .toList(),
                                _ -> "over TCP the same name is answered at once"))
                .cause(
                        "one of several DNS pods is dead, the server drops what exceeds a limit, or"
                                + " A and AAAA queries from one port race in conntrack")
                .fix(
                        "check every DNS pod; NodeLocal DNSCache or options use-vc (TCP); masquerade"
                                + " with --random-fully")
                .sure("certain that queries are lost; likely for the causes")
                .done();
    }

    private static boolean tcpFails(DnsEvidence names) {
        return names.overTcp().map(query -> !query.answered()).orElse(false);
    }

    private static Diagnosed tcp(List<DnsEvidence> hit) {
        List<String> truncated =
                hit.stream()
                        .flatMap(each -> each.lookups().stream())
                        .filter(lookup -> lookup.queries().stream().anyMatch(Query::truncated))
                        .map(Lookup::name)
                        .distinct()
                        .toList();
        return Diagnosed.of("F61", "DNS works over UDP only: long answers cannot be fetched")
                .severity(truncated.isEmpty() ? Severity.WARNING : Severity.ERROR)
                .at(server(hit.getFirst()))
                .evidence(
                        lines(
                                hit,
                                each ->
                                        "over TCP: %s; over UDP the same server answers"
                                                .formatted(each.overTcp().orElseThrow().outcome())))
                .evidence(
                        truncated.stream()
                                .map(name ->
                                        "the answer for %s is truncated over UDP and has no address without TCP"
                                                .formatted(name))
                                .toList())
                .cause("a NetworkPolicy or firewall allows UDP 53 and forgets TCP 53")
                .fix(
                        "allow TCP 53 to the DNS pods beside UDP 53: ports: [{port: 53, protocol: UDP},"
                                + " {port: 53, protocol: TCP}]")
                .sure("certain that TCP fails; high for a filter")
                .done();
    }

    /// The API server's name is not found in short, though the server knows the rest.
    private static boolean lacksClusterNames(DnsEvidence names) {
        return names.lookups().stream()
                .filter(lookup -> lookup.name().equals(API_SERVER))
                .anyMatch(lookup ->
                        lookup.addresses().isEmpty()
                                && lookup.queries().stream().allMatch(Query::answered));
    }

    private static Diagnosed search(List<DnsEvidence> hit) {
        return Diagnosed.of("F62", "Services are not found by their short names")
                .at("/etc/resolv.conf of pods")
                .evidence(
                        lines(
                                hit,
                                each ->
                                        "%s is not found; search list %s, ndots %d"
                                                .formatted(
                                                        API_SERVER,
                                                        each.resolver().search(),
                                                        each.resolver().ndots())))
                .cause(
                        "dnsPolicy Default or None, a kubelet without --cluster-domain, or a server"
                                + " that does not serve the cluster's domain")
                .fix(
                        "dnsPolicy: ClusterFirst (with hostNetwork: ClusterFirstWithHostNet), or"
                                + " dnsConfig.searches: [<namespace>.svc.cluster.local,"
                                + " svc.cluster.local, cluster.local]")
                .sure("certain: the server answers, and does not know the name")
                .done();
    }

    /// The lookup that took more different queries than Kubernetes' own suffixes make.
    private static Optional<Lookup> costliest(DnsEvidence names) {
        return names.lookups().stream()
                .max(Comparator.comparingLong(DnsRules::different))
                .filter(lookup -> different(lookup) > USUAL_QUERIES);
    }

    private static long different(Lookup lookup) {
        return lookup.queries().stream()
                .map(query -> query.name() + query.type())
                .distinct()
                .count();
    }

    private static Diagnosed amplified(List<DnsEvidence> hit) {
        return Diagnosed.of("F51", "each outside name costs a dozen DNS queries")
                .severity(Severity.WARNING)
                .at("/etc/resolv.conf of pods")
                .evidence(
                        lines(
                                hit,
                                each -> {
                                    Lookup lookup = costliest(each).orElseThrow();
                                    return "%s took %d different queries, %d of them NXDOMAIN"
                                            .formatted(
                                                    lookup.name(),
                                                    different(lookup),
                                                    lookup.queries().stream()
                                                            .filter(query ->
                                                                    query.outcome()
                                                                            .equals("NXDOMAIN"))
                                                            .count());
                                }))
                .evidence(
                        "%d suffixes and ndots %d; Kubernetes itself adds three suffixes, %d queries"
                                .formatted(
                                        hit.getFirst().resolver().search().size(),
                                        hit.getFirst().resolver().ndots(),
                                        USUAL_QUERIES))
                .cause("the nodes' own search domains are appended to the cluster's three")
                .fix(
                        "remove the search domains from the nodes' resolv.conf, set dnsConfig.options"
                                + " ndots: \"2\", or write outside names with a final dot")
                .sure("certain: counted")
                .done();
    }
}
