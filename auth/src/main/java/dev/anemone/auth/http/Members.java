package dev.anemone.auth.http;

/// What the members of requests are called.
final class Members {
    /// Which connection asks.
    static final String SOCKET_ID = "socket_id";
    /// For which channel.
    static final String CHANNEL_NAME = "channel_name";
    /// For which channels, in JSON.
    static final String CHANNELS = "channels";
    /// The token that is asked about.
    static final String TOKEN = "token";
    /// The operation that is asked about.
    static final String OPERATION = "op";

    private Members() {}
}
