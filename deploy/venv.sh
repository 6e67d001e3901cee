#!/bin/sh
# Makes .venv hold exactly the pinned packages of a requirements file, or more.
# Usage: deploy/venv.sh REQUIREMENTS
set -eu

python=${PYTHON:-python3}
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "Docket needs Python 3.11 or newer (PYTHON=/path/to/python make ...)."
    exit 1
}

if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    "$python" -c 'import ensurepip, venv' 2>/dev/null ||
        deploy/packages.sh "The virtual environment" python3-venv
    "$python" -m venv --clear .venv || {
        echo "No virtual environment: run: apt-get install python3-venv"
        exit 1
    }
fi

echo "Installing the Python packages of $1"
pip() { .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$1"; }
if pip deploy/uv.txt 2>/dev/null &&
    .venv/bin/uv pip install --quiet --system-certs --python .venv/bin/python \
        --require-hashes -r "$1" 2>/dev/null; then
    exit 0
fi
# Slower, and with the certificates and mirrors that pip was told of.
pip "$1"
