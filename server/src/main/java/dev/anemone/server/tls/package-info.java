/// The certificate that the service's port shows: read from PEM files, checked, and read again when they change.
@NullMarked
package dev.anemone.server.tls;

import org.jspecify.annotations.NullMarked;
