package dev.anemone.api.webhooks;

import dev.anemone.model.AppId;
import dev.anemone.store.LifecycleLog.Entry;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/// Names deliveries. What is made again from the same entries for the same endpoint has the same name, so that neither the
/// queue nor a receiver takes it for another.
final class DeliveryId {
    private static final int HASH_BYTES = 6;

    private DeliveryId() {}

    /// The id: that of the first entry, which makes ids sort by age, and a hash of everything.
    static String of(AppId app, String endpoint, List<Entry> entries) {
        MessageDigest hash = sha256();
        hash.update(app.value().getBytes(StandardCharsets.UTF_8));
        hash.update((byte) 0);
        hash.update(endpoint.getBytes(StandardCharsets.UTF_8));
        for (Entry entry : entries) {
            hash.update((byte) 0);
            hash.update(entry.id().getBytes(StandardCharsets.UTF_8));
        }
        return entries.getFirst().id() + "-" + HexFormat.of().formatHex(hash.digest(), 0, HASH_BYTES);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256.", e);
        }
    }
}
