#!/bin/sh
# What traffic between nodes costs Redis, as Markdown tables: its CPU per publication by what is kept, by nodes and by
# channels, and the bytes that it sends. docs/scaling.md says what follows from them. About six minutes on two cores.
#
#   bench/scaling.sh [publications of each run, 100000 by default]
set -eu

cd "$(dirname "$0")/.."
command -v redis-server >/dev/null || { echo "bench: redis-server is needed." >&2; exit 2; }
java_home=$(./anemone version | sed 's/.*, \(.*\))$/\1/') # Builds the jar if it is stale.
exec "$java_home/bin/java" -Djava.util.logging.config.file=/dev/null --enable-native-access=ALL-UNNAMED \
  --sun-misc-unsafe-memory-access=allow -cp server/target/anemone.jar bench/scaling/RedisScaling.java "$@"
