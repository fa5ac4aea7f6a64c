package dev.anemone.conformance.audit;

/// One event as its publisher numbered it.
///
/// @param publisher who numbers its events for each channel by itself, from 0
record Event(String channel, int publisher, int number) {
    static final String NAME = "audited";

    /// What travels; unlike the data of any other event on the channel.
    String data() {
        return publisher + "/" + number;
    }

    /// The event that was heard with `data`, with or without something behind a space to make it long.
    static Event of(String channel, String data) {
        String[] parts = data.split(" ", 2)[0].split("/", 2);
        return new Event(channel, Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
    }
}
