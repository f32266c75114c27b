package dev.wiregauge.agent.facts;

import dev.wiregauge.result.evidence.AddressText;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Who has a BGP session with this host, from /proc/net/tcp and tcp6 (proc_net_tcp in the kernel's
/// documentation): addresses are words in the host's byte order, little-endian on x86-64 and
/// aarch64.
final class BgpSessions {
    private static final String PORT = ":00B3"; // 179
    private static final String ESTABLISHED = "01";
    private static final int WORD_BYTES = 4;

    private BgpSessions() {}

    /// @return the peers' addresses in order; empty where the kernel's list may not be read
    static Optional<List<String>> peers(KernelFiles files) {
        List<String> four = files.lines("proc/net/tcp");
        if (four.isEmpty()) {
            return Optional.empty();
        }
        TreeSet<String> peers = new TreeSet<>();
        Stream.concat(four.stream(), files.lines("proc/net/tcp6").stream())
                .map(line -> line.strip().split("\\s+", -1))
                .filter(words -> words.length > 3 && words[3].equals(ESTABLISHED))
                .filter(words -> words[1].endsWith(PORT) || words[2].endsWith(PORT))
                .forEach(words -> peers.add(address(words[2])));
        return Optional.of(new ArrayList<>(peers));
    }

    private static String address(String text) {
        byte[] words = HexFormat.of().parseHex(text, 0, text.indexOf(':'));
        byte[] bytes = new byte[words.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = words[i / WORD_BYTES * WORD_BYTES + WORD_BYTES - 1 - i % WORD_BYTES];
        }
        try {
            return AddressText.of(InetAddress.getByAddress(bytes));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + bytes.length + " bytes", e);
        }
    }
}
