package dev.wiregauge.scenario;

import dev.wiregauge.yaml.Nearest;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What a run measures: modes x paths x workloads x repeats.
///
/// @param name lower case, digits and hyphens; names the run folder
/// @param modes compared with each other; the first is the one that ratios refer to
/// @param baseline whether node to node without pods (mode `host`) is measured in the same blocks
/// @param congestionControl pinned on every TCP socket, such as `cubic`; the default differs
///   between machines
/// @param wireLimit one more `tcp_stream` row over uplinks limited to this rate
/// @param variants 2 to 5 configurations that are interleaved and compared with each other; ratios
///   then refer to the first of them, within one mode
/// @param placement CPUs of the measuring threads; left out: two cores in the lab, free on a
///   cluster
/// @param sockets options of the measuring sockets; left out: as the kernel has them
/// @param presets settings by name, such as `quick`; one of them is [#defaultPreset]
public record Scenario(
        String name,
        String title,
        List<Mode> modes,
        List<Path> paths,
        List<Workload> workloads,
        boolean baseline,
        String congestionControl,
        Optional<WireLimit> wireLimit,
        Optional<List<Variant>> variants,
        Optional<Placement> placement,
        Optional<SocketSettings> sockets,
        Map<String, Preset> presets,
        String defaultPreset) {

    private static final int MOST_VARIANTS = 5;

    /// What a name may be: it becomes a part of folder names.
    public static final String NAMES =
            "1 to 63 lower-case letters, digits and hyphens, the first no hyphen";

    public Scenario {
        if (!isName(name)) {
            throw new IllegalArgumentException("name is " + name + ", allowed: " + NAMES);
        }
        modes = List.copyOf(modes);
        paths = List.copyOf(paths);
        workloads = List.copyOf(workloads);
        presets = Map.copyOf(presets);
        variants = variants.map(List::copyOf);
        checkEachOnce("modes", modes.stream().map(Mode::id).toList());
        checkEachOnce("paths", paths.stream().map(Path::id).toList());
        if (variants.isPresent()) {
            check(variants.get(), modes, wireLimit);
        }
        if (!presets.containsKey(defaultPreset)) {
            throw new IllegalArgumentException(
                    "defaultPreset is "
                            + defaultPreset
                            + ", allowed: "
                            + presets.keySet().stream().sorted().toList());
        }
    }

    private static void checkEachOnce(String field, List<String> ids) {
        if (ids.isEmpty()) {
            throw new IllegalArgumentException(field + " is empty, allowed: one or more");
        }
        Set<String> seen = new HashSet<>();
        for (String id : ids) {
            if (!seen.add(id)) {
                throw new IllegalArgumentException(
                        "%s holds %s twice, allowed: each once".formatted(field, id));
            }
        }
    }

    private static void check(
            List<Variant> variants, List<Mode> modes, Optional<WireLimit> wireLimit) {
        Ranges.check("variants (number)", variants.size(), 2, MOST_VARIANTS);
        Set<String> names = new HashSet<>();
        for (Variant variant : variants) {
            if (!names.add(variant.name())) {
                throw new IllegalArgumentException(
                        "variants holds two called "
                                + variant.name()
                                + ", allowed: each name once");
            }
            if (variant.mode().isPresent() != variants.getFirst().mode().isPresent()) {
                throw new IllegalArgumentException(
                        "variants set a mode in some and not in others, allowed: in all or in"
                                + " none");
            }
            if (variant.mode().map(mode -> !modes.contains(mode)).orElse(false)) {
                throw new IllegalArgumentException(
                        "variants use mode "
                                + variant.mode().get().id()
                                + ", allowed: the scenario's own "
                                + modes.stream().map(Mode::id).toList());
            }
        }
        if (wireLimit.isPresent()) {
            throw new IllegalArgumentException(
                    "wireLimit is set beside variants, allowed: one of them; a variant has its own"
                            + " uplink-rate");
        }
    }

    /// What stands side by side in a row, the one that ratios refer to first: names of variants, or
    /// else ids of modes.
    public List<String> contenders() {
        return variants.isPresent()
                ? variants.get().stream().map(Variant::name).toList()
                : modes.stream().map(Mode::id).toList();
    }

    public Optional<Variant> variant(String wanted) {
        return variants.orElse(List.of()).stream()
                .filter(variant -> variant.name().equals(wanted))
                .findFirst();
    }

    public static boolean isName(String text) {
        return text.matches("[a-z0-9][a-z0-9-]{0,62}");
    }

    /// What pods alone can measure: without the baseline and without paths that begin or end on a
    /// node itself.
    ///
    /// @throws ScenarioException if nothing is left
    public Scenario betweenPods() {
        List<Path> left =
                paths.stream()
                        .filter(path ->
                                path != Path.NODE_NODE
                                        && path != Path.NODE_POD
                                        && path != Path.POD_NODE)
                        .toList();
        if (left.isEmpty()) {
            throw new ScenarioException(
                    "scenario %s has no path between pods, and --no-node-agents leaves no other"
                            .formatted(name));
        }
        return new Scenario(
                name,
                title,
                modes,
                left,
                workloads,
                false,
                congestionControl,
                wireLimit,
                variants,
                placement,
                sockets,
                presets,
                defaultPreset);
    }

    public Scenario withModes(List<Mode> other) {
        return new Scenario(
                name,
                title,
                other,
                paths,
                workloads,
                baseline,
                congestionControl,
                wireLimit,
                variants,
                placement,
                sockets,
                presets,
                defaultPreset);
    }

    /// The same with these interleaved. The modes are then those that the variants name, if they
    /// do; the limited row is left out, because a variant has a rate of its own.
    public Scenario withVariants(List<Variant> other) {
        List<Mode> named =
                other.stream().flatMap(variant -> variant.mode().stream()).distinct().toList();
        return new Scenario(
                name,
                title,
                named.isEmpty() ? modes : named,
                paths,
                workloads,
                baseline,
                congestionControl,
                Optional.empty(),
                Optional.of(other),
                placement,
                sockets,
                presets,
                defaultPreset);
    }

    /// @throws ScenarioException if there is no preset of that name
    public Preset preset(String name) {
        Preset preset = presets.get(name);
        if (preset == null) {
            throw new ScenarioException(
                    Nearest.refusal("preset", name, presets.keySet().stream().sorted().toList()));
        }
        return preset;
    }

    /// What this preset measures: the scenario's workloads, and then its own.
    public List<Workload> workloads(Preset preset) {
        List<Workload> all = new ArrayList<>(workloads);
        all.addAll(preset.moreWorkloads().orElse(List.of()));
        return List.copyOf(all);
    }

    /// How long and how often.
    ///
    /// @param repeats measured blocks, 1 to 1000; a block holds every cell once
    /// @param moreWorkloads measured in this preset beside the scenario's own
    public record Preset(int repeats, Timing timing, Optional<List<Workload>> moreWorkloads) {
        public Preset {
            Ranges.check("repeats", repeats, 1, 1000);
            moreWorkloads = moreWorkloads.map(List::copyOf);
        }

        /// With the scenario's own workloads only.
        public Preset(int repeats, Timing timing) {
            this(repeats, timing, Optional.empty());
        }
    }

    /// @param bitsPerSecond rate of the token bucket on each node's uplink, 1 Mbit/s to 100 Gbit/s
    /// @param repeats measured blocks of the limited row
    public record WireLimit(long bitsPerSecond, int repeats, Timing timing) {
        public WireLimit {
            Ranges.check("bitsPerSecond", bitsPerSecond, 1_000_000, 100_000_000_000L);
            Ranges.check("repeats", repeats, 1, 1000);
        }
    }
}
