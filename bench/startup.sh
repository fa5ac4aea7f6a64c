#!/bin/sh
# How long Anemone takes from exec to the first accepted connection, beside the least that Undertow can serve, and what
# the launcher adds. Medians of 9 rounds, or as many as the first argument says; each round starts every one once.
# All run with the same options, and nobody but the row that says so has an AOT cache beyond the JDK's own class data archive.
#
# Targets: anemone at most 1.4 of hello; the launcher alone at most 100 ms.
set -eu

rounds=${1:-9}
cd "$(dirname "$0")/.."
java_home=$(./anemone version | sed 's/.*, \(.*\))$/\1/') # Builds the jar if it is stale.
work=$PWD/bench/target/startup
mkdir -p "$work/stub/bin"

mvn -q -B -f bench/startup/pom.xml -Dquick dependency:build-classpath -DincludeScope=runtime \
  -Dmdep.outputFile="$work/classpath"
classpath=$work:$(cat "$work/classpath")
"$java_home/bin/javac" -proc:none -cp "$classpath" -d "$work" bench/startup/Hello.java

# A Java that is found like any other, and does nothing: what is left is the launcher's own time.
printf '#!/bin/sh\n' >"$work/stub/bin/java"
chmod +x "$work/stub/bin/java"
cp "$java_home/release" "$work/stub/release"

options="@server/jvm.options -XX:+ExitOnOutOfMemoryError"
cache=server/target/anemone.aot
[ -n "$(find "$cache" -newer server/target/anemone.jar 2>/dev/null)" ] || ./anemone aot
"$java_home/bin/java" bench/startup/Startup.java "$rounds" \
  'hello (bare Undertow)' "$java_home/bin/java $options -cp $classpath Hello {port}" \
  'anemone (java -jar)' "$java_home/bin/java $options -jar server/target/anemone.jar serve --port {port} --admin-port {admin}" \
  './anemone, no AOT cache' \
  "env ANEMONE_JAVA_OPTS=-XX:AOTMode=off ./anemone serve --port {port} --admin-port {admin}" \
  './anemone after anemone aot' "./anemone serve --port {port} --admin-port {admin}" \
  'the launcher alone' "env JAVA_HOME=$work/stub ./anemone serve"
