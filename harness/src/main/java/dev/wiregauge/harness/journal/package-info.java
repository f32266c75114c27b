/// What a run made on a machine or a cluster, written down before it is made, so that it can be
/// removed whatever happens.
///
/// May import `json`; knows no testbed: who can erase a kind of creation is handed in.
@NullMarked
package dev.wiregauge.harness.journal;

import org.jspecify.annotations.NullMarked;
