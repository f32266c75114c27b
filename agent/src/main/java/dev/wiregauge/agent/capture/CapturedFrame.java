package dev.wiregauge.agent.capture;

import dev.wiregauge.agent.packet.LinkType;

import java.util.Optional;

/// One frame of a capture file, in place inside its reader's buffer.
///
/// The reader fills the same object for each frame: what it says holds until the next one is read.
public final class CapturedFrame {
    byte[] bytes = new byte[0];
    int start;
    int capturedBytes;
    int wireBytes;
    long timestampNs;
    int linkNumber;
    int interfaceId;
    Optional<LinkType> link = Optional.empty();

    CapturedFrame() {}

    /// Holds the frame from [#start()] on; not to be changed.
    public byte[] bytes() {
        return bytes;
    }

    public int start() {
        return start;
    }

    public int capturedBytes() {
        return capturedBytes;
    }

    /// Length on the wire, as the file says; may be less than captured in a file that lies.
    public int wireBytes() {
        return wireBytes;
    }

    /// Nanoseconds since 1970, 0 where the file has no time.
    public long timestampNs() {
        return timestampNs;
    }

    /// As in the file; see [LinkType#number()].
    public int linkNumber() {
        return linkNumber;
    }

    /// Empty if our decoder does not know this link type.
    public Optional<LinkType> link() {
        return link;
    }

    /// Counts the interfaces of a file from 0.
    public int interfaceId() {
        return interfaceId;
    }

    void link(int number) {
        if (number != linkNumber || link.isEmpty()) {
            linkNumber = number;
            link = LinkType.of(number);
        }
    }
}
