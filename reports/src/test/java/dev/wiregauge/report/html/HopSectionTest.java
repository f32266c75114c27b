package dev.wiregauge.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.report.Comparison;
import dev.wiregauge.report.SampleHops;
import dev.wiregauge.report.SampleRun;
import dev.wiregauge.result.RunFolder;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

@Timeout(60)
class HopSectionTest {
    @TempDir private Path temp = Path.of("");

    @Test
    void partsStandBesideEachOtherAndAddUp() {
        String html = render(true);
        assertThat(row(html, "client sends")).contains("1.00 µs").contains("mean 1.00 µs");
        assertThat(row(html, "encapsulation")).contains(">–<").contains("2.00 µs");
        assertThat(row(html, "all parts added up")).contains("28.0 µs");
        assertThat(row(html, "as the client saw it")).contains("28.0 µs");
        assertThat(row(html, "without any capture")).contains("14.0 µs");
        assertThat(html)
                .contains("bgp: 498 of 500 round trips were seen at all 1 capture points")
                .contains("in 497 the parts add up")
                .contains("ipip: the hops could not be watched: no &lt;capture&gt;")
                .contains("evidence/hops-vxlan.pcap")
                .contains("Parts of a round trip", "bgp: programs and sockets");
    }

    @Test
    void decapsulationThatCannotBeToldIsSaidToBeInTheNextPart() {
        assertThat(row(render(true), "decapsulation")).contains("in the next");
    }

    @Test
    void bulkIsCountedByTheWireBesideWhatTheInterfaceSuggests() {
        String html = render(true);
        assertThat(html)
                .contains("What bulk traffic really costs")
                .contains(">1,309<")
                .contains(">0.5 %<")
                .contains(">24,000<")
                .contains(">116.0<")
                .contains("<b>8.7 %</b>")
                .contains("ipip: eth0 has no queue &lt;that&gt; counts");
    }

    @Test
    void aRunWithoutThemHasNoSuchSections() {
        assertThat(render(false))
                .doesNotContain("Where a round trip spends its time")
                .doesNotContain("Parts of a round trip")
                .doesNotContain("What bulk traffic really costs");
    }

    private static String row(String html, String part) {
        Matcher matcher =
                Pattern.compile("<tr><td class=\"part\">" + part + "</td>.*?</tr>", Pattern.DOTALL)
                        .matcher(html);
        assertThat(matcher.find()).as(part).isTrue();
        return matcher.group();
    }

    private String render(boolean withHops) {
        RunFolder folder = new SampleRun(7, "quick").repeats(6).write(temp.resolve("run"));
        if (withHops) {
            SampleHops.write(folder);
        }
        return new HtmlReport().render(Comparison.of(folder));
    }
}
