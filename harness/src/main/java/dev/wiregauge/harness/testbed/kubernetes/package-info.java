/// The cluster: agents are pods, driven through the API server alone.
///
/// The only importer of io.fabric8 and of jib. Nothing here opens a port, and everything created is
/// in the journal first.
@NullMarked
package dev.wiregauge.harness.testbed.kubernetes;

import org.jspecify.annotations.NullMarked;
