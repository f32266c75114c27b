package dev.wiregauge.harness.testbed.kubernetes;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// The frames of `v4.channel.k8s.io` and `v5.channel.k8s.io`: one byte of channel, then data
/// (kubernetes/apimachinery, pkg/util/remotecommand).
final class ExecProtocol {
    static final String V5 = "v5.channel.k8s.io";
    static final String V4 = "v4.channel.k8s.io";

    static final int STDIN = 0;
    static final int STDOUT = 1;
    static final int STDERR = 2;

    /// Carries one status object, once, at the end.
    static final int STATUS = 3;

    /// v5 only: the channel in the data byte ends, its peer sees the end of input.
    static final int CLOSE = 255;

    /// Bytes of one frame's data: below the 32 KiB that the kubelet copies at a time.
    static final int FRAME_BYTES = 32 << 10;

    private ExecProtocol() {}

    static ByteBuffer frame(int channel, byte[] data, int offset, int length) {
        ByteBuffer frame = ByteBuffer.allocate(1 + length);
        frame.put((byte) channel).put(data, offset, length);
        return frame.flip();
    }

    static ByteBuffer closeStdin() {
        return frame(CLOSE, new byte[] {STDIN}, 0, 1);
    }

    /// What the status channel said.
    static ExecOutcome outcome(ByteBuffer json) {
        String text = StandardCharsets.UTF_8.decode(json).toString();
        try {
            return outcome(Serialization.unmarshal(text, Status.class));
        } catch (KubernetesClientException | IllegalArgumentException e) {
            return new ExecOutcome.NotRun("unreadable status: " + text);
        }
    }

    private static ExecOutcome outcome(Status status) {
        if ("Success".equals(status.getStatus())) {
            return new ExecOutcome.Exited(0);
        }
        if ("NonZeroExitCode".equals(status.getReason()) && status.getDetails() != null) {
            for (StatusCause cause : status.getDetails().getCauses()) {
                if ("ExitCode".equals(cause.getReason())) {
                    return new ExecOutcome.Exited(Integer.parseInt(cause.getMessage()));
                }
            }
        }
        return new ExecOutcome.NotRun(String.valueOf(status.getMessage()));
    }
}
