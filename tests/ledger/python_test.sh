#!/usr/bin/env bash
# Runs a test that is a Python script of this tree: python_test.sh SCRIPT [ARGUMENTS].
# Debian's own python3, which has python3-grpcio, whatever other one the PATH has first.
set -euo pipefail
export PYTHONPATH=$PWD/tests/ledger PYTHONDONTWRITEBYTECODE=1
exec /usr/bin/python3 "$@"
