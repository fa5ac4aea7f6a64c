package dev.anemone.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.api.ApiConfig;
import dev.anemone.api.Apps;
import dev.anemone.api.Signed;
import dev.anemone.api.TestClock;
import dev.anemone.model.App;
import dev.anemone.store.AppRegistry;
import dev.anemone.store.memory.MemoryStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthenticatorTest {
    private static final String PATH = "/apps/3/events";
    private static final String WORKED_EXAMPLE = "auth_key=278d425bdf160c739803&auth_timestamp=1353088179&auth_version=1.0"
            + "&body_md5=ec365a775a4cd0599faeb73354201b6f"
            + "&auth_signature=da454824c97ba181a32ccc17a72625ba02771f50b50e1e7430e47a1f3f457e6c";

    private final AppRegistry apps = MemoryStore.create(Apps.all()).apps();
    private final TestClock clock = new TestClock(Apps.NOW);
    private final Authenticator authenticator = new Authenticator(apps, clock, ApiConfig.DEFAULTS.timestampSkew());

    @Test
    void theWorkedExampleIsAdmitted() { // Pusher docs, "HTTP API reference", "Worked authentication example".
        assertThat(post(WORKED_EXAMPLE)).isEqualTo(Checked.valid(Apps.APP));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "empty", value = {
            "empty | Missing parameter: auth_key",
            "auth_version=1.0&auth_timestamp=1353088179 | Missing parameter: auth_key",
            "auth_key=nobody | Unknown auth_key",
            "auth_key=not%20a%20key | Unknown auth_key",
            "auth_key= | Unknown auth_key",
            "auth_key=278d425bdf160c739803 | Version required",
            "auth_key=278d425bdf160c739803&auth_version=2.0 | Version not supported",
            "auth_key=278d425bdf160c739803&auth_version=1 | Version not supported",
            "auth_key=278d425bdf160c739803&auth_version=1.0 | Timestamp required",
            "auth_key=278d425bdf160c739803&auth_version=1.0&auth_timestamp=now "
                    + "| Timestamp malformed: expected Unix time in seconds",
            "auth_key=278d425bdf160c739803&auth_version=1.0&auth_timestamp=-5 "
                    + "| Timestamp malformed: expected Unix time in seconds",
            "auth_key=278d425bdf160c739803&auth_version=1.0&auth_timestamp=1353088179000 "
                    + "| Timestamp malformed: expected Unix time in seconds",
            "auth_key=278d425bdf160c739803&auth_version=1.0&auth_timestamp=1353087579 "
                    + "| Timestamp expired: Given timestamp (2012-11-16T17:39:39Z) not within 600s of server time "
                    + "(2012-11-16T17:49:39Z)"})
    void refusalsComeInPushersOrderAndWords(String query, String text) {
        assertRefused(post(query == null ? "" : query), 401, text);
    }

    @Test
    void anInvalidSignatureIsToldWhatToSign() {
        assertRefused(post("auth_signature=bad&foo=%22%0A%23%7Bx%7D%5C%00&auth_key=278d425bdf160c739803"
                + "&auth_version=1.0&auth_timestamp=1353088179"), 401,
                "Invalid signature: you should have sent HmacSHA256Hex(\"POST\\n/apps/3/events\\n"
                        + "auth_key=278d425bdf160c739803&auth_timestamp=1353088179&auth_version=1.0"
                        + "&foo=\\\"\\n\\#{x}\\\\\\u0000\", your_secret_key), but you sent \"bad\"");
    }

    @Test
    void aMissingSignatureIsAnInvalidOne() {
        assertRefused(post("auth_key=278d425bdf160c739803&auth_version=1.0&auth_timestamp=1353088179"), 401,
                "Invalid signature: you should have sent HmacSHA256Hex(\"POST\\n/apps/3/events\\n"
                        + "auth_key=278d425bdf160c739803&auth_timestamp=1353088179&auth_version=1.0\", "
                        + "your_secret_key), but you sent \"\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "post", "PUT"})
    void theMethodIsSigned(String method) {
        assertThat(status(authenticate(method, PATH, WORKED_EXAMPLE, "3"))).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/apps/3/batch_events", "/apps/3/event", "/prefix/apps/3/events", "/apps/3/events/"})
    void thePathIsSigned(String path) {
        assertThat(status(authenticate("POST", path, WORKED_EXAMPLE, "3"))).isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource({"599, true", "600, false", "601, false", "-599, true", "-600, false", "-601, false"})
    void aSignatureWorksForLessThanTheSkew(long age, boolean works) {
        clock.move(Duration.ofSeconds(age));
        assertThat(post(WORKED_EXAMPLE) instanceof Checked.Valid).isEqualTo(works);
    }

    @Test
    void theSkewIsASetting() {
        var strict = new Authenticator(apps, clock, Duration.ofSeconds(2));
        clock.move(Duration.ofSeconds(2));
        assertRefused(authenticate(strict, "POST", PATH, WORKED_EXAMPLE, "3"), 401,
                "Timestamp expired: Given timestamp (2012-11-16T17:49:39Z) not within 2s of server time "
                        + "(2012-11-16T17:49:41Z)");
    }

    @Test
    void everyKeyOfAnAppSignsForIt() {
        String query = query(new Signed(Apps.SECOND_CREDENTIAL, Apps.NOW).post(PATH, "x"));
        assertThat(post(query)).isEqualTo(Checked.valid(Apps.APP));
    }

    @Test
    void aKeysOwnSecretIsNeeded() {
        String mixed = query(Signed.BY_APP.post(PATH, "x"))
                .replace(Apps.CREDENTIAL.key().value(), Apps.SECOND_CREDENTIAL.key().value());
        assertThat(status(post(mixed))).isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource({"/apps/3/channels/a%40b, /apps/3/channels/a%40b", "/apps/3/channels/a%40b, /apps/3/channels/a@b",
            "/apps/3/channels/a@b, /apps/3/channels/a@b"})
    void aPathIsSignedAsSentOrDecoded(String sent, String signed) {
        String query = query(Signed.BY_APP.get(signed));
        assertThat(authenticate("GET", sent, query, "3")).isEqualTo(Checked.valid(Apps.APP));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"channels[]=b&channels[]=a | channels[]=b&channels[]=a",
            "channels[]=b&channels[]=a | channels=b,a", "channels%5B%5D=b | channels[]=b"})
    void anArrayIsSignedInAnyFormThatLibrariesUse(String sent, String signed) {
        String parameters = "auth_key=278d425bdf160c739803&auth_timestamp=1353088179&auth_version=1.0";
        String signature = Signed.BY_APP.signature("POST", PATH, parameters + "&" + signed);
        assertThat(post(parameters + "&" + sent + "&auth_signature=" + signature)).isEqualTo(Checked.valid(Apps.APP));
    }

    @Test
    void onlyAProvenCallerLearnsOfApps() {
        assertRefused(authenticate("GET", "/apps/4/channels", query(Signed.BY_APP.get("/apps/4/channels")), "4"), 401,
                "auth_key belongs to another app");
        assertRefused(authenticate("GET", "/apps/99/channels", query(Signed.BY_APP.get("/apps/99/channels")), "99"),
                404, "Unknown app: 99");
        assertRefused(authenticate("GET", "/apps/%20/channels", query(Signed.BY_APP.get("/apps/ /channels")), " "),
                404, "Unknown app.");
        var disabled = new Signed(Apps.DISABLED_CREDENTIAL, Apps.NOW);
        assertRefused(authenticate("GET", "/apps/5/channels", query(disabled.get("/apps/5/channels")), "5"), 403,
                "App 5 is disabled.");
        for (String app : new String[]{"4", "99", "5"}) {
            assertThat(status(authenticate("GET", "/apps/" + app + "/channels", WORKED_EXAMPLE, app))).isEqualTo(401);
        }
    }

    @Test
    void aBodyMustBeTheOneThatWasSigned() { // RFC 1321, A.5: the MD5 of nothing.
        byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
        assertThat(checkBody("body_md5=99914b932bd37a50b983c5e7c90ae93b", body)).isEqualTo(Checked.valid(body));
        assertThat(checkBody("", new byte[0])).isInstanceOf(Checked.Valid.class);
        assertThat(checkBody("body_md5=d41d8cd98f00b204e9800998ecf8427e", new byte[0]))
                .isInstanceOf(Checked.Valid.class);
        assertRefused(checkBody("", body), 401, "Missing parameter: body_md5 (required when there is a body)");
        assertRefused(checkBody("body_md5=d41d8cd98f00b204e9800998ecf8427e", body), 401,
                "Invalid body_md5: you sent \"d41d8cd98f00b204e9800998ecf8427e\", but the body that arrived has "
                        + "99914b932bd37a50b983c5e7c90ae93b");
        assertRefused(checkBody("body_md5=99914b932bd37a50b983c5e7c90ae93b", new byte[0]), 401,
                "Invalid body_md5: you sent \"99914b932bd37a50b983c5e7c90ae93b\", but the body that arrived has "
                        + "d41d8cd98f00b204e9800998ecf8427e");
    }

    private Checked<App> post(String query) {
        return authenticate("POST", PATH, query, "3");
    }

    private Checked<App> authenticate(String method, String path, String query, String appId) {
        return authenticate(authenticator, method, path, query, appId);
    }

    private static Checked<App> authenticate(Authenticator by, String method, String path, String query, String appId) {
        return RequestTarget.parse(path, query, 0)
                .then(target -> by.authenticate(method, target, appId).toCompletableFuture().join());
    }

    private static Checked<byte[]> checkBody(String query, byte[] body) {
        return QueryParameters.parse(query).then(parameters -> Authenticator.checkBody(parameters, body));
    }

    private static String query(String target) {
        return target.substring(target.indexOf('?') + 1);
    }

    private static int status(Checked<?> checked) {
        return checked instanceof Checked.Refused<?>(Reply reply) ? reply.status() : 200;
    }

    private static void assertRefused(Checked<?> checked, int status, String text) {
        assertThat(checked).isInstanceOfSatisfying(Checked.Refused.class, refused -> {
            assertThat(refused.reply().body()).isEqualTo(text + "\n");
            assertThat(refused.reply().status()).isEqualTo(status);
            assertThat(refused.reply().contentType()).isEqualTo("text/plain; charset=utf-8");
        });
    }
}
