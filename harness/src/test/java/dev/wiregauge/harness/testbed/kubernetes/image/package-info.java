@NullMarked
package dev.wiregauge.harness.testbed.kubernetes.image;

import org.jspecify.annotations.NullMarked;
