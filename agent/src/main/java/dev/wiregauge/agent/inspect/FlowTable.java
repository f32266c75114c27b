package dev.wiregauge.agent.inspect;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The flows of a capture, found by key without allocating.
///
/// Holds a bounded number: a capture of a port scan must not fill the memory.
final class FlowTable {
    private final int maxFlows;
    private Flow[] slots = new Flow[1024];
    private int size;

    /// Takes what finds no place; what is counted in it is never shown by itself.
    private final Flow overflow = new Flow(new FlowKey());

    FlowTable(int maxFlows) {
        this.maxFlows = maxFlows;
    }

    /// The flow of this key, made where it is new; [#overflow()] where the table is full.
    Flow find(FlowKey key) {
        int mask = slots.length - 1;
        int at = key.hash() & mask;
        while (slots[at] != null) {
            if (slots[at].key.same(key)) {
                return slots[at];
            }
            at = at + 1 & mask;
        }
        return size == maxFlows ? overflow : add(key, at);
    }

    private Flow add(FlowKey key, int free) {
        Flow flow = new Flow(key.copy());
        slots[free] = flow;
        size++;
        existing(key.reversed()).ifPresent(flow::pair);
        if (size * 2 > slots.length) {
            grow();
        }
        return flow;
    }

    private Optional<Flow> existing(FlowKey key) {
        int mask = slots.length - 1;
        for (int at = key.hash() & mask; slots[at] != null; at = at + 1 & mask) {
            if (slots[at].key.same(key)) {
                return Optional.of(slots[at]);
            }
        }
        return Optional.empty();
    }

    private void grow() {
        Flow[] old = slots;
        slots = new Flow[old.length * 2];
        int mask = slots.length - 1;
        for (Flow flow : old) {
            if (flow != null) {
                int at = flow.key.hash() & mask;
                while (slots[at] != null) {
                    at = at + 1 & mask;
                }
                slots[at] = flow;
            }
        }
    }

    Flow overflow() {
        return overflow;
    }

    int size() {
        return size;
    }

    List<Flow> all() {
        List<Flow> flows = new ArrayList<>(size);
        for (Flow flow : slots) {
            if (flow != null) {
                flows.add(flow);
            }
        }
        return flows;
    }
}
