/// The agent protocol: commands, events, and their JSON-lines codec over any stream pair.
///
/// May import `scenario`, `result` and `json`; opens no stream, starts no thread.
@NullMarked
package dev.wiregauge.control;

import org.jspecify.annotations.NullMarked;
