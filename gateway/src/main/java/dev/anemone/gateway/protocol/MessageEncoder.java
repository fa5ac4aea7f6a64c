package dev.anemone.gateway.protocol;

import dev.anemone.model.ChannelName;
import dev.anemone.model.EventData;
import dev.anemone.model.HistoryGap;
import dev.anemone.model.Member;
import dev.anemone.model.Publication;
import dev.anemone.model.SocketId;
import dev.anemone.model.StreamPosition;
import dev.anemone.model.UserId;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the server says, encoded. Every `data` is a JSON string, but for `pusher:error`, whose data is an object
/// (Pusher Channels Protocol 7, "Double encoding"). Absent members are left out, never `null`: Java clients fail on it. Only
/// `anemone:token_accepted` has one, which none of those asks for.
/// Stateless.
public final class MessageEncoder {
    private static final byte[] EVENT = bytes("{\"event\":\"");
    private static final byte[] CHANNEL = bytes("\",\"channel\":\"");
    private static final byte[] DATA = bytes("\",\"data\":");
    private static final byte[] USER_ID = bytes(",\"user_id\":\"");
    private static final byte[] QUOTE_END = bytes("\"}");
    private static final byte[] END = bytes("}");

    /// `pusher:pong`: a message, because browsers hide control frames from scripts.
    public static final Frame PONG = Frame.text("{\"event\":\"pusher:pong\",\"data\":\"{}\"}");

    private MessageEncoder() {}

    /// `pusher:connection_established`: the first frame of every accepted connection.
    ///
    /// @param activityTimeout announced in whole seconds, rounded up: clients reject 0
    public static Frame connectionEstablished(SocketId socket, Duration activityTimeout) {
        long seconds = Math.max(1, activityTimeout.plusMillis(999).toSeconds());
        return event("pusher:connection_established", null,
                "{\"socket_id\":\"" + socket + "\",\"activity_timeout\":" + seconds + "}");
    }

    /// `pusher:error` about the connection, with the code it is about to be closed with, or that names the error.
    public static Frame error(int code, String message) {
        return error(code, message, Duration.ZERO);
    }

    /// The same, with the time that the client should wait before it connects again.
    ///
    /// @param retryAfter left out if it is zero
    public static Frame error(int code, String message, Duration retryAfter) {
        return error(Integer.toString(code), message, retryAfter);
    }

    /// `pusher:error` about one message: no code, and the connection stays open.
    public static Frame error(String message) {
        return error("null", message, Duration.ZERO);
    }

    private static Frame error(String code, String message, Duration retryAfter) {
        var json = new StringBuilder("{\"event\":\"pusher:error\",\"data\":{\"code\":").append(code)
                .append(",\"message\":\"");
        EventData.appendEscaped(json, message);
        json.append('"');
        if (!retryAfter.isZero()) {
            json.append(",\"retry_after\":").append(seconds(retryAfter));
        }
        return Frame.text(json.append("}}").toString());
    }

    /// A time in seconds, with milliseconds, as `retry_after` says it.
    public static String seconds(Duration time) {
        return BigDecimal.valueOf(time.toMillis(), 3).toPlainString();
    }

    /// `pusher:subscription_error`: what compatible servers tell the channel's own error callback. Pusher does not send it.
    ///
    /// @param type `AuthError` or `LimitReached`
    /// @param status for the application only
    public static Frame subscriptionError(String channel, String type, String message, int status) {
        var inner = new StringBuilder("{\"type\":\"").append(type).append("\",\"error\":\"");
        EventData.appendEscaped(inner, message);
        inner.append("\",\"status\":").append(status).append('}');
        return event("pusher:subscription_error", channel, inner);
    }

    /// `pusher_internal:subscription_succeeded` on a channel without members. Its data is exactly `{}`: clients compare.
    public static Frame subscriptionSucceeded(ChannelName channel) {
        return event("pusher_internal:subscription_succeeded", channel.value(), "{}");
    }

    /// `pusher_internal:subscription_succeeded` on an encrypted channel that was entered with a token.
    ///
    /// @param sharedSecret what its events are encrypted with, in Base64
    public static Frame subscriptionSucceeded(ChannelName channel, String sharedSecret) {
        return event("pusher_internal:subscription_succeeded", channel.value(),
                "{\"shared_secret\":\"" + sharedSecret + "\"}");
    }

    /// `pusher_internal:subscription_succeeded` on a presence channel, with its members, the new one included.
    public static Frame subscriptionSucceeded(ChannelName channel, List<Member> members) {
        var ids = new StringBuilder();
        var hash = new StringBuilder();
        for (Member member : members) {
            String separator = ids.isEmpty() ? "\"" : ",\"";
            ids.append(separator);
            EventData.appendEscaped(ids, member.id().value());
            ids.append('"');
            hash.append(separator);
            EventData.appendEscaped(hash, member.id().value());
            hash.append("\":").append(member.info());
        }
        return event("pusher_internal:subscription_succeeded", channel.value(), "{\"presence\":{\"count\":"
                + members.size() + ",\"ids\":[" + ids + "],\"hash\":{" + hash + "}}}");
    }

    /// An acknowledgement for a client that knows of places, with where it begins to hear the channel.
    ///
    /// @param succeeded as other clients get it
    /// @param place where that is; [StreamPosition#NONE] if the channel has no places
    /// @param recovered whether all that the client missed follows; `null` if it did not ask
    public static Frame placed(Frame succeeded, StreamPosition place, @Nullable Boolean recovered) {
        String json = succeeded.json();
        var placed = new StringBuilder(json).deleteCharAt(json.length() - 1);
        if (!place.equals(StreamPosition.NONE)) {
            placed.append(",\"position\":\"").append(place.toWire()).append('"');
        }
        if (recovered != null) {
            placed.append(",\"recovered\":").append(recovered);
        }
        return Frame.text(placed.append('}').toString());
    }

    /// `anemone:history_page`: a page of a channel's history, the newest first.
    ///
    /// @param ref what the client called its question; `null` if it did not
    public static Frame historyPage(ChannelName channel, @Nullable Long ref, HistoryPage page) {
        var inner = new StringBuilder("{");
        if (ref != null) {
            inner.append("\"ref\":").append(ref).append(',');
        }
        inner.append("\"events\":[");
        String separator = "";
        for (HistoryPage.Event event : page.events()) {
            Publication publication = event.publication();
            inner.append(separator).append("{\"event\":\"");
            EventData.appendEscaped(inner, publication.event().value());
            inner.append("\",\"data\":").append(new String(publication.data().token(), StandardCharsets.UTF_8));
            UserId sender = publication.sender();
            if (sender != null) {
                EventData.appendEscaped(inner.append(",\"user_id\":\""), sender.value());
                inner.append('"');
            }
            inner.append(",\"position\":\"").append(publication.position().toWire()).append("\",\"time\":\"")
                    .append(event.published().truncatedTo(ChronoUnit.MILLIS)).append("\"}");
            separator = ",";
        }
        inner.append("],\"more\":").append(page.more());
        if (page.more()) {
            inner.append(",\"next\":\"").append(page.events().getLast().publication().position().toWire())
                    .append('"');
        }
        inner.append(",\"complete\":").append(page.complete()).append('}');
        return event("anemone:history_page", channel.value(), inner);
    }

    /// `anemone:history_page`: there is none, and why.
    ///
    /// @param ref what the client called its question; `null` if it did not
    /// @param code for programs
    public static Frame historyRefused(String channel, @Nullable Long ref, String code) {
        return event("anemone:history_page", channel,
                "{" + (ref == null ? "" : "\"ref\":" + ref + ",") + "\"code\":\"" + code + "\"}");
    }

    /// `pusher_internal:member_added`
    public static Frame memberAdded(ChannelName channel, Member member) {
        var inner = new StringBuilder("{\"user_id\":\"");
        EventData.appendEscaped(inner, member.id().value());
        inner.append("\",\"user_info\":").append(member.info()).append('}');
        return event("pusher_internal:member_added", channel.value(), inner);
    }

    /// `pusher_internal:member_removed`
    public static Frame memberRemoved(ChannelName channel, UserId user) {
        var inner = new StringBuilder("{\"user_id\":\"");
        EventData.appendEscaped(inner, user.value());
        return event("pusher_internal:member_removed", channel.value(), inner.append("\"}"));
    }

    /// `pusher_internal:subscription_count`
    public static Frame subscriptionCount(ChannelName channel, int subscriptions) {
        return event("pusher_internal:subscription_count", channel.value(),
                "{\"subscription_count\":" + subscriptions + "}");
    }

    /// `pusher:cache_miss`. Its data is an empty object: clients of encrypted channels parse it.
    public static Frame cacheMiss(ChannelName channel) {
        return event("pusher:cache_miss", channel.value(), "{}");
    }

    /// `pusher:signin_success`, with the user data as it was received: clients parse it themselves.
    public static Frame signInSuccess(String userData) {
        var inner = new StringBuilder("{\"user_data\":\"");
        EventData.appendEscaped(inner, userData);
        return event("pusher:signin_success", null, inner.append("\"}"));
    }

    /// `pusher_internal:watchlist_events`: who of those watched is online, and who is not. An empty group is left out.
    public static Frame watchlistEvents(Collection<UserId> online, Collection<UserId> offline) {
        var inner = new StringBuilder("{\"events\":[");
        appendWatchlistEvent(inner, "online", online);
        if (!online.isEmpty() && !offline.isEmpty()) {
            inner.append(',');
        }
        appendWatchlistEvent(inner, "offline", offline);
        return event("pusher_internal:watchlist_events", null, inner.append("]}"));
    }

    private static void appendWatchlistEvent(StringBuilder json, String name, Collection<UserId> users) {
        if (users.isEmpty()) {
            return;
        }
        json.append("{\"name\":\"").append(name).append("\",\"user_ids\":[");
        String separator = "\"";
        for (UserId user : users) {
            json.append(separator);
            EventData.appendEscaped(json, user.value());
            separator = "\",\"";
        }
        json.append("\"]}");
    }

    /// `anemone:token_accepted`: the token counts from here on.
    ///
    /// @param expiresInSeconds until it expires
    /// @param user whom it names; `null` if nobody
    public static Frame tokenAccepted(long expiresInSeconds, @Nullable UserId user) {
        var inner = new StringBuilder("{\"expires_in\":").append(expiresInSeconds).append(",\"user_id\":");
        if (user == null) {
            inner.append("null");
        } else {
            inner.append('"');
            EventData.appendEscaped(inner, user.value());
            inner.append('"');
        }
        return event("anemone:token_accepted", null, inner.append('}'));
    }

    /// `anemone:token_refused`: the token does not count, or no longer.
    public static Frame tokenRefused(AccessCode code) {
        return event("anemone:token_refused", null, "{\"code\":\"" + code.wire() + "\"}");
    }

    /// `anemone:token_expiring`: time for a newer one.
    ///
    /// @param inSeconds until it expires; 0 if it has
    public static Frame tokenExpiring(long inSeconds) {
        return event("anemone:token_expiring", null, "{\"in\":" + inSeconds + "}");
    }

    /// `anemone:gap`: what was published between two places may be lost. Only for those who asked for places.
    public static Frame gap(HistoryGap gap) {
        return event("anemone:gap", gap.channel().channel().value(), "{\"from\":\"" + gap.from().toWire()
                + "\",\"to\":\"" + gap.to().toWire() + "\"}").at(gap.to());
    }

    /// `anemone:position`: an event stands at `place` that whoever hears this has published itself and need not hear. Only
    /// for those who asked for places.
    public static Frame place(ChannelName channel, StreamPosition place) {
        return Frame.text("{\"event\":\"anemone:position\",\"channel\":\"" + channel.value() + "\",\"position\":\""
                + place.toWire() + "\"}").at(place);
    }

    /// The same message, telling that all is known up to `place`.
    public static Frame at(StreamPosition place, Frame frame) {
        return frame.at(place);
    }

    /// An event of the customer's backend or of another client, with its place. Its data is copied, never decoded.
    public static Frame publication(Publication publication) {
        return encode(publication).publishedAt(publication.position());
    }

    private static Frame encode(Publication publication) {
        byte[] event = escaped(publication.event().value());
        byte[] channel = bytes(publication.channel().channel().value()); // Its grammar needs no escapes.
        byte[] data = publication.data().token();
        int length = EVENT.length + event.length + CHANNEL.length + channel.length + DATA.length + data.length;
        UserId sender = publication.sender();
        if (sender == null) {
            return new Frame.Builder(length + END.length)
                    .append(EVENT).append(event).append(CHANNEL).append(channel).append(DATA).append(data)
                    .append(END).build();
        }
        byte[] user = escaped(sender.value());
        return new Frame.Builder(length + USER_ID.length + user.length + QUOTE_END.length)
                .append(EVENT).append(event).append(CHANNEL).append(channel).append(DATA).append(data)
                .append(USER_ID).append(user).append(QUOTE_END).build();
    }

    private static Frame event(String event, @Nullable String channel, CharSequence data) {
        var json = new StringBuilder("{\"event\":\"").append(event).append('"');
        if (channel != null) {
            json.append(",\"channel\":\"");
            EventData.appendEscaped(json, channel);
            json.append('"');
        }
        json.append(",\"data\":\"");
        EventData.appendEscaped(json, data);
        return Frame.text(json.append("\"}").toString());
    }

    private static byte[] escaped(String text) {
        var json = new StringBuilder(text.length() + 8);
        EventData.appendEscaped(json, text);
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
