/// YAML to records, with every problem reported at its line.
///
/// The only importer of snakeyaml-engine; knows no particular record.
@NullMarked
package dev.wiregauge.yaml;

import org.jspecify.annotations.NullMarked;
