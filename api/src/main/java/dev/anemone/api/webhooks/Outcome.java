package dev.anemone.api.webhooks;

/// What one attempt came to.
///
/// @param delivered whether the endpoint answered 2xx
/// @param sentence for the app's owner: says what happened and nothing about the network behind it
record Outcome(boolean delivered, String sentence) {
    /// The endpoint answered.
    static Outcome answered(int status) {
        if (status >= 300 && status < 400) {
            return failed("Answered " + status + "; redirects are not followed.");
        }
        return new Outcome(status >= 200 && status < 300, "Answered " + status + ".");
    }

    /// The endpoint did not answer.
    static Outcome failed(String sentence) {
        return new Outcome(false, sentence);
    }
}
