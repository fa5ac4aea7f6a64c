package dev.anemone.server.sdk;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.undertow.util.ETag;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/// The script build of the JavaScript client, as its module made it.
///
/// @param version of the client, which is not that of the server
/// @param plain   the script itself
/// @param gzip    the same, compressed
record Script(String version, Content plain, Content gzip) {
    private static final String RESOURCE = "/sdk/anemone.js";

    /// How the script begins: with its name, its version and its licence.
    private static final Pattern FIRST_LINE = Pattern.compile("/\\*! @anemone/client (\\S+) \\|");
    private static final int FIRST_LINE_BYTES = 100;
    private static final int TAG_BYTES = 16;

    /// What one response carries.
    ///
    /// @param tag stands for these bytes and no others (RFC 9110, section 8.8.3)
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares these, and nobody writes to them.
    record Content(byte[] bytes, ETag tag) {
        private static Content of(byte[] bytes) {
            try {
                byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
                return new Content(bytes, new ETag(false, HexFormat.of().formatHex(digest, 0, TAG_BYTES)));
            } catch (NoSuchAlgorithmException e) {
                throw new AssertionError("Every JVM has SHA-256", e);
            }
        }
    }

    /// The one in the jar, made ready when it is first asked for: a server starts without it.
    static Script built() {
        return Built.SCRIPT;
    }

    private static final class Built {
        private static final Script SCRIPT = load();
    }

    private static Script load() {
        try (InputStream in = Script.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("The jar was built without " + RESOURCE);
            }
            return of(in.readAllBytes());
        } catch (IOException e) {
            throw new IllegalStateException("The jar's " + RESOURCE + " cannot be read", e);
        }
    }

    private static Script of(byte[] bytes) throws IOException {
        var beginning = new String(bytes, 0, Math.min(bytes.length, FIRST_LINE_BYTES), US_ASCII);
        Matcher line = FIRST_LINE.matcher(beginning);
        if (!line.lookingAt()) {
            throw new IllegalStateException("The jar's " + RESOURCE + " does not say its version: " + beginning);
        }
        return new Script(line.group(1), Content.of(bytes), Content.of(compressed(bytes)));
    }

    private static byte[] compressed(byte[] bytes) throws IOException {
        var compressed = new ByteArrayOutputStream(bytes.length);
        try (var gzip = new GZIPOutputStream(compressed) {
            void compressMost() {
                def.setLevel(Deflater.BEST_COMPRESSION);
            }
        }) {
            gzip.compressMost();
            gzip.write(bytes);
        }
        return compressed.toByteArray();
    }
}
