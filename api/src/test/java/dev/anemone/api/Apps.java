package dev.anemone.api;

import dev.anemone.model.App;
import dev.anemone.model.AppId;
import dev.anemone.model.AppKey;
import dev.anemone.model.ChannelKey;
import dev.anemone.model.ChannelName;
import dev.anemone.model.Credential;
import dev.anemone.model.Glob;
import dev.anemone.model.HistoryRule;
import dev.anemone.model.HistoryRules;
import java.time.Duration;
import java.util.List;

/// The apps that tests sign for.
public final class Apps {
    /// When the worked example was signed.
    public static final long NOW = 1_353_088_179;

    /// The app of the worked example (Pusher docs, "HTTP API reference", "Worked authentication example").
    public static final Credential CREDENTIAL = new Credential(new AppKey("278d425bdf160c739803"),
            "7ad3773142a6692b25b8");
    /// The same app's newer key.
    public static final Credential SECOND_CREDENTIAL = new Credential(new AppKey("second-key"), "second-secret");
    /// Of an app that has not opted into subscription counts.
    public static final Credential OTHER_CREDENTIAL = new Credential(new AppKey("other-key"), "other-secret");
    /// Of a disabled app.
    public static final Credential DISABLED_CREDENTIAL = new Credential(new AppKey("disabled-key"), "disabled-secret");

    public static final App APP = app("3", true, true, CREDENTIAL, SECOND_CREDENTIAL);
    public static final App OTHER_APP = app("4", true, false, OTHER_CREDENTIAL);
    public static final App DISABLED_APP = app("5", false, true, DISABLED_CREDENTIAL);

    private Apps() {}

    public static List<App> all() {
        return List.of(APP, OTHER_APP, DISABLED_APP);
    }

    /// A channel of [#APP].
    public static ChannelKey channel(String name) {
        return new ChannelKey(APP.id(), new ChannelName(name));
    }

    private static App app(String id, boolean enabled, boolean subscriptionCount, Credential... credentials) {
        return App.builder(new AppId(id), List.of(credentials))
                .enabled(enabled)
                .clientEvents(true)
                .subscriptionCount(subscriptionCount)
                .history(new HistoryRules(List.of(new HistoryRule(Glob.of("unkept-*"), 0, Duration.ofMinutes(2)))))
                .build();
    }
}
