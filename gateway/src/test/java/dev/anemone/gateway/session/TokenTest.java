package dev.anemone.gateway.session;

import static dev.anemone.gateway.session.SessionTest.error;
import static dev.anemone.gateway.session.SessionTest.members;
import static dev.anemone.gateway.session.SessionTest.success;
import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.gateway.Configs;
import dev.anemone.gateway.GatewayConfig;
import dev.anemone.gateway.protocol.CloseCode;
import dev.anemone.gateway.session.Node.Client;
import dev.anemone.model.App;
import dev.anemone.model.EncryptionMasterKey;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a client may do that came with a token instead of signatures.
class TokenTest {
    static final String ANN = "\"sub\":\"ann\",\"user_info\":{\"name\":\"ann\"},";
    static final String ALL = "\"capabilities\":{\"*\":[\"subscribe\",\"presence\",\"publish\"]}";
    static final String NEWS = "\"capabilities\":{\"private-news-*\":[\"subscribe\"]}";

    private final Node node = new Node(GatewayConfig.DEFAULTS, Tokens.TRUSTING);
    private final Client client = node.connect();

    static String accepted(long seconds, String user) {
        return "{\"event\":\"anemone:token_accepted\",\"data\":\"{\\\"expires_in\\\":" + seconds
                + ",\\\"user_id\\\":\\\"" + user + "\\\"}\"}";
    }

    static String acceptedNobody(long seconds) {
        return "{\"event\":\"anemone:token_accepted\",\"data\":\"{\\\"expires_in\\\":" + seconds
                + ",\\\"user_id\\\":null}\"}";
    }

    static String refused(String code) {
        return "{\"event\":\"anemone:token_refused\",\"data\":\"{\\\"code\\\":\\\"" + code + "\\\"}\"}";
    }

    static String dropped(String channel, String code) {
        return "{\"event\":\"pusher:subscription_error\",\"channel\":\"" + channel
                + "\",\"data\":\"{\\\"type\\\":\\\"AuthError\\\",\\\"error\\\":\\\"" + code
                + "\\\",\\\"status\\\":403}\"}";
    }

    private static Node node(App app) {
        return new Node(GatewayConfig.DEFAULTS, app);
    }

    @Test
    void aGoodTokenIsAcceptedAndTellsWhomItNames() {
        client.token(ANN + ALL, 600);
        assertThat(client.heard()).containsExactly(accepted(600, "ann"));
        Client other = node.connect();
        other.say("{\"event\":\"anemone:token\",\"data\":\"{\\\"token\\\":\\\"" + Tokens.of("{\"exp\":"
                + (Node.NOW + 60) + "}") + "\\\"}\"}");

        assertThat(other.heard()).containsExactly(acceptedNobody(60));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {"token_expired|{\"exp\":1699999989}",
            "token_not_yet_valid|{\"exp\":1800000000,\"nbf\":1700000011}", "token_invalid|{\"sub\":\"ann\"}",
            "token_invalid|{\"exp\":1800000000,\"sub\":7}"})
    void aBadTokenIsRefusedByCode(String code, String claims) {
        client.presents(Tokens.of(claims));

        assertThat(client.heard()).containsExactly(refused(code));
        client.connection.assertOpen();
    }

    @Test
    void aTokenOfAnotherAppIsInvalid() {
        Client stranger = node(Apps.OPEN).connect();
        stranger.presents(Tokens.of("{\"exp\":1800000000}"));

        assertThat(stranger.heard()).containsExactly(refused("token_invalid"));
    }

    @Test
    void aRefusedTokenLeavesTheOneBefore() {
        client.token(NEWS, 600);
        client.presents("nonsense");
        client.subscribe("private-news-a");

        assertThat(client.heard()).containsExactly(acceptedNobody(600), refused("token_invalid"),
                success("private-news-a"));
    }

    @Test
    void aTokenOpensTheChannelsItAllowsAndNoOthers() {
        client.token(NEWS, 600);
        client.heard();
        client.subscribe("private-news-a");
        client.subscribe("private-other");
        client.subscribe("presence-news-a");
        node.publish("private-news-a", "x");

        assertThat(client.heard()).containsExactly(success("private-news-a"),
                dropped("private-other", "channel_not_allowed"),
                error("The token does not allow to subscribe to private-other"),
                dropped("presence-news-a", "channel_not_allowed"),
                error("The token does not allow to subscribe to presence-news-a"),
                SessionTest.event("private-news-a", "x"));
    }

    @Test
    void withoutATokenAuthIsRequiredAsEver() {
        client.presents("nonsense");
        client.subscribe("private-a");

        assertThat(client.heard()).endsWith(error("Auth info required to subscribe to private-a"));
    }

    @Test
    void whereASignatureIsShownItDecides() {
        client.token(NEWS, 600);
        client.heard();
        client.subscribeSigned("private-other", null);
        client.say("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"private-news-a\",\"auth\":\"x:y\"}}");

        assertThat(client.heard()).startsWith(success("private-other"))
                .endsWith(error("Invalid key in subscription auth data: 'x'"));
    }

    @Test
    void theMemberOfAPresenceChannelIsTheUserOfTheToken() {
        client.token(ANN + ALL, 600);
        client.heard();
        client.say("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"presence-r\","
                + "\"channel_data\":\"{\\\"user_id\\\":\\\"eve\\\"}\"}}");

        assertThat(client.heard()).containsExactly(members("presence-r", "ann"));
        assertThat(node.members("presence-r")).containsExactly("ann");
        client.disconnect();
        node.assertEmpty();
    }

    @Test
    void aPresenceChannelNeedsToKnowWhoJoins() {
        client.token(ALL, 600);
        client.heard();
        client.subscribe("presence-r");

        assertThat(client.heard()).containsExactly(dropped("presence-r", "token_without_user"), error(
                "presence-r is a presence channel and the token has no sub, which names its members"));
    }

    @ParameterizedTest
    @CsvSource({"128, 1024, true", "129, 1024, false", "128, 1025, false"})
    void membersAreAsLargeAsTheAppAllows(int idLength, int infoBytes, boolean fits) {
        client.token("\"sub\":\"" + "i".repeat(idLength) + "\",\"user_info\":{\"n\":\""
                + "x".repeat(infoBytes - "{\"n\":\"\"}".length()) + "\"}," + ALL, 600);
        client.heard();
        client.subscribe("presence-r");

        assertThat(client.heard().getFirst().contains("user_too_large")).isNotEqualTo(fits);
        assertThat(node.members("presence-r")).hasSize(fits ? 1 : 0);
    }

    @ParameterizedTest
    @CsvSource({"private-encrypted-a, OaSNicEQhvgdc4eu4sum89NyQCnNOMP2wDIA2tge76Y=",
            "private-encrypted-cache-a, 5X2woJMH/Lp3fCjDDqQ8nR7KFM7vNZl6tNg4Dv0M0CY="})
    void anEncryptedChannelBringsItsSecret(String channel, String secret) { // The digests are openssl's.
        var masterKey = EncryptionMasterKey.ofBase64("MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=");
        Client able = node(Tokens.TRUSTING.toBuilder().encryptionMasterKey(Optional.of(masterKey)).build()).connect();
        able.token(ALL, 600);
        able.heard();
        able.subscribe(channel);

        assertThat(able.heard().getFirst()).isEqualTo("{\"event\":\"pusher_internal:subscription_succeeded\","
                + "\"channel\":\"" + channel + "\",\"data\":\"{\\\"shared_secret\\\":\\\""
                + secret + "\\\"}\"}");
    }

    @Test
    void anEncryptedChannelStaysClosedWithoutAMasterKey() {
        client.token(ALL, 600);
        client.heard();
        client.subscribe("private-encrypted-a");

        assertThat(client.heard()).startsWith(dropped("private-encrypted-a", "encrypted_channel"));
    }

    @Test
    void clientEventsNeedToBeAllowedByWhatOpenedTheChannel() {
        Client listener = node.connect();
        listener.subscribeSigned("private-news-a", null);
        listener.subscribeSigned("private-b", null);
        listener.heard();
        client.token(NEWS, 600);
        client.subscribe("private-news-a");
        client.subscribeSigned("private-b", null);
        client.heard();
        client.say("{\"event\":\"client-x\",\"channel\":\"private-news-a\",\"data\":1}");
        client.say("{\"event\":\"client-x\",\"channel\":\"private-b\",\"data\":2}");

        assertThat(client.heard()).containsExactly(error("4301",
                "Client event rejected - the token does not allow to publish to private-news-a"));
        assertThat(listener.heard())
                .containsExactly("{\"event\":\"client-x\",\"channel\":\"private-b\",\"data\":\"2\"}");
        client.token("\"capabilities\":{\"private-news-*\":[\"subscribe\",\"publish\"]}", 600);
        client.say("{\"event\":\"client-x\",\"channel\":\"private-news-a\",\"data\":3}");
        assertThat(listener.heard()).hasSize(1);
    }

    @Test
    void aTokenSignsItsUserInAndWatchesForIt() {
        Node watching = node(Tokens.TRUSTING.toBuilder().watchlistEvents(true).build());
        watching.connect().signIn("bob");
        Client ann = watching.connect();
        ann.token("\"watchlist\":[\"bob\",\"eve\"]," + ANN + NEWS, 600);
        ann.heard();
        ann.say("{\"event\":\"pusher:signin\",\"data\":{}}");
        ann.subscribe("#server-to-user-ann");

        assertThat(ann.heard()).containsExactly("""
                {"event":"pusher:signin_success","data":"{\\"user_data\\":\\"{\\\\\\"id\\\\\\":\\\\\\"ann\\\\\\",\
                \\\\\\"user_info\\\\\\":{\\\\\\"name\\\\\\":\\\\\\"ann\\\\\\"},\
                \\\\\\"watchlist\\\\\\":[\\\\\\"bob\\\\\\",\\\\\\"eve\\\\\\"]}\\"}"}""",
                "{\"event\":\"pusher_internal:watchlist_events\",\"data\":\"{\\\"events\\\":[{\\\"name\\\":\\\"online\\\","
                        + "\\\"user_ids\\\":[\\\"bob\\\"]},{\\\"name\\\":\\\"offline\\\",\\\"user_ids\\\":[\\\"eve\\\"]}]}\"}",
                success("#server-to-user-ann"));
    }

    @Test
    void aTokenWithoutAUserSignsNobodyIn() {
        client.token(ALL, 600);
        client.heard();
        client.say("{\"event\":\"pusher:signin\",\"data\":{}}");

        assertThat(client.heard()).containsExactly(error("The token has no sub, and signs nobody in"));
    }

    @Test
    void aNewerTokenTakesThePlaceOfTheOlder() {
        client.token(ANN + ALL, 600);
        client.subscribe("private-a");
        client.subscribe("private-news-a");
        client.subscribe("presence-r");
        client.subscribeSigned("private-b", null);
        client.heard();
        client.token(ANN + NEWS, 600);

        assertThat(client.heard()).startsWith(accepted(600, "ann")).containsExactlyInAnyOrder(accepted(600, "ann"),
                dropped("private-a", "channel_not_allowed"), dropped("presence-r", "channel_not_allowed"));
        assertThat(node.subscriptions("private-a")).isZero();
        assertThat(node.members("presence-r")).isEmpty();
        assertThat(node.subscriptions("private-news-a")).isEqualTo(1);
        assertThat(node.subscriptions("private-b")).isEqualTo(1);
    }

    @Test
    void dropsAreToldAlsoWhereRefusalsAreNot() {
        Client quiet = new Node(Configs.with(Map.of("subscriptionErrors", false)), Tokens.TRUSTING).connect();
        quiet.token(ALL, 600);
        quiet.subscribe("private-a");
        quiet.heard();
        quiet.token(NEWS, 600);
        quiet.subscribe("private-a");

        assertThat(quiet.heard()).containsExactly(acceptedNobody(600), dropped("private-a", "channel_not_allowed"),
                error("The token does not allow to subscribe to private-a"));
    }

    @Test
    void theUserMayNotChangeWhileTheTokenSpeaksForIt() {
        client.token(ANN + ALL, 600);
        client.token("\"sub\":\"bob\"," + ALL, 600);
        client.subscribe("presence-r");
        client.heard();
        client.token("\"sub\":\"eve\"," + ALL, 600);
        client.token(ALL, 600);
        client.token("\"sub\":\"bob\"," + ALL, 600);
        assertThat(client.heard()).containsExactly(refused("user_changed"), refused("user_changed"),
                accepted(600, "bob"));
        client.unsubscribe("presence-r");
        client.token(ANN + ALL, 600);
        client.say("{\"event\":\"pusher:signin\",\"data\":{}}");
        client.heard();
        client.token("\"sub\":\"bob\"," + ALL, 600);

        assertThat(client.heard()).containsExactly(refused("user_changed"));
    }

    @Test
    void aTokenIsEnoughWhereConnectionsMustBeAuthorized() {
        Node strict = node(Tokens.TRUSTING.toBuilder().authorizedConnections(true).build());
        Client bearer = strict.connect();
        Client nobody = strict.connect();
        bearer.token(NEWS, 600);
        nobody.presents("nonsense");
        strict.loop.advance(App.DEFAULT_AUTHORIZATION_TIMEOUT);

        bearer.connection.assertOpen();
        nobody.connection.assertClosed(CloseCode.UNAUTHORIZED);
    }
}
