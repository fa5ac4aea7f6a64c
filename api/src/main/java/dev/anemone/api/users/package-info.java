/// Routes about signed-in users.
@NullMarked
package dev.anemone.api.users;

import org.jspecify.annotations.NullMarked;
