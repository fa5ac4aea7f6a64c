package dev.anemone.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.anemone.auth.CapabilitySet.Decision;
import dev.anemone.model.ChannelKind;
import dev.anemone.model.ChannelName;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CapabilitySetTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            // pattern        | channel
            "private-orders   | private-orders", "private-*        | private-orders", "private-*        | private-",
            "private-orders*  | private-orders", "private-orders*  | private-orders-7",
            "*-orders         | private-orders",
            "private-*-orders | private-eu-orders", "private-*-orders | private-eu-orders-orders",
            "private-*-*-x    | private-a-b-x", "private-*-*-x    | private-a-b-c-x", "private-*a*ab    | private-aab",
            "private-*ab*ab   | private-abab", "private-**       | private-orders", "private-a**z     | private-az",
            "*                | private-orders", "*                | presence-room",
            "*orders*         | private-orders",
            "private-a,b;c=@. | private-a,b;c=@.", "private-*        | private-encrypted-x",
            "private-*        | private-cache-x",
            "private-*s*s*s*  | private-ssss", "private-*aab     | private-aaaab"})
    void patternsMatchWholeNames(String pattern, String channel) {
        assertTrue(allows(Map.of(pattern, List.of("subscribe")), channel));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            // pattern        | channel
            "private-orders   | private-order", "private-orders   | private-orders7",
            "private-orders   | Private-orders",
            "private-orders   | private-Orders", "private-*        | private", "private-*        | privateer",
            "private-*        | presence-x", "private-*        | xprivate-x", "private-orders*  | private-order",
            "*-orders         | private-orders-7", "private-*-orders | private-orders",
            "private-*-orders | private--order",
            "private-*-x*     | private-x", "private-aba*aba  | private-aba", "private-aba*aba  | private-ababa",
            "private-*ab*ab   | private-ab", "private-*ab*ab   | private-aba", "private-*s*s*s*s | private-sss",
            "private-a.c      | private-abc", "private-a;c      | private-a,c", "private-orders-* | private-orders"})
    void patternsMatchNothingElse(String pattern, String channel) {
        assertFalse(allows(Map.of(pattern, List.of("subscribe")), channel));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            // pattern              | sub      | channel
            "private-{sub}          | 7        | private-7", "private-{sub}-*        | 7        | private-7-inbox",
            "private-*-{sub}        | 7        | private-inbox-7", "private-{sub}-{sub}    | 7        | private-7-7",
            "private-{sub}          | a.b;c    | private-a.b;c", "private-{sub}x         | 7        | private-7x"})
    void claimsFillPatterns(String pattern, String subject, String channel) {
        assertTrue(allows(Map.of(pattern, List.of("subscribe")), Map.of("sub", subject), channel));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "NULL", emptyValue = "", quoteCharacter = '`', value = {
            // pattern              | sub       | channel
            "private-{sub}          | 7         | private-8", "private-{sub}          | 7         | private-77",
            "private-{sub}          | *         | private-8", "private-{sub}          | **        | private-8",
            "private-{sub}          | 7*        | private-77", "private-{sub}-*        | *         | private-8-x",
            "private-{sub}*         | *         | private-8", "private-{sub}          | .*        | private-8",
            "private-{sub}          | ?         | private-8", "private-{sub}          | [0-9]     | private-8",
            "private-{sub}          | 7)(private-8 | private-8", "private-{sub}          | (?s).*    | private-8",
            "private-{sub}          | \\Q*\\E   | private-8", "private-{sub}          | {sub}     | private-sub",
            "private-{sub}          | {org}     | private-acme", "private-{sub}          | $0        | private-8",
            "private-{sub}          | %         | private-8", "private-{sub}          | ``        | private-",
            "private-{sub}*         | ``        | private-8", "private-{sub}          | NULL      | private-null",
            "private-{sub}          | NULL      | private-", "private-{SUB}          | 7         | private-7",
            "private-{ sub}         | 7         | private-7", "private-{sub }         | 7         | private-7",
            "private-{roles}        | 7         | private-admin", "private-{user_info}    | 7         | private-x",
            "private-{admin}        | 7         | private-true", "private-{ratio}        | 7         | private-1.5",
            "private-{missing}*     | 7         | private-x", "private-{sub}-{missing}| 7         | private-7-",
            "private-{capabilities} | 7         | private-x", "private-{sub}          | 7,private-8 | private-8",
            "private-{sub}          | ７        | private-7"})
    void noClaimValueEscapesItsPlace(String pattern, @Nullable String subject, String channel) {
        var claims = new HashMap<String, Object>(Map.of("org", "acme", "roles", List.of("admin"), "user_info",
                Map.of("x", "x"), "admin", true, "ratio", new BigDecimal("1.5")));
        if (subject != null) {
            claims.put("sub", subject);
        }

        assertFalse(allows(Map.of(pattern, List.of("subscribe")), claims, channel));
    }

    @Test
    void wholeNumbersFillPatternsToo() {
        var capabilities = Map.of("private-{a}-{b}-{c}", List.of("subscribe"));
        var claims = Map.of("a", 7, "b", 8_000_000_000L, "c", new BigInteger("90000000000000000000"));

        assertTrue(allows(capabilities, claims, "private-7-8000000000-90000000000000000000"));
    }

    @Test
    void claimNamesMayBeAnyText() {
        assertTrue(allows(Map.of("private-{https://example.com/*team}", List.of("subscribe")),
                Map.of("https://example.com/*team", "blue"), "private-blue"));
    }

    @Test
    void whatNothingMatchesIsDenied() {
        var channel = new ChannelName("private-orders");

        assertEquals(new Decision(false, List.of()), CapabilitySet.NONE.decide(channel, ChannelOperation.SUBSCRIBE));
        assertEquals(new Decision(false, List.of()),
                set(Map.of("private-x", List.of("subscribe")), Map.of()).decide(channel, ChannelOperation.SUBSCRIBE));
        assertEquals(new Decision(false, List.of()),
                set(Map.of(), Map.of()).decide(channel, ChannelOperation.SUBSCRIBE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"subscribe", "presence", "publish", "history"})
    void operationsAreAllowedOneByOne(String allowed) {
        CapabilitySet set = set(Map.of("private-x", List.of(allowed)), Map.of());

        for (ChannelOperation operation : ChannelOperation.values()) {
            assertEquals(new Decision(operation.claim().equals(allowed), List.of("private-x")),
                    set.decide(new ChannelName("private-x"), operation));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            // grants        | takes away         | claim | channel             | allowed
            "private-*       | private-secret-*   | 7     | private-secret-x    | false",
            "private-*       | private-secret-*   | 7     | private-secre-x     | true",
            "private-secret-x| private-secret-*   | 7     | private-secret-x    | true",
            "private-secret  | private-secret*    | 7     | private-secret      | true",
            "private-secret* | private-secret     | 7     | private-secret      | false",
            "private-*et     | private-s*t        | 7     | private-secret      | false",
            "private-s*t     | private-*et        | 7     | private-secret      | false",
            "private-*-inbox | private-{sub}-inbox| 7     | private-7-inbox     | false",
            "private-{sub}-* | private-*-inbox    | 7     | private-7-inbox     | false",
            "private-7       | private-{sub}      | 7     | private-7           | true",
            "private-{sub}   | private-7          | 7     | private-7           | false",
            "private-{sub}*  | private-admin-*    | admin-very-long-name | private-admin-very-long-name | false",
            "*               | private-{sub}      | 7     | private-7           | false"})
    void theLongestPatternDecidesAlone(String grants, String takes, String subject, String channel, boolean allowed) {
        var capabilities = Map.of(grants, List.of("subscribe"), takes, List.of());

        assertEquals(allowed, allows(capabilities, Map.of("sub", subject), channel));
    }

    @Test
    void patternsOfEqualLengthMustAllAllow() {
        var channel = new ChannelName("private-aba");
        CapabilitySet set = set(Map.of("private-a*", List.of("subscribe", "publish"), "private-*a",
                List.of("subscribe", "history")), Map.of());

        assertTrue(set.decide(channel, ChannelOperation.SUBSCRIBE).allowed());
        assertFalse(set.decide(channel, ChannelOperation.PUBLISH).allowed());
        assertFalse(set.decide(channel, ChannelOperation.HISTORY).allowed());
    }

    @Test
    void aDecisionNamesItsPatternsAsTheClaimHasThem() {
        CapabilitySet set = set(Map.of("private-*", List.of("subscribe"), "private-{sub}-*", List.of("publish")),
                Map.of("sub", "7"));

        assertEquals(new Decision(true, List.of("private-*")),
                set.decide(new ChannelName("private-x"), ChannelOperation.SUBSCRIBE));
        assertEquals(new Decision(false, List.of("private-{sub}-*")),
                set.decide(new ChannelName("private-7-x"), ChannelOperation.SUBSCRIBE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "private-{sub", "private-{}", "private-{{sub}}", "private-sub}", "private-/x",
            "private x",
            "private-é", "private-#", "#server-to-user-7", "private-\\*", "private-?", "private-[a]", "private-\n"})
    void otherTextIsNoPattern(String pattern) {
        MalformedClaimException e = assertThrows(MalformedClaimException.class,
                () -> set(Map.of(pattern, List.of("subscribe")), Map.of("sub", "7")));

        assertTrue(e.detail().startsWith("capabilities: \""), e.detail());
        assertFalse(e.detail().contains("\n"), "would break the log line");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Subscribe", "sub", "*", "", "write", "subscribe ", "\n"})
    void otherTextIsNoOperation(String operation) {
        MalformedClaimException e = assertThrows(MalformedClaimException.class,
                () -> set(Map.of("private-x", List.of("subscribe", operation)), Map.of()));

        assertTrue(e.detail().endsWith("expected one of subscribe presence publish history"), e.detail());
        assertFalse(e.detail().contains("\n"), "would break the log line");
    }

    @Test
    void matchingTakesNoBacktracking() { // A regex of the same shape would not come back.
        String pattern = "private-" + "*a".repeat(3_000);
        String channel = "private-" + "a".repeat(191) + "b";

        assertTimeoutPreemptively(Duration.ofSeconds(5),
                () -> assertFalse(allows(Map.of(pattern, List.of("subscribe")), channel)));
    }

    @ParameterizedTest
    @CsvSource({"PRIVATE,SUBSCRIBE", "PRIVATE_CACHE,SUBSCRIBE", "PRIVATE_ENCRYPTED,SUBSCRIBE",
            "PRIVATE_ENCRYPTED_CACHE,SUBSCRIBE", "PRESENCE,PRESENCE", "PRESENCE_CACHE,PRESENCE"})
    void joiningNeedsTheOperationOfTheKind(ChannelKind kind, ChannelOperation operation) {
        assertEquals(operation, ChannelOperation.toJoin(kind));
    }

    private static boolean allows(Map<String, ?> capabilities, String channel) {
        return allows(capabilities, Map.of(), channel);
    }

    private static boolean allows(Map<String, ?> capabilities, Map<String, ?> claims, String channel) {
        return set(capabilities, claims).decide(new ChannelName(channel), ChannelOperation.SUBSCRIBE).allowed();
    }

    private static CapabilitySet set(Map<String, ?> capabilities, Map<String, ?> claims) {
        var all = new HashMap<String, Object>(claims);
        all.put("capabilities", capabilities);
        return CapabilitySet.of(all);
    }
}
