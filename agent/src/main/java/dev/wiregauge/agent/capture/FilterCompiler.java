package dev.wiregauge.agent.capture;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/// Compiles the part of libpcap's filter language that captures of ours use, where libpcap itself
/// is absent.
///
/// Known: `ip`, `ip6`, `arp`, `icmp`, `tcp`, `udp`, `ip proto N`, `[src|dst] host ADDRESS`,
/// `[tcp|udp] [src|dst] port N`, joined by `and`, `or`, `not` and parentheses, with libpcap's
/// precedence: `not` binds first, `and` and `or` alike from the left. Addresses and ports are of
/// the outermost IPv4 header, as in libpcap; IPv6 is known as a whole only.
final class FilterCompiler {
    private static final int IPV4 = 0x0800;
    private static final int ARP = 0x0806;
    private static final int IPV6 = 0x86DD;
    private static final int PACKET_OUTGOING = 4;
    private static final int ICMP = 1;
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final String ALLOWED =
            "allowed without libpcap: ip, ip6, arp, icmp, tcp, udp, ip proto N,"
                    + " [src|dst] host ADDRESS, [tcp|udp] [src|dst] port N, and, or, not, ( )";

    /// One test of a frame: goes to one label or the other.
    private interface Test {
        void emit(FilterProgram program, FilterProgram.Label yes, FilterProgram.Label no);
    }

    private final String filter;
    private final Deque<String> words;

    private FilterCompiler(String filter) {
        this.filter = filter;
        String spaced = filter.replace("(", " ( ").replace(")", " ) ").trim();
        this.words =
                new ArrayDeque<>(
                        spaced.isEmpty() ? List.of() : Arrays.asList(spaced.split("\\s+")));
    }

    /// @param snapLengthBytes most that is kept of a frame that passes
    /// @param loopback whether to leave out what is sent: on a loopback it is received as well
    /// @throws CaptureException if the filter uses more of the language
    static ByteBuffer compile(String filter, int snapLengthBytes, boolean loopback) {
        FilterProgram program = new FilterProgram();
        FilterCompiler compiler = new FilterCompiler(filter);
        FilterProgram.Label yes = new FilterProgram.Label();
        FilterProgram.Label no = new FilterProgram.Label();
        if (loopback) {
            FilterProgram.Label received = new FilterProgram.Label();
            program.loadPacketType();
            program.jumpIfEqual(PACKET_OUTGOING, no, received);
            program.place(received);
        }
        if (!compiler.words.isEmpty()) {
            compiler.expression().emit(program, yes, no);
            if (!compiler.words.isEmpty()) {
                throw compiler.unknown(compiler.words.getFirst());
            }
        }
        program.place(yes);
        program.keep(snapLengthBytes);
        program.place(no);
        program.keep(0);
        return program.encode();
    }

    private Test expression() {
        Test left = factor();
        while (!words.isEmpty()) {
            if (accept("and") || accept("&&")) {
                left = and(left, factor());
            } else if (accept("or") || accept("||")) {
                left = or(left, factor());
            } else {
                break;
            }
        }
        return left;
    }

    private Test factor() {
        if (accept("not") || accept("!")) {
            Test negated = factor();
            return (program, yes, no) -> negated.emit(program, no, yes);
        }
        if (accept("(")) {
            Test inner = expression();
            if (!accept(")")) {
                throw new CaptureException("the filter \"" + filter + "\" lacks a )");
            }
            return inner;
        }
        return primitive();
    }

    private Test primitive() {
        String word = next();
        return switch (word) {
            case "ip" -> accept("proto") ? ipProtocol(number(255)) : linkProtocol(IPV4);
            case "ip6" -> linkProtocol(IPV6);
            case "arp" -> linkProtocol(ARP);
            case "icmp" -> ipProtocol(ICMP);
            case "tcp" -> isPort() ? and(ipProtocol(TCP), port()) : either(TCP);
            case "udp" -> isPort() ? and(ipProtocol(UDP), port()) : either(UDP);
            case "src", "dst", "host", "port" -> {
                words.addFirst(word);
                yield isPort() ? and(or(ipProtocol(TCP), ipProtocol(UDP)), port()) : host();
            }
            default -> throw unknown(word);
        };
    }

    private boolean isPort() {
        List<String> ahead = words.stream().limit(2).toList();
        if (ahead.isEmpty()) {
            return false;
        }
        boolean directed = ahead.getFirst().equals("src") || ahead.getFirst().equals("dst");
        return ahead.get(directed ? ahead.size() - 1 : 0).equals("port");
    }

    private static Test linkProtocol(int etherType) {
        return (program, yes, no) -> {
            program.loadProtocol();
            program.jumpIfEqual(etherType, yes, no);
        };
    }

    private static Test ipProtocol(int number) {
        Test matches =
                (program, yes, no) -> {
                    program.loadByte(9);
                    program.jumpIfEqual(number, yes, no);
                };
        return and(linkProtocol(IPV4), matches);
    }

    /// Over IPv4, or directly over IPv6.
    private static Test either(int number) {
        Test next =
                (program, yes, no) -> {
                    program.loadByte(6);
                    program.jumpIfEqual(number, yes, no);
                };
        return or(ipProtocol(number), and(linkProtocol(IPV6), next));
    }

    private Test host() {
        boolean source = accept("src");
        boolean destination = !source && accept("dst");
        if (!accept("host")) {
            throw unknown(words.isEmpty() ? "the end" : words.getFirst());
        }
        int address = address(next());
        Test ipv4 = and(linkProtocol(IPV4), words(address, source, destination, 12, 16));
        return or(ipv4, and(linkProtocol(ARP), words(address, source, destination, 14, 24)));
    }

    private static Test words(
            int value, boolean source, boolean destination, int sourceAt, int destinationAt) {
        Test from =
                (program, yes, no) -> {
                    program.loadWord(sourceAt);
                    program.jumpIfEqual(value, yes, no);
                };
        Test to =
                (program, yes, no) -> {
                    program.loadWord(destinationAt);
                    program.jumpIfEqual(value, yes, no);
                };
        return source ? from : destination ? to : or(from, to);
    }

    private Test port() {
        boolean source = accept("src");
        boolean destination = !source && accept("dst");
        accept("port");
        int number = number(65_535);
        Test from = portAt(0, number);
        Test to = portAt(2, number);
        Test matches = source ? from : destination ? to : or(from, to);
        Test firstFragment =
                (program, yes, no) -> {
                    program.loadHalf(6);
                    program.jumpIfAnySet(0x1FFF, no, yes);
                };
        return and(firstFragment, matches);
    }

    private static Test portAt(int offset, int number) {
        return (program, yes, no) -> {
            program.loadHalfBehindIpv4(offset);
            program.jumpIfEqual(number, yes, no);
        };
    }

    private static Test and(Test left, Test right) {
        return (program, yes, no) -> {
            FilterProgram.Label then = new FilterProgram.Label();
            left.emit(program, then, no);
            program.place(then);
            right.emit(program, yes, no);
        };
    }

    private static Test or(Test left, Test right) {
        return (program, yes, no) -> {
            FilterProgram.Label otherwise = new FilterProgram.Label();
            left.emit(program, yes, otherwise);
            program.place(otherwise);
            right.emit(program, yes, no);
        };
    }

    private boolean accept(String word) {
        if (word.equals(words.peekFirst())) {
            words.removeFirst();
            return true;
        }
        return false;
    }

    private String next() {
        if (words.isEmpty()) {
            throw new CaptureException("the filter \"" + filter + "\" ends too early, " + ALLOWED);
        }
        return words.removeFirst();
    }

    private int number(int most) {
        String word = next();
        if (!word.matches("[0-9]{1,5}") || Integer.parseInt(word) > most) {
            throw new CaptureException(
                    "the filter \"%s\" has %s where a number of 0 to %d is due"
                            .formatted(filter, word, most));
        }
        return Integer.parseInt(word);
    }

    private int address(String word) {
        // four numbers only: Java would take 198.18.0 for 198.18.0.0, which is nobody's meaning
        if (word.matches("(?:[0-9]{1,3}\\.){3}[0-9]{1,3}")) {
            try {
                return ByteBuffer.wrap(InetAddress.ofLiteral(word).getAddress()).getInt();
            } catch (IllegalArgumentException _) {
                // a number above 255: the sentence below says it
            }
        }
        throw new CaptureException(
                "the filter \"" + filter + "\" has " + word + " where an IPv4 address is due");
    }

    private CaptureException unknown(String word) {
        return new CaptureException(
                "the filter \"" + filter + "\" has \"" + word + "\", " + ALLOWED);
    }
}
