package dev.wiregauge.agent.packet;

import java.util.List;
import java.util.Optional;

/// One frame taken apart, its headers outermost first.
///
/// @param problems empty for a whole and honest frame
public record Packet(List<Layer> layers, List<Problem> problems) {
    public Packet {
        layers = List.copyOf(layers);
        problems = List.copyOf(problems);
    }

    /// The IP headers, outermost first.
    public List<Layer.Ip> ipLayers() {
        return layers.stream()
                .filter(Layer.Ip.class::isInstance)
                .map(Layer.Ip.class::cast)
                .toList();
    }

    /// The first header of this kind, seen from outside.
    public <L extends Layer> Optional<L> first(Class<L> kind) {
        return layers.stream().filter(kind::isInstance).map(kind::cast).findFirst();
    }

    /// The last header of this kind, seen from outside.
    public <L extends Layer> Optional<L> last(Class<L> kind) {
        return layers.reversed().stream().filter(kind::isInstance).map(kind::cast).findFirst();
    }

    public boolean hasFault() {
        return problems.stream().anyMatch(Problem::isFault);
    }
}
