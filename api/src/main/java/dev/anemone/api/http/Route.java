package dev.anemone.api.http;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One line of the route table.
///
/// @param method in upper case
/// @param template the path's segments; `{name}` matches any one segment that is not empty
/// @param handler answers what matches
public record Route(String method, List<String> template, RequestHandler handler) {
    /// The variable that every template has: the app's id.
    static final String APP = "app";

    /// A route for GET.
    public static Route get(String template, RequestHandler handler) {
        return new Route("GET", split(template), handler);
    }

    /// A route for POST.
    public static Route post(String template, RequestHandler handler) {
        return new Route("POST", split(template), handler);
    }

    private static List<String> split(String template) {
        return List.of(template.substring(1).split("/"));
    }

    /// What stands for each variable in `segments`; empty if they are not of this route.
    Optional<Map<String, String>> match(List<String> segments) {
        if (segments.size() != template.size()) {
            return Optional.empty();
        }
        var variables = new HashMap<String, String>();
        for (int i = 0; i < segments.size(); i++) {
            String expected = template.get(i);
            String got = segments.get(i);
            if (!expected.startsWith("{")) {
                if (!expected.equals(got)) {
                    return Optional.empty();
                }
            } else if (got.isEmpty()) {
                return Optional.empty();
            } else {
                variables.put(expected.substring(1, expected.length() - 1), got);
            }
        }
        return Optional.of(variables);
    }
}
