package dev.wiregauge.agent.traffic;

/// Who an agent is, as it tells every client that it serves.
public record Identity(String agent, String node) {}
