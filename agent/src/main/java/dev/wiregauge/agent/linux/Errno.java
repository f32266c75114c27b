package dev.wiregauge.agent.linux;

import java.util.Map;

/// Error numbers of Linux (the same on x86-64 and aarch64) and what they mean to a user.
public final class Errno {
    public static final int EPERM = 1;
    public static final int ENOENT = 2;
    public static final int EINTR = 4;
    public static final int EAGAIN = 11;
    public static final int ENOMEM = 12;
    public static final int EACCES = 13;
    public static final int EINVAL = 22;
    public static final int EPIPE = 32;
    public static final int EMSGSIZE = 90;
    public static final int ENOPROTOOPT = 92;
    public static final int EOPNOTSUPP = 95;
    public static final int EAFNOSUPPORT = 97;
    public static final int EADDRINUSE = 98;
    public static final int EADDRNOTAVAIL = 99;
    public static final int ENETUNREACH = 101;
    public static final int ECONNABORTED = 103;
    public static final int ECONNRESET = 104;
    public static final int ENOBUFS = 105;
    public static final int ENOTCONN = 107;
    public static final int ETIMEDOUT = 110;
    public static final int ECONNREFUSED = 111;
    public static final int EHOSTUNREACH = 113;
    public static final int EALREADY = 114;
    public static final int EINPROGRESS = 115;

    private static final Map<Integer, String> NAMES =
            Map.ofEntries(
                    Map.entry(EPERM, "EPERM, not permitted"),
                    Map.entry(ENOENT, "ENOENT, no such thing"),
                    Map.entry(EINTR, "EINTR, interrupted"),
                    Map.entry(EAGAIN, "EAGAIN, timed out"),
                    Map.entry(ENOMEM, "ENOMEM, out of memory"),
                    Map.entry(EACCES, "EACCES, access denied"),
                    Map.entry(EINVAL, "EINVAL, invalid argument"),
                    Map.entry(EPIPE, "EPIPE, the peer has closed the connection"),
                    Map.entry(EMSGSIZE, "EMSGSIZE, message too long"),
                    Map.entry(ENOPROTOOPT, "ENOPROTOOPT, the kernel lacks this option"),
                    Map.entry(EOPNOTSUPP, "EOPNOTSUPP, not supported"),
                    Map.entry(EAFNOSUPPORT, "EAFNOSUPPORT, address family not supported"),
                    Map.entry(EADDRINUSE, "EADDRINUSE, the port is in use"),
                    Map.entry(EADDRNOTAVAIL, "EADDRNOTAVAIL, no such address here"),
                    Map.entry(ENETUNREACH, "ENETUNREACH, no route to that network"),
                    Map.entry(ECONNABORTED, "ECONNABORTED, the connection was aborted"),
                    Map.entry(ECONNRESET, "ECONNRESET, the peer reset the connection"),
                    Map.entry(ENOBUFS, "ENOBUFS, no buffer space"),
                    Map.entry(ENOTCONN, "ENOTCONN, not connected"),
                    Map.entry(ETIMEDOUT, "ETIMEDOUT, no answer from the network"),
                    Map.entry(ECONNREFUSED, "ECONNREFUSED, nobody listens there"),
                    Map.entry(EHOSTUNREACH, "EHOSTUNREACH, the host cannot be reached"),
                    Map.entry(EALREADY, "EALREADY, still connecting"),
                    Map.entry(EINPROGRESS, "EINPROGRESS, not finished in time"));

    private Errno() {}

    /// Such as `ECONNREFUSED, nobody listens there`; `errno 77` for what this table lacks.
    public static String describe(int errno) {
        return NAMES.getOrDefault(errno, "errno " + errno);
    }

    /// Such as `EMSGSIZE`.
    public static String name(int errno) {
        String described = describe(errno);
        int comma = described.indexOf(',');
        return comma < 0 ? described : described.substring(0, comma);
    }
}
