package dev.anemone.conformance.libraries;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.pusher.client.connection.ConnectionState;
import com.pusher.client.util.HttpChannelAuthorizer;
import com.pusher.rest.data.PresenceUser;
import dev.anemone.conformance.libraries.ChannelReport.Event;
import dev.anemone.conformance.libraries.ChannelReport.Refused;
import dev.anemone.conformance.libraries.ChannelReport.Subscribed;
import dev.anemone.conformance.pusher.Credentials;
import dev.anemone.conformance.pusher.Json;
import dev.anemone.conformance.server.AnemoneProcess;
import dev.anemone.conformance.server.App;
import dev.anemone.conformance.server.Conformance;
import dev.anemone.conformance.server.Of;
import dev.anemone.conformance.server.Tenant;
import dev.anemone.conformance.tokens.SigningKey;
import dev.anemone.conformance.tokens.Token;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// `pusher-java-client` against a server it does not know to be another.
@Conformance
final class JavaClientIT {
    private static final Event FENCE = new Event("fence", "{}", null);

    @Test
    void hearsAPublicChannel(App app) {
        String news = app.channel("news-");
        try (var client = JavaClient.connect(app.endpoint(), app.credentials().key(), null);
                var backend = Backend.of(app)) {
            Inbox<ChannelReport> reports = client.subscribe(news);
            assertThat(reports.next()).isEqualTo(new Subscribed());

            backend.trigger(news, "headline", Map.of("text", "żółw 🐢"));
            assertThat(reports.next()).isEqualTo(new Event("headline", "{\"text\":\"żółw 🐢\"}", null));
        }
    }

    @Test
    void goesQuietAfterUnsubscribe(App app) {
        String left = app.channel("left-");
        String kept = app.channel("kept-");
        try (var client = JavaClient.connect(app.endpoint(), app.credentials().key(), null);
                var backend = Backend.of(app)) {
            Inbox<ChannelReport> reports = client.subscribe(left);
            assertThat(reports.next()).isEqualTo(new Subscribed());
            client.unsubscribe(left);
            assertThat(client.subscribe(kept).next()).isEqualTo(new Subscribed()); // Answered in order.

            assertThat(backend.pusher().get("/channels/" + left).getMessage()).isEqualTo("{\"occupied\":false}");
        }
    }

    @Test
    void subscribesToAPrivateChannelThatItsBackendSigns(App app) {
        String orders = app.channel("private-orders-");
        try (var backend = Backend.of(app);
                var client = JavaClient.connect(app.endpoint(), app.credentials().key(), backend.authorizer())) {
            Inbox<ChannelReport> reports = client.subscribe(orders);
            assertThat(reports.next()).isEqualTo(new Subscribed());

            backend.trigger(orders, "paid", Map.of("amount", 12));
            assertThat(reports.next()).isEqualTo(new Event("paid", "{\"amount\":12}", null));
        }
    }

    @Test
    void subscribesThroughAnHttpAuthorizer(App app) {
        try (var backend = Backend.of(app); var endpoint = AuthEndpoint.start(backend.authorizer())) {
            var authorizer = new HttpChannelAuthorizer(endpoint.url());
            authorizer.setHeaders(Map.of("Authorization", AuthEndpoint.PASS));
            try (var client = JavaClient.connect(app.endpoint(), app.credentials().key(), authorizer)) {
                assertThat(client.subscribe(app.channel("private-")).next()).isEqualTo(new Subscribed());
            }
        }
    }

    @Test
    void subscribesThroughTheAuthService(@Of(Tenant.WITH_TOKENS) App app) {
        String mine = app.channel("private-mine-");
        String room = app.channel("presence-room-");
        HttpChannelAuthorizer authorizer = bearing(app, Token.forAMinute().of("ann").with("user_info", Map.of("name",
                "Ann")).can("private-mine-*", "subscribe").can("presence-room-*", "presence"));
        try (var backend = Backend.of(app);
                var client = JavaClient.connect(app.endpoint(), app.credentials().key(), authorizer)) {
            Inbox<ChannelReport> reports = client.subscribe(mine);
            assertThat(reports.next()).isEqualTo(new Subscribed());
            backend.trigger(mine, "paid", Map.of("amount", 12));
            assertThat(reports.next()).isEqualTo(new Event("paid", "{\"amount\":12}", null));

            PresenceReports.assertEntered(client.subscribe(room), "ann");
            assertThat(client.subscribe(app.channel("private-yours-")).next()).isInstanceOf(Refused.class);
        }
    }

    private static HttpChannelAuthorizer bearing(App app, Token token) {
        var authorizer = new HttpChannelAuthorizer("http://" + app.endpoint().authority() + "/auth/"
                + app.credentials().key() + "/channel");
        authorizer.setHeaders(Map.of("Authorization", "Bearer " + token.by(SigningKey.hs256(Tenant.TOKEN_KEY))));
        return authorizer;
    }

    @Test
    void isToldWhenItsHttpAuthorizerIsRefused(App app) {
        try (var backend = Backend.of(app); var endpoint = AuthEndpoint.start(backend.authorizer())) {
            var authorizer = new HttpChannelAuthorizer(endpoint.url());
            try (var client = JavaClient.connect(app.endpoint(), app.credentials().key(), authorizer)) {
                assertThat(client.subscribe(app.channel("private-")).next()).isInstanceOf(Refused.class);
            }
        }
    }

    @Test
    void isRefusedWithAForgedSignatureAndStaysConnected(App app) {
        String orders = app.channel("private-orders-");
        Credentials guess = new Credentials(app.credentials().appId(), app.credentials().key(), "guess");
        try (var forger = Backend.of(app.endpoint(), guess);
                var backend = Backend.of(app);
                var client = JavaClient.connect(app.endpoint(), app.credentials().key(), forger.authorizer())) {
            client.subscribe(orders);

            assertThat(client.nextErrorCode()).startsWith("none: Invalid signature");
            assertThat(client.subscribe(app.channel("news-")).next()).isEqualTo(new Subscribed());
            assertThat(backend.pusher().get("/channels/" + orders).getMessage()).isEqualTo("{\"occupied\":false}");
        }
    }

    @Test
    void hearsTheLastEventOfACacheChannel(App app) {
        String rates = app.channel("cache-rates-");
        try (var backend = Backend.of(app);
                var client = JavaClient.connect(app.endpoint(), app.credentials().key(), null)) {
            backend.trigger(rates, "rate", Map.of("eur", 1));

            Inbox<ChannelReport> reports = client.subscribe(rates);

            assertThat(reports.next()).isEqualTo(new Subscribed());
            assertThat(reports.next()).isEqualTo(new Event("rate", "{\"eur\":1}", null));
        }
    }

    @Test
    void signsInAndHearsWhatIsSentToItsUser(App app) {
        String userData = "{\"id\":\"ann\"}";
        try (var client = JavaClient.openAs(app.endpoint(), app.credentials().key(),
                socketId -> Json.text(Map.of("auth", app.credentials().userAuth(socketId, userData), "user_data",
                        userData)))) {
            Inbox<ChannelReport> messages = client.signIn();
            await().until(() -> "ann".equals(client.userId()));
            assertThat(client.subscribe(app.channel("behind-")).next()).isEqualTo(new Subscribed()); // Answered in order.

            app.rest().publish("#server-to-user-ann", "mail", "{\"subject\":\"hello\"}"); // pusher-http-java cannot.

            assertThat(messages.next()).isEqualTo(new Event("mail", "{\"subject\":\"hello\"}", null));
        }
    }

    @Test
    void isNotSignedInWithAForgedSignature(App app) {
        Credentials guess = new Credentials(app.credentials().appId(), app.credentials().key(), "guess");
        String userData = "{\"id\":\"ann\"}";
        try (var client = JavaClient.openAs(app.endpoint(), app.credentials().key(),
                socketId -> Json.text(Map.of("auth", guess.userAuth(socketId, userData), "user_data", userData)))) {
            client.signIn();

            assertThat(client.nextErrorCode()).startsWith("none: Invalid signature");
            assertThat(client.userId()).isNull();
        }
    }

    @Test
    void seesMembersComeAndGo(App app) {
        String room = app.channel("presence-");
        var annsPass = new PresenceUser("ann", Map.of("name", "Ann"));
        var bobsPass = new PresenceUser("bob", Map.of("name", "Bob"));
        try (var backend = Backend.of(app);
                var ann = JavaClient.connect(app.endpoint(), app.credentials().key(), backend.authorizer(annsPass));
                var bob = JavaClient.connect(app.endpoint(), app.credentials().key(), backend.authorizer(bobsPass));
                var bobsPhone = JavaClient.connect(app.endpoint(), app.credentials().key(),
                        backend.authorizer(bobsPass))) {
            Inbox<ChannelReport> seenByAnn = ann.subscribe(room);
            PresenceReports.assertEntered(seenByAnn, "ann");

            Inbox<ChannelReport> seenByBob = bob.subscribe(room);
            PresenceReports.assertEntered(seenByBob, "ann", "bob");
            PresenceReports.assertEntered(bobsPhone.subscribe(room), "ann", "bob");
            assertThat(seenByAnn.next()).isEqualTo(new ChannelReport.Joined("bob"));

            bob.unsubscribe(room);
            assertThat(bob.subscribe(app.channel("news-")).next()).isEqualTo(new Subscribed()); // Answered in order.
            backend.trigger(room, "fence", Map.of());
            assertThat(seenByAnn.until(FENCE)).as("bob is still there, by phone").isEmpty();
            bobsPhone.disconnect();
            assertThat(seenByAnn.next()).isEqualTo(new ChannelReport.Left("bob"));
        }
    }

    @Test
    void exchangesClientEvents(App app) {
        String room = app.channel("presence-");
        try (var backend = Backend.of(app);
                var ann = JavaClient.connect(app.endpoint(), app.credentials().key(),
                        backend.authorizer(new PresenceUser("ann")));
                var bob = JavaClient.connect(app.endpoint(), app.credentials().key(),
                        backend.authorizer(new PresenceUser("bob")))) {
            Inbox<ChannelReport> heardByAnn = ann.subscribe(room);
            PresenceReports.assertEntered(heardByAnn, "ann");
            Inbox<ChannelReport> heardByBob = bob.subscribe(room);
            PresenceReports.assertEntered(heardByBob, "ann", "bob");
            assertThat(heardByAnn.next()).isEqualTo(new ChannelReport.Joined("bob"));

            ann.trigger(room, "client-typing", "{\"typing\":true}");
            assertThat(heardByBob.next()).isEqualTo(new Event("client-typing", "{\"typing\":true}", "ann"));
            bob.trigger(room, "client-typing", "{\"typing\":false}");
            assertThat(heardByAnn.next()).isEqualTo(new Event("client-typing", "{\"typing\":false}", "bob"));
        }
    }

    @Test
    void decryptsWhatItsBackendEncrypted(App app) {
        String diary = app.channel("private-encrypted-");
        try (var backend = Backend.of(app);
                var client = JavaClient.connect(app.endpoint(), app.credentials().key(), backend.authorizer())) {
            Inbox<ChannelReport> reports = client.subscribe(diary);
            assertThat(reports.next()).isEqualTo(new Subscribed());

            backend.trigger(diary, "entry", Map.of("text", "nobody else reads this"));
            assertThat(reports.next()).isEqualTo(new Event("entry", "{\"text\":\"nobody else reads this\"}", null));
        }
    }

    @Test
    void stopsForGoodWhenTheKeyIsUnknown(App app) {
        try (var client = JavaClient.open(app.endpoint(), "nobody", null)) {
            assertThat(client.nextErrorCode()).isEqualTo("4001");
            client.awaitState(ConnectionState.DISCONNECTED);
        }
    }

    @Test
    void stopsForGoodWhenTheAppIsDisabled(@Of(Tenant.DISABLED) App app) {
        try (var client = JavaClient.open(app.endpoint(), app.credentials().key(), null)) {
            assertThat(client.nextErrorCode()).isEqualTo("4003");
            client.awaitState(ConnectionState.DISCONNECTED);
        }
    }

    @Test
    void comesBackAndHearsItsChannelsWhenAServerStops(AnemoneProcess first, AnemoneProcess second) {
        Credentials credentials = Tenant.ORDINARY.credentials();
        try (var relay = Relay.start(first.endpoint());
                var backend = Backend.of(second.endpoint(), credentials);
                var client = JavaClient.connect(relay.endpoint(), credentials.key(), null)) {
            Inbox<ChannelReport> reports = client.subscribe("news");
            assertThat(reports.next()).isEqualTo(new Subscribed());
            String firstSocketId = client.socketId();

            relay.switchTo(second.endpoint());
            first.terminate();
            client.awaitErrorCode("4200");
            client.awaitState(ConnectionState.CONNECTED);
            assertThat(client.socketId()).isNotEqualTo(firstSocketId);
            assertThat(reports.next()).isEqualTo(new Subscribed());
            backend.trigger("news", "headline", Map.of("text", "back"));
            assertThat(reports.next()).isEqualTo(new Event("headline", "{\"text\":\"back\"}", null));
        }
    }
}
