package dev.wiregauge.agent.dns;

import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/// Answers one DNS query (RFC 1035) from a zone, with authority for everything.
public final class ZoneAnswer {
    public static final int MAX_TCP_BYTES = 65_535;

    /// What a client without EDNS takes over UDP (RFC 1035, section 4.2.1).
    private static final int LEAST_UDP_BYTES = 512;

    /// CoreDNS's kubernetes plug-in gives the same.
    private static final int TTL_SECONDS = 5;

    private final Zone zone;

    public ZoneAnswer(Zone zone) {
        this.zone = zone;
    }

    /// Empty where the query is damaged, is an answer itself, or asks no single question: silence
    /// is then the only safe reply.
    ///
    /// @param udp whether the answer must fit what the client takes over UDP
    public Optional<byte[]> to(byte[] query, boolean udp) {
        Message in;
        try {
            in = new Message(query);
        } catch (IOException e) {
            return Optional.empty();
        }
        Header header = in.getHeader();
        if (header.getFlag(Flags.QR)
                || header.getOpcode() != Opcode.QUERY
                || in.getSection(Section.QUESTION).size() != 1) {
            return Optional.empty();
        }
        return Optional.of(answer(in).toWire(udp ? udpBytes(in) : MAX_TCP_BYTES));
    }

    /// EDNS (RFC 6891): the OPT record tells how much the client takes.
    private static int udpBytes(Message query) {
        OPTRecord edns = query.getOPT();
        return edns == null ? LEAST_UDP_BYTES : Math.max(LEAST_UDP_BYTES, edns.getPayloadSize());
    }

    private Message answer(Message query) {
        Record question = query.getSection(Section.QUESTION).getFirst();
        String name = question.getName().toString(true);
        Message out = new Message(query.getHeader().getID());
        Header header = out.getHeader();
        header.setFlag(Flags.QR);
        header.setFlag(Flags.AA);
        header.setFlag(Flags.RA);
        if (query.getHeader().getFlag(Flags.RD)) {
            header.setFlag(Flags.RD);
        }
        header.setRcode(zone.exists(name) ? Rcode.NOERROR : Rcode.NXDOMAIN);
        out.addRecord(question, Section.QUESTION);
        List<String> addresses = question.getType() == Type.A ? zone.addresses(name) : List.of();
        for (String address : addresses) {
            out.addRecord(
                    new ARecord(
                            question.getName(),
                            DClass.IN,
                            TTL_SECONDS,
                            InetAddress.ofLiteral(address)),
                    Section.ANSWER);
        }
        if (addresses.isEmpty()) {
            out.addRecord(startOfAuthority(), Section.AUTHORITY);
        }
        return out;
    }

    /// Lets the client remember for a few seconds that there is nothing (RFC 2308).
    private static Record startOfAuthority() {
        return new SOARecord(
                Name.root,
                DClass.IN,
                TTL_SECONDS,
                Name.root,
                Name.root,
                1,
                7200,
                1800,
                86_400,
                TTL_SECONDS);
    }
}
