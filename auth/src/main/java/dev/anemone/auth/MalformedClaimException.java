package dev.anemone.auth;

/// A claim of a verified token that cannot be understood. [AccessTokens] translates it to a refusal, so it never leaves
/// this package.
final class MalformedClaimException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String detail;

    /// @param detail the claim, what was expected, what came; on one line whatever the claim holds
    MalformedClaimException(String detail) {
        super(detail);
        this.detail = detail;
    }

    String detail() {
        return detail;
    }
}
