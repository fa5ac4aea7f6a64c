package dev.anemone.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The grammar of Pusher's "Channel naming conventions" and the kinds of "Channel types".
class ChannelNameTest {
    @ParameterizedTest
    @ValueSource(strings = {"a", "foo-bar_1234@=,.;", "0", "-", "presence-", "#server-to-user-42",
            "#server-to-user-@=,.;"})
    void namesOfTheGrammarAreAccepted(String name) {
        assertThat(new ChannelName(name).value()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a/b", "a:b", "a%b", "a\\b", "é", "漢", "a\n", "\na", "a\u0000", "a*", "a#b",
            "#a", "#", "#server-to-user-", "#server-to-user-a b", "#server-to-user-é", "a+b", "a{b}", "\"", "a&b"})
    void otherNamesAreRefused(String name) {
        assertThatExceptionOfType(MalformedNameException.class).isThrownBy(() -> new ChannelName(name))
                .withMessage("Invalid channel name: " + name);
    }

    @Test
    void aNameHasAtMostItsMaximumOfCharacters() {
        assertThat(new ChannelName("a".repeat(ChannelName.MAX_LENGTH)).value()).hasSize(200);
        assertThatExceptionOfType(MalformedNameException.class)
                .isThrownBy(() -> new ChannelName("a".repeat(ChannelName.MAX_LENGTH + 1)));
    }

    @Test
    void aRefusalAbbreviatesWhatItGot() {
        assertThatExceptionOfType(MalformedNameException.class).isThrownBy(() -> new ChannelName("!".repeat(100_000)))
                .withMessage("Invalid channel name: " + "!".repeat(200) + "… (100000 characters)");
    }

    @ParameterizedTest
    @CsvSource({"privateer, PUBLIC", "presence, PUBLIC", "private, PUBLIC", "cache, PUBLIC", "Private-x, PUBLIC",
            "PRESENCE-x, PUBLIC", "chat, PUBLIC", "x-private-y, PUBLIC", "server-to-user-1, PUBLIC",
            "private-x, PRIVATE",
            "private-, PRIVATE", "private-encrypted, PRIVATE", "private-cache, PRIVATE", "private-presence-x, PRIVATE",
            "private-encrypted-x, PRIVATE_ENCRYPTED", "private-encrypted-cache, PRIVATE_ENCRYPTED",
            "private-encrypted-cache-x, PRIVATE_ENCRYPTED_CACHE", "private-cache-x, PRIVATE_CACHE",
            "private-cache-encrypted-x, PRIVATE_CACHE", "presence-x, PRESENCE", "presence-cache, PRESENCE",
            "presence-cache-x, PRESENCE_CACHE", "cache-x, CACHE", "#server-to-user-1, SERVER_TO_USER"})
    void theLongestPrefixDecidesTheKind(String name, ChannelKind kind) {
        assertThat(new ChannelName(name).kind()).isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource({ // auth, members, last event, encrypted, client events, counts, listed
            "PUBLIC,                  false, false, false, false, false, true,  true",
            "CACHE,                   false, false, true,  false, false, true,  true",
            "PRIVATE,                 true,  false, false, false, true,  true,  true",
            "PRIVATE_CACHE,           true,  false, true,  false, true,  true,  true",
            "PRIVATE_ENCRYPTED,       true,  false, false, true,  true,  true,  true",
            "PRIVATE_ENCRYPTED_CACHE, true,  false, true,  true,  true,  true,  true",
            "PRESENCE,                true,  true,  false, false, true,  false, true",
            "PRESENCE_CACHE,          true,  true,  true,  false, true,  false, true",
            "SERVER_TO_USER,          false, false, false, false, false, false, false"})
    void aKindKeepsItsPromises(ChannelKind kind, boolean needsAuth, boolean tracksMembers, boolean keepsLastEvent,
            boolean encrypted, boolean allowsClientEvents, boolean countsSubscriptions, boolean listed) {
        assertThat(kind.needsAuth()).isEqualTo(needsAuth);
        assertThat(kind.tracksMembers()).isEqualTo(tracksMembers);
        assertThat(kind.keepsLastEvent()).isEqualTo(keepsLastEvent);
        assertThat(kind.encrypted()).isEqualTo(encrypted);
        assertThat(kind.allowsClientEvents()).isEqualTo(allowsClientEvents);
        assertThat(kind.countsSubscriptions()).isEqualTo(countsSubscriptions);
        assertThat(kind.listed()).isEqualTo(listed);
    }

    @Test
    void theChannelOfAUserIsNamedForThem() {
        ChannelName channel = ChannelName.serverToUser(new UserId("user_1@example.com"));

        assertThat(channel.value()).isEqualTo("#server-to-user-user_1@example.com");
        assertThat(channel.kind()).isEqualTo(ChannelKind.SERVER_TO_USER);
        assertThatExceptionOfType(MalformedNameException.class)
                .isThrownBy(() -> ChannelName.serverToUser(new UserId("user 1")));
    }

    @Test
    void equalNamesAreEqual() {
        assertThat(new ChannelName("a")).isEqualTo(new ChannelName("a")).hasSameHashCodeAs(new ChannelName("a"));
        assertThat(new ChannelName("a")).isNotEqualTo(new ChannelName("b")).hasToString("a");
    }
}
