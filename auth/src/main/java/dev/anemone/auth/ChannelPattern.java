package dev.anemone.auth;

import dev.anemone.model.EventData;
import dev.anemone.model.Glob;
import java.util.ArrayList;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A pattern of the `capabilities` claim, bound to one token's claims: `presence-room-{sub}`, `private-orders-*`.
///
/// `*` stands for any run of characters, none included; `{name}` for the value of that claim; everything else for
/// itself. The text is cut at its stars before claims are filled in, so no claim value can become a wildcard or another
/// placeholder.
final class ChannelPattern {
    /// Pusher docs, "Channel naming conventions".
    private static final String CHANNEL_CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
            + "abcdefghijklmnopqrstuvwxyz0123456789_-=@,.;";

    private final String text;
    private final Glob glob;
    private final int ownCharacters;

    private ChannelPattern(String text, Glob glob, int ownCharacters) {
        this.text = text;
        this.glob = glob;
        this.ownCharacters = ownCharacters;
    }

    /// Reads `text` and fills its placeholders.
    ///
    /// @param claims the text of a claim by its name; `null` or empty if the token gives it none
    /// @return empty if a claim has no text: such a pattern can match nothing
    /// @throws MalformedClaimException if `text` is no pattern
    static Optional<ChannelPattern> bind(String text, Function<String, @Nullable String> claims) {
        var literals = new ArrayList<String>();
        var literal = new StringBuilder();
        int ownCharacters = 0;
        boolean complete = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '*') {
                literals.add(literal.toString());
                literal.setLength(0);
            } else if (c == '{') {
                int end = text.indexOf('}', i);
                String value = claims.apply(claimName(text, i, end));
                complete &= value != null && !value.isEmpty();
                literal.append(value);
                i = end;
            } else if (CHANNEL_CHARACTERS.indexOf(c) >= 0) {
                literal.append(c);
                ownCharacters++;
            } else {
                throw malformed(text, "character " + i + " is in no channel name");
            }
        }
        literals.add(literal.toString());
        if (text.isEmpty()) {
            throw malformed(text, "it is empty");
        }
        return complete
                ? Optional.of(new ChannelPattern(text, Glob.between(literals), ownCharacters))
                : Optional.empty();
    }

    private static String claimName(String text, int open, int close) {
        if (close < 0) {
            throw malformed(text, "a { has no }");
        }
        String name = text.substring(open + 1, close);
        if (name.isEmpty() || name.indexOf('{') >= 0) {
            throw malformed(text, "a {…} names no claim");
        }
        return name;
    }

    private static MalformedClaimException malformed(String text, String why) {
        var message = new StringBuilder("capabilities: \"");
        EventData.appendEscaped(message, text);
        return new MalformedClaimException(message.append("\" is no channel pattern: ").append(why).toString());
    }

    /// Whether the whole of `name` fits. Linear in its length for each star: no backtracking.
    boolean matches(String name) {
        return glob.matches(name);
    }

    /// How many characters the pattern itself spells out. Claim values do not count: whoever chooses a user name must
    /// not choose which rule wins.
    int ownCharacters() {
        return ownCharacters;
    }

    int stars() {
        return glob.stars();
    }

    /// The pattern as the claim has it.
    @Override
    public String toString() {
        return text;
    }
}
