/// The command line: one class per command, and the small Pusher client behind `trigger` and `subscribe`. Picocli and
/// `java.net.http` stay here. Exit codes: 0 done, 1 it did not work, 2 it was asked wrongly or cannot start.
@NullMarked
package dev.anemone.server.command;

import org.jspecify.annotations.NullMarked;
