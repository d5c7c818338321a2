#!/usr/bin/env bash
# Installs Sourcebook as this checkout has it, with the locked versions and hashes of all that it needs, into a virtual
# environment of its own in RUNNER_TEMP. PYTHON is the interpreter. Once in a job is enough.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
place="$RUNNER_TEMP/sourcebook"
if [ ! -x "$place/bin/sourcebook" ]; then
  "$PYTHON" -m venv "$place"
  "$place/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$here/requirements-uv.txt"
  export VIRTUAL_ENV="$place"
  "$place/bin/uv" pip install --quiet --system-certs --compile-bytecode --require-hashes -r "$here/requirements.txt"
  "$place/bin/uv" pip install --quiet --no-deps --no-build-isolation "$here/.."
fi
"$place/bin/sourcebook" --version
