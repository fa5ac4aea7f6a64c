package dev.anemone.api.revocations;

import dev.anemone.model.Revocation.Subject;
import java.time.Duration;

/// What a body of `POST /revocations` asks for.
///
/// @param subject what is taken from whom
/// @param ttl how long the revocation is kept
record RevocationRequest(Subject subject, Duration ttl) {}
