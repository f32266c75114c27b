package dev.wiregauge.agent.linux;

import java.util.Locale;

/// What differs between the processor architectures that the agent runs on: the one table of it.
///
/// Everything not listed here (socket options, `struct sockaddr`, `struct msghdr`, `struct
/// tcp_info`) has the same numbers and layout on both, as they are 64-bit little-endian; a test
/// compares each with the headers of both. `struct epoll_event`, which differs, is not used:
/// waiting goes through ppoll(2).
///
/// @param sysBpf number of bpf(2), which libc does not wrap; from the kernel's unistd tables
public record Architecture(String name, int sysBpf) {
    private static final Architecture X86_64 = new Architecture("x86-64", 321);
    private static final Architecture AARCH64 = new Architecture("aarch64", 280);

    /// @throws UnsupportedOperationException on any other processor
    public static Architecture current() {
        return of(System.getProperty("os.arch", ""));
    }

    /// @param javaName as the property `os.arch` has it
    static Architecture of(String javaName) {
        String name = javaName.toLowerCase(Locale.ROOT);
        return switch (name) {
            case "amd64", "x86_64" -> X86_64;
            case "aarch64", "arm64" -> AARCH64;
            default ->
                    throw new UnsupportedOperationException(
                            "the agent knows x86-64 and aarch64, this machine is " + name);
        };
    }
}
