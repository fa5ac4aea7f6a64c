package dev.anemone.conformance.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A response as it came over the wire.
///
/// @param headers by name, in any case
public record HttpResponse(int status, Map<String, List<String>> headers, String body) {
    /// Parses the bytes before the body.
    static HttpResponse ofHead(String head) {
        String[] lines = head.split("\r\n", -1);
        String[] status = lines[0].split(" ", 3);
        if (status.length < 2 || !status[0].startsWith("HTTP/1.")) {
            throw new AssertionError("Expected a status line, got: " + lines[0]);
        }
        var headers = new TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
        for (int i = 1; i < lines.length && !lines[i].isEmpty(); i++) {
            int colon = lines[i].indexOf(':');
            if (colon < 1) {
                throw new AssertionError("Expected a header, got: " + lines[i]);
            }
            headers.computeIfAbsent(lines[i].substring(0, colon), _ -> new ArrayList<>())
                    .add(lines[i].substring(colon + 1).strip());
        }
        return new HttpResponse(Integer.parseInt(status[1]), headers, "");
    }

    HttpResponse withBody(String content) {
        return new HttpResponse(status, headers, content);
    }

    /// The value of a header that must not be there twice.
    public Optional<String> header(String name) {
        List<String> values = headers.getOrDefault(name, List.of());
        if (values.size() > 1) {
            throw new AssertionError("Expected " + name + " at most once, got " + values);
        }
        return values.stream().findFirst();
    }
}
