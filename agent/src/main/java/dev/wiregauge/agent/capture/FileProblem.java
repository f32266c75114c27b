package dev.wiregauge.agent.capture;

/// Why a capture file could not be read to its end. What was read before it stands.
public sealed interface FileProblem {
    /// One sentence for the user: what, where, what is allowed.
    String describe();

    record Empty() implements FileProblem {
        @Override
        public String describe() {
            return "the file is empty: it has no capture header";
        }
    }

    /// @param firstBytes up to four, as one number
    record NotACapture(int firstBytes) implements FileProblem {
        private static final int GZIP = 0x1F8B;

        @Override
        public String describe() {
            return (firstBytes >>> 16) == GZIP
                    ? "the file is compressed with gzip: unpack it first"
                    : "not a capture: it begins with %08x, allowed are pcap and pcapng"
                            .formatted(firstBytes);
        }
    }

    /// @param atByte where the record that is cut off begins
    record Truncated(long atByte, int neededBytes, int presentBytes) implements FileProblem {
        @Override
        public String describe() {
            return "the file ends inside the record at byte %d: it needs %d bytes, %d are there"
                    .formatted(atByte, neededBytes, presentBytes);
        }
    }

    /// @param allowed in words
    record Malformed(long atByte, String field, long value, String allowed) implements FileProblem {
        @Override
        public String describe() {
            return "the record at byte %d is damaged: %s is %d, allowed: %s"
                    .formatted(atByte, field, value, allowed);
        }
    }
}
