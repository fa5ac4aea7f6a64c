package dev.anemone.bench.jmh;

import dev.anemone.model.App;
import dev.anemone.model.AppId;
import dev.anemone.model.AppKey;
import dev.anemone.model.ChannelKey;
import dev.anemone.model.ChannelName;
import dev.anemone.model.Credential;
import java.util.List;

/// The app whose traffic is measured.
public final class SampleApp {
    public static final Credential CREDENTIAL = new Credential(new AppKey("278d425bdf160c739803"),
            "7ad3773142a6692b25b8");
    public static final App APP = App.builder(new AppId("3"), List.of(CREDENTIAL)).build();
    public static final ChannelKey CHANNEL = new ChannelKey(APP.id(), new ChannelName("private-orders-17"));

    private SampleApp() {}
}
