package dev.anemone.server.tls;

import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/// One object of a PEM file (RFC 7468 §2), or of those with headers that came before (RFC 1421 §4.4).
///
/// @param label what it is, e.g. `CERTIFICATE`
/// @param headers the lines before the data that say more, mostly none
/// @param base64 its data
record Pem(String label, String headers, String base64) {
    private static final Pattern BLOCK = Pattern.compile(
            "-----BEGIN ([A-Z0-9 ]+)-----\\s*((?:[A-Za-z0-9-]+:[^\n]*\n\\s*)*)([A-Za-z0-9+/=\\s]*)-----END \\1-----");

    /// Everything in a file, in its order. What is no PEM is skipped, as that is where comments are.
    static List<Pem> all(String file) {
        return BLOCK.matcher(file)
                .results()
                .map(found -> new Pem(found.group(1), found.group(2), found.group(3)))
                .toList();
    }

    /// The data.
    ///
    /// @throws IllegalArgumentException if it is not in Base64
    byte[] der() {
        return Base64.getMimeDecoder().decode(base64);
    }

    /// Without the data, which may be a secret.
    @Override
    public String toString() {
        return label;
    }
}
