package dev.anemone.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.gateway.protocol.CloseCode;
import dev.anemone.gateway.session.Admission.Decision.Admitted;
import dev.anemone.gateway.session.Admission.Decision.Refused;
import dev.anemone.model.App;
import dev.anemone.model.AppKey;
import dev.anemone.model.Credential;
import dev.anemone.model.Origins;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AdmissionTest {
    private static final App OPEN = app("open", true, false, App.UNLIMITED);
    private static final App SMALL = app("small", true, false, 2);
    private static final App CLOSED = app("closed", true, false, 0);
    private static final App TLS = app("tls", true, true, App.UNLIMITED);
    private static final App DISABLED = app("disabled", false, true, 0);

    private static final App SHOP = app("shop", true, false, 0).toBuilder()
            .origins(new Origins(List.of("https://shop.example")))
            .build();

    private final StagedStore store = new StagedStore(OPEN, SMALL, CLOSED, TLS, DISABLED, SHOP);
    private final ConnectionQuota quota = new ConnectionQuota(3, store.connections());
    private final Admission admission = new Admission(store, quota);
    private Optional<String> origin = Optional.empty();

    private static App app(String name, boolean enabled, boolean sslOnly, int maxConnections) {
        return Apps.app(name, new Credential(new AppKey(name), "secret"), enabled, sslOnly, maxConnections, false);
    }

    private Admission.Decision decide(String path, boolean secure, String... query) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String parameter : query) {
            int equals = parameter.indexOf('=');
            parameters.put(parameter.substring(0, equals), parameter.substring(equals + 1));
        }
        return admission.decide(new HandshakeRequest(path, parameters, origin, secure)).toCompletableFuture().join();
    }

    private static Refused refused(CloseCode code) {
        return new Refused(code, code.reason());
    }

    @Test
    void whileTheStoreIsAwayNobodyIsTakenButThoseWhoMayNeverComeHearSo() {
        store.breakDown();

        assertThat(connect(OPEN)).isInstanceOfSatisfying(Refused.class,
                refused -> assertThat(refused.code()).isEqualTo(CloseCode.OVER_CAPACITY));
        assertThat(connect(CLOSED)).isInstanceOfSatisfying(Refused.class,
                refused -> assertThat(refused.code()).isEqualTo(CloseCode.OVER_CAPACITY));
        assertThat(connect(DISABLED)).isEqualTo(refused(CloseCode.APP_DISABLED));
        assertThat(quota.open()).isZero();
    }

    private Admission.Decision connect(App app) {
        return decide("/app/" + app.primaryCredential().key(), false, "protocol=7");
    }

    @ParameterizedTest
    @ValueSource(strings = {"protocol=7,client=js,version=8.6.0,flash=false", "client=js,version=7.0.3,protocol=5",
            "client=java-client,protocol=5,version=0.0.0-dev", "protocol=4", "protocol=6,version=", "protocol=07",
            "protocol=7,version=8.4.0-rc2", "protocol=7,version=1.2.3+build_4", "protocol=7,unheard=of"})
    void officialClientsAreAdmitted(String query) {
        assertThat(decide("/app/open", false, query.split(","))).isInstanceOfSatisfying(Admitted.class,
                admitted -> assertThat(admitted.tenant().app()).isEqualTo(OPEN));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "", "/app", "/app/", "/foo", "/apps/open", "/app/open/", "/app/open/more", "app/open",
            "/App/open"})
    void otherPathsAreNotFound(String path) {
        assertThat(decide(path, false, "protocol=7")).isEqualTo(refused(CloseCode.PATH_NOT_FOUND));
    }

    @ParameterizedTest
    @CsvSource({"3,UNSUPPORTED_PROTOCOL", "1,UNSUPPORTED_PROTOCOL", "0,UNSUPPORTED_PROTOCOL", "8,UNSUPPORTED_PROTOCOL",
            "99,UNSUPPORTED_PROTOCOL", "abc,UNSUPPORTED_PROTOCOL", "-7,UNSUPPORTED_PROTOCOL",
            "7.0,UNSUPPORTED_PROTOCOL",
            "99999999999999999999,UNSUPPORTED_PROTOCOL", "' 7',UNSUPPORTED_PROTOCOL", "٧,UNSUPPORTED_PROTOCOL",
            "'',NO_PROTOCOL"})
    void otherProtocolsAreRefused(String protocol, CloseCode code) {
        assertThat(decide("/app/open", false, "protocol=" + protocol)).isEqualTo(refused(code));
    }

    @Test
    void theProtocolIsNeeded() {
        assertThat(decide("/app/open", false, "version=8.6.0")).isEqualTo(refused(CloseCode.NO_PROTOCOL));
    }

    @ParameterizedTest
    @ValueSource(strings = {" ;;", "-1", ".1", "1 2", "é", "1;2", "<script>"})
    void aVersionMustLookLikeOne(String version) {
        assertThat(decide("/app/open", false, "protocol=7", "version=" + version))
                .isEqualTo(refused(CloseCode.INVALID_VERSION));
    }

    @Test
    void aVersionMayHave64Characters() {
        assertThat(decide("/app/open", false, "protocol=7", "version=" + "1".repeat(64))).isInstanceOf(Admitted.class);
        assertThat(decide("/app/open", false, "protocol=7", "version=" + "1".repeat(65)))
                .isEqualTo(refused(CloseCode.INVALID_VERSION));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/app/unknown", "/app/%20", "/app/a b", "/app/é"})
    void aKeyMustBeSomebodys(String path) {
        assertThat(decide(path, false, "protocol=7")).isEqualTo(refused(CloseCode.UNKNOWN_APP));
    }

    @Test
    void anAppCanInsistOnTls() {
        assertThat(decide("/app/tls", false, "protocol=7")).isEqualTo(refused(CloseCode.SSL_ONLY));
        assertThat(decide("/app/tls", true, "protocol=7")).isInstanceOf(Admitted.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example", "http://shop.example", "null", ""})
    void pagesOfOtherOriginsAreRefused(String page) {
        origin = Optional.of(page);
        assertThat(connect(SHOP)).isEqualTo(new Refused(CloseCode.UNAUTHORIZED,
                "Origin not allowed. Add it to the app's setting origins."));
        assertThat(connect(OPEN)).isInstanceOf(Admitted.class);
    }

    @Test
    void pagesOfAllowedOriginsAndProgramsMayConnect() {
        assertThat(connect(SHOP)).isEqualTo(refused(CloseCode.OVER_QUOTA));
        origin = Optional.of("https://shop.example");
        assertThat(connect(SHOP)).isEqualTo(refused(CloseCode.OVER_QUOTA));
    }

    @Test
    void anAppHasItsMaximum() {
        connect(SMALL);
        assertThat(connect(SMALL)).isInstanceOf(Admitted.class);
        assertThat(connect(SMALL)).isEqualTo(refused(CloseCode.OVER_QUOTA));
        assertThat(connect(OPEN)).isInstanceOf(Admitted.class);
    }

    @Test
    void theNodeHasItsCapacity() {
        for (int i = 0; i < 3; i++) {
            assertThat(connect(OPEN)).isInstanceOf(Admitted.class);
        }
        assertThat(connect(OPEN)).isEqualTo(refused(CloseCode.OVER_CAPACITY));
    }

    @Test
    void whoIsRefusedTakesNoPlace() {
        connect(CLOSED);
        connect(TLS);
        connect(DISABLED);
        decide("/app/open", false, "protocol=3");

        assertThat(quota.open()).isZero();
        assertThat(quota.openByApp()).isEmpty();
    }

    /// Each request breaks its rule and all those after it.
    @Test
    void theFirstRuleThatIsBrokenNamesTheCode() {
        assertThat(decide("/foo", false, "version=;")).isEqualTo(refused(CloseCode.PATH_NOT_FOUND));
        assertThat(decide("/app/unknown", false, "version=;")).isEqualTo(refused(CloseCode.NO_PROTOCOL));
        assertThat(decide("/app/unknown", false, "protocol=9", "version=;"))
                .isEqualTo(refused(CloseCode.UNSUPPORTED_PROTOCOL));
        assertThat(decide("/app/unknown", false, "protocol=7", "version=;"))
                .isEqualTo(refused(CloseCode.INVALID_VERSION));
        assertThat(decide("/app/unknown", false, "protocol=7")).isEqualTo(refused(CloseCode.UNKNOWN_APP));
        for (int i = 0; i < 3; i++) {
            connect(OPEN);
        }
        assertThat(connect(DISABLED)).isEqualTo(refused(CloseCode.APP_DISABLED));
        assertThat(connect(TLS)).isEqualTo(refused(CloseCode.SSL_ONLY));
        assertThat(connect(CLOSED)).isEqualTo(refused(CloseCode.OVER_CAPACITY));
    }
}
