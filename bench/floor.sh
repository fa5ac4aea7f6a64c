#!/bin/sh
# What the kernel alone asks for each delivery on this machine: a C program that does nothing but one send() to each of
# 1,000 sockets. No server can do burst 1 of W1 for less; what a server adds is the rest of its figure.
#
#   bench/floor.sh [runs]     7 runs of 3 s; needs a C compiler and two cores, of which it wants nothing else to happen
set -eu
cd "$(dirname "$0")"
command -v cc > /dev/null || { echo "floor: a C compiler is needed (cc)." >&2; exit 2; }
ulimit -n "$(ulimit -Hn)"
mkdir -p target
cc -O2 -Wall -Wextra -Werror -o target/floor floor/floor.c
runs=${1:-7}
echo "CPU s per million sends of 254 bytes, $runs runs:"
i=0
while [ $i -lt "$runs" ]; do
  target/floor 3
  i=$((i + 1))
done | sort -n | awk '{ runs[NR] = $1; printf "%s ", $1 } END { printf "\nmedian %s\n", runs[int((NR + 1) / 2)] }'
