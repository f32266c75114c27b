package dev.wiregauge.harness.testbed.lab;

import java.util.List;
import java.util.Optional;

/// One command of a plan, and the one that takes it back.
///
/// @param undo empty where removing the namespace takes it back
record Step(Command command, Optional<Command> undo) {
    static Step of(Command command) {
        return new Step(command, Optional.empty());
    }

    static Step of(Command command, Command undo) {
        return new Step(command, Optional.of(undo));
    }

    /// Steps that do not depend on each other and may run side by side.
    ///
    /// @param title a short present-tense phrase
    record Stage(String title, List<Step> steps) {
        Stage {
            steps = List.copyOf(steps);
        }
    }
}
