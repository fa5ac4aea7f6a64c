package dev.anemone.server.command;

/// What a client does after the server closed its connection (Pusher Channels Protocol 7, "Connection closure").
enum AfterClose {
    /// The server will not have it as it is: 4000 to 4099, and from 4300 up as pusher-js takes them.
    STOP,
    /// Reconnect at once: 4200 to 4299.
    RETRY_NOW,
    /// Reconnect after at least a second: 4100 to 4199, and every close that is not Pusher's.
    RETRY_LATER;

    static AfterClose of(int code) {
        if (code >= 4300 || (code >= 4000 && code < 4100)) {
            return STOP;
        }
        return code >= 4200 ? RETRY_NOW : RETRY_LATER;
    }
}
