package dev.anemone.model;

/// What a channel's prefix promises. Decided once, by [ChannelName]; nobody downstream tests prefixes again.
///
/// Source: Pusher docs, "Channel types" and "Cache channels".
public enum ChannelKind {
    PRIVATE_ENCRYPTED_CACHE("private-encrypted-cache-", true, false, true), PRIVATE_ENCRYPTED("private-encrypted-",
            true, false, false), PRIVATE_CACHE("private-cache-", true, false, true), PRIVATE("private-", true, false,
                    false), PRESENCE_CACHE("presence-cache-", true, true,
                            true), PRESENCE("presence-", true, true, false), CACHE("cache-", false, false, true),
    /// `#server-to-user-{id}`: open to connections signed in as that user, and to nobody else.
    SERVER_TO_USER("#server-to-user-", false, false, false), PUBLIC("", false, false, false);

    private static final ChannelKind[] LONGEST_PREFIX_FIRST = values();

    private final String prefix;
    private final boolean needsAuth;
    private final boolean tracksMembers;
    private final boolean keepsLastEvent;

    ChannelKind(String prefix, boolean needsAuth, boolean tracksMembers, boolean keepsLastEvent) {
        this.prefix = prefix;
        this.needsAuth = needsAuth;
        this.tracksMembers = tracksMembers;
        this.keepsLastEvent = keepsLastEvent;
    }

    /// The kind of a channel called `name`. The dash belongs to the prefix: `privateer` is public.
    static ChannelKind of(String name) {
        for (ChannelKind kind : LONGEST_PREFIX_FIRST) {
            if (name.startsWith(kind.prefix)) {
                return kind;
            }
        }
        return PUBLIC;
    }

    /// The text every name of this kind starts with; empty for [#PUBLIC].
    public String prefix() {
        return prefix;
    }

    /// Whether a subscription must carry a signature of the customer's server.
    public boolean needsAuth() {
        return needsAuth;
    }

    /// Whether subscribers are members who see each other come and go.
    public boolean tracksMembers() {
        return tracksMembers;
    }

    /// Whether the last event is kept for new subscribers.
    public boolean keepsLastEvent() {
        return keepsLastEvent;
    }

    /// Whether the payload is encrypted between publisher and subscribers, and opaque to us.
    public boolean encrypted() {
        return this == PRIVATE_ENCRYPTED || this == PRIVATE_ENCRYPTED_CACHE;
    }

    /// Whether subscribers may send `client-` events to each other.
    public boolean allowsClientEvents() {
        return needsAuth;
    }

    /// Whether the number of subscriptions is told to subscribers (where the app asks for it).
    public boolean countsSubscriptions() {
        return !tracksMembers && this != SERVER_TO_USER;
    }

    /// Whether the channel appears in channel lists and webhooks.
    public boolean listed() {
        return this != SERVER_TO_USER;
    }
}
