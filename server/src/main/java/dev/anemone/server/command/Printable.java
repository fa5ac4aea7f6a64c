package dev.anemone.server.command;

import java.util.regex.Pattern;

/// Texts of others, made fit for a terminal: what would command it, end the line or turn it around is shown
/// as JSON escapes it. Tabs stay.
final class Printable {
    private static final Pattern CONTROLS = Pattern.compile(
            "[\\p{Cntrl}\\x{2028}\\x{2029}\\x{202A}-\\x{202E}\\x{2066}-\\x{2069}&&[^\\t]]",
            Pattern.UNICODE_CHARACTER_CLASS);

    private Printable() {}

    static String of(String text) {
        return CONTROLS.matcher(text).replaceAll(control -> "\\\\u%04x".formatted((int) control.group().charAt(0)));
    }
}
