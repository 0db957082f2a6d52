# Said by all scripts in ops: words, steps with their durations, waiting. Sourced, never run.
# shellcheck shell=bash

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
program=ops/$(basename "$0")
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
export HOME=${HOME:-/root} DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 MSBUILDDISABLENODEREUSE=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1

say() { echo "$*"; }
note() { echo "    $*"; }
indent() { sed -u 's/^/    /'; }

# One sentence: what happened, to what, and what helps.
fail() { echo "$program: $*" >&2; exit 1; }
wrong_use() { usage >&2; fail "$*"; }
trap 'echo "$program: It stopped at line $LINENO of ${BASH_SOURCE[0]##*/}, where \"$BASH_COMMAND\" failed." >&2' ERR
set -E

milliseconds() { echo $(( ${EPOCHREALTIME//[.,]/} / 1000 )); }
seconds_since() { local ms=$(( $(milliseconds) - $1 )); echo "$(( ms / 1000 )).$(( ms % 1000 / 100 )) s"; }

step_number=0
begun=$(milliseconds)
step_begun=$begun
begin() { step_number=$((step_number + 1)); step_begun=$(milliseconds); say "[$step_number] $*"; }
end() { note "$(seconds_since "$step_begun")${1:+: $1}"; }

# within SECONDS COMMAND… : repeats the command until it succeeds.
within() {
    local until=$(( $(milliseconds) + $1 * 1000 )); shift
    until "$@"; do
        [ "$(milliseconds)" -lt "$until" ] || return 1
        sleep 0.2
    done
}

# runs FILE TEXT : the pid in the file is a process with this text in its command line.
runs() {
    local pid
    pid=$(cat "$1" 2>/dev/null) && [ -n "$pid" ] && [ -r "/proc/$pid/cmdline" ] && tr '\0' ' ' < "/proc/$pid/cmdline" | grep -qF -- "$2"
}

# stop_process FILE TEXT SECONDS : ends what the pid file names, when it still is that program.
stop_process() {
    if runs "$1" "$2"; then
        local pid
        pid=$(cat "$1")
        kill -TERM "$pid"
        within "$3" ended "$pid" || { kill -KILL "$pid"; within 5 ended "$pid" || true; }
    fi
    rm -f "$1"
}
ended() { [ ! -e "/proc/$1" ] || grep -q '^State:.Z' "/proc/$1/status" 2>/dev/null; }

has_systemd() { [ -d /run/systemd/system ]; }
