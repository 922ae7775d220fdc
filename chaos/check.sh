#!/bin/sh
# Judges histories again: chaos/check.sh [--dump] FILE...
set -eu
exec "$(dirname "$0")/java.sh" io.tukki.chaos.check.CheckCommand "$@"
