package dev.wiregauge.agent.traffic;

import dev.wiregauge.agent.linux.Socket;
import dev.wiregauge.agent.linux.SocketOption;
import dev.wiregauge.scenario.SocketSettings;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/// What a scenario asks of the measuring sockets, as socket options.
final class SocketTuning {
    private SocketTuning() {}

    /// @param cpu that the socket's thread is pinned to
    /// @throws TrialException if SO_INCOMING_CPU is wanted and the thread is free to move
    static Map<SocketOption, Integer> ofTcp(
            Optional<SocketSettings> settings, Optional<Integer> cpu) {
        Map<SocketOption, Integer> options = ofUdp(settings, cpu);
        settings.flatMap(SocketSettings::mssBytes)
                .ifPresent(bytes -> options.put(SocketOption.MAX_SEGMENT, bytes));
        return options;
    }

    /// As [#ofTcp], of a socket without segments.
    static Map<SocketOption, Integer> ofUdp(
            Optional<SocketSettings> settings, Optional<Integer> cpu) {
        Map<SocketOption, Integer> options = new EnumMap<>(SocketOption.class);
        SocketSettings wanted = settings.orElse(SocketSettings.KERNEL);
        wanted.busyPollMicros().ifPresent(us -> options.put(SocketOption.BUSY_POLL, us));
        wanted.sendBufferBytes().ifPresent(n -> options.put(SocketOption.SEND_BUFFER, n));
        wanted.receiveBufferBytes().ifPresent(n -> options.put(SocketOption.RECEIVE_BUFFER, n));
        if (wanted.wantsIncomingCpu()) {
            options.put(
                    SocketOption.INCOMING_CPU,
                    cpu.orElseThrow(() ->
                            new TrialException(
                                    "SO_INCOMING_CPU is asked for, but the threads are free to move:"
                                            + " choose another placement")));
        }
        return options;
    }

    static void apply(Socket socket, Map<SocketOption, Integer> options) {
        options.forEach(socket::set);
    }
}
