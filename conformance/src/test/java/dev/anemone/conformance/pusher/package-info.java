/// A Pusher client and a Pusher server library written for these tests alone: signatures, subscriptions, signed requests.
/// What a message may look like is judged by the tests, not here.
@NullMarked
package dev.anemone.conformance.pusher;

import org.jspecify.annotations.NullMarked;
