package dev.anemone.api.events;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A digest of what a caller asked for, part by part, to tell a repetition from something else: no other parts have the
/// same. Not thread-safe.
final class ContentDigest {
    private static final int ABSENT = -1;

    private final MessageDigest sha256;

    ContentDigest() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) { // Every Java platform has it.
            throw new IllegalStateException(impossible);
        }
    }

    /// Adds bytes as one part.
    ContentDigest add(byte[] part) {
        number(part.length);
        sha256.update(part);
        return this;
    }

    /// Adds a text as one part; `null` is another than the empty one.
    ContentDigest add(@Nullable String part) {
        if (part == null) {
            number(ABSENT);
            return this;
        }
        return add(part.getBytes(StandardCharsets.UTF_8));
    }

    /// Adds a list of texts as one part; `null` is another than the empty one.
    ContentDigest add(@Nullable List<String> part) {
        number(part == null ? ABSENT : part.size());
        if (part != null) {
            part.forEach(this::add);
        }
        return this;
    }

    private void number(int value) {
        sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(value).flip());
    }

    /// The digest, in hexadecimal digits. Called once.
    String hex() {
        return HexFormat.of().formatHex(sha256.digest());
    }
}
