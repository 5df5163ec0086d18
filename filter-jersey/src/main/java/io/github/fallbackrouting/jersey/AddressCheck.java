package io.github.fallbackrouting.jersey;

import io.github.fallbackrouting.config.Deployment;
import io.github.fallbackrouting.config.Reach;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Refuses to call a deployment whose name looks public and leads to an address that is not ({@link Reach#PUBLIC}): who
 * controls the name could otherwise have us send the request, with the operator's key, to a machine behind the firewall.
 * Thread-safe.
 *
 * <p>The name is looked up here and once more by {@link java.net.http.HttpClient}, which takes no addresses. The second
 * look-up finds the first one's result, since the JVM keeps it for 30 s (security property {@code networkaddress.cache.ttl});
 * where that is set to 0, a name server may answer twice differently, and the second answer is not seen here. Where the JVM
 * sends a request through an HTTP proxy, the name is the proxy's to look up, and nothing is checked.
 */
final class AddressCheck {

    /** Looks names up, as {@link InetAddress#getAllByName} does; may block. */
    @FunctionalInterface
    interface Resolver {
        /** All addresses of a name. */
        InetAddress[] addresses(String host) throws UnknownHostException;
    }

    /** All addresses that begin with the same bits. */
    private record Block(byte[] start, int bits) {

        static Block of(int bits, int... start) {
            byte[] bytes = new byte[start.length];
            for (int i = 0; i < start.length; i++) {
                bytes[i] = (byte) start[i];
            }
            return new Block(bytes, bits);
        }

        boolean contains(byte[] address) {
            for (int i = 0; i < bits; i++) {
                int mask = 0x80 >> (i % 8);
                if ((address[i / 8] & mask) != (start[i / 8] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }

    /**
     * Blocks of IPv4 that are not globally reachable, by IANA's special-purpose registry (RFC 6890); those of documentation
     * are left out, since nobody is there.
     */
    private static final List<Block> PRIVATE_4 = List.of(
            Block.of(8, 0), // this network, RFC 791
            Block.of(8, 10), // RFC 1918
            Block.of(10, 100, 64), // carriers' NAT, RFC 6598
            Block.of(8, 127), // loopback
            Block.of(16, 169, 254), // link-local, RFC 3927: clouds' metadata services
            Block.of(12, 172, 16), // RFC 1918
            Block.of(24, 192, 0, 0), // IETF protocol assignments
            Block.of(16, 192, 168), // RFC 1918
            Block.of(15, 198, 18), // benchmarking, RFC 2544
            Block.of(4, 224), // multicast
            Block.of(4, 240)); // reserved, and limited broadcast

    /** Of IPv6 only 2000::/3 is global unicast (RFC 4291, section 2.4). */
    private static final Block GLOBAL_6 = Block.of(3, 0x20);

    /** An IPv4 address follows: 6to4, RFC 3056. */
    private static final Block SIX_TO_FOUR = Block.of(16, 0x20, 0x02);

    /** An IPv4 address is at the end: NAT64, RFC 6052. */
    private static final Block NAT64 = Block.of(96, 0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0);

    private final Resolver resolver;
    private final @Nullable ProxySelector proxies;

    /** @param proxies those of the client that makes the calls; null for none */
    AddressCheck(Resolver resolver, @Nullable ProxySelector proxies) {
        this.resolver = resolver;
        this.proxies = proxies;
    }

    /**
     * Looks where a call would go. Waits for the name service, so that it belongs where {@link java.net.http.HttpClient}
     * itself would wait for it.
     *
     * @throws PrivateAddressException if it must not go there; a name that is not found is left to the client to tell
     */
    void check(Deployment deployment, URI target) throws IOException {
        if (deployment.endpoint().reach() == Reach.ANYWHERE || goesThroughProxy(target)) {
            return;
        }
        String host = target.getHost();
        InetAddress[] addresses;
        try {
            addresses = resolver.addresses(host);
        } catch (UnknownHostException e) {
            return;
        }
        for (InetAddress address : addresses) {
            if (!isPublic(address)) {
                throw new PrivateAddressException("deployment " + deployment.id() + " is not called: the name " + host
                        + " leads to the private address " + address.getHostAddress()
                        + "; if it is meant to, set private_addresses: allow under fallback_routing, or write the address"
                        + " itself in api_base");
            }
        }
    }

    /** As the client decides: the first proxy counts, and only one of HTTP. */
    private boolean goesThroughProxy(URI target) {
        if (proxies == null) {
            return false;
        }
        List<Proxy> selected = proxies.select(target);
        return !selected.isEmpty() && selected.get(0).type() == Proxy.Type.HTTP;
    }

    static boolean isPublic(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (address instanceof Inet4Address) {
            return isPublic4(bytes);
        }
        if (SIX_TO_FOUR.contains(bytes)) {
            return isPublic4(Arrays.copyOfRange(bytes, 2, 6));
        }
        return NAT64.contains(bytes) ? isPublic4(Arrays.copyOfRange(bytes, 12, 16)) : GLOBAL_6.contains(bytes);
    }

    private static boolean isPublic4(byte[] address) {
        return PRIVATE_4.stream().noneMatch(block -> block.contains(address));
    }
}
