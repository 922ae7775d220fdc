#!/bin/sh
# Runs nodes under load, lets things go wrong, and judges what clients saw: chaos/run.sh --help
set -eu
exec "$(dirname "$0")/java.sh" io.tukki.chaos.run.ChaosCommand "$@"
