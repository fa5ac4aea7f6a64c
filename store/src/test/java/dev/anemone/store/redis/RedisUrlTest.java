package dev.anemone.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.anemone.store.redis.RedisUrl.Form;
import dev.anemone.store.redis.RedisUrl.Host;
import dev.anemone.store.redis.RedisUrl.Login;
import dev.anemone.store.redis.RedisUrl.Tls;
import dev.anemone.store.redis.RedisUrl.Verification;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedisUrlTest {
    private static final Tls VERIFIED = new Tls(Verification.FULL, null, null, null);

    @Test
    void oneRedis() {
        assertThat(RedisUrl.parse("redis://cache")).isEqualTo(new RedisUrl(Form.STANDALONE,
                List.of(new Host("cache", 6379)), null, 0, "", false, null));
        assertThat(RedisUrl.parse("rediss://u:p%40%2F+%C3%A9@[::1]:1/15")).isEqualTo(new RedisUrl(Form.STANDALONE,
                List.of(new Host("::1", 1)), new Login("u", "p@/+é"), 15, "", false, VERIFIED));
    }

    @ParameterizedTest
    @CsvSource({"redis://secret@h, '', secret", "redis://:secret@h, '', secret", "redis://u:a:b@h, u, a:b",
            "redis://u:@h, u, ''", "redis://u:p@ss@h, u, p@ss"})
    void aLoginIsAPasswordOrAUserAndAPassword(String url, String user, String password) {
        assertThat(RedisUrl.parse(url).login()).isEqualTo(new Login(user, password));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rediss-sentinel://u:p@a,b:7/2?sentinelLogin=same#main",
            "REDISS-SENTINEL://u:p@a,b:7/2?sentinelLogin=same&sentinelMasterId=main"})
    void sentinels(String url) {
        assertThat(RedisUrl.parse(url)).isEqualTo(new RedisUrl(Form.SENTINEL,
                List.of(new Host("a", 26379), new Host("b", 7)), new Login("u", "p"), 2, "main", true, VERIFIED));
    }

    @Test
    void sentinelsWantNoLoginIfNothingElseIsSaid() {
        assertThat(RedisUrl.parse("redis-sentinel://u:p@a#main").loginAtSentinels()).isFalse();
        assertThat(RedisUrl.parse("redis-sentinel://u:p@a?sentinelLogin=none#main").loginAtSentinels()).isFalse();
    }

    @Test
    void aCluster() {
        assertThat(RedisUrl.parse("redis-cluster://a:7000,10.0.0.2/0")).isEqualTo(new RedisUrl(Form.CLUSTER,
                List.of(new Host("a", 7000), new Host("10.0.0.2", 6379)), null, 0, "", false, null));
        assertThat(RedisUrl.parse("rediss-cluster://a").tls()).isEqualTo(VERIFIED);
    }

    @ParameterizedTest
    @CsvSource({"FULL, FULL", "full, FULL", "true, FULL", "CA, CA", "NONE, NONE", "false, NONE"})
    void howMuchOfACertificateIsVerified(String value, Verification verification) {
        assertThat(RedisUrl.parse("rediss://h?verifyPeer=" + value).tls())
                .isEqualTo(new Tls(verification, null, null, null));
    }

    @Test
    void filesForTls() {
        assertThat(RedisUrl.parse("rediss://h/0?caFile=/etc/a%20b/ca.pem&certFile=c.pem&keyFile=k.pem").tls())
                .isEqualTo(new Tls(Verification.FULL, "/etc/a b/ca.pem", "c.pem", "k.pem"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "redis://u:secret@ | no host was found",
            "redis://u:secret@h:0 | ports are 1 to 65535",
            "redis://u:secret@h:65536 | ports are 1 to 65535",
            "redis://u:secret@h:x | hosts are names or addresses",
            "redis://u:secret@a,,b | hosts are names or addresses",
            "redis://u:secret/more@h | hosts are names or addresses",
            "redis://u:secret#more@h | hosts are names or addresses",
            "redis://a,b | several hosts are for redis-sentinel:// and redis-cluster://",
            "redis://u:%secret@h | % stands before two hexadecimal digits",
            "redis://h/secret | behind the hosts comes /, and the number of the database",
            "redis://h/1/2 | behind the hosts comes /, and the number of the database",
            "redis-cluster://h/1 | a Redis Cluster has no database but 0",
            "redis-sentinel://h | redis-sentinel:// needs the name of the master behind #",
            "redis-sentinel://h#a/b | redis-sentinel:// needs the name of the master behind #",
            "redis-sentinel://h?sentinelLogin=secret#m | sentinelLogin is none or same",
            "redis://h#m | the name of a master, behind #, is for redis-sentinel://",
            "redis://h?sentinelMasterId=m | sentinelMasterId is for redis-sentinel://",
            "redis://h?caFile=/ca.pem | caFile is for URLs that start with rediss",
            "rediss://h?secret=1 | behind ? come verifyPeer,",
            "rediss://h?caFile= | caFile stands behind ? once",
            "rediss://h?caFile | caFile stands behind ? once",
            "rediss://h?caFile=a&caFile=b | caFile stands behind ? once",
            "rediss://h?verifyPeer=secret | verifyPeer is FULL, CA or NONE",
            "rediss://h?certFile=c.pem | certFile and keyFile go together",
            "rediss://h?keyFile=k.pem | certFile and keyFile go together"})
    void whatIsWrongIsSaidWithoutRepeatingIt(String url, String rule) {
        assertThatIllegalArgumentException().isThrownBy(() -> RedisUrl.parse(url))
                .withMessageStartingWith("redis: expected a URL like redis://127.0.0.1:6379 or "
                        + "rediss://user:password@host:6379/0; " + rule)
                .withMessageNotContaining("secret");
    }

    @Test
    void aLoginIsNeverShown() {
        assertThat(RedisUrl.parse("rediss://somebody:secret@h").toString())
                .doesNotContain("somebody").doesNotContain("secret");
    }
}
