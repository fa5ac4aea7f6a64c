package dev.anemone.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.api.RawConnection.Response;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// PC-179 and the rest of HTTP/1.1 (RFC 9110, RFC 9112), on the wire: how requests may arrive and what is left of the
/// connection afterwards.
class HttpTransportTest {
    private static final int MAX_BODY = 4096;
    private static final String EVENTS = "/apps/3/events";
    private static final String EVENT = "{\"name\":\"foo\",\"channel\":\"c\",\"data\":\"hé\"}";

    private final ApiServer server = ApiServer
            .start(new ApiConfig(ApiConfig.DEFAULTS.timestampSkew(), MAX_BODY, Duration.ofSeconds(10)))
            .hear("c");
    private final RawConnection connection = RawConnection.to(server);

    @AfterEach
    void stop() {
        connection.close();
        server.close();
    }

    @Test
    void pc179AConnectionServes100Requests() {
        for (int i = 0; i < 50; i++) {
            assertAccepted(connection.send(post(EVENT)).receive());
            assertThat(connection.send(get("/apps/3/channels")).receive().body()).isEqualTo("{\"channels\":{}}");
        }
        assertThat(server.heard()).hasSize(50);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 1000})
    void pc179ABodyMayComeInChunks(int chunkSize) {
        assertAccepted(connection.send(chunked(EVENT.getBytes(UTF_8), chunkSize)).receive());
        assertAccepted(connection.send(chunked(EVENT.getBytes(UTF_8), chunkSize)).receive());
        assertThat(server.heardTokens()).containsExactly("\"hé\"", "\"hé\"");
    }

    @Test
    void chunksMayHaveExtensionsAndTrailers() { // RFC 9112 §7.1.
        connection.send(head("POST", Signed.BY_APP.post(EVENTS, EVENT), "Transfer-Encoding: chunked\r\n"))
                .send("4;x=y\r\n")
                .send(EVENT.substring(0, 4) + "\r\n" + Integer.toHexString(EVENT.getBytes(UTF_8).length - 4) + "\r\n")
                .send(EVENT.substring(4).getBytes(UTF_8))
                .send("\r\n0\r\nX-Trailer: 1\r\n\r\n");
        assertAccepted(connection.receive());
        assertAccepted(connection.send(post(EVENT)).receive());
    }

    @Test
    void requestsMayFollowEachOtherWithoutWaiting() {
        byte[] one = post(EVENT);
        byte[] all = Arrays.copyOf(one, one.length * 3);
        System.arraycopy(one, 0, all, one.length, one.length);
        System.arraycopy(one, 0, all, 2 * one.length, one.length);
        connection.send(all);
        for (int i = 0; i < 3; i++) {
            assertAccepted(connection.receive());
        }
        assertThat(server.heard()).hasSize(3);
    }

    @Test
    void requestsOfAllKindsMayFollowEachOther() {
        byte[] list = get("/apps/3/channels");
        byte[] trigger = post(EVENT);
        connection.send(join(join(join(list, trigger), join(list, list)), join(trigger, list)));
        for (String body : List.of("{\"channels\":{}}", "{}", "{\"channels\":{}}", "{\"channels\":{}}", "{}",
                "{\"channels\":{}}")) {
            assertThat(connection.receive().body()).isEqualTo(body);
        }
        assertThat(server.heard()).hasSize(2);
    }

    @Test
    void bytesMayComeOneByOne() {
        for (byte b : post(EVENT)) {
            connection.send(new byte[]{b});
        }
        assertAccepted(connection.receive());
        assertThat(server.heardTokens()).containsExactly("\"hé\"");
    }

    @Test
    void aClientThatAsksIsToldToContinue() { // RFC 9110 §10.1.1.
        connection.send(head("POST", Signed.BY_APP.post(EVENTS, EVENT), "Expect: 100-continue\r\n" + length(EVENT)));
        assertThat(connection.receive().status()).isEqualTo(100);
        assertAccepted(connection.send(EVENT.getBytes(UTF_8)).receive());
        assertAccepted(connection.send(post(EVENT)).receive());
    }

    @Test
    void aClientThatAsksIsToldTheRefusalInstead() {
        connection.send(head("POST", EVENTS + "?auth_key=unknown", "Expect: 100-continue\r\n" + length(EVENT)));
        Response response = connection.receive();
        assertThat(response.status()).isEqualTo(401);
        assertThat(response.header("connection")).isEqualTo("close");
        assertThat(connection.closedByServer()).isTrue();
    }

    @Test
    void aBodyThatIsNotInvitedIsNotRead() {
        String target = Signed.BY_APP.post(EVENTS, "x".repeat(MAX_BODY + 1));
        connection.send(head("POST", target, "Expect: 100-continue\r\nContent-Length: " + (MAX_BODY + 1) + "\r\n"));
        assertThat(connection.receive().status()).isEqualTo(413);
        assertThat(connection.closedByServer()).isTrue();
    }

    @Test
    void anHttp10ConnectionEndsWithItsReply() {
        Response response = connection.send("GET " + Signed.BY_APP.get("/apps/3/channels") + " HTTP/1.0\r\n\r\n")
                .receive();
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("{\"channels\":{}}");
        assertThat(connection.closedByServer()).isTrue();
    }

    @Test
    void anHttp10ConnectionIsKeptWhereTheClientAsks() {
        String request = "GET " + Signed.BY_APP.get("/apps/3/channels") + " HTTP/1.0\r\nConnection: keep-alive\r\n\r\n";
        assertThat(connection.send(request).receive().status()).isEqualTo(200);
        assertThat(connection.send(request).receive().status()).isEqualTo(200);
    }

    @Test
    void aConnectionEndsWhereTheClientAsks() {
        connection.send(head("GET", Signed.BY_APP.get("/apps/3/channels"), "Connection: close\r\n"));
        assertThat(connection.receive().status()).isEqualTo(200);
        assertThat(connection.closedByServer()).isTrue();
    }

    @Test
    void aTargetMayBeAWholeUri() { // RFC 9112 §3.2.2.
        connection.send(head("GET", "http://127.0.0.1:" + server.port() + Signed.BY_APP.get("/apps/3/channels"), ""));
        assertThat(connection.receive().status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x[]=a&x[]=b", "x=a,b;c@d=e!$'()*:/?"})
    void valuesNeedNoEscapesThatUrisDoNotNeed(String parameters) {
        String query = "auth_key=278d425bdf160c739803&auth_timestamp=1353088179&auth_version=1.0&" + parameters;
        connection.send(head("GET", "/apps/3/channels?" + query + "&auth_signature="
                + Signed.BY_APP.signature("GET", "/apps/3/channels", query), ""));
        assertThat(connection.receive().status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/apps/3/channels?x=%zz", "/apps/3/channels?x=%", "/apps/3/channels/%4", "/apps/3/\u00e9"})
    void aMalformedTargetIsRefused(String target) {
        assertThat(connection.send(head("GET", target, "")).receive().status()).isEqualTo(400);
    }

    @Test
    void aBodyHasTheLengthThatIsAllowed() {
        String padded = " ".repeat(MAX_BODY - EVENT.getBytes(UTF_8).length) + EVENT;
        assertAccepted(connection.send(post(padded)).receive());
        assertAccepted(connection.send(chunked(padded.getBytes(UTF_8), 1000)).receive());
        assertThat(connection.send(post(" " + padded)).receive()).satisfies(HttpTransportTest::assertTooLarge);
        assertThat(connection.closedByServer()).isTrue();
        assertThat(server.heard()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {MAX_BODY + 1, 100_000, 3_000_000})
    void aLongBodyDoesNotKeepItsRefusalFromArriving(int length) {
        byte[] body = "x".repeat(length).getBytes(UTF_8);
        connection.sendWhatIsTaken(post(body));
        assertTooLarge(connection.receive());
        assertThat(connection.closedByServer()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {MAX_BODY + 1, 100_000, 3_000_000})
    void chunksAddUp(int length) {
        byte[] body = "x".repeat(length).getBytes(UTF_8);
        connection.sendWhatIsTaken(chunked(body, 1000));
        assertTooLarge(connection.receive());
        assertThat(connection.closedByServer()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2147483648", "4294967297", "999999999999"})
    void aLengthBeyondReasonIsTooLarge(String length) {
        connection.send(head("POST", Signed.BY_APP.post(EVENTS, EVENT), "Content-Length: " + length + "\r\n"));
        assertTooLarge(connection.receive());
    }

    @Test
    void aRefusalBeforeTheBodyLeavesTheConnectionUsable() {
        byte[] unsigned = join(head("POST", EVENTS + "?auth_key=unknown", length(EVENT)), EVENT.getBytes(UTF_8));
        assertThat(connection.send(unsigned).receive().body()).isEqualTo("Unknown auth_key\n");
        assertAccepted(connection.send(post(EVENT)).receive());
        connection.send(head("POST", "/none", length(EVENT)));
        assertThat(connection.receive().status()).isEqualTo(404);
        connection.send(EVENT.getBytes(UTF_8));
        assertAccepted(connection.send(post(EVENT)).receive());
    }

    @Test
    void aBodyThatDoesNotComeIsNotWaitedForLong() {
        try (var impatient = ApiServer
                .start(new ApiConfig(ApiConfig.DEFAULTS.timestampSkew(), MAX_BODY, Duration.ofMillis(100)));
                var slow = RawConnection.to(impatient)) {
            slow.send(head("POST", Signed.BY_APP.post(EVENTS, EVENT), length(EVENT))).send("{");
            Response response = slow.receive();
            assertThat(response.status()).isEqualTo(408);
            assertThat(response.body())
                    .isEqualTo("The request body did not arrive within 100 ms (setting api.body-timeout).\n");
            assertThat(response.header("connection")).isEqualTo("close");
            assertThat(slow.closedByServer()).isTrue();
        }
    }

    @Test
    void aBodyThatBreaksOffHarmsNobodyElse() {
        connection.send(head("POST", Signed.BY_APP.post(EVENTS, EVENT), length(EVENT))).send("{").endSending();
        assertThat(connection.receive().status()).isEqualTo(400);
        assertThat(connection.closedByServer()).isTrue();
        try (var other = RawConnection.to(server)) {
            assertAccepted(other.send(post(EVENT)).receive());
        }
        assertThat(server.heard()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fffffffffffffffffffff\r\n", "-1\r\nx\r\n\r\n"})
    void malformedChunksCloseTheConnection(String chunks) {
        connection.send(head("POST", Signed.BY_APP.post(EVENTS, EVENT), "Transfer-Encoding: chunked\r\n")).send(chunks);
        assertThat(connection.closedByServer()).isTrue();
        try (var other = RawConnection.to(server)) {
            assertAccepted(other.send(post(EVENT)).receive());
        }
        assertThat(server.heard()).hasSize(1);
    }

    private static void assertAccepted(Response response) {
        assertThat(response.body()).isEqualTo("{}");
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("content-type")).isEqualTo("application/json");
    }

    private static void assertTooLarge(Response response) {
        assertThat(response.status()).isEqualTo(413);
        assertThat(response.header("connection")).isEqualTo("close");
        assertThat(response.body()).isEqualTo("The request body exceeds the allowed maximum (4096 bytes). "
                + "Send less, or raise the setting api.max-body-bytes.\n");
    }

    private static byte[] get(String path) {
        return head("GET", Signed.BY_APP.get(path, Map.of()), "");
    }

    private static byte[] post(String body) {
        return post(body.getBytes(UTF_8));
    }

    private static byte[] post(byte[] body) {
        return join(head("POST", Signed.BY_APP.post(EVENTS, body), "Content-Length: " + body.length + "\r\n"), body);
    }

    private static byte[] chunked(byte[] body, int chunkSize) {
        byte[] request = head("POST", Signed.BY_APP.post(EVENTS, body), "Transfer-Encoding: chunked\r\n");
        for (int start = 0; start < body.length; start += chunkSize) {
            byte[] chunk = Arrays.copyOfRange(body, start, Math.min(body.length, start + chunkSize));
            request = join(request, join((Integer.toHexString(chunk.length) + "\r\n").getBytes(UTF_8),
                    join(chunk, "\r\n".getBytes(UTF_8))));
        }
        return join(request, "0\r\n\r\n".getBytes(UTF_8));
    }

    private static byte[] head(String method, String target, String headers) {
        return (method + " " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + headers + "\r\n")
                .getBytes(ISO_8859_1);
    }

    private static String length(String body) {
        return "Content-Length: " + body.getBytes(UTF_8).length + "\r\n";
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }
}
