package dev.wiregauge.agent.packet;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/// Builds frames from the inside out, for tests: each method puts one header before its payload.
public final class Frames {
    public static final String NODE_A = "198.18.0.1";
    public static final String NODE_B = "198.18.0.2";
    public static final String POD_A = "198.19.1.2";
    public static final String POD_B = "198.19.2.3";
    public static final String NODE6_A = "20010db8000000000000000000000001";
    public static final String NODE6_B = "20010db8000000000000000000000002";

    private Frames() {}

    public static byte[] join(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }

    public static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replace(" ", ""));
    }

    public static byte[] text(int bytes) {
        byte[] text = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            text[i] = (byte) ('a' + i % 26);
        }
        return text;
    }

    public static byte[] u16(int value) {
        return ByteBuffer.allocate(2).putShort((short) value).array();
    }

    public static byte[] u32(long value) {
        return ByteBuffer.allocate(4).putInt((int) value).array();
    }

    public static byte[] address(String dotted) {
        ByteBuffer bytes = ByteBuffer.allocate(4);
        for (String part : dotted.split("\\.", -1)) {
            bytes.put((byte) Integer.parseInt(part));
        }
        return bytes.array();
    }

    public static byte[] ethernet(int etherType, byte[] payload) {
        return join(hex("0204c6120002 0204c6120001"), u16(etherType), payload);
    }

    public static byte[] ethernet4(byte[] payload) {
        return ethernet(0x800, payload);
    }

    public static byte[] vlan(int id, int etherType, byte[] payload) {
        return join(u16(3 << 13 | id), u16(etherType), payload);
    }

    public static byte[] arp(int operation, String sender, String target) {
        return join(
                hex("0001 0800 06 04"),
                u16(operation),
                hex("0204c6120001"),
                address(sender),
                hex("000000000000"),
                address(target));
    }

    public static byte[] ipv4(int protocol, String source, String destination, byte[] payload) {
        return ipv4(protocol, 0x4000, source, destination, new byte[0], payload);
    }

    /// @param fragment flags and offset as they stand in the header
    public static byte[] ipv4(
            int protocol,
            int fragment,
            String source,
            String destination,
            byte[] options,
            byte[] payload) {
        int headerBytes = 20 + options.length;
        byte[] packet =
                join(
                        new byte[] {(byte) (0x40 | headerBytes / 4), 0},
                        u16(headerBytes + payload.length),
                        u16(0x1234),
                        u16(fragment),
                        new byte[] {64, (byte) protocol},
                        u16(0),
                        address(source),
                        address(destination),
                        options,
                        payload);
        int sum = BigEndian.onesSum(packet, 0, headerBytes);
        packet[10] = (byte) (~sum >>> 8);
        packet[11] = (byte) ~sum;
        return packet;
    }

    public static byte[] ipv6(int next, byte[] payload) {
        return ipv6(next, payload.length, payload);
    }

    public static byte[] ipv6(int next, int lengthField, byte[] payload) {
        return join(
                u32(0x6000_0000L | 0xABCDE),
                u16(lengthField),
                new byte[] {(byte) next, 63},
                hex(NODE6_A),
                hex(NODE6_B),
                payload);
    }

    public static byte[] udp(int source, int destination, byte[] payload) {
        return join(u16(source), u16(destination), u16(8 + payload.length), u16(0), payload);
    }

    public static byte[] tcp(int source, int destination, int flags, byte[] options, byte[] rest) {
        int words = 5 + (options.length + 3) / 4;
        return join(
                u16(source),
                u16(destination),
                u32(0x11223344L),
                u32(0x55667788L),
                u16(words << 12 | flags),
                u16(65_000),
                u16(0),
                u16(0),
                options,
                new byte[(words - 5) * 4 - options.length],
                rest);
    }

    /// MSS 1460, window scale 7, SACK permitted, timestamps: what Linux sends in a SYN.
    public static byte[] synOptions(int mss) {
        return join(
                hex("0204"),
                u16(mss),
                hex("0402"),
                hex("080a 00000001 00000000"),
                hex("01 030307"));
    }

    public static byte[] vxlan(int vni, byte[] frame) {
        return join(hex("08000000"), u32((long) vni << 8), frame);
    }

    public static byte[] vxlanGpe(int vni, int next, byte[] packet) {
        return join(hex("0c0000"), new byte[] {(byte) next}, u32((long) vni << 8), packet);
    }

    public static byte[] geneve(int vni, int etherType, byte[] options, byte[] packet) {
        return join(
                new byte[] {(byte) (options.length / 4), 0},
                u16(etherType),
                u32((long) vni << 8),
                options,
                packet);
    }

    public static byte[] gre(int etherType, byte[] payload) {
        return join(u16(0), u16(etherType), payload);
    }

    public static byte[] greKeySequence(int etherType, long key, long sequence, byte[] payload) {
        return join(u16(0x3000), u16(etherType), u32(key), u32(sequence), payload);
    }

    public static byte[] icmp(int type, int code, long rest, byte[] payload) {
        byte[] message = join(new byte[] {(byte) type, (byte) code, 0, 0}, u32(rest), payload);
        byte[] even = message.length % 2 == 0 ? message : join(message, new byte[1]);
        int sum = BigEndian.onesSum(even, 0, even.length);
        message[2] = (byte) (~sum >>> 8);
        message[3] = (byte) ~sum;
        return message;
    }

    public static byte[] mpls(int label, boolean bottom, byte[] payload) {
        return join(u32((long) label << 12 | (bottom ? 0x100 : 0) | 64), payload);
    }

    /// A tagged datagram's UDP payload.
    public static byte[] tagged(String cookieHex, int tag, int packetBytes) {
        return join(
                hex(cookieHex),
                u32(tag),
                u16(packetBytes),
                new byte[packetBytes - 20 - 8 - 16 - 4 - 2]);
    }

    /// A pod's IPv4 packet with a tagged datagram in it, of exactly this length.
    public static byte[] taggedPacket(String cookieHex, int tag, int packetBytes) {
        return ipv4(17, POD_A, POD_B, udp(40_000, 7117, tagged(cookieHex, tag, packetBytes)));
    }

    public static Packet decode(byte[] frame) {
        return decode(LinkType.ETHERNET, frame);
    }

    public static Packet decode(LinkType link, byte[] frame) {
        return new Decoder(TunnelPorts.USUAL).decode(link, frame, 0, frame.length, frame.length);
    }
}
