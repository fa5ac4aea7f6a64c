/// The page for development: `GET /` of a server that runs the dev app on a loopback address. It holds a secret that
/// everybody knows and a form that triggers events, so [LocalOnly] keeps other sites and machines away from it.
@NullMarked
package dev.anemone.server.devpage;

import org.jspecify.annotations.NullMarked;
