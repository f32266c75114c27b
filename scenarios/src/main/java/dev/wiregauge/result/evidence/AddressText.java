package dev.wiregauge.result.evidence;

import java.net.InetAddress;
import java.util.Arrays;

/// IP addresses as everybody writes them (RFC 5952): what the kernel, a probe and the Kubernetes
/// API say of one address is the same text.
public final class AddressText {
    private static final int GROUPS = 8;

    private AddressText() {}

    /// Such as `198.18.0.1`, `2001:db8::1`, or `fe80::1%eth0` where the address has a scope.
    public static String of(InetAddress address) {
        String plain = address.getHostAddress();
        if (plain.indexOf(':') < 0) {
            return plain;
        }
        int scope = plain.indexOf('%');
        return scope < 0
                ? shortened(plain)
                : shortened(plain.substring(0, scope)) + plain.substring(scope);
    }

    public static boolean isIpv6(String address) {
        return address.indexOf(':') >= 0;
    }

    /// The first longest run of zero groups as `::` (section 4.2).
    private static String shortened(String plain) {
        String[] groups = plain.split(":", -1);
        int from = 0;
        int longest = 1;
        for (int i = 0; i < GROUPS; i++) {
            int run = 0;
            while (i + run < GROUPS && groups[i + run].equals("0")) {
                run++;
            }
            if (run > longest) {
                from = i;
                longest = run;
            }
        }
        if (longest == 1) {
            return plain;
        }
        String[] after = Arrays.copyOfRange(groups, from + longest, GROUPS);
        return String.join(":", Arrays.copyOf(groups, from)) + "::" + String.join(":", after);
    }
}
