/// The command line: picocli commands, thin.
///
/// The only importer of picocli and the only place that ends the process.
@NullMarked
package dev.wiregauge.harness.cli;

import org.jspecify.annotations.NullMarked;
