#!/bin/sh
# The Debian package index, some 60,000 stanzas keyed by package name, through every door of a real node:
# command line, HTTP, Streams. What comes back must be complete, byte for byte the same, and in order for
# each key. Then a node is killed in the middle of a load: what it acknowledged must be there.
#
# Needs apt-cache (or INDEX=file of stanzas) and perl; everything else is Tukki's own. Takes a minute or two.
set -eu
here=$(CDPATH='' cd -P "$(dirname "$0")" && pwd)
tukki=$here/../tukki
work=$(mktemp -d)
node=
trap '[ -z "$node" ] || kill -9 "$node" 2>/dev/null || true; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
LC_ALL=C
export LC_ALL

pass() { printf 'ok    %s\n' "$1"; }
fail() { printf 'FAIL  %s\n' "$1"; exit 1; }

start_node() {
  "$tukki" start --data-dir "$work/$1" --http-port 0 > "$work/node.log" 2>&1 &
  node=$!
  tries=0
  until url=$(sed -n 's/^ *HTTP *\(http:[^ ]*\).*/\1/p' "$work/node.log") && [ -n "$url" ]; do
    kill -0 "$node" 2>/dev/null || { cat "$work/node.log"; fail "the node starts"; }
    tries=$((tries + 1))
    [ $tries -lt 600 ] || fail "the node is ready in time"
    sleep 0.5
  done
  TUKKI_URL=$url
  export TUKKI_URL
}

stop_node() {
  kill "$node"
  wait "$node" || true
  node=
}

# One line of NUL-terminated text for each record, sorted by key alone and otherwise left in its order.
sorted_by_key() { sort -z -s -t "$(printf '\037')" -k 1,1; }

index=$work/index
if [ -n "${INDEX:-}" ]; then cp "$INDEX" "$index"; else apt-cache dumpavail > "$index"; fi
perl -00 -ne 'chomp; my ($key) = /^Package: (.*?)\s*$/m; print "$key\x1f$_\0"' "$index" | sorted_by_key > "$work/expected"
count=$(tr -dc '\000' < "$work/expected" | wc -c)
echo "      the index has $count stanzas, $(wc -c < "$index") bytes"

# ---- command line ----
start_node data
"$tukki" topics create packages --partitions 6 > /dev/null
"$tukki" produce packages --format stanzas --key-field Package "$index" 2> "$work/summary"
sed 's/^/      /' "$work/summary"
"$tukki" consume packages --format '%k\x1f%v\0' | sorted_by_key > "$work/got"
cmp "$work/expected" "$work/got" || fail "command line: complete, identical, in order for each key"
pass "command line: complete, identical, in order for each key"

"$tukki" topics create whole > /dev/null
"$tukki" produce whole --quiet --format stanzas "$index"
"$tukki" consume whole --delimiter '\n\n' | cmp - "$index" || fail "one partition: the very same file"
pass "one partition: the very same file"

# ---- HTTP ----
java=$(TUKKI_BUILD=never "$tukki" java-home)/bin/java
libraries=$here/../cluster-config/target/dist/lib/*
"$java" -cp "$libraries" "$here/PackageIndex.java" http "$TUKKI_URL" "$index" || fail "HTTP"
pass "HTTP: complete, identical, in order for each key"

# ---- a restart, clean ----
stop_node
start_node data
"$tukki" consume packages --format '%k\x1f%v\0' | sorted_by_key > "$work/got"
cmp "$work/expected" "$work/got" || fail "after a clean restart everything is there"
pass "after a clean restart everything is there"

# ---- kill -9 in mid-load ----
"$tukki" topics create load --partitions 6 > /dev/null
for round in 1 2 3; do
  "$tukki" produce load --quiet --format stanzas --key-field Package "$index" "$index" "$index" 2> "$work/killed" &
  producer=$!
  until [ "$("$tukki" consume load --format '%o\n' --max-records 1000 | wc -l)" -ge 1000 ]; do :; done
  kill -9 "$node"
  wait "$node" 2>/dev/null || true
  wait "$producer" && fail "the producer notices"
  echo "      round $round: $(cat "$work/killed")"
  stored=$(sed -n 's/.*(\([0-9,]*\) records are stored).*/\1/p' "$work/killed" | tr -d ,)
  acknowledged=$((${acknowledged:-0} + ${stored:-0}))
  start_node data
  "$tukki" consume load --format '%p %o\n' | sort -s -k 1,1n > "$work/offsets"
  awk '$1 != p { p = $1; next_offset = 0 } $2 != next_offset++ { exit 1 }' "$work/offsets" || fail "offsets are dense"
  there=$(wc -l < "$work/offsets")
  [ "$there" -ge "$acknowledged" ] || fail "acknowledged $acknowledged, there are $there"
  pass "round $round: $acknowledged acknowledged so far, $there there, offsets dense"
done
stop_node

# ---- Streams, in an application of its own ----
"$java" -XX:+UseSerialGC -Dlogback.configurationFile=logback-tukki.xml -Dsun.misc.unsafe.memory.access=allow -cp "$libraries" "$here/PackageIndex.java" streams "$work/embedded" "$index" || fail "Streams"
pass "Streams: complete, identical, in order for each key"
