@NullMarked
package dev.wiregauge.harness.testbed.kubernetes;

import org.jspecify.annotations.NullMarked;
