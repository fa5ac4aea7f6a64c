package dev.anemone.model;

/// A channel of one app. Two apps may have channels of the same name; they share nothing.
public record ChannelKey(AppId app, ChannelName channel) {
    @Override
    public String toString() {
        return app + "/" + channel;
    }
}
