package dev.wiregauge.scenario;

import java.util.List;
import java.util.Optional;

/// Which CPUs the measuring threads of both ends are pinned to, alike in every trial of a run.
///
/// A round trip between two CPUs takes ten times as long as one on a single CPU (wake-ups), so
/// unlike placements are never compared.
///
/// @param where how the CPUs are chosen
/// @param cpus with [Where#LIST]: the client's CPU, and then the server's
public record Placement(Where where, Optional<List<Integer>> cpus) {
    private static final int MOST_CPUS = 4096;

    public enum Where {
        /// Both ends on one CPU.
        SAME_CORE,
        /// The ends on CPUs of two cores.
        TWO_CORES,
        /// On the CPUs given.
        LIST,
        /// Wherever the kernel likes.
        FREE
    }

    public static final Placement SAME_CORE = new Placement(Where.SAME_CORE, Optional.empty());
    public static final Placement TWO_CORES = new Placement(Where.TWO_CORES, Optional.empty());
    public static final Placement FREE = new Placement(Where.FREE, Optional.empty());

    /// What [#parse] takes.
    public static final String FORMS =
            "same-core, two-cores, free, or the CPUs of client and server such as 0,1";

    public Placement {
        cpus = cpus.map(List::copyOf);
        if (cpus.isPresent() != (where == Where.LIST)) {
            throw new IllegalArgumentException(
                    where == Where.LIST
                            ? "cpus is not given, allowed with list: the client's CPU, and the server's"
                            : "cpus is given, allowed with list only");
        }
        cpus.ifPresent(Placement::checkList);
    }

    private static void checkList(List<Integer> cpus) {
        if (cpus.size() != 2) {
            throw new IllegalArgumentException(
                    "cpus is " + cpus + ", allowed: two, the client's and the server's");
        }
        cpus.forEach(cpu -> Ranges.check("cpus", cpu, 0, MOST_CPUS - 1));
    }

    public static Placement list(int clientCpu, int serverCpu) {
        return new Placement(Where.LIST, Optional.of(List.of(clientCpu, serverCpu)));
    }

    /// @throws IllegalArgumentException that names what is allowed
    public static Placement parse(String text) {
        return switch (text) {
            case "same-core" -> SAME_CORE;
            case "two-cores" -> TWO_CORES;
            case "free" -> FREE;
            default -> {
                if (!text.matches("[0-9]{1,4},[0-9]{1,4}")) {
                    throw new IllegalArgumentException(
                            "placement is \"" + text + "\", allowed: " + FORMS);
                }
                String[] cpus = text.split(",", -1);
                yield list(Integer.parseInt(cpus[0]), Integer.parseInt(cpus[1]));
            }
        };
    }

    /// Such as `both ends on one CPU`.
    public String inWords() {
        return switch (where) {
            case SAME_CORE -> "both ends on one CPU";
            case TWO_CORES -> "client and server on CPUs of two cores";
            case LIST ->
                    cpus.map(list ->
                                    "client on CPU "
                                            + list.get(0)
                                            + ", server on CPU "
                                            + list.get(1))
                            .orElseThrow();
            case FREE -> "free to move";
        };
    }
}
