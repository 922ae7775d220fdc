#!/bin/sh
# For how long partitions acknowledge nothing when a node goes: chaos/failover.sh --help
set -eu
exec "$(dirname "$0")/java.sh" io.tukki.chaos.measure.FailoverCommand "$@"
