package dev.wiregauge.agent.facts;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The counters of one network namespace, from /proc/net: flat names, running totals.
final class KernelCounters {
    /// /proc/net/dev has eight columns for each direction.
    private static final List<String> DEVICE_COLUMNS =
            List.of("rx_bytes", "rx_packets", "rx_errors", "rx_dropped", "", "", "", "");

    private static final List<String> DEVICE_SENT_COLUMNS =
            List.of("tx_bytes", "tx_packets", "tx_errors", "tx_dropped", "", "", "tx_carrier", "");

    private static final List<String> CPU_STATISTICS =
            List.of(
                    "sys/fs/cgroup/cpu.stat",
                    "sys/fs/cgroup/cpu/cpu.stat",
                    "sys/fs/cgroup/cpu,cpuacct/cpu.stat");

    private static final String THROTTLED = "cgroup.nr_throttled";

    private final KernelFiles files;

    KernelCounters(KernelFiles files) {
        this.files = files;
    }

    Map<String, Long> read() {
        Map<String, Long> values = new TreeMap<>();
        pairs("proc/net/snmp", values);
        pairs("proc/net/netstat", values);
        devices(values);
        perCpu("proc/net/stat/nf_conntrack", "conntrack.", values);
        softnet(values);
        number("proc/sys/net/netfilter/nf_conntrack_count", "conntrack.count", values);
        throttling(values);
        return values;
    }

    /// How often this process's container was denied the CPU that it wanted (cgroup v2, then the
    /// two names of v1's controller; Documentation/admin-guide/cgroup-v2.rst, cpu.stat). Absent
    /// where there is no limit to meet.
    private void throttling(Map<String, Long> values) {
        for (String file : CPU_STATISTICS) {
            for (String line : files.lines(file)) {
                String[] words = line.split(" ", -1);
                if (words.length == 2 && words[0].equals("nr_throttled")) {
                    values.put(THROTTLED, Long.parseLong(words[1]));
                    return;
                }
            }
        }
    }

    /// `Ip: Forwarding DefaultTTL ...` and below it `Ip: 1 64 ...`.
    private void pairs(String file, Map<String, Long> values) {
        List<String> lines = files.lines(file);
        for (int i = 0; i + 1 < lines.size(); i += 2) {
            String[] names = lines.get(i).split("\\s+", -1);
            String[] numbers = lines.get(i + 1).split("\\s+", -1);
            String group = names[0].replace(":", ".");
            for (int column = 1; column < Math.min(names.length, numbers.length); column++) {
                values.put(group + names[column], Long.parseLong(numbers[column]));
            }
        }
    }

    private void devices(Map<String, Long> values) {
        for (String line : files.lines("proc/net/dev")) {
            int colon = line.indexOf(':');
            if (colon < 0) {
                continue;
            }
            String device = line.substring(0, colon).strip();
            String[] numbers = line.substring(colon + 1).strip().split("\\s+", -1);
            for (int i = 0; i < 8 && i + 8 < numbers.length; i++) {
                put(values, device, DEVICE_COLUMNS.get(i), numbers[i]);
                put(values, device, DEVICE_SENT_COLUMNS.get(i), numbers[i + 8]);
            }
        }
    }

    private static void put(Map<String, Long> values, String device, String name, String number) {
        if (!name.isEmpty()) {
            values.put(device + "." + name, Long.parseLong(number));
        }
    }

    /// A line of names, then one line of hexadecimal numbers for each CPU.
    private void perCpu(String file, String prefix, Map<String, Long> values) {
        List<String> lines = files.lines(file);
        if (lines.isEmpty()) {
            return;
        }
        String[] names = lines.getFirst().strip().split("\\s+", -1);
        for (String line : lines.subList(1, lines.size())) {
            String[] numbers = line.strip().split("\\s+", -1);
            for (int i = 0; i < Math.min(names.length, numbers.length); i++) {
                if (!names[i].equals("entries")) { // the same total in every line
                    values.merge(prefix + names[i], Long.parseLong(numbers[i], 16), Long::sum);
                }
            }
        }
    }

    /// Columns 2 and 3 are drops for a full queue and runs cut short; hexadecimal, by CPU.
    private void softnet(Map<String, Long> values) {
        for (String line : files.lines("proc/net/softnet_stat")) {
            String[] numbers = line.strip().split("\\s+", -1);
            values.merge("softnet.dropped", Long.parseLong(numbers[1], 16), Long::sum);
            values.merge("softnet.squeezed", Long.parseLong(numbers[2], 16), Long::sum);
        }
    }

    private void number(String file, String name, Map<String, Long> values) {
        files.text(file).ifPresent(text -> values.put(name, Long.parseLong(text.strip())));
    }
}
