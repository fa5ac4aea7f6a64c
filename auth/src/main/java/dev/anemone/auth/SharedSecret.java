package dev.anemone.auth;

import dev.anemone.model.ChannelName;
import dev.anemone.model.EncryptionMasterKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/// What the members of an encrypted channel share, so that only they can read it (Pusher docs, "Encrypted channels").
public final class SharedSecret {
    private SharedSecret() {}

    /// The secret of a channel as Pusher's server libraries derive it, in Base64: SHA-256 of the channel's name and the
    /// master key, one after the other.
    public static String derive(ChannelName channel, EncryptionMasterKey masterKey) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(channel.value().getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(digest.digest(masterKey.bytes()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
