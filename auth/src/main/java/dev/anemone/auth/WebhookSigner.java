package dev.anemone.auth;

import dev.anemone.model.Credential;

/// Signs webhook bodies: the value of `X-Pusher-Signature` (Pusher docs, "Webhooks"). Stateless.
public final class WebhookSigner {
    private WebhookSigner() {}

    /// The lower-case hex signature of exactly these bytes.
    public static String sign(Credential credential, byte[] body) {
        return HmacSha256.hex(credential, body);
    }
}
