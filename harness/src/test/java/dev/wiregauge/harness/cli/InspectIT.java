package dev.wiregauge.harness.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.json.RecordJson;
import dev.wiregauge.result.Inspection;
import dev.wiregauge.result.InspectionReport;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// `wiregauge inspect` through the real main, with a real agent reading the files.
@Timeout(120)
class InspectIT {
    /// Made by hand: a UDP datagram of four bytes from 198.19.1.2:40000 to 198.19.2.3:7117, in
    /// VXLAN (VNI 4096) from 198.18.0.1 to 198.18.0.2.
    private static final String VXLAN_FRAME =
            "0204c61200020204c61200010800" // Ethernet
                    + "450000520001000040117079c6120001c6120002" // IPv4, 82 bytes
                    + "c73f12b5003e0000" // UDP to 4789
                    + "0800000000100000" // VXLAN
                    + "0204c61300020204c61300010800"
                    + "45000020000140004011ffffc6130102c6130203" // IPv4, 32 bytes
                    + "9c401bcd000c0000"
                    + "61626364";

    @TempDir private Path folder;

    private record Outcome(int exitCode, String out, String err) {}

    private static Outcome inspect(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] all = new String[arguments.length + 1];
        all[0] = "inspect";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        int exitCode = Main.run(new PrintWriter(out), new PrintWriter(err), all);
        return new Outcome(exitCode, out.toString(), err.toString());
    }

    private static byte[] pcap() {
        byte[] frame = HexFormat.of().parseHex(VXLAN_FRAME);
        ByteBuffer file = ByteBuffer.allocate(24 + 16 + frame.length);
        file.putInt(0xA1B2C3D4).putInt(0x00020004).putLong(0).putInt(65_535).putInt(1);
        file.putInt(1_700_000_000).putInt(5).putInt(frame.length).putInt(frame.length).put(frame);
        return file.array();
    }

    private String file(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes).toString();
    }

    @Test
    void showsTheOverheadOfATunnelAsTextJsonAndPage() throws IOException {
        String capture = file("vx<b>lan.pcap", pcap());
        Path page = folder.resolve("page.html");

        Outcome text = inspect(capture, "--html", page.toString());
        Outcome json = inspect("--json", capture);

        assertThat(text.exitCode()).isZero();
        assertThat(text.out()).contains("vxlan").contains("198.19.1.2:40000");
        Inspection.Capture facts =
                RecordJson.read(json.out(), InspectionReport.class)
                        .inspection()
                        .captures()
                        .getFirst();
        assertThat(facts.encapsulations().getFirst().overheads()).isEqualTo(Map.of("50", 1L));
        assertThat(facts.encapsulations().getFirst().networks()).containsExactly(4096);
        assertThat(Files.readString(page)).contains("vx&lt;b&gt;lan.pcap").doesNotContain("<b>");
    }

    @Test
    void refusesWhatIsNoCaptureInOneLineEach() throws IOException {
        Outcome empty = inspect(file("empty.pcap", new byte[0]));
        Outcome text =
                inspect(file("notes.txt", "hello, world\n".getBytes(StandardCharsets.US_ASCII)));
        Outcome zero = inspect("/dev/zero");
        Outcome missing = inspect(folder.resolve("none.pcap").toString());

        assertThat(empty.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(empty.err()).contains("the file is empty");
        assertThat(text.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(text.err()).contains("not a capture: it begins with 68656c6c");
        assertThat(zero.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(zero.err()).contains("not a capture: it begins with 00000000");
        assertThat(missing.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(missing.err()).contains("there is no such file");
        Outcome directory = inspect(folder.toString());
        assertThat(directory.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(directory.err()).contains("is a directory, not a capture");
        Outcome amongOthers = inspect(file("good.pcap", pcap()), "/dev/null", "--json");
        assertThat(amongOthers.err()).contains("/dev/null: the file is empty");
        assertThat(List.of(empty, text, zero, missing, directory, amongOthers))
                .allMatch(outcome -> outcome.exitCode() == ExitCode.USAGE)
                .allMatch(outcome -> outcome.out().isEmpty())
                .allMatch(outcome -> outcome.err().lines().count() == 1);
    }

    /// Root may read everything.
    @Test
    @DisabledIfSystemProperty(named = "user.name", matches = "root")
    void saysWhichFileItMayNotRead() throws IOException {
        Path secret = Path.of(file("secret.pcap", pcap()));
        Files.setPosixFilePermissions(secret, Set.of());
        assertThat(inspect(secret.toString()).err())
                .contains("secret.pcap: not allowed to read it");
    }

    @Test
    void showsWhatATruncatedFileHoldsAndSaysWhereItEnds() throws IOException {
        byte[] whole = pcap();
        byte[] two = Arrays.copyOf(whole, 2 * whole.length - 24 - 7);
        System.arraycopy(whole, 24, two, whole.length, two.length - whole.length);

        Outcome outcome = inspect(file("cut.pcap", two));

        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out())
                .contains("the file ends inside the record at byte " + whole.length)
                .contains("vxlan");
    }

    @Test
    void readsFromAPipe() throws IOException, InterruptedException {
        Path fifo = folder.resolve("pipe");
        Process mkfifo = new ProcessBuilder("mkfifo", fifo.toString()).start();
        assertThat(mkfifo.waitFor(10, TimeUnit.SECONDS)).isTrue();
        Thread writer =
                Thread.ofVirtual()
                        .start(() -> {
                            try {
                                Files.write(fifo, pcap());
                            } catch (IOException e) {
                                throw new IllegalStateException(e);
                            }
                        });

        Outcome outcome = inspect(fifo.toString());

        writer.join();
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out()).contains("vxlan");
    }
}
