package dev.anemone.gateway.transport;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The negotiation of permessage-deflate (RFC 7692 §5, §7.1). Neither side keeps anything between messages: a broadcast can
/// then be compressed once for all, and an idle connection costs nothing.
final class Compression {
    private static final String NAME = "permessage-deflate";
    private static final String AGREED = NAME + "; server_no_context_takeover; client_no_context_takeover";
    /// The only window that Java's zlib has.
    private static final String WINDOW_BITS = "15";

    private Compression() {}

    /// What to answer, if one of the offers suits us: the first that does.
    ///
    /// @param offered the values of `Sec-WebSocket-Extensions`, each a list of offers
    static Optional<String> answer(List<String> offered) {
        for (String value : offered) {
            for (String offer : value.split(",", -1)) {
                Optional<String> answer = answer(offer);
                if (answer.isPresent()) {
                    return answer;
                }
            }
        }
        return Optional.empty();
    }

    /// §7.1: an offer with a parameter that is unknown, given twice or malformed is declined.
    private static Optional<String> answer(String offer) {
        String[] parts = offer.split(";", -1);
        if (!parts[0].strip().toLowerCase(Locale.ROOT).equals(NAME)) {
            return Optional.empty();
        }
        var seen = new HashSet<String>();
        String answer = AGREED;
        for (int i = 1; i < parts.length; i++) {
            int equals = parts[i].indexOf('=');
            String name = (equals < 0 ? parts[i] : parts[i].substring(0, equals)).strip().toLowerCase(Locale.ROOT);
            String value = equals < 0 ? "" : unquoted(parts[i].substring(equals + 1).strip());
            boolean suits = seen.add(name) && switch (name) {
                case "server_no_context_takeover", "client_no_context_takeover" -> equals < 0;
                case "client_max_window_bits" -> equals < 0 || isWindow(value);
                case "server_max_window_bits" -> value.equals(WINDOW_BITS);
                default -> false;
            };
            if (!suits) {
                return Optional.empty();
            }
            if (name.equals("server_max_window_bits")) {
                answer = AGREED + "; server_max_window_bits=" + WINDOW_BITS;
            }
        }
        return Optional.of(answer);
    }

    private static boolean isWindow(String value) {
        return value.matches("8|9|1[0-5]");
    }

    private static String unquoted(String value) {
        return value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"")
                ? value.substring(1, value.length() - 1)
                : value;
    }
}
