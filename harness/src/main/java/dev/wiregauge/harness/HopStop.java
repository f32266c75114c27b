package dev.wiregauge.harness;

import dev.wiregauge.control.AgentEvent;

/// One capture point and what passed it.
///
/// @param capturePoint its name in evidence
record HopStop(HopPlace place, String capturePoint, AgentEvent.TagsTimed times) {}
