/// Webhooks, from the log of what happened to the answer of the endpoint. [Webhooks] is the door.
///
/// [Dispatcher] turns entries of the lifecycle log into deliveries in the queue; [Sender] takes those that are due and
/// posts them through [EndpointClient], the one class that knows the HTTP client. Two routes show the deliveries and
/// send one again. No secret is ever in the queue, in a log line or in an outcome.
@NullMarked
package dev.anemone.api.webhooks;

import org.jspecify.annotations.NullMarked;
