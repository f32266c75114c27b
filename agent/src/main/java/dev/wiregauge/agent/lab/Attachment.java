package dev.wiregauge.agent.lab;

import dev.wiregauge.agent.linux.BpfProgram;
import dev.wiregauge.agent.linux.Clsact;
import dev.wiregauge.agent.linux.Errno;
import dev.wiregauge.agent.linux.NativeException;

import java.util.Locale;

/// How the tunnel's programs are attached to the interfaces.
enum Attachment {
    /// Needs Linux 6.6; ends with the keeper.
    TCX,
    /// A clsact qdisc and cls_bpf, for older kernels; stays as long as the interface.
    CLSACT;

    /// Attaches by the best way that this kernel has.
    ///
    /// @return the way taken
    static Attachment attachBest(BpfProgram program, int interfaceIndex) {
        try {
            TCX.attach(program, interfaceIndex);
            return TCX;
        } catch (NativeException e) {
            if (e.errno() != Errno.EINVAL) {
                throw e;
            }
            CLSACT.attach(program, interfaceIndex);
            return CLSACT;
        }
    }

    void attach(BpfProgram program, int interfaceIndex) {
        switch (this) {
            case TCX -> program.attachTcxIngress(interfaceIndex);
            case CLSACT -> Clsact.attachIngress(program, interfaceIndex);
        }
    }

    String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
