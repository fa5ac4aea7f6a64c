package dev.anemone.auth.http;

import dev.anemone.model.EventData;

/// A request that is turned down, at any stage.
///
/// @param reason a sentence for the log, and for the caller where [AuthError#explained]; never holds a token
record Refused(AuthError error,
        String reason) implements Answer, AppResolver.Resolution, ChannelRequestDecoder.Decoded {
    @Override
    public int status() {
        return error.status();
    }

    @Override
    public String json() {
        var json = new StringBuilder("{\"code\":\"").append(error.code());
        if (error.explained()) {
            EventData.appendEscaped(json.append("\",\"message\":\""), reason);
        }
        return json.append("\"}").toString();
    }
}
