package dev.anemone.auth.http;

import dev.anemone.auth.access.Explanation;
import dev.anemone.model.EventData;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/// What a request comes to.
sealed interface Answer permits Answer.Given, Refused {
    /// The HTTP status.
    int status();

    /// The body, a JSON object.
    String json();

    /// Something was asked for and is given: status 200, the only one that pusher-js takes for a success.
    sealed interface Given extends Answer {
        @Override
        default int status() {
            return 200;
        }
    }

    /// The subscription may go ahead.
    ///
    /// @param auth `key:signature`
    /// @param channelData the text that was signed along, on presence channels; it must reach the gateway unchanged
    /// @param sharedSecret what an encrypted channel is read with, in Base64; it stays with the client
    record Signed(String auth, Optional<String> channelData, Optional<String> sharedSecret) implements Given {
        @Override
        public String json() {
            var json = new StringBuilder("{\"auth\":\"").append(auth).append('"');
            channelData.ifPresent(data -> appendText(json.append(",\"channel_data\":"), data));
            sharedSecret.ifPresent(secret -> appendText(json.append(",\"shared_secret\":"), secret));
            return json.append('}').toString();
        }
    }

    /// One answer for each of several channels: what each alone would have got.
    ///
    /// @param byChannel in the order of the request, by the names that it used
    record Each(SequencedMap<String, Answer> byChannel) implements Given {
        @Override
        public String json() {
            var json = new StringBuilder("{\"channels\":{");
            for (Map.Entry<String, Answer> channel : byChannel.sequencedEntrySet()) {
                if (json.charAt(json.length() - 1) == '}') {
                    json.append(',');
                }
                appendText(json, channel.getKey());
                json.append(':').append(channel.getValue().json());
            }
            return json.append("}}").toString();
        }
    }

    /// The connection may sign in.
    ///
    /// @param auth `key:signature`
    /// @param userData the text that was signed; it must reach the gateway unchanged
    record SignedIn(String auth, String userData) implements Given {
        @Override
        public String json() {
            var json = new StringBuilder("{\"auth\":\"").append(auth).append("\",\"user_data\":");
            appendText(json, userData);
            return json.append('}').toString();
        }
    }

    /// What a token allows, and why.
    record Explained(Explanation explanation) implements Given {
        @Override
        public String json() {
            var json = new StringBuilder("{\"allowed\":").append(explanation.allowed()).append(",\"decided_by\":");
            appendText(json, explanation.decidedBy());
            appendText(json.append(",\"sentence\":"), explanation.sentence());
            return json.append('}').toString();
        }
    }

    private static void appendText(StringBuilder json, String text) {
        json.append('"');
        EventData.appendEscaped(json, text);
        json.append('"');
    }
}
