package dev.anemone.model;

/// A user of one app.
public record UserKey(AppId app, UserId user) {}
