package dev.wiregauge.agent.traffic;

import java.util.List;
import java.util.function.Function;

/// The connections of one trial, in the order in which they were opened.
record Connections(List<ServedConnection> all) implements AutoCloseable {

    ServedConnection first() {
        return all.getFirst();
    }

    <T> List<T> each(Function<DataConnection, T> task) {
        return all.stream().map(served -> task.apply(served.connection())).toList();
    }

    /// Names of the agents that answered, one per connection: more than one behind a Service.
    List<String> servedBy() {
        return all.stream().map(served -> served.greeting().agent()).toList();
    }

    @Override
    public void close() {
        all.forEach(ServedConnection::close);
    }
}
