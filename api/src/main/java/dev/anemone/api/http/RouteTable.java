package dev.anemone.api.http;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;

/// Finds the handler of a request among a few routes. Immutable.
final class RouteTable {
    private final List<Route> routes;

    RouteTable(List<Route> routes) {
        this.routes = List.copyOf(routes);
    }

    /// A route, and what stands for its variables in one request.
    record Match(RequestHandler handler, Map<String, String> pathVariables) {
        /// The app's id, which every route has.
        String appId() {
            return Objects.requireNonNull(pathVariables.get(Route.APP));
        }
    }

    /// The one route for `method` and `segments`; refused with 404 if no route has the path, and with 405 if none of
    /// those that do has the method.
    Checked<Match> match(String method, List<String> segments) {
        var allowed = new TreeSet<String>();
        for (Route route : routes) {
            Optional<Map<String, String>> variables = route.match(segments);
            if (variables.isPresent()) {
                if (route.method().equals(method)) {
                    return Checked.valid(new Match(route.handler(), variables.get()));
                }
                allowed.add(route.method());
            }
        }
        return Checked.refused(allowed.isEmpty()
                ? Reply.notFound("Not found.")
                : Reply.methodNotAllowed(String.join(", ", allowed)));
    }
}
