/// The servers that are compared, each a process of its own on a port of its own: how it is started, and what the kernel
/// and the JVM say about it. Enters: a root folder and the JVM's options. Knows nothing of workloads.
@NullMarked
package dev.anemone.bench.rivals.servers;

import org.jspecify.annotations.NullMarked;
