/// Signatures and tokens: pure functions of credentials and text. Nothing here does I/O; the service on top is in
/// `auth.http`.
@NullMarked
package dev.anemone.auth;

import org.jspecify.annotations.NullMarked;
