package dev.anemone.server.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/// Finds what somebody meant to write.
final class Suggestion {
    private Suggestion() {}

    /// The candidate closest to `written`, if any is close: spelt in another style (`pongTimeout`, `pong_timeout`), or a
    /// third of its letters away at most.
    static Optional<String> nearest(String written, Collection<String> candidates) {
        String plain = plain(written);
        int reach = Math.max(1, plain.length() / 3);
        return candidates.stream()
                .filter(candidate -> distance(plain, plain(candidate)) <= reach)
                .min(Comparator.comparingInt(candidate -> distance(plain, plain(candidate))));
    }

    private static String plain(String key) {
        return key.replaceAll("[-_. ]", "").toLowerCase(Locale.ROOT);
    }

    /// How many letters must be added, dropped or changed to turn `a` into `b` (Levenshtein).
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(change, 1 + Math.min(above, row[j - 1]));
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
