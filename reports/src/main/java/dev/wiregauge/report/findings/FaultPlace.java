package dev.wiregauge.report.findings;

import dev.wiregauge.result.Finding;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Where on the way of a packet a fault sits.
///
/// @param nodes those that the finding names; all where it names none
record FaultPlace(Hop hop, Set<String> nodes) {
    /// What rules write into a finding's place, the more telling first.
    private static final Map<Pattern, Hop> WORDS = new LinkedHashMap<>();

    static {
        word("underlay", Hop.UNDERLAY);
        word("Service|DNS", Hop.SERVICE);
        word("uplinks?|sending side", Hop.UPLINK);
        word("tunl0|vxlan\\.calico|VXLAN|wireguard|geneve|tunnel", Hop.TUNNEL);
        word("cali\\w*", Hop.POD_CABLE);
        word("pods?", Hop.POD);
    }

    private static void word(String expression, Hop hop) {
        WORDS.put(Pattern.compile("\\b(" + expression + ")\\b"), hop);
    }

    /// @param all names of the nodes that took part
    static FaultPlace of(Finding finding, List<String> all) {
        String place = finding.place();
        Hop hop =
                WORDS.entrySet().stream()
                        .filter(word -> word.getKey().matcher(place).find())
                        .map(Map.Entry::getValue)
                        .findFirst()
                        .orElse(Hop.NODE);
        Set<String> named =
                all.stream().filter(node -> names(place, node)).collect(Collectors.toSet());
        return new FaultPlace(hop, named.isEmpty() ? Set.copyOf(all) : named);
    }

    private static boolean names(String place, String node) {
        return Pattern.compile("(?<![\\w.-])" + Pattern.quote(node) + "(?![\\w.-])")
                .matcher(place)
                .find();
    }
}
