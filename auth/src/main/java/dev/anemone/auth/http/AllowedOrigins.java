package dev.anemone.auth.http;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The web origins whose pages may call the service. Immutable.
final class AllowedOrigins {
    private final Set<String> listed;

    /// @param setting [AuthConfig#allowedOrigins]
    AllowedOrigins(List<String> setting) {
        this.listed = Set.copyOf(setting);
    }

    /// Whether no page of another origin may.
    boolean none() {
        return listed.isEmpty();
    }

    /// Whether pages of any origin may.
    boolean any() {
        return listed.contains(AuthConfig.ANY_ORIGIN);
    }

    /// Whether a page may that sends this `Origin`.
    boolean allows(@Nullable String origin) {
        return origin != null && (any() || names(origin));
    }

    /// Whether an origin is in the list itself, by more than a star.
    boolean names(@Nullable String origin) {
        return origin != null && !origin.equals(AuthConfig.ANY_ORIGIN) && listed.contains(origin);
    }

    /// Whether any origin is in the list itself.
    boolean namesAny() {
        return listed.size() > (any() ? 1 : 0);
    }
}
