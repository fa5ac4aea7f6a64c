package dev.anemone.bench;

import dev.anemone.bench.plan.AuthPlan;
import dev.anemone.bench.plan.Target;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// What a run against an authorization endpoint is to do, as it was asked for on the command line.
///
/// @param target the server that has the endpoint
/// @param plan what is put on it
/// @param json where to write all figures, if anywhere
public record AuthOptions(Target target, AuthPlan plan, Optional<Path> json) {
    private static final int REQUESTERS = 16;
    private static final String CHANNEL = "private-bench";

    /// Reads the options that concern requests.
    ///
    /// @param path of the endpoint
    /// @param token of the bearer
    /// @param given by name, without dashes: `channel`, `publishers`, `duration`, `warm-up`, `json`
    /// @throws BadOptionException if something is no number or out of bounds
    public static AuthOptions of(Target target, String path, String token, Map<String, String> given) {
        try {
            var plan = new AuthPlan(path, token, given.getOrDefault("channel", CHANNEL),
                    Given.number(given, "publishers", REQUESTERS), Given.warmUp(given), Given.duration(given));
            return new AuthOptions(target, plan, Optional.ofNullable(given.get("json")).map(Path::of));
        } catch (IllegalArgumentException outOfBounds) {
            throw new BadOptionException(String.valueOf(outOfBounds.getMessage()));
        }
    }
}
