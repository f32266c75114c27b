package dev.wiregauge.agent.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/// Whether tables of legacy iptables hold rules of their own (linux/netfilter_ipv4/ip_tables.h).
public final class LegacyTables {
    private static final int SOCK_RAW_CLOEXEC = 3 | 0x80000;
    private static final int IPPROTO_RAW = 255;
    private static final int IPT_SO_GET_INFO = 64;

    // struct ipt_getinfo: name[32], valid_hooks, hook_entry[5], underflow[5], num_entries, size
    private static final int INFO_BYTES = 84;
    private static final int NAME_BYTES = 32;
    private static final int VALID_HOOKS = 32;
    private static final int ENTRY_COUNT = 76;

    private LegacyTables() {}

    /// @param table one that exists already: asking for another would make it
    /// @throws NativeException without CAP_NET_ADMIN
    public static boolean holdsRules(String table) {
        long socket =
                NativeException.check(
                        SocketCalls.socket(SocketAddress.AF_INET, SOCK_RAW_CLOEXEC, IPPROTO_RAW),
                        "cannot open a raw socket");
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(INFO_BYTES, 8);
            byte[] name = table.getBytes(StandardCharsets.US_ASCII);
            MemorySegment.copy(name, 0, info, JAVA_BYTE, 0, Math.min(name.length, NAME_BYTES - 1));
            MemorySegment length = arena.allocateFrom(JAVA_INT, INFO_BYTES);
            NativeException.check(
                    SocketCalls.getsockopt((int) socket, 0, IPT_SO_GET_INFO, info, length),
                    "cannot read the legacy table " + table);
            // an empty table has one policy for each hook and the final error entry
            int empty = Integer.bitCount(info.get(JAVA_INT, VALID_HOOKS)) + 1;
            return info.get(JAVA_INT, ENTRY_COUNT) > empty;
        } finally {
            SocketCalls.close((int) socket);
        }
    }
}
