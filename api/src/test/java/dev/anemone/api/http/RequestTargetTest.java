package dev.anemone.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTargetTest {
    @Test
    void aPathIsKeptAsSentAndDecoded() {
        RequestTarget target = valid("/apps/3/channels/a%40b;c", 0);
        assertThat(target.rawPath()).isEqualTo("/apps/3/channels/a%40b;c");
        assertThat(target.decodedPath()).isEqualTo("/apps/3/channels/a@b;c");
        assertThat(target.segments()).containsExactly("apps", "3", "channels", "a@b;c");
    }

    @Test
    void aPlusInAPathIsAPlus() {
        assertThat(valid("/apps/3+4", 0).segments()).containsExactly("apps", "3+4");
    }

    @Test
    void anEscapedSlashStaysInItsSegment() {
        assertThat(valid("/apps/3/users/a%2Fb", 0).segments()).containsExactly("apps", "3", "users", "a/b");
    }

    @Test
    void emptySegmentsCount() {
        assertThat(valid("/", 0).segments()).containsExactly("");
        assertThat(valid("//apps/", 0).segments()).containsExactly("", "apps", "");
    }

    @Test
    void aPrefixIsSignedButNotRouted() {
        RequestTarget target = valid("/some/prefix/apps/3", 2);
        assertThat(target.rawPath()).isEqualTo("/some/prefix/apps/3");
        assertThat(target.segments()).containsExactly("apps", "3");
    }

    @Test
    void ofAWholeUriThePathCounts() { // RFC 9112 §3.2.2.
        assertThat(valid("http://127.0.0.1:6001/apps/3", 0).rawPath()).isEqualTo("/apps/3");
        assertThat(valid("http://127.0.0.1:6001", 0).rawPath()).isEqualTo("/");
        assertThat(valid("*", 0).rawPath()).isEqualTo("/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/apps/%", "/apps/%4", "/apps/%g0", "/apps/%ff"})
    void whatIsNotPercentEncodedUtf8IsRefused(String path) {
        assertThat(RequestTarget.parse(path, "", 0)).isInstanceOf(Checked.Refused.class);
    }

    @Test
    void aCharacterSplitBetweenSegmentsIsRefused() {
        assertThat(RequestTarget.parse("/apps/%E2/%82%AC", "", 0)).isInstanceOf(Checked.Refused.class);
    }

    @Test
    void aMalformedQueryIsRefused() {
        assertThat(RequestTarget.parse("/apps/3", "a=%", 0)).isInstanceOf(Checked.Refused.class);
    }

    private static RequestTarget valid(String rawUri, int prefixSegments) {
        return switch (RequestTarget.parse(rawUri, "", prefixSegments)) {
            case Checked.Valid<RequestTarget>(RequestTarget target) -> target;
            case Checked.Refused<RequestTarget>(Reply reply) -> throw new AssertionError(reply);
        };
    }
}
