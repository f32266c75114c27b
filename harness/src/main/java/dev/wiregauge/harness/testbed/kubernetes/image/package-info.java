/// The agent's container image, built here without Docker.
///
/// The only importer of jib.
@NullMarked
package dev.wiregauge.harness.testbed.kubernetes.image;

import org.jspecify.annotations.NullMarked;
