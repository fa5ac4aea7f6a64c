package dev.anemone.model;

import java.util.regex.Pattern;

/// Grammar shared by the identifiers an operator chooses.
final class Names {
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    private Names() {}

    static void requireToken(String kind, String value) {
        if (!TOKEN.matcher(value).matches()) {
            throw new MalformedNameException(kind, value);
        }
    }
}
