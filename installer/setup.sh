#!/bin/sh
# Brings a machine to where the program can run: Python, Qt's system libraries, a virtual
# environment with the packages.  Sourced by run.sh and test.sh from the project's folder; sets PY.
# Everything is done once; later runs take a second.

set -eu

say() { printf '%s\n' "$*" >&2; }

# Shared libraries that Qt loads on Linux, and what the offscreen platform needs.
NEEDED="libglib2.0-0 libegl1 libgl1 libfontconfig1 libdbus-1-3 libxkbcommon0 libxcb-cursor0
libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 libxcb-xkb1 libxkbcommon-x11-0 libcups2"

# What the tests of faults compile their shim with; without it they are skipped.
COMPILER="gcc libc6-dev"

install_system_packages() {
    # $@: Debian packages that may be missing.  Without apt or without root we can only say so.
    command -v dpkg-query >/dev/null 2>&1 || return 0
    missing=""
    for package in "$@"; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' ||
            dpkg-query -W -f '${Status}' "${package}t64" 2>/dev/null | grep -q 'ok installed' ||
            missing="$missing $package"
    done
    [ -n "$missing" ] || return 0
    if [ "$(id -u)" -ne 0 ]; then
        say "缺少系统组件，请用管理员身份执行：apt-get install$missing"
        say "(System packages are missing; as root: apt-get install$missing)"
        return 0
    fi
    say "正在安装系统组件：$missing"
    apt-get update -q >&2
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing >&2 || {
        # Names differ between releases (libglib2.0-0t64): take what there is.
        for package in $missing; do
            DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends \
                "$package" >&2 || say "未能安装 $package"
        done
    }
}

find_python() {
    for name in "${PYTHON:-}" python3.13 python3.12 python3.11 python3; do
        [ -n "$name" ] && command -v "$name" >/dev/null 2>&1 || continue
        "$name" -c 'import sys; raise SystemExit(not ((3, 11) <= sys.version_info < (3, 14)))' \
            2>/dev/null || continue
        # Debian keeps venv in a package of its own.
        "$name" -c 'import ensurepip, venv' 2>/dev/null || continue
        printf '%s' "$name"
        return 0
    done
    return 1
}

set_up() {
    # $1: "run" or "test".
    if [ "$(uname -s)" = Linux ]; then
        if ! PYTHON_FOUND=$(find_python); then
            install_system_packages python3 python3-venv ca-certificates
        fi
        # shellcheck disable=SC2086
        install_system_packages $NEEDED
        if [ "$1" = test ] && ! command -v cc >/dev/null 2>&1; then
            # shellcheck disable=SC2086
            install_system_packages $COMPILER
        fi
    fi
    PYTHON_FOUND=$(find_python) || {
        say "需要 Python 3.11 至 3.13（含 venv 组件），请先安装。(Python 3.11 to 3.13 with venv is needed.)"
        exit 1
    }
    VENV=${BOSHAN_VENV:-.venv}
    PY="$VENV/bin/python"
    # The stamp says for which list of packages the environment was made.
    wanted=$({ cat pyproject.toml installer/requirements-"$1".txt; "$PYTHON_FOUND" --version; } | cksum)
    if [ ! -x "$PY" ] || [ "$(cat "$VENV/made-for-$1" 2>/dev/null)" != "$wanted" ]; then
        say "正在准备运行环境（首次需要几分钟）……"
        [ -x "$PY" ] || "$PYTHON_FOUND" -m venv "$VENV"
        # Some networks drop a download now and then.
        "$PY" -m pip install -q --disable-pip-version-check --retries 10 --timeout 60 \
            -r installer/requirements-"$1".txt >&2
        printf '%s' "$wanted" >"$VENV/made-for-$1"
    fi
    export PYTHONPATH="${PWD}${PYTHONPATH:+:$PYTHONPATH}"
    export PYTHONUTF8=1
}
