package dev.anemone.gateway.protocol;

import dev.anemone.model.ChannelName;
import dev.anemone.model.EventData;
import dev.anemone.model.EventName;
import dev.anemone.model.StreamPosition;
import org.jspecify.annotations.Nullable;

/// What a client may say: one record per event of Pusher Channels Protocol 7, "Events", and what becomes of the rest.
/// [MessageDecoder] is the only maker.
public sealed interface ClientMessage {
    /// `pusher:subscribe`; `auth` and `channelData` exactly as the customer's server signed them, `null` if absent or
    /// empty.
    ///
    /// @param since the place in the channel up to which the client has heard everything; [StreamPosition#NONE] to be told
    ///     the place at which it begins; `null` if it does not care, as Pusher's clients
    /// @param rewind how many of the last events are to come first; 0 for none, and always with a place in `since`
    record Subscribe(ChannelName channel, @Nullable String auth, @Nullable String channelData,
            @Nullable StreamPosition since, int rewind) implements ClientMessage {
        /// The most events that can be asked for.
        public static final int MAX_REWIND = 100;

        /// As Pusher's clients subscribe.
        public Subscribe(ChannelName channel, @Nullable String auth, @Nullable String channelData) {
            this(channel, auth, channelData, null, 0);
        }

        /// The same of a client that wants to know places.
        public Subscribe withPlaces() {
            return since == null ? new Subscribe(channel, auth, channelData, StreamPosition.NONE, rewind) : this;
        }

        /// Whether it asks for what came before.
        public boolean asksForPast() {
            return rewind > 0 || (since != null && !since.equals(StreamPosition.NONE));
        }
    }

    /// `anemone:history`: a page of what was published, the newest first.
    ///
    /// @param limit how many events at most; 1 to [#MAX_LIMIT]
    /// @param before only those before this place; [StreamPosition#NONE] for the last ones
    /// @param ref what the client calls its question; `null` if it does not
    record ReadHistory(ChannelName channel, int limit, StreamPosition before,
            @Nullable Long ref) implements ClientMessage {
        /// The most events of a page.
        public static final int MAX_LIMIT = 100;
    }

    /// `anemone:history` that asks for what there cannot be.
    record ReadHistoryMalformed(String channel, @Nullable Long ref) implements ClientMessage {}

    /// `pusher:subscribe` to a name that no channel can have.
    record SubscribeMalformed(String channel, String reason) implements ClientMessage {}

    /// `pusher:unsubscribe`
    record Unsubscribe(ChannelName channel) implements ClientMessage {}

    /// `client-*`, whatever the channel: whether it is allowed there is decided later. Members of the message other than
    /// these three are gone.
    record ClientEvent(ChannelName channel, EventName event, EventData data) implements ClientMessage {}

    /// `pusher:signin`; both exactly as the customer's server signed them, `null` if absent or empty.
    record SignIn(@Nullable String auth, @Nullable String userData) implements ClientMessage {}

    /// `anemone:token`: an access token, with which the client asks for what it shows no signature for. Not looked at yet.
    record Token(String token) implements ClientMessage {}

    /// `pusher:ping`
    record Ping() implements ClientMessage {}

    /// `pusher:pong`
    record Pong() implements ClientMessage {}

    /// Anything else: refused with a `pusher:error` of this text; the connection stays open.
    record Unacceptable(String reason) implements ClientMessage {}
}
