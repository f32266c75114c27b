/// Records to one line of JSON and back, by streaming; no annotations, no databind.
///
/// May import jackson-core and nothing else, so that the agent stays small and starts fast
/// (docs/adr/0002).
@NullMarked
package dev.wiregauge.json;

import org.jspecify.annotations.NullMarked;
