package dev.anemone.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.model.AppId;
import dev.anemone.model.Glob;
import dev.anemone.model.Revocation;
import dev.anemone.model.Revocation.Channels;
import dev.anemone.model.Revocation.Subject;
import dev.anemone.model.Revocation.Token;
import dev.anemone.model.Revocation.User;
import dev.anemone.model.UserId;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RevocationTextTest {
    private static final Instant FROM = Instant.ofEpochMilli(1_767_225_600_123L);
    private static final Instant UNTIL = Instant.ofEpochMilli(1_767_312_000_123L);
    private static final String VALUE = "1767225600123 1767312000123";

    private static Revocation of(Subject subject) {
        return new Revocation(new AppId("app_1"), subject, FROM, UNTIL);
    }

    /// Nodes of two versions meet on this text.
    @Test
    void theTextIsStable() {
        assertThat(RevocationText.field(of(new Token("t:1 2")))).isEqualTo("app_1:token:8t:1 2");
        assertThat(RevocationText.field(of(new User(new UserId("é"))))).isEqualTo("app_1:user:8Ã©");
        assertThat(RevocationText.field(of(new Channels(Glob.of("private-*"))))).isEqualTo("app_1:channels:8private-*");
        assertThat(RevocationText.issuedBefore(of(new Token("t"))) + " " + RevocationText.until(of(new Token("t"))))
                .isEqualTo(VALUE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ann", "a b", "a:b", ":", "::", " ", "  1 2 ", "é", "😀", "\ud800", "\ude00\ud83d", "a\nb",
            "\r\n", "\u0000", "1 2 1:user:8x", "*"})
    void anyIdComesBack(String id) {
        for (Subject subject : new Subject[]{new Token(id), new User(new UserId(id)), new Channels(Glob.of(id))}) {
            String field = RevocationText.field(of(subject));

            assertThat(RevocationText.decode(field, VALUE)).contains(of(subject));
            assertThat(RevocationText.announced(VALUE + " " + field)).contains(of(subject));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "1:user", "1:user:", "1:user:8", "1:user:ann", "1:group:8ann", ":user:8ann",
            "a b:user:8ann", "1:User:8ann", "1:user:6a"})
    void otherFieldsAreNotOurs(String field) {
        assertThat(RevocationText.decode(field, VALUE)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "1", "1 ", " 1 2", "1  2", "1 2 ", "1 2 3", "-1 2", "+1 2", "1.0 2", "a b", "1\t2",
            "1 1234567890123456", "٣ ٤"})
    void otherMomentsAreNotOurs(String value) {
        assertThat(RevocationText.decode("1:user:8ann", value)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"''", "' '", "'1 2'", "'1 2 '", "'1:user:8ann 1 2'", "'1 2  1:user:8ann'", "'1 2\n1:user:8ann'"})
    void otherMessagesAreNotOurs(String message) {
        assertThat(RevocationText.announced(message)).isEmpty();
    }
}
