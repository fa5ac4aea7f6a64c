package dev.anemone.api.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a request line asks for, read from the bytes as sent: signatures cover those, and frameworks change them
/// (Undertow takes `;` in a path for the start of a parameter; here it is a character of channel names).
///
/// @param rawPath as sent, any prefix included; what most libraries sign
/// @param decodedPath the same without percent-escapes; what a library signs when its HTTP client escapes afterwards
/// @param segments of the path below the prefix, each decoded, so that an escaped `/` stays inside its segment
public record RequestTarget(String rawPath, String decodedPath, List<String> segments, QueryParameters parameters) {
    /// Reads a target.
    ///
    /// @param rawUri a path, or a whole URI (RFC 9112 §3.2.2), without the query; a char per byte
    /// @param rawQuery what follows the `?`, or empty
    /// @param prefixSegments how many leading segments of the path are where the API is mounted
    /// @return refused with 400 if an escape is malformed or a part is not UTF-8
    static Checked<RequestTarget> parse(String rawUri, String rawQuery, int prefixSegments) {
        String rawPath = pathOf(rawUri);
        Optional<String> decodedPath = PercentDecoding.decode(rawPath, false);
        if (decodedPath.isEmpty()) {
            return Checked.refused(Reply.badRequest("Malformed path: expected percent-encoded UTF-8."));
        }
        return switch (QueryParameters.parse(rawQuery)) {
            case Checked.Refused<QueryParameters>(Reply reply) -> Checked.refused(reply);
            case Checked.Valid<QueryParameters>(QueryParameters parameters) -> Checked.valid(new RequestTarget(
                    rawPath, decodedPath.get(), segments(rawPath, prefixSegments), parameters));
        };
    }

    private static String pathOf(String rawUri) {
        if (rawUri.startsWith("/")) {
            return rawUri;
        }
        int authority = rawUri.indexOf("://");
        int path = authority < 0 ? -1 : rawUri.indexOf('/', authority + 3);
        return path < 0 ? "/" : rawUri.substring(path);
    }

    private static List<String> segments(String rawPath, int skipped) {
        var segments = new ArrayList<String>(8);
        int start = 1;
        for (int index = 0; start <= rawPath.length(); index++) {
            int slash = rawPath.indexOf('/', start);
            int end = slash < 0 ? rawPath.length() : slash;
            if (index >= skipped) {
                // Decodable because the whole path is: no character of UTF-8 spans a slash.
                segments.add(PercentDecoding.decode(rawPath.substring(start, end), false).orElseThrow());
            }
            start = end + 1;
        }
        return segments;
    }
}
