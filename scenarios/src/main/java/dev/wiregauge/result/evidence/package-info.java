/// What a diagnosis rests on: the answers of probes, the kernels' own words, sightings on the wire.
///
/// May import `scenario` and `result`; every record can be stored as JSON and judged again later.
@NullMarked
package dev.wiregauge.result.evidence;

import org.jspecify.annotations.NullMarked;
