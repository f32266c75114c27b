package dev.wiregauge.agent.linux;

import java.util.Locale;

/// What differs between the processor architectures that the agent runs on: the one table of it.
///
/// Everything not listed here (socket options, `struct sockaddr`, `struct msghdr`, `struct
/// tcp_info`) has the same numbers and layout on both, as they are 64-bit little-endian.
///
/// @param sysBpf number of bpf(2), which libc does not wrap; from the kernel's unistd tables
/// @param epollEventBytes size of `struct epoll_event`, packed on x86-64 only
/// @param epollDataOffset where its data field begins
public record Architecture(String name, int sysBpf, int epollEventBytes, int epollDataOffset) {
    private static final Architecture X86_64 = new Architecture("x86-64", 321, 12, 4);
    private static final Architecture AARCH64 = new Architecture("aarch64", 280, 16, 8);

    /// @throws UnsupportedOperationException on any other processor
    public static Architecture current() {
        String name = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        return switch (name) {
            case "amd64", "x86_64" -> X86_64;
            case "aarch64", "arm64" -> AARCH64;
            default ->
                    throw new UnsupportedOperationException(
                            "the agent knows x86-64 and aarch64, this machine is " + name);
        };
    }
}
