package dev.wiregauge.control;

import dev.wiregauge.scenario.SocketSettings;
import dev.wiregauge.scenario.Timing;
import dev.wiregauge.scenario.Workload;

import java.util.List;
import java.util.Optional;

/// What the harness may ask of an agent. Every command is answered by exactly one event with its
/// id: the one named here, or [AgentEvent.Failed].
public sealed interface AgentCommand {
    /// Answered by [AgentEvent.Pong].
    record Ping() implements AgentCommand {}

    /// Opens the data port for TCP and UDP. Answered by [AgentEvent.Serving].
    ///
    /// @param cookie 16 random bytes of this run in hexadecimal; whoever lacks it is not answered
    /// @param port 0 lets the kernel choose
    /// @param cpu pins the serving threads
    record Serve(String cookie, int port, Optional<Integer> cpu) implements AgentCommand {}

    /// Runs a trial as its client. Answered by [AgentEvent.TrialDone] when it is over.
    ///
    /// @param host address to connect to: a pod's, a node's or a Service's
    /// @param congestionControl such as `cubic`, set on both ends
    /// @param sockets further options, set on both ends
    /// @param maxBitsPerSecond that the client's TCP connections may send at, all together; as fast
    ///   as it goes where it is left out
    record RunTrial(
            String cookie,
            String host,
            int port,
            Workload workload,
            Timing timing,
            String congestionControl,
            Optional<Integer> cpu,
            Optional<SocketSettings> sockets,
            Optional<Long> maxBitsPerSecond)
            implements AgentCommand {
        /// As fast as it goes.
        public RunTrial(
                String cookie,
                String host,
                int port,
                Workload workload,
                Timing timing,
                String congestionControl,
                Optional<Integer> cpu,
                Optional<SocketSettings> sockets) {
            this(
                    cookie,
                    host,
                    port,
                    workload,
                    timing,
                    congestionControl,
                    cpu,
                    sockets,
                    Optional.empty());
        }

        /// With the kernel's own settings of sockets, too.
        public RunTrial(
                String cookie,
                String host,
                int port,
                Workload workload,
                Timing timing,
                String congestionControl,
                Optional<Integer> cpu) {
            this(cookie, host, port, workload, timing, congestionControl, cpu, Optional.empty());
        }
    }

    /// Opens a live capture and answers [AgentEvent.CaptureStarted] when packets are being taken.
    ///
    /// @param name of the capture, unique within the agent; also the capture point's name in
    ///   evidence
    /// @param filter in libpcap's language
    record StartCapture(String name, String interfaceName, String filter, int snapLengthBytes)
            implements AgentCommand {}

    /// Drains and closes a capture, and looks for tagged datagrams in it. Answered by
    /// [AgentEvent.CaptureDone].
    record StopCapture(String name, String cookie) implements AgentCommand {}

    /// Drains and closes a capture, and notes when each tagged datagram passed. Answered by
    /// [AgentEvent.TagsTimed].
    record TimeTags(String name, String cookie) implements AgentCommand {}

    /// Asks for one chunk of a finished capture's file. Answered by [AgentEvent.Chunk].
    record FetchCapture(String name, long offset) implements AgentCommand {}

    /// Sends single UDP datagrams, one for each tag. Answered by [AgentEvent.TagsSent].
    ///
    /// @param host address of the receiving agent; the port is its data port
    record SendTags(String cookie, String host, int port, List<TaggedDatagram> datagrams)
            implements AgentCommand {}

    /// Which tags the data port has received since it was opened. Answered by
    /// [AgentEvent.TagsReceived].
    record CollectTags() implements AgentCommand {}

    /// Reads capture files on the agent's machine. Answered by [AgentEvent.Inspected].
    ///
    /// @param files the first is what the others are compared with
    record Inspect(List<CaptureFile> files) implements AgentCommand {}

    /// What the machine's CPUs have done since it was started. Answered by [AgentEvent.CpuRead].
    record ReadCpu() implements AgentCommand {}

    /// What the machine is and how it is set. Answered by [AgentEvent.Facts].
    record ReadFacts() implements AgentCommand {}

    /// Answers the probes of other agents, over TCP and UDP. Answered by [AgentEvent.Serving].
    ///
    /// @param address the agent's own, from which every answer is sent
    /// @param port of the probes; 0 lets the kernel choose
    /// @param cpu pins the thread that answers datagrams
    record ServeProbes(String cookie, String address, int port, Optional<Integer> cpu)
            implements AgentCommand {
        public ServeProbes(String cookie, String address, int port) {
            this(cookie, address, port, Optional.empty());
        }
    }

    /// Answered by [AgentEvent.Probed].
    record RunProbe(Probe probe) implements AgentCommand {}

    /// Stops a running trial at once. Answered by [AgentEvent.Pong]; the trial's own answer is
    /// Failed.
    record Stop() implements AgentCommand {}

    /// Ends the agent. Answered by [AgentEvent.Bye].
    record Quit() implements AgentCommand {}

    /// @param path a file, a FIFO or a descriptor such as `/proc/PID/fd/0`
    /// @param shownAs what the user called it
    record CaptureFile(String path, String shownAs) {}

    /// @param packetBytes length of the whole IP packet, headers included
    record TaggedDatagram(int tag, int packetBytes, boolean dontFragment) {}
}
