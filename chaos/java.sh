#!/bin/sh
# Runs a main class of this directory against the nodes that are built here: chaos/java.sh CLASS ARGUMENT...
# What is older than its sources is built first, unless TUKKI_BUILD=never.
set -eu
root=$(CDPATH='' cd -P "$(dirname "$0")/.." && pwd)
java_home=$("$root/tukki" java-home)
classes=$root/chaos/target/classes
if [ "${TUKKI_BUILD:-}" != never ]; then
  "$root/tukki" --version > /dev/null
  if [ ! -e "$classes/.built" ] ||
    [ -n "$(find "$root/chaos/pom.xml" "$root/chaos/src/main" "$root/cluster-config/target/dist/built" -newer "$classes/.built" -print | head -n 1)" ]; then
    echo "chaos: building" >&2
    (cd "$root" && mvn -B -q -o -pl chaos -am -DskipTests package) >&2
    : > "$classes/.built"
  fi
fi
class_path=$classes
for jar in "$root"/cluster-config/target/dist/lib/*.jar; do class_path=$class_path:$jar; done
TUKKI_ROOT=$root
export TUKKI_ROOT
exec "$java_home/bin/java" -XX:+UseSerialGC -Xmx"${CHAOS_HEAP:-1g}" --enable-native-access=ALL-UNNAMED \
  -Dlogback.configurationFile="$root/build/logback-test.xml" -cp "$class_path" "$@"
