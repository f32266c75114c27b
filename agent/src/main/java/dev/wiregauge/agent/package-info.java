/// The program inside a pod or on a node: main, command loop, dead-man timer, watchdog.
///
/// Wires the other agent packages together by hand; may import all of them except `lab` and
/// `bench`.
@NullMarked
package dev.wiregauge.agent;

import org.jspecify.annotations.NullMarked;
