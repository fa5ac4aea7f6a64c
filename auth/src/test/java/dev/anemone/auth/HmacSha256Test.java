package dev.anemone.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.model.AppKey;
import dev.anemone.model.Credential;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HmacSha256Test {
    private static final int MORE_THAN_ARE_KEPT = HmacSha256.MAX_KEPT + 1;

    private final List<Credential> credentials = IntStream.range(0, MORE_THAN_ARE_KEPT)
            .mapToObj(i -> new Credential(new AppKey("key"), "secret-" + i))
            .toList();

    private List<String> signatures() {
        return credentials.stream().map(credential -> HmacSha256.hex(credential, "message")).toList();
    }

    /// RFC 4231 §4.3.
    @Test
    void signsTheSampleOfTheRfc() {
        assertThat(HmacSha256.hex(new Credential(new AppKey("key"), "Jefe"), "what do ya want for nothing?"))
                .isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }

    /// A virtual thread keeps nothing.
    @Test
    void whatAThreadKeepsSignsLikeWhatIsNew() throws InterruptedException, ExecutionException {
        var fresh = new FutureTask<>(this::signatures);
        Thread.ofVirtual().start(fresh);

        assertThat(signatures()).isEqualTo(fresh.get()).doesNotHaveDuplicates();
        assertThat(signatures()).isEqualTo(fresh.get());
    }
}
