#!/bin/sh
# What replication costs, factor 3 against 1 in one run: chaos/replication.sh --help
set -eu
exec "$(dirname "$0")/java.sh" io.tukki.chaos.measure.ReplicationCommand "$@"
