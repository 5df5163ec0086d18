package io.github.fallbackrouting.jersey;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.fallbackrouting.config.Deployment;
import io.github.fallbackrouting.routing.Upstream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressCheckTest {

    private static final URI PUBLIC = URI.create("http://llm.example/v1");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.1",
                "10.255.255.255",
                "100.64.0.1",
                "100.127.255.255",
                "127.0.0.1",
                "127.255.255.255",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.170",
                "192.168.1.1",
                "198.18.0.1",
                "198.19.255.255",
                "224.0.0.1",
                "239.255.255.255",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::127.0.0.1",
                "::ffff:10.0.0.1",
                "::ffff:127.0.0.1",
                "64:ff9b::10.0.0.1",
                "64:ff9b:1::1",
                "2002:7f00:1::",
                "2002:c0a8:101::1",
                "fc00::1",
                "fd12:3456::1",
                "fe80::1",
                "fec0::1",
                "ff02::1",
                "100::1"
            })
    void aPrivateAddressIsRefused(String address) throws Exception {
        AddressCheck check = new AddressCheck(host -> new InetAddress[] {InetAddress.getByName(address)}, null);

        PrivateAddressException refused =
                assertThrows(PrivateAddressException.class, () -> check.check(deployment(PUBLIC), PUBLIC));

        String message = String.valueOf(refused.getMessage());
        assertTrue(message.contains("azure-west") && message.contains("llm.example"), message);
        assertTrue(message.contains(InetAddress.getByName(address).getHostAddress()), message);
        assertTrue(message.contains("private_addresses: allow under fallback_routing"), message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "9.255.255.255",
                "11.0.0.0",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.1",
                "169.253.255.255",
                "172.15.255.255",
                "172.32.0.0",
                "192.167.255.255",
                "192.169.0.0",
                "198.17.255.255",
                "198.20.0.0",
                "223.255.255.255",
                "2606:4700::1",
                "2002:808:808::1",
                "64:ff9b::8.8.8.8"
            })
    void aPublicAddressIsCalled(String address) {
        AddressCheck check = new AddressCheck(host -> new InetAddress[] {InetAddress.getByName(address)}, null);

        assertDoesNotThrow(() -> check.check(deployment(PUBLIC), PUBLIC));
    }

    @Test
    void onePrivateAddressAmongPublicOnesIsEnough() throws Exception {
        InetAddress[] both = {InetAddress.getByName("1.1.1.1"), InetAddress.getByName("10.0.0.1")};

        assertThrows(
                PrivateAddressException.class,
                () -> new AddressCheck(host -> both, null).check(deployment(PUBLIC), PUBLIC));
    }

    @Test
    void whatIsWrittenAsPrivateIsNotLookedUp() {
        AddressCheck check = new AddressCheck(
                host -> {
                    throw new AssertionError("looked up " + host);
                },
                null);

        for (String host : List.of("127.0.0.1", "localhost", "vllm", "[::1]", "host.docker.internal")) {
            URI uri = URI.create("http://" + host + ":8000/v1");
            assertDoesNotThrow(() -> check.check(deployment(uri), uri));
        }
    }

    @Test
    void aNameThatIsNotFoundIsTheClientsToTell() {
        AddressCheck check = new AddressCheck(
                host -> {
                    throw new UnknownHostException(host);
                },
                null);

        assertDoesNotThrow(() -> check.check(deployment(PUBLIC), PUBLIC));
    }

    @Test
    void whatGoesThroughAProxyIsTheProxysToLookUp() throws Exception {
        List<String> lookedUp = new ArrayList<>();
        AddressCheck.Resolver resolver = host -> {
            lookedUp.add(host);
            return new InetAddress[] {InetAddress.getByName("10.0.0.1")};
        };
        InetSocketAddress address = InetSocketAddress.createUnresolved("proxy.example", 3128);

        new AddressCheck(resolver, always(new Proxy(Proxy.Type.HTTP, address))).check(deployment(PUBLIC), PUBLIC);
        assertEquals(List.of(), lookedUp);
        for (Proxy unused : List.of(Proxy.NO_PROXY, new Proxy(Proxy.Type.SOCKS, address))) {
            AddressCheck check = new AddressCheck(resolver, always(unused));
            assertThrows(PrivateAddressException.class, () -> check.check(deployment(PUBLIC), PUBLIC));
        }
    }

    private static ProxySelector always(Proxy proxy) {
        return new ProxySelector() {
            @Override
            public List<Proxy> select(URI uri) {
                return List.of(proxy);
            }

            @Override
            public void connectFailed(URI uri, SocketAddress address, IOException failure) {}
        };
    }

    private static Deployment deployment(URI base) {
        return Requests.to(base).build().deployment();
    }

    @Test
    void nothingIsSentToAPrivateAddress() throws Exception {
        try (ScriptedServer server = ScriptedServer.start();
                JerseyUpstream upstream = new JerseyUpstream(
                        host -> new InetAddress[] {InetAddress.getLoopbackAddress()}, UnaryOperator.identity())) {
            URI there = URI.create("http://llm.example:" + server.url("/").getPort() + "/v1");

            IOException failure = Requests.to(there).failWith(upstream);

            assertInstanceOf(PrivateAddressException.class, failure);
            assertEquals(0, server.connections());
            server.then(ScriptedServer.READ_REQUEST, ScriptedServer.answer(200, "hello"));
            try (Upstream.Response response = Requests.to(server.url("/v1")).sendWith(upstream)) {
                assertEquals("hello", BodyReading.all(response));
            }
        }
    }
}
