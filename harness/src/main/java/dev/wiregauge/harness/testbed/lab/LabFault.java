package dev.wiregauge.harness.testbed.lab;

import dev.wiregauge.harness.testbed.EnvironmentException;

import java.util.List;
import java.util.Set;

/// One way to break a lab on purpose, and to mend it again.
///
/// Faults of one side strike the second node, those of one direction the way from it, those of a
/// single pool the first one that can show them: the tests of the diagnosis rely on that.
///
/// @param id on the command line, in lower case with hyphens
/// @param catalogueId the fault's number in docs/faults.md, such as `F01`
/// @param title one line: what is done to the lab
/// @param place where the diagnosis must point
/// @param consequences numbers of findings that follow from this fault and may stand beside it
record LabFault(
        String id,
        String catalogueId,
        String title,
        Place place,
        Set<String> consequences,
        Injection injection) {
    LabFault {
        consequences = Set.copyOf(consequences);
    }

    /// One that has no consequence that would be a finding of its own.
    LabFault(String id, String catalogueId, String title, Place place, Injection injection) {
        this(id, catalogueId, title, place, Set.of(), injection);
    }

    /// The part of a lab that a fault lies in.
    enum Place {
        /// Every node, or the wire between all of them.
        EVERYWHERE,
        FIRST_NODE,
        SECOND_NODE,
        /// Packets that the second node sends to the first.
        FROM_SECOND_NODE,
        /// Packets that the first node sends to the second.
        FROM_FIRST_NODE,
        SERVICE
    }

    /// What must be run, and how it is taken back.
    @FunctionalInterface
    interface Injection {
        /// @throws EnvironmentException if this lab cannot show the fault; the message says what it
        ///   lacks
        List<Step> steps(LabTopology topology);
    }
}
