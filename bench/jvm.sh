#!/bin/sh
# What the JVM's settings are worth: collectors, compact object headers, a small young generation and the AOT cache, by time
# to start, CPU per signed publish, and memory. Writes the table into docs/jvm.md, which says what follows from it. The server
# runs on CPU 0, what measures on CPU 1. About 15 s for each of 8 settings and round.
#
#   bench/jvm.sh [--rounds 5] [--rate 2000] [--warm-up 5s] [--duration 3s]
set -eu

command="bench/jvm.sh${*:+ $*}"
cd "$(dirname "$0")/.."
command -v taskset >/dev/null || { echo "bench: taskset is needed." >&2; exit 2; }
java_home=$(./anemone version | sed 's/.*, \(.*\))$/\1/') # Builds the jar if it is stale.
cache=server/target/anemone.aot
[ -n "$(find "$cache" -newer server/target/anemone.jar 2>/dev/null)" ] || ./anemone aot
exec taskset -c 1 "$java_home/bin/java" bench/jvm/JvmSettings.java "$command" "$@"
