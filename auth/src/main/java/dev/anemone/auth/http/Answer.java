package dev.anemone.auth.http;

import dev.anemone.model.EventData;
import org.jspecify.annotations.Nullable;

/// What a request for a signature comes to.
sealed interface Answer permits Answer.Signed, Refused {
    /// The HTTP status.
    int status();

    /// The body, a JSON object.
    String json();

    /// The subscription may go ahead.
    ///
    /// @param auth `key:signature`
    /// @param channelData the text that was signed along, on presence channels; it must reach the gateway unchanged
    record Signed(String auth, @Nullable String channelData) implements Answer {
        @Override
        public int status() {
            return 200;
        }

        @Override
        public String json() {
            var json = new StringBuilder("{\"auth\":\"").append(auth);
            if (channelData != null) {
                EventData.appendEscaped(json.append("\",\"channel_data\":\""), channelData);
            }
            return json.append("\"}").toString();
        }
    }
}
