package dev.wiregauge.agent.traffic;

/// What both ends of one stream have in hand at the end.
///
/// @param receiver the window of whichever end took the bytes
/// @param toClient whether that was the client
/// @param serverReport of the server, which may be the same
/// @param clientCpuNs of the client's thread in its window
record StreamOutcome(
        DataMessage.ServerReport receiver,
        DataMessage.SenderReport sender,
        boolean toClient,
        DataMessage.ServerReport serverReport,
        long clientCpuNs) {}
