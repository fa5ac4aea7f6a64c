package dev.anemone.auth;

import dev.anemone.bench.jmh.Measured;
import dev.anemone.bench.jmh.SampleApp;
import dev.anemone.model.ChannelName;
import dev.anemone.model.SocketId;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;

/// What a client's subscription to a private channel costs the gateway in cryptography, and the auth service.
public class SigningBenchmark extends Measured {
    private final SocketId socket = new SocketId("131160.155806628");
    private final ChannelName channel = SampleApp.CHANNEL.channel();
    private final String signature = HmacSha256.hex(SampleApp.CREDENTIAL,
            SubscriptionSigner.stringToSign(socket, channel, null));

    @Setup
    public void check() {
        if (!verify()) {
            throw new IllegalStateException("Our own signature is refused");
        }
    }

    @Benchmark
    public String sign() {
        return SubscriptionSigner.sign(SampleApp.CREDENTIAL, socket, channel, null);
    }

    @Benchmark
    public boolean verify() {
        return SubscriptionSigner.verify(SampleApp.CREDENTIAL, socket, channel, null, signature);
    }
}
