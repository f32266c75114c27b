/// A double of the Kubernetes API server, over real HTTP and WebSockets.
///
/// It stores objects, answers watches, and a kubelet beside it runs the containers' commands as
/// processes of this machine, so that the whole path from testbed to packet can be tested here.
@NullMarked
package dev.wiregauge.harness.testbed.kubernetes.apiserver;

import org.jspecify.annotations.NullMarked;
