package dev.anemone.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.anemone.model.AppId;
import dev.anemone.model.ChannelKey;
import dev.anemone.model.ChannelName;
import dev.anemone.model.EventData;
import dev.anemone.model.EventName;
import dev.anemone.model.Publication;
import dev.anemone.store.RecordingListener;
import dev.anemone.store.Store;
import dev.anemone.store.StoreUnavailableException;
import dev.anemone.testbed.RedisServer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A Redis that speaks TLS, with certificates of an authority that Java does not know.
@Timeout(60)
class RedisTlsIT {
    private static final ChannelKey CHAT = new ChannelKey(new AppId("1"), new ChannelName("chat"));

    @TempDir private static Path directory;
    private static Certificates certificates;
    private static RedisServer redis;
    private static RedisServer particular;

    @BeforeAll
    static void startRedis() {
        certificates = Certificates.in(directory);
        certificates.issue("redis", "IP:127.0.0.1");
        certificates.issue("node", "DNS:node");
        redis = start("no");
        particular = start("yes");
    }

    /// @param asksClients whether clients need a certificate
    private static RedisServer start(String asksClients) {
        return RedisServer.start("--tls-port", "%free", "--tls-cert-file", certificates.certificate("redis"),
                "--tls-key-file", certificates.key("redis"), "--tls-ca-cert-file", certificates.certificate("ca"),
                "--tls-auth-clients", asksClients);
    }

    @AfterAll
    static void stopRedis() {
        redis.close();
        particular.close();
    }

    private static String url(RedisServer redis, String host, String parameters) {
        return "rediss://" + host + ":" + redis.option("--tls-port") + parameters;
    }

    private static String trusting() {
        return "?caFile=" + certificates.certificate("ca");
    }

    private static void assertWorks(String url) {
        try (Store node = RedisStore.connect(RedisConfigs.at(url), List.of())) {
            RecordingListener inbox = RecordingListener.on(node);
            assertThat(node.broker().subscribe(CHAT)).succeedsWithin(20, TimeUnit.SECONDS);
            assertThat(node.broker().publish(List.of(
                    new Publication(CHAT, new EventName("event"), EventData.ofString("secret")))))
                    .succeedsWithin(20, TimeUnit.SECONDS);
            assertThat(RecordingListener.data(inbox.await(1))).containsExactly("secret");
        }
    }

    private static void assertRefused(String url, String why) {
        assertThatExceptionOfType(StoreUnavailableException.class)
                .isThrownBy(() -> RedisStore.connect(RedisConfigs.at(url), List.of()))
                .withMessageStartingWith("Redis at ").withMessageContaining(why).withMessageEndingWith(".");
    }

    @Test
    void anAuthorityCanBeTrusted() {
        assertWorks(url(redis, "127.0.0.1", trusting()));
    }

    @Test
    void certificatesAreVerifiedIfNothingElseIsSaid() {
        assertRefused(url(redis, "127.0.0.1", ""), "(TLS: unable to find valid certification path");
    }

    @Test
    void aCertificateIsForTheHostThatWasAsked() {
        assertRefused(url(redis, "localhost", trusting()), "(TLS: No");
        assertRefused(url(redis, "localhost", trusting() + "&verifyPeer=FULL"), "(TLS: No");
        assertWorks(url(redis, "localhost", trusting() + "&verifyPeer=CA"));
    }

    @Test
    void verificationCanBeForgone() {
        assertWorks(url(redis, "localhost", "?verifyPeer=NONE"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"caFile=%s/missing.pem", "certFile=%s/missing.pem&keyFile=%s/missing.pem"})
    void filesThatCannotBeReadAreNamed(String parameters) {
        assertRefused(url(redis, "127.0.0.1", "?" + parameters.replace("%s", directory.toString())),
                "cannot be used: " + directory.resolve("missing.pem") + " cannot be read.");
    }

    @Test
    void aRedisThatSpeaksInTheClearIsNoneForTls() {
        assertRefused("rediss://127.0.0.1:" + redis.port(), "does not speak TLS there)");
    }

    @Test
    void aRedisMayAskForACertificateOfTheNode() {
        assertRefused(url(particular, "127.0.0.1", trusting()), "(TLS: ");
        assertWorks(url(particular, "127.0.0.1", trusting() + "&certFile=" + certificates.certificate("node")
                + "&keyFile=" + certificates.key("node")));
    }
}
