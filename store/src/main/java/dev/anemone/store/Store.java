package dev.anemone.store;

import java.util.List;

/// One node's door to the state that all nodes share. Thread-safe, as is every port it hands out.
public interface Store extends AutoCloseable {
    /// Carries publications between nodes.
    Broker broker();

    /// What was published lately.
    History history();

    /// Who is in which presence channel.
    Presence presence();

    /// Which channels have subscribers, and how many.
    Occupancy occupancy();

    /// How many connections each app has.
    ConnectionCounts connections();

    /// The last events of cache channels.
    CacheChannels cacheChannels();

    /// Who is signed in.
    Users users();

    /// What webhooks are to tell.
    LifecycleLog lifecycleLog();

    /// The webhook requests that are to be made.
    WebhookQueue webhookQueue();

    /// The apps and their credentials.
    AppRegistry apps();

    /// What access was taken back.
    Revocations revocations();

    /// Why this node cannot do its work at the moment, one sentence each; empty when it can. Never blocks: it reads what
    /// the background checks last saw, at most a few seconds ago.
    List<String> problems();

    /// Releases connections and threads. Stages that are still open complete with [StoreUnavailableException].
    @Override
    void close();
}
