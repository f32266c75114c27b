/// The lab: nodes and pods as network namespaces on this machine, joined as Calico joins them.
///
/// The only package that runs `ip`, `tc` and `nft`; everything it makes is in the journal first.
@NullMarked
package dev.wiregauge.harness.testbed.lab;

import org.jspecify.annotations.NullMarked;
