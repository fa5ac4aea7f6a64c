package dev.anemone.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.gateway.GatewayConfig;
import dev.anemone.gateway.protocol.CloseCode;
import dev.anemone.model.App;
import dev.anemone.model.AppKey;
import dev.anemone.model.Credential;
import dev.anemone.store.AppRegistry;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a change of an app does to its connections.
class TenantsTest {
    private static final String ROOM = "private-room";
    private static final Credential OTHER = new Credential(new AppKey("other-key"), "other secret");

    private final Node node = new Node();
    private final AppRegistry apps = node.store.apps();

    private void change(App changed) {
        assertThat(apps.put(changed)).isCompleted();
    }

    @Test
    void connectionsOfADisabledAppEnd() {
        Node.Client client = node.connect();

        change(Apps.OPEN.toBuilder().enabled(false).build());

        assertThat(client.heard()).isEmpty();
        client.connection.assertClosed(CloseCode.APP_DISABLED);
    }

    @Test
    void connectionsOfARemovedAppEnd() {
        Node.Client client = node.connect();

        assertThat(apps.remove(Apps.OPEN.id())).isCompletedWithValue(true);

        assertThat(client.heard()).isEmpty();
        client.connection.assertClosed(CloseCode.UNKNOWN_APP);
    }

    @Test
    void onlyThoseConnectionsEndThatCameWithTheKeyThatIsRetired() {
        App both = Apps.OPEN.toBuilder().credentials(List.of(Apps.CREDENTIAL, OTHER)).build();
        change(both);
        Node.Client old = node.connect();
        Node.Client recent = node.connect(OTHER.key());

        change(both.toBuilder().credentials(List.of(OTHER)).build());

        old.heard();
        old.connection.assertClosed(CloseCode.UNKNOWN_APP);
        recent.subscribe("room");
        assertThat(recent.heard()).singleElement().asString().contains("subscription_succeeded");
    }

    @Test
    void aKeyThatWentToAnotherAppIsNoLongerThatOfItsConnections() {
        App both = Apps.OPEN.toBuilder().credentials(List.of(Apps.CREDENTIAL, OTHER)).build();
        change(both);
        Node.Client client = node.connect(OTHER.key());
        change(Apps.OPEN);
        change(Apps.app("2", OTHER, true, false, App.UNLIMITED, true));

        client.heard();
        client.connection.assertClosed(CloseCode.UNKNOWN_APP);
    }

    @Test
    void aConnectionThatWasAdmittedJustBeforeTheAppWasDisabledEndsToo() {
        Tenants tenants = Tenants.listeningTo(apps);
        change(Apps.OPEN.toBuilder().enabled(false).build());

        Tenant late = tenants.of(Apps.CREDENTIAL.key(), Apps.OPEN); // As the registry had it when it was asked.

        Node.Client client = node.connect(late);
        client.heard();
        client.connection.assertClosed(CloseCode.APP_DISABLED);
    }

    @Test
    void anAppThatIsEnabledAgainTakesConnectionsAgain() {
        node.connect();
        change(Apps.OPEN.toBuilder().enabled(false).build());
        change(Apps.OPEN);

        Node.Client client = node.connect();
        client.subscribe("room");

        assertThat(client.heard()).singleElement().asString().contains("subscription_succeeded");
    }

    @Test
    void whatAnAppMayDoHoldsForLiveConnections() {
        Node.Client client = node.connect();
        client.subscribeSigned(ROOM, null);
        client.heard();
        String event = "{\"event\":\"client-a\",\"channel\":\"" + ROOM + "\",\"data\":\"x\"}";
        client.say(event);
        assertThat(client.heard()).isEmpty();

        change(Apps.OPEN.toBuilder().clientEvents(false).build());
        client.say(event);

        assertThat(client.heard()).singleElement().asString().contains("you must enable this feature");
    }

    @Test
    void subscriptionsMayBeSignedWithANewKeyOnALiveConnection() {
        Node.Client client = node.connect();

        change(Apps.OPEN.toBuilder().credentials(List.of(Apps.CREDENTIAL, OTHER)).build());
        client.subscribeSigned(ROOM, null, OTHER);

        assertThat(client.heard()).singleElement().asString().contains("subscription_succeeded");
    }

    @Test
    void aRateThatChangesHoldsForLiveConnections() {
        Node.Client client = node.connect();
        client.subscribeSigned(ROOM, null);
        client.heard();
        change(Apps.with(Apps.clientEventsPerSecond(1)));

        for (int i = 0; i < 2; i++) {
            client.say("{\"event\":\"client-a\",\"channel\":\"" + ROOM + "\",\"data\":\"x\"}");
        }

        assertThat(client.heard()).singleElement().asString().contains("at most 1 per second");
    }

    @Test
    void nothingIsLeftOfThoseThatEnded() {
        var one = new Node(GatewayConfig.DEFAULTS, Apps.OPEN);
        Node.Client client = one.connect();
        client.subscribe("room");
        assertThat(one.store.apps().remove(Apps.OPEN.id())).isCompleted();
        client.heard();

        client.disconnect();

        one.assertEmpty();
    }
}
