package dev.anemone.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import dev.anemone.auth.RequestSigner;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// PC-164 to PC-178, PC-204 and PC-215: who may ask what, over HTTP.
class SignedRequestsTest {
    private static final String EVENTS = "/apps/3/events";
    private static final String EVENT = "{\"name\":\"foo\",\"channels\":[\"project-3\"],\"data\":\"{\\\"some\\\":\\\"data\\\"}\"}";
    private static final String COMMON = "auth_key=278d425bdf160c739803&auth_timestamp=1353088179&auth_version=1.0";

    private final ApiServer server = ApiServer.start();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void pc164TheWorkedExampleIsAccepted() {
        server.hear("project-3");
        server.json(EVENT)
                .post(EVENTS + "?" + COMMON + "&body_md5=ec365a775a4cd0599faeb73354201b6f"
                        + "&auth_signature=da454824c97ba181a32ccc17a72625ba02771f50b50e1e7430e47a1f3f457e6c")
                .then()
                .statusCode(200)
                .body(equalTo("{}"));
        assertThat(server.heardTokens()).containsExactly("\"{\\\"some\\\":\\\"data\\\"}\"");
    }

    @Test
    void pc165ParametersComeInAnyOrder() {
        String signature = Signed.BY_APP.signature("GET", "/apps/3/channels", COMMON + "&info=&z=1");
        accepted(get("/apps/3/channels?z=1&auth_version=1.0&auth_signature=" + signature
                + "&info=&auth_timestamp=1353088179&auth_key=278d425bdf160c739803"));
    }

    @Test
    void pc166NamesAreSignedInLowerCase() {
        String signature = Signed.BY_APP.signature("GET", "/apps/3/channels", COMMON);
        accepted(get("/apps/3/channels?Auth_Key=278d425bdf160c739803&AUTH_TIMESTAMP=1353088179&auth_Version=1.0"
                + "&Auth_Signature=" + signature));
    }

    @Test
    void pc167AKeyIsNeeded() {
        refused(get("/apps/3/channels"), "Missing parameter: auth_key\n");
        refused(get("/apps/3/channels?auth_key=unknown"), "Unknown auth_key\n");
    }

    @Test
    void pc168TheVersionIsNeeded() {
        refused(get("/apps/3/channels?auth_key=278d425bdf160c739803"), "Version required\n");
        refused(get("/apps/3/channels?auth_key=278d425bdf160c739803&auth_version=1.1"), "Version not supported\n");
    }

    @Test
    void pc169TheTimestampIsNeededAndNearTheClock() {
        refused(get("/apps/3/channels?auth_key=278d425bdf160c739803&auth_version=1.0"), "Timestamp required\n");
        String signed = Signed.BY_APP.get("/apps/3/channels");
        server.clock().move(Duration.ofSeconds(599));
        accepted(get(signed));
        server.clock().move(Duration.ofSeconds(2));
        refused(get(signed), "Timestamp expired: Given timestamp (2012-11-16T17:49:39Z) not within 600s of server time "
                + "(2012-11-16T17:59:40Z)\n");
        server.clock().move(Duration.ofSeconds(-1202));
        get(signed).then().statusCode(401).body(startsWith("Timestamp expired"));
    }

    @Test
    void pc170ASignatureMustMatch() {
        String signed = Signed.BY_APP.get("/apps/3/channels");
        String changed = signed.substring(0, signed.length() - 1) + (signed.endsWith("0") ? "1" : "0");
        get(changed).then()
                .statusCode(401)
                .contentType("text/plain; charset=utf-8")
                .header("X-Content-Type-Options", "nosniff")
                .body(startsWith(
                        "Invalid signature: you should have sent HmacSHA256Hex(\"GET\\n/apps/3/channels\\nauth_key="));
    }

    @Test
    void pc171MethodAndPathMustBeTheSignedOnes() {
        get(Signed.BY_APP.target("POST", "/apps/3/channels", Map.of())).then().statusCode(401);
        get(Signed.BY_APP.get("/apps/3/channels/a").replace("/channels/a?", "/channels/b?")).then().statusCode(401);
    }

    @Test
    void pc172TheBodyMustBeTheSignedOne() {
        server.hear("project-3");
        server.json(EVENT.replace("some", "same"))
                .post(Signed.BY_APP.post(EVENTS, EVENT))
                .then()
                .statusCode(401)
                .body(startsWith("Invalid body_md5"));
        server.json(EVENT)
                .post(Signed.BY_APP.target("POST", EVENTS, Map.of()))
                .then()
                .statusCode(401)
                .body(containsString("body_md5"));
        assertThat(server.heard()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/apps/3/channels", "/apps/3/channels/presence-x", "/apps/3/channels/presence-x/users"})
    void pc173AGetMayCarryTheMd5OfNothing(String path) {
        accepted(get(Signed.BY_APP.get(path, Map.of("body_md5", RequestSigner.bodyMd5(new byte[0])))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"user_count,subscription_count", "user_count%2Csubscription_count",
            "user%5Fcount%2csubscription_count"})
    void pc174ValuesComeEscapedOrNot(String info) {
        String signed = "&filter_by_prefix=presence-&info=user_count,subscription_count";
        String signature = Signed.BY_APP.signature("GET", "/apps/3/channels", COMMON + signed);
        accepted(get("/apps/3/channels?" + COMMON + "&filter_by_prefix=presence-&info=" + info + "&auth_signature="
                + signature));
    }

    @ParameterizedTest
    @CsvSource({"a+b", "a%20b"})
    void pc175ASpaceIsAPlusOrAnEscape(String value) {
        String signature = Signed.BY_APP.signature("GET", "/apps/3/channels", COMMON + "&x=a b");
        accepted(get("/apps/3/channels?" + COMMON + "&x=" + value + "&auth_signature=" + signature));
    }

    @ParameterizedTest
    @CsvSource({"channels[]=a&channels[]=b, channels[]=a&channels[]=b",
            "channels%5B%5D=a&channels%5B%5D=b, channels[]=a&channels[]=b"})
    void pc176ArraysAreSignedElementByElement(String sent, String signed) {
        server.hear("a", "b");
        String parameters = COMMON + "&" + signed + "&data=hi&name=foo";
        String signature = Signed.BY_APP.signature("POST", EVENTS, parameters);
        accepted(server.request().post(EVENTS + "?" + COMMON + "&" + sent + "&data=hi&name=foo&auth_signature="
                + signature));
        assertThat(server.heard()).extracting(heard -> heard.channel().channel().value()).containsExactly("a", "b");
    }

    @Test
    void pc177MoreParametersMayBeSigned() {
        byte[] body = EVENT.getBytes(StandardCharsets.UTF_8);
        accepted(server.json(EVENT).post(Signed.BY_APP.target("POST", EVENTS,
                Map.of("body_md5", RequestSigner.bodyMd5(body), "x", "1"))));
    }

    @Test
    void pc178AKeyOpensItsOwnAppOnly() {
        refused(get(new Signed(Apps.OTHER_CREDENTIAL, Apps.NOW).get("/apps/3/channels")),
                "auth_key belongs to another app\n");
        get(Signed.BY_APP.get("/apps/99/channels")).then().statusCode(404).body(equalTo("Unknown app: 99\n"));
    }

    @Test
    void pc204ADisabledAppIsForbidden() {
        get(new Signed(Apps.DISABLED_CREDENTIAL, Apps.NOW).get("/apps/5/channels")).then()
                .statusCode(403)
                .body(equalTo("App 5 is disabled.\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/apps", "/apps/3", "/apps/3/event", "/apps/3/events/", "/apps//events", "/channels",
            "/apps/3/channels/a/b", "/apps/3/channels/a%2Fb/c"})
    void pc215UnknownPathsAreNotFound(String path) {
        get(path).then().statusCode(404).body(equalTo("Not found.\n"));
    }

    @ParameterizedTest
    @CsvSource({"GET, /apps/3/events, POST", "PUT, /apps/3/events, POST", "DELETE, /apps/3/batch_events, POST",
            "POST, /apps/3/channels, GET", "PATCH, /apps/3/channels/a, GET", "OPTIONS, /apps/3/channels/a/users, GET",
            "GET, /apps/3/channels/a/events, POST"})
    void pc215OtherMethodsAreNotAllowed(String method, String path, String allow) {
        server.request()
                .request(method, path)
                .then()
                .statusCode(405)
                .header("Allow", allow)
                .body(equalTo("Method not allowed. Use " + allow + ".\n"));
    }

    @Test
    void pc215HeadIsNotAllowed() {
        server.request().head("/apps/3/channels").then().statusCode(405).header("Allow", "GET").body(equalTo(""));
    }

    @Test
    void malformedEscapesAreTheCallersFault() {
        get("/apps/3/channels?auth_key=%ff").then().statusCode(400);
        get("/apps/3/channels/%ff").then().statusCode(400);
    }

    @Test
    void aPathPrefixIsSignedToo() {
        try (var prefixed = ApiServer.startBelow("/some/prefix")) {
            accepted(prefixed.request().get(Signed.BY_APP.get("/some/prefix/apps/3/channels")));
            prefixed.request()
                    .get(Signed.BY_APP.get("/apps/3/channels").replace("/apps/", "/some/prefix/apps/"))
                    .then()
                    .statusCode(401);
        }
    }

    private Response get(String target) {
        return server.request().get(target);
    }

    private static void accepted(Response response) {
        response.then().statusCode(200).contentType(equalTo("application/json"));
    }

    private static void refused(Response response, String text) {
        response.then().statusCode(401).contentType("text/plain; charset=utf-8").body(equalTo(text));
    }
}
