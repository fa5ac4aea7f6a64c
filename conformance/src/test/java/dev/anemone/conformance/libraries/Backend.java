package dev.anemone.conformance.libraries;

import static org.assertj.core.api.Assertions.assertThat;

import com.pusher.client.ChannelAuthorizer;
import com.pusher.rest.Pusher;
import com.pusher.rest.data.PresenceUser;
import com.pusher.rest.data.Result;
import com.pusher.rest.data.Result.Status;
import dev.anemone.conformance.pusher.Credentials;
import dev.anemone.conformance.server.App;
import dev.anemone.conformance.wire.Endpoint;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.apache.http.impl.client.HttpClientBuilder;

/// A customer's backend: an unmodified `pusher-http-java` that knows the app's secret.
final class Backend implements AutoCloseable {
    /// Encrypts the `private-encrypted-` channels; 32 bytes in base 64.
    static final String MASTER_KEY = Base64.getEncoder()
            .encodeToString("thirty-two bytes of a master key".getBytes(StandardCharsets.US_ASCII));

    private final Pusher pusher;

    private Backend(Pusher pusher) {
        this.pusher = pusher;
    }

    static Backend of(App app) {
        return of(app.endpoint(), app.credentials());
    }

    static Backend of(Endpoint server, Credentials credentials) {
        var pusher = new Pusher(credentials.appId(), credentials.key(), credentials.secret(), MASTER_KEY);
        pusher.setHost(server.authority());
        if (server.tls() != null) {
            pusher.setEncrypted(true);
            pusher.configureHttpClient(HttpClientBuilder.create().setSSLContext(server.tls()));
        }
        return new Backend(pusher);
    }

    Pusher pusher() {
        return pusher;
    }

    /// Triggers, and asserts that the server took it.
    void trigger(String channel, String event, Object data) {
        Result result = pusher.trigger(channel, event, data);
        assertThat(result.getStatus()).as(result.getMessage()).isEqualTo(Status.SUCCESS);
    }

    /// Admits whoever asks.
    ChannelAuthorizer authorizer() {
        return (channel, socketId) -> pusher.authenticate(socketId, channel);
    }

    /// Admits whoever asks, as `member`.
    ChannelAuthorizer authorizer(PresenceUser member) {
        return (channel, socketId) -> pusher.authenticate(socketId, channel, member);
    }

    @Override
    public void close() {
        try {
            pusher.close();
        } catch (Exception e) { // As its interface declares.
            throw new IllegalStateException("Could not close the HTTP client of pusher-http-java", e);
        }
    }
}
