/// The signed REST API: backends trigger events and ask about channels. [Api] is the door, [Routes] the whole table.
///
/// Requests enter as HTTP through `api.http`, which checks them; `api.events` and `api.channels` answer them from the
/// ports of `dev.anemone.store` and never see a request that was not signed.
@NullMarked
package dev.anemone.api;

import org.jspecify.annotations.NullMarked;
