package dev.anemone.conformance.tokens;

import dev.anemone.conformance.wire.Bytes;
import dev.anemone.conformance.wire.Endpoint;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A request to the auth service that is wrong in more than its token, or in other ways.
///
/// @param what in a phrase
/// @param line method and path
/// @param headers lines, without those of the host and the length
/// @param status what is to be answered
/// @param code what it is to be called
/// @param reason what the log is to hold
record RequestAttempt(String what, String line, List<String> headers, String body, int status, String code,
        String reason) {

    /// As it goes over the wire.
    Bytes bytes(Endpoint server) {
        Bytes content = Bytes.utf8(body);
        return Bytes.utf8(Stream.concat(Stream.of(line + " HTTP/1.1", "Host: " + server.authority(),
                "Content-Length: " + content.length()), headers.stream())
                .collect(Collectors.joining("\r\n", "", "\r\n\r\n"))).then(content);
    }

    @Override
    public String toString() {
        return what;
    }
}
