package dev.anemone.server.proxy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The header `Forwarded` (RFC 7239 §4): what each proxy said about whoever it got the request from, first proxy first.
final class ForwardedHeader {
    private static final String TOKEN = "[A-Za-z0-9!#$%&'*+.^_`|~-]+";
    /// Possessive throughout: it never goes back over what it has read, and needs no stack for it. Clients write this.
    private static final Pattern PAIR = Pattern.compile("[ \\t]*+(?:(" + TOKEN + "+)=(?:(" + TOKEN
            + "+)|\"((?:[^\"\\\\]++|\\\\.)*+)\"))?+[ \\t]*+([;,]|$)");

    private ForwardedHeader() {}

    /// The hops of all lines of the header, in order. Empty if anything in them is malformed: a line that cannot be read to
    /// its end says nothing about where it ends.
    static Optional<List<Hop>> parse(List<String> lines) {
        var hops = new ArrayList<Hop>();
        for (String line : lines) {
            Matcher pair = PAIR.matcher(line);
            Map<String, String> element = new HashMap<>();
            int at = 0;
            while (at <= line.length() && pair.region(at, line.length()).lookingAt()) {
                if (pair.group(1) != null) {
                    String value = pair.group(2) != null ? pair.group(2) : pair.group(3).replaceAll("\\\\(.)", "$1");
                    if (element.put(pair.group(1).toLowerCase(Locale.ROOT), value) != null) {
                        return Optional.empty(); // RFC 7239 §4: each parameter once in an element.
                    }
                }
                if (!pair.group(4).equals(";")) {
                    hops.add(new Hop(element.getOrDefault("for", ""), element.getOrDefault("proto", "")));
                    element = new HashMap<>();
                }
                at = pair.group(4).isEmpty() ? line.length() + 1 : pair.end();
            }
            if (at <= line.length()) {
                return Optional.empty();
            }
        }
        return Optional.of(hops);
    }
}
