package dev.anemone.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.anemone.model.Revocation.Channels;
import dev.anemone.model.Revocation.Subject;
import dev.anemone.model.Revocation.Token;
import dev.anemone.model.Revocation.User;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RevocationTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00.500Z");

    private static Revocation of(Subject subject) {
        return new Revocation(new AppId("1"), subject, NOW, NOW.plusSeconds(60));
    }

    @Test
    void whatWasIssuedAfterwardsIsNotReached() {
        for (Subject subject : new Subject[]{new User(new UserId("u")), new Channels(Glob.of("private-*"))}) {
            Revocation revocation = of(subject);

            assertThat(revocation.reaches(Optional.of(NOW.minusSeconds(9)))).isTrue();
            assertThat(revocation.reaches(Optional.of(NOW))).isTrue();
            assertThat(revocation.reaches(Optional.of(NOW.plusMillis(1)))).isFalse();
        }
    }

    @Test
    void whatDoesNotSayItsAgeIsReached() {
        assertThat(of(new User(new UserId("u"))).reaches(Optional.empty())).isTrue();
    }

    @Test
    void aTokenIsReachedWhateverItsAge() {
        assertThat(of(new Token("t")).reaches(Optional.of(NOW.plusSeconds(9)))).isTrue();
    }

    @Test
    void momentsAreWholeMilliseconds() {
        var exact = new Revocation(new AppId("1"), new Token("t"), NOW.plusNanos(999_999), NOW.plusNanos(1));

        assertThat(exact).isEqualTo(new Revocation(new AppId("1"), new Token("t"), NOW, NOW));
        assertThat(of(new User(new UserId("u"))).reaches(Optional.of(NOW.plusNanos(999_999)))).isTrue();
    }

    @Test
    void aTokenIdHasALengthLimit() {
        assertThat(new Token("x".repeat(512)).id()).hasSize(512);
        assertThatExceptionOfType(MalformedNameException.class).isThrownBy(() -> new Token("x".repeat(513)));
        assertThatExceptionOfType(MalformedNameException.class).isThrownBy(() -> new Token(""));
    }
}
