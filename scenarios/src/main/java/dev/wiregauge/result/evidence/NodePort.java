package dev.wiregauge.result.evidence;

/// TCP ports between nodes that programs of a cluster need, where it has these programs. Other
/// nodes' silence there says nothing.
public enum NodePort {
    /// Felix and the routing daemon of every node ask it; it may stand on any.
    TYPHA(5473, "Calico's Typha"),
    API_SERVER(6443, "the API server"),
    /// Asked by API servers and its other members.
    ETCD(2379, "etcd");

    private final int number;
    private final String program;

    NodePort(int number, String program) {
        this.number = number;
        this.program = program;
    }

    public int number() {
        return number;
    }

    /// In words.
    public String program() {
        return program;
    }

    /// Whether a program on `from` must reach this port on `to`.
    public boolean isNeeded(ClusterPlan plan, String from, String to) {
        return switch (this) {
            case TYPHA -> plan.calico() && plan.typha();
            case API_SERVER -> plan.isControlPlane(to);
            case ETCD -> plan.isControlPlane(from) && plan.isControlPlane(to);
        };
    }
}
