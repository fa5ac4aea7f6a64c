package dev.anemone.gateway.protocol;

/// Why a connection ends, in order of range. The range tells the client what to do next (Pusher Channels Protocol 7,
/// "Connection closure"):
///
/// | Range     | Client's next step                     |
/// |-----------|----------------------------------------|
/// | 1000–1015 | RFC 6455 §7.4.1; official clients retry |
/// | 4000–4099 | stop: the same attempt would fail again |
/// | 4100–4199 | retry after a second or more            |
/// | 4200–4299 | retry at once                           |
///
/// 4300 and above are never sent as close codes: pusher-js would stop for good.
public enum CloseCode {
    NORMAL(1000, "Bye"), PROTOCOL_ERROR(1002, "WebSocket protocol error"), UNSUPPORTED_DATA(1003,
            "Binary messages are not supported"), INVALID_PAYLOAD(1007,
                    "A text message was not valid UTF-8"), MESSAGE_TOO_BIG(1009,
                            "Message too big"), INTERNAL_ERROR(1011, "Internal error"),

    SSL_ONLY(4000, "This app accepts only TLS connections. Reconnect with wss://."), UNKNOWN_APP(4001,
            "App key not found. Check the key and the host."), APP_DISABLED(4003, "This app is disabled."), OVER_QUOTA(
                    4004, "Account over quota: this app has its maximum of open connections."), PATH_NOT_FOUND(4005,
                            "Path not found. Connect to /app/{key}."), INVALID_VERSION(4006,
                                    "Invalid version string."), UNSUPPORTED_PROTOCOL(4007,
                                            "Unsupported protocol version. Use protocol=7."), NO_PROTOCOL(4008,
                                                    "No protocol version supplied. Add ?protocol=7."), UNAUTHORIZED(
                                                            4009, "The connection is unauthorized."),

    OVER_CAPACITY(4100, "Over capacity. Reconnect in a moment."),

    GOING_AWAY(4200, "The server is restarting. Reconnect."), PONG_NOT_RECEIVED(4201,
            "Pong reply not received in time."), INACTIVE(4202, "Closed after inactivity.");

    private final int number;
    private final String reason;

    CloseCode(int number, String reason) {
        this.number = number;
        this.reason = reason;
    }

    /// The number on the wire.
    public int number() {
        return number;
    }

    /// The default text on the wire: pusher-js shows it as the error's message.
    public String reason() {
        return reason;
    }

    /// Whether a `pusher:error` with the same code precedes the close frame. Clients of protocol 5 and below learn the
    /// code from it; later ones accept it (Pusher Channels Protocol, "Legacy protocols").
    public boolean announced() {
        return number >= 4000;
    }
}
