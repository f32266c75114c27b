package dev.wiregauge.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.report.Comparison;
import dev.wiregauge.report.SampleRun;
import dev.wiregauge.result.Run;
import dev.wiregauge.result.RunFolder;
import dev.wiregauge.result.Verdict;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import javax.xml.parsers.DocumentBuilderFactory;

@Timeout(120)
class HtmlReportTest {
    private static final int TWO_MEGABYTES = 2_000_000;
    private static final Pattern REFERENCE = Pattern.compile("(?:href|src)=\"([^\"]*)\"");
    private static final Pattern ID = Pattern.compile(" id=\"([^\"]*)\"");
    private static final Pattern SVG =
            Pattern.compile("<svg[^>]*class=\"chart\".*?</svg>", Pattern.DOTALL);

    @TempDir private Path temp = Path.of("");

    @Test
    void isOneSmallFileThatRefersToNothingOutsideTheRunFolder() {
        String html = render(new SampleRun(7, "quick").repeats(6).write(temp.resolve("run")));
        assertThat(html.length()).isBetween(50_000, TWO_MEGABYTES);
        List<String> sources =
                PublishedFigures.load().rows().stream().map(row -> row.address()).toList();
        assertThat(references(html)).containsAll(sources);
        assertThat(references(html))
                .filteredOn(r -> !sources.contains(r))
                .isNotEmpty()
                .allSatisfy(r -> assertThat(r).doesNotContain("//").doesNotStartWith("/"));
        assertThat(html).doesNotContain("<link").doesNotContain("<img").doesNotContain(" src=");
        assertThat(html).doesNotContain("@import").doesNotContain("url(http");
    }

    @Test
    void theSummaryCardsLeanOnNoRatioOfASinglePair() {
        assertThat(changesInCards(new SampleRun(7, "quick").repeats(6))).isPositive();
        assertThat(changesInCards(new SampleRun(7, "quick").repeats(1))).isZero();
    }

    private long changesInCards(SampleRun sample) {
        String html = render(sample.write(temp.resolve("cards-" + System.nanoTime())));
        String cards =
                html.substring(html.indexOf("class=\"cards\""), html.indexOf("The modes side"));
        // the row over the limited wire has blocks of its own
        return Arrays.stream(cards.split("<dt>"))
                .filter(line -> !line.startsWith("stream,"))
                .filter(line -> line.contains("class=\"note ") && line.contains(" %<"))
                .count();
    }

    @Test
    void everyLinkWithinThePageLeadsSomewhereAndEveryIdIsUnique() {
        String html = render(new SampleRun(7, "quick").repeats(6).write(temp.resolve("run")));
        List<String> ids = all(ID, html);
        assertThat(ids).doesNotHaveDuplicates();
        Set<String> targets =
                references(html).stream()
                        .filter(r -> r.startsWith("#"))
                        .map(r -> r.substring(1))
                        .collect(Collectors.toSet());
        assertThat(targets).isNotEmpty().isSubsetOf(ids);
    }

    @Test
    void chartsAreWellFormedNamedForThoseWhoCannotSeeAndColouredByClasses() throws Exception {
        String html = render(new SampleRun(7, "quick").repeats(6).write(temp.resolve("run")));
        List<String> charts = SVG.matcher(html).results().map(r -> r.group()).toList();
        assertThat(charts).hasSizeGreaterThan(10);
        for (String chart : charts) {
            DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new StringReader(chart)));
            assertThat(chart)
                    .contains("<title ")
                    .contains("<desc ")
                    .contains("role=\"img\"")
                    .doesNotContain("rgb(1,2,")
                    .doesNotContain("font-family");
        }
    }

    @Test
    void publishedFiguresStandApartWithTheirSourceAndOnlyBesideWhatWasMeasured() {
        RunFolder folder = new SampleRun(7, "quick").repeats(6).write(temp.resolve("run"));
        String html = render(folder);
        assertThat(html.indexOf("How this compares"))
                .isGreaterThan(html.indexOf("id=\"evidence\""))
                .isLessThan(html.indexOf("id=\"method\""));
        assertThat(html).contains("5.15.0-92-generic", "benchmark-k8s-cni-2024-01", "RFC 7348");
        RunFolder plain =
                new SampleRun(7, "quick")
                        .repeats(6)
                        .vxlanRoutedPlain()
                        .write(temp.resolve("plain"));
        assertThat(render(plain)).contains("IP-in-IP uses").doesNotContain("VXLAN uses");
    }

    @Test
    void namesTheModeReallySeenWhereOneIsNotProved() {
        String html =
                render(
                        new SampleRun(7, "quick")
                                .repeats(6)
                                .vxlanRoutedPlain()
                                .write(temp.resolve("plain")));
        assertThat(html)
                .contains("Inconclusive")
                .contains("the wire shows no encapsulation")
                .contains("Trials set aside");
    }

    @Test
    void escapesWhateverAClusterOrAScenarioCalledItself() {
        RunFolder folder = new SampleRun(7, "quick").repeats(6).write(temp.resolve("run"));
        Run run = folder.readRun();
        String attack = "<script>alert(1)</script>\"'&";
        folder.writeRun(
                new Run(
                        run.schemaVersion(),
                        attack,
                        run.wiregaugeVersion(),
                        attack,
                        List.of(attack),
                        run.startedAt(),
                        run.finishedAt(),
                        run.scenario(),
                        run.preset(),
                        run.seed(),
                        run.plannedTrials(),
                        run.environment(),
                        run.tunnels(),
                        run.proofs(),
                        List.of(attack),
                        new Verdict.Inconclusive(attack)));
        assertThat(render(folder)).doesNotContain("<script>alert").contains("&lt;script&gt;alert");
    }

    @Test
    void needsNoFontOnTheMachine() throws Exception {
        RunFolder folder = new SampleRun(7, "quick").repeats(6).write(temp.resolve("run"));
        Path emptyFonts = Files.createDirectory(temp.resolve("fonts"));
        Path configuration = temp.resolve("fonts.conf");
        Files.writeString(
                configuration,
                "<?xml version=\"1.0\"?><!DOCTYPE fontconfig SYSTEM \"fonts.dtd\"><fontconfig><dir>"
                        + emptyFonts
                        + "</dir><cachedir>"
                        + emptyFonts
                        + "</cachedir></fontconfig>");
        Process child =
                child(configuration, folder.root().toString()).redirectErrorStream(true).start();
        assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
        String said =
                new String(
                        child.getInputStream().readAllBytes(),
                        java.nio.charset.StandardCharsets.UTF_8);
        assertThat(said).contains("AWT has no font").contains("rendered");
        assertThat(child.exitValue()).as(said).isZero();
        assertThat(Files.size(folder.root().resolve(RunFolder.REPORT))).isGreaterThan(50_000);
    }

    private static ProcessBuilder child(Path fontConfiguration, String... arguments)
            throws IOException {
        List<String> command =
                new java.util.ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Djava.awt.headless=true",
                                // the JDK remembers fonts it once found below the home directory
                                "-Duser.home=" + fontConfiguration.getParent(),
                                "-Dsun.java2d.fontpath="
                                        + fontConfiguration.resolveSibling("fonts"),
                                "-cp",
                                System.getProperty("java.class.path"),
                                FontlessRender.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("FONTCONFIG_FILE", fontConfiguration.toString());
        return builder;
    }

    private static String render(RunFolder folder) {
        return new HtmlReport().render(Comparison.of(folder));
    }

    private static List<String> references(String html) {
        return all(REFERENCE, html);
    }

    private static List<String> all(Pattern pattern, String html) {
        Matcher matcher = pattern.matcher(html);
        return matcher.results().map(r -> r.group(1)).toList();
    }
}
