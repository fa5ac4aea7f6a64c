/// The auth service: signs subscriptions and sign-ins for callers who present an access token. HTTP and JSON enter here; the
/// decisions are made by the pure classes of `auth`, over the apps that the store knows.
@NullMarked
package dev.anemone.auth.http;

import org.jspecify.annotations.NullMarked;
