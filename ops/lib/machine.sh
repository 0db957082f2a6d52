# What a machine must have, checked before anything long is begun.
# shellcheck shell=bash

need_root() { [ "$(id -u)" = 0 ] || fail "It needs root, for Docker and for the panel's own user; run sudo $program."; }

# dotnet : the SDK's program, also where sudo has taken the user's PATH away.
find_dotnet() {
    local candidate home
    home=$(getent passwd "${SUDO_USER:-root}" | cut -d: -f6)
    for candidate in "$(command -v dotnet || true)" "${DOTNET_ROOT:-}/dotnet" "$(cat /etc/dotnet/install_location 2>/dev/null || true)/dotnet" "$HOME/.dotnet/dotnet" "$home/.dotnet/dotnet"; do
        if [ -x "$candidate" ] && "$candidate" --list-sdks 2>/dev/null | grep -q '^10\.'; then
            dotnet=$(readlink -f "$candidate")
            return
        fi
    done
    fail "The .NET SDK 10 is missing; install it (apt-get install dotnet-sdk-10.0 where the package exists, else the script dotnet-install.sh of dotnet.microsoft.com with --channel 10.0) and try again."
}

# need PROGRAM PACKAGE … : installs the packages whose programs are missing.
need() {
    local missing=()
    while [ $# -gt 0 ]; do command -v "$1" > /dev/null || missing+=("$2"); shift 2; done
    [ ${#missing[@]} -gt 0 ] || return 0
    command -v apt-get > /dev/null || fail "These packages are missing: ${missing[*]}; this machine has no apt-get, so install them by hand."
    [ "$(id -u)" = 0 ] || fail "These packages are missing: ${missing[*]}; run sudo $program, or install them."
    note "installing ${missing[*]}"
    local log
    log=$(mktemp)
    # RUNLEVEL=1 keeps the packages' own scripts from starting services where no init system looks after them.
    local runlevel=()
    has_systemd || runlevel=(RUNLEVEL=1)
    install_packages() { env DEBIAN_FRONTEND=noninteractive "${runlevel[@]}" apt-get install -y --no-install-recommends "${missing[@]}" > "$log" 2>&1 < /dev/null; }
    install_packages || { apt-get update > /dev/null 2>&1 < /dev/null && install_packages; } ||
        { tail -5 "$log" >&2; fail "apt-get could not install ${missing[*]}; its last lines are above."; }
    rm -f "$log"
}

# need_databases : the programs of the servers that tests start for themselves.
need_databases() {
    need mariadbd mariadb-server-core mariadb mariadb-client-core
    need_postgres
}

# Its programs: Debian's own cluster is neither made nor started for it.
need_postgres() {
    compgen -G '/usr/lib/postgresql/*/bin/initdb' > /dev/null && return
    local no_cluster=/etc/postgresql-common/createcluster.d/shophosting.conf
    if [ "$(id -u)" = 0 ]; then
        mkdir -p "$(dirname "$no_cluster")"
        echo 'create_main_cluster = false' > "$no_cluster"
    fi
    need initdb postgresql
    rm -f "$no_cluster"
}

# missing_packages LOG : which packages a restore did not find, by what it said.
missing_packages() { sed -nE 's/.*NU110[123]: Unable to find (a stable )?package ([A-Za-z0-9.]*[A-Za-z0-9]).*/\2/p' "$1" | sort -u | paste -sd ' '; }

is_number() { [[ $1 =~ ^[0-9]{1,5}$ ]] && [ "$1" -ge 1 ] && [ "$1" -le 65535 ]; }

# Somebody listens on this TCP port, whoever it is.
port_taken() { awk -v port=":$(printf '%04X' "$1")" '$4 == "0A" && substr($2, length($2) - 4) == port { found = 1 } END { exit !found }' /proc/net/tcp /proc/net/tcp6 2>/dev/null; }

need_memory() {
    local mb
    mb=$(( $(awk '/^MemAvailable/ { print $2 }' /proc/meminfo) / 1024 ))
    [ "$mb" -ge 2000 ] || note "Only $mb MB of memory are free; the panel and a shop want 2000 MB, so this may be slow or fail."
}

# need_disk MEGABYTES FOLDER : the folder need not exist yet.
need_disk() {
    local folder=$2 free
    while [ ! -d "$folder" ]; do folder=$(dirname "$folder"); done
    free=$(( $(df -Pk "$folder" | awk 'NR == 2 { print $4 }') / 1024 ))
    [ "$free" -ge "$1" ] || fail "The disk of $2 has $free MB free and $1 MB are needed; make room there and try again."
}
