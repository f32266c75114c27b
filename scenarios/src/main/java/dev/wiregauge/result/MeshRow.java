package dev.wiregauge.result;

import java.util.List;
import java.util.Optional;

/// What one ordered pair of nodes was found to be: a line of `mesh.csv`.
///
/// @param mode of the pods between which it was measured, by its id
/// @param round in which it was measured, from 0
/// @param sent small datagrams, of which `answered` came back
/// @param medianMicros round trip; 0 where none came back, likewise `p99Micros`
/// @param pathMtuBytes the largest packet that was answered; 0 where it was not found out
/// @param limit what a larger one met, such as `black hole`; empty where it was not found out
/// @param encapsulation seen on the sender's uplink, such as `vxlan`; empty where nobody watched
/// @param note why something is missing; empty where nothing is
public record MeshRow(
        String mode,
        int round,
        String from,
        String to,
        int sent,
        int answered,
        int medianMicros,
        int p99Micros,
        int pathMtuBytes,
        String limit,
        String encapsulation,
        String note) {
    public static final String FILE = "mesh.csv";
    public static final String HEADER =
            "mode,round,from,to,sent,answered,median_us,p99_us,path_mtu_bytes,limit,encapsulation,note";

    private static final int COLUMNS = 12;

    /// One line, without its end. Commas in a note become semicolons.
    public String csv() {
        return String.join(
                ",",
                mode,
                Integer.toString(round),
                from,
                to,
                Integer.toString(sent),
                Integer.toString(answered),
                Integer.toString(medianMicros),
                Integer.toString(p99Micros),
                Integer.toString(pathMtuBytes),
                limit,
                encapsulation,
                note.replace(',', ';').replaceAll("\\s+", " "));
    }

    /// @return empty if it is no line of such a file
    public static Optional<MeshRow> parse(String line) {
        List<String> cells = List.of(line.split(",", -1));
        if (cells.size() != COLUMNS) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new MeshRow(
                            cells.get(0),
                            Integer.parseInt(cells.get(1)),
                            cells.get(2),
                            cells.get(3),
                            Integer.parseInt(cells.get(4)),
                            Integer.parseInt(cells.get(5)),
                            Integer.parseInt(cells.get(6)),
                            Integer.parseInt(cells.get(7)),
                            Integer.parseInt(cells.get(8)),
                            cells.get(9),
                            cells.get(10),
                            cells.get(11)));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /// Whether all that can be asked of a pair was answered: every datagram, and its path MTU.
    public boolean whole() {
        return answered == sent && sent > 0 && pathMtuBytes > 0;
    }
}
