/// Who may do what, as it is at this moment: tokens against the keys that are published now, and what was taken back since.
/// The auth service and the gateway decide by the same.
@NullMarked
package dev.anemone.auth.access;

import org.jspecify.annotations.NullMarked;
