/// One connection's life after the handshake: admission, subscriptions, client events, its access token,
/// liveness, and its end. A
/// [dev.anemone.gateway.session.Session] is confined to its connection's I/O thread and needs no lock. It does not know
/// which transport carries it: that is behind [dev.anemone.gateway.session.Connection].
@NullMarked
package dev.anemone.gateway.session;

import org.jspecify.annotations.NullMarked;
