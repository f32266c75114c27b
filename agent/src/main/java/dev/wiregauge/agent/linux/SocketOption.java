package dev.wiregauge.agent.linux;

/// The socket options that take an int, with their numbers in Linux (the same on x86-64 and
/// aarch64).
public enum SocketOption {
    /// What to do about the path MTU: see [#DISCOVER_PROBE].
    IP_MTU_DISCOVER(0, 10),
    REUSE_ADDRESS(1, 2),
    SEND_BUFFER(1, 7),
    RECEIVE_BUFFER(1, 8),
    BUSY_POLL(1, 46),
    /// Bytes per second; TCP paces itself where no fq discipline does (net/core/sock.c).
    MAX_PACING_RATE(1, 47),
    INCOMING_CPU(1, 49),
    IP_RECEIVE_ERRORS(0, 11),
    IPV6_MTU_DISCOVER(41, 23),
    IPV6_RECEIVE_ERRORS(41, 25),
    IPV6_ONLY(41, 26),
    NO_DELAY(6, 1),
    MAX_SEGMENT(6, 2),
    /// Of a listening socket: a connection is accepted when its first data is there.
    DEFER_ACCEPT(6, 9),
    /// Payload bytes of each datagram that one long send is cut into.
    UDP_SEGMENT(17, 103),
    /// Datagrams of one flow and size arrive as one.
    UDP_GRO(17, 104),
    IPV4_PACKET_INFO(0, 8),
    IPV6_PACKET_INFO(41, 49);

    /// IP_PMTUDISC_PROBE: sets the DF bit and ignores what is already known of the path, so that
    /// every datagram asks anew.
    public static final int DISCOVER_PROBE = 3;

    /// IP_PMTUDISC_DONT: never sets the DF bit, so that everybody may fragment.
    public static final int DISCOVER_NEVER = 0;

    private final int level;
    private final int number;

    SocketOption(int level, int number) {
        this.level = level;
        this.number = number;
    }

    int level() {
        return level;
    }

    int number() {
        return number;
    }
}
