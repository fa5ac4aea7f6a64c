package dev.anemone.auth;

import dev.anemone.model.ChannelName;
import dev.anemone.model.EventData;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a token allows: the `capabilities` claim, e.g. `{"private-orders-*":["subscribe"],
/// "presence-room-{sub}":["presence"]}`. Immutable.
///
/// Whatever no pattern matches is denied. Where several match a channel, the longest decides alone, so that a long
/// pattern can take away what a short one gives. Length counts the characters a pattern spells out, stars and `{claims}`
/// not counted; at equal length the pattern with fewer stars is the longer one; patterns equal in both must all allow.
public final class CapabilitySet {
    private static final Comparator<Rule> LONGEST_FIRST = Comparator
            .comparingInt((Rule rule) -> rule.pattern().ownCharacters())
            .reversed()
            .thenComparingInt(rule -> rule.pattern().stars());

    /// Allows nothing.
    public static final CapabilitySet NONE = new CapabilitySet(List.of());

    private final List<Rule> rulesLongestFirst;

    private CapabilitySet(List<Rule> rules) {
        this.rulesLongestFirst = rules.stream().sorted(LONGEST_FIRST).toList();
    }

    private record Rule(ChannelPattern pattern, Set<ChannelOperation> operations) {}

    /// Whether an operation is allowed, and what decided.
    ///
    /// @param patterns the deciding patterns as the claim has them; empty if none matched
    public record Decision(boolean allowed, List<String> patterns) {
        private static final Decision NOTHING_MATCHED = new Decision(false, List.of());
    }

    /// Reads the `capabilities` claim of `claims`, a verified token's, and fills in its `{claim}` placeholders. Claims that
    /// are text or whole numbers can be filled in; a pattern that names another allows nothing.
    ///
    /// @throws MalformedClaimException if the claim is not an object of channel patterns to lists of operations
    static CapabilitySet of(Map<String, ?> claims) {
        Object capabilities = claims.get("capabilities");
        if (capabilities == null) {
            return NONE;
        }
        if (!(capabilities instanceof Map<?, ?> operationsByPattern)) {
            throw new MalformedClaimException("capabilities: expected an object of patterns to lists of operations");
        }
        var rules = new ArrayList<Rule>();
        operationsByPattern.forEach((pattern, operations) -> {
            Set<ChannelOperation> granted = operations(operations);
            ChannelPattern.bind(String.valueOf(pattern), name -> text(claims.get(name)))
                    .ifPresent(bound -> rules.add(new Rule(bound, granted)));
        });
        return new CapabilitySet(rules);
    }

    private static Set<ChannelOperation> operations(@Nullable Object list) {
        if (!(list instanceof Collection<?> names)) {
            throw new MalformedClaimException("capabilities: expected a list of operations for each pattern");
        }
        var operations = EnumSet.noneOf(ChannelOperation.class);
        for (Object name : names) {
            operations.add(ChannelOperation.claimed(String.valueOf(name)).orElseThrow(() -> unknownOperation(name)));
        }
        return operations;
    }

    private static MalformedClaimException unknownOperation(@Nullable Object name) {
        var message = new StringBuilder("capabilities: unknown operation \"");
        EventData.appendEscaped(message, String.valueOf(name));
        message.append("\", expected one of");
        for (ChannelOperation operation : ChannelOperation.values()) {
            message.append(' ').append(operation.claim());
        }
        return new MalformedClaimException(message.toString());
    }

    private static @Nullable String text(@Nullable Object claim) {
        return switch (claim) {
            case String string -> string;
            case Integer number -> number.toString();
            case Long number -> number.toString();
            case BigInteger number -> number.toString();
            case null, default -> null;
        };
    }

    /// Whether `operation` on `channel` is allowed, and by or despite which patterns.
    public Decision decide(ChannelName channel, ChannelOperation operation) {
        Rule longest = null;
        boolean allowed = true;
        var deciding = new ArrayList<String>(1);
        for (Rule rule : rulesLongestFirst) {
            if (longest != null && LONGEST_FIRST.compare(rule, longest) > 0) {
                break;
            }
            if (rule.pattern().matches(channel.value())) {
                longest = rule;
                allowed &= rule.operations().contains(operation);
                deciding.add(rule.pattern().toString());
            }
        }
        return longest == null ? Decision.NOTHING_MATCHED : new Decision(allowed, List.copyOf(deciding));
    }
}
