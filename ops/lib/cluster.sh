# The Cluster edition on one machine: Redis, PostgreSQL, a control node, a worker and a web node, each a process of its own.
# Sourced over panel.sh and installation.sh: what is called the panel there is all of these here.
# shellcheck shell=bash disable=SC2034

own="$home/"              # in the command line of each process
edition_arguments=(-p:Edition=Cluster)
nodes=(control worker web)
daemons=(redis postgres "${nodes[@]}")
tls=$home/tls

# The ports that only this machine sees follow from the installation's room: 11210 to 11216 for the one with the ports from 21000.
port_of() {
    local first=$(( 11000 + $(setting Installation__PortBase) / 100 ))
    case $1 in silo) echo "$first" ;; gateway) echo $(( first + 1 )) ;; worker-silo) echo $(( first + 2 )) ;; redis) echo $(( first + 3 )) ;; control) echo $(( first + 4 )) ;; worker) echo $(( first + 5 )) ;; images) echo $(( first + 6 )) ;; esac
}

unit() { echo "shophosting-$1@$installation"; }
node_runs() { if [ -e "$home/$1.pid" ]; then runs "$home/$1.pid" "$own"; else has_systemd && systemctl is-active --quiet "$(unit "$1")"; fi; }
panel_runs() { local name; for name in "${daemons[@]}"; do node_runs "$name" || return 1; done; }
panel_ready() { is_ready "$panel_port" && is_ready "$(port_of control)" && is_ready "$(port_of worker)"; }

# need_packages : one sentence when no feed has what the edition is made of; nothing was changed by then.
need_packages() {
    local log missing
    log=$(mktemp)
    if ! "$dotnet" restore "$root/silo/ShopHosting.Silo" "${edition_arguments[@]}" > "$log" 2>&1 < /dev/null; then
        missing=$(missing_packages "$log")
        [ -n "$missing" ] || { grep error "$log" | sort -u | tail -5 >&2; fail "The packages of the Cluster edition could not be restored; the errors are above."; }
        rm -f "$log"
        fail "The Cluster edition needs packages that no feed of this machine has: $missing. Nothing was changed."
    fi
    rm -f "$log"
}

need_servers() {
    local had_redis=
    ! command -v redis-server > /dev/null || had_redis=1
    need openssl openssl redis-server redis-server
    # The package starts a server for everybody, which nobody asked for.
    if [ -z "$had_redis" ] && has_systemd; then systemctl disable --quiet --now redis-server; fi
    need_postgres
}

# Besides the settings of the Single edition, which the scripts read, each node's own.
write_settings() {
    local name
    write_panel_settings
    for name in silo gateway worker-silo redis control worker images; do
        if port_taken "$(port_of "$name")" && ! panel_runs; then fail "Port $(port_of "$name") on this machine, for $name, is taken by another program; end that one."; fi
    done
    node_settings control "$(port_of control)" <<TEXT
Cluster__Address=127.0.0.1
Cluster__SiloPort=$(port_of silo)
Cluster__GatewayPort=$(port_of gateway)
Database__ConnectionString=Host=$home/postgres;Database=shophosting;Username=$user
Administration__LinksOnlyWhenAsked=false
$(grep -E '^(Data=|Installation__|Relay__)' "$settings" | grep -v '^Installation__Id=')
TEXT
    node_settings worker "$(port_of worker)" <<TEXT
Cluster__Address=127.0.0.1
Cluster__SiloPort=$(port_of worker-silo)
Cluster__ImagePort=$(port_of images)
Cluster__Worker=w1
Docker__Workers__w1__Address=unix://$socket
TEXT
    node_settings web "$panel_port" <<TEXT
Frontend__ControlSocket=$home/control/panel.sock
TEXT
}

node_settings() {
    { cat <<TEXT
# Written by ops/up. Own settings go to local.env beside this file, one KEY=VALUE a line, and win.
ASPNETCORE_URLS=http://localhost:$2
Installation__Id=$installation
Cluster__Role=$1
Cluster__Redis=127.0.0.1:$(port_of redis)
Cluster__RedisPasswordFile=$tls/redis.password
Cluster__AuthorityFile=$tls/authority.pem
Cluster__CertificateFile=$tls/$1.pem
Cluster__KeyFile=$tls/$1.key
DOTNET_EnableDiagnostics=0
LANG=C.UTF-8
TEXT
        cat; } > "$home/$1.env"
}

# The folders that must not be lost, and the servers' own.
prepare_data() {
    prepare_panel_data
    prepare_certificates
    prepare_redis
    prepare_postgres
}

# The authority's key stays root's. A certificate is made anew when it has less than two months left; its OU says which part its owner may take.
prepare_certificates() {
    local name
    mkdir -p "$tls"
    [ -e "$tls/authority.key" ] || ( umask 077; openssl ecparam -name prime256v1 -genkey -noout -out "$tls/authority.key" )
    [ -e "$tls/authority.pem" ] || openssl req -x509 -new -key "$tls/authority.key" -sha256 -days 3650 -subj "/CN=shophosting $installation" -out "$tls/authority.pem"
    for name in redis "${nodes[@]}"; do
        if ! openssl x509 -in "$tls/$name.pem" -noout -checkend $(( 60 * 86400 )) > /dev/null 2>&1; then issue "$name"; fi
    done
}

issue() {
    ( umask 077; openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout "$tls/$1.key" -subj "/OU=$1/CN=$1" -out "$tls/$1.csr" 2> /dev/null )
    printf 'extendedKeyUsage=serverAuth,clientAuth\nsubjectAltName=IP:127.0.0.1\n' > "$tls/$1.ext"
    openssl x509 -req -in "$tls/$1.csr" -CA "$tls/authority.pem" -CAkey "$tls/authority.key" -CAcreateserial -days 365 -sha256 -extfile "$tls/$1.ext" -out "$tls/$1.pem" 2> /dev/null
    rm -f "$tls/$1.csr" "$tls/$1.ext"
    chown "$user:$user" "$tls/$1.key"
    chmod 0400 "$tls/$1.key"
}

prepare_redis() {
    local folder=$home/redis password=$tls/redis.password
    mkdir -p "$folder"
    [ -e "$password" ] || ( umask 077; openssl rand -hex 24 > "$password" )
    cat > "$folder/redis.conf" <<TEXT
bind 127.0.0.1
port 0
tls-port $(port_of redis)
tls-cert-file $tls/redis.pem
tls-key-file $tls/redis.key
tls-ca-cert-file $tls/authority.pem
tls-auth-clients yes
requirepass $(cat "$password")
appendonly yes
dir $folder
daemonize no
set-proc-title no
TEXT
    chmod 0600 "$folder/redis.conf"
    chown -R "$user:$user" "$folder" "$password"
}

# Nobody reaches it but by a socket in its folder, where the system tells who is there; so there is no password.
prepare_postgres() {
    local folder=$home/postgres programs
    if [ ! -e "$folder/data/PG_VERSION" ]; then
        programs=$(dirname "$(compgen -G '/usr/lib/postgresql/*/bin/initdb' | sort -V | tail -1)")
        rm -rf "$folder"
        mkdir -p "$folder"
        chown "$user:$user" "$folder"
        chmod 0700 "$folder"
        as_user "$programs/initdb" --pgdata="$folder/data.new" --username="$user" --auth=peer --encoding=UTF8 --locale=C.UTF-8 > "$home/postgres.log" 2>&1 ||
            { tail -5 "$home/postgres.log" >&2; fail "PostgreSQL could not make its folder $folder; its last lines are above."; }
        mv "$folder/data.new" "$folder/data"
    fi
    # Of the version that made it, also when a newer one is there by now.
    ln -sfn "/usr/lib/postgresql/$(cat "$folder/data/PG_VERSION")/bin" "$home/postgresql"
}

as_user() { (cd / && setpriv --reuid="$user" --regid="$user" --clear-groups --no-new-privs --inh-caps=-all -- env -i PATH=/usr/bin:/bin LANG=C.UTF-8 "$@") < /dev/null 9>&-; }

environment() { cat "$home/$1.env" "$home/local.env" 2>/dev/null | grep -E '^[A-Za-z]' || true; }
started_with() { { cat "$home"/{control,worker,web}.env "$home/redis/redis.conf" "$tls"/*.pem; cat "$home/local.env" 2>/dev/null || true; readlink "$home/dotnet" "$home/postgresql"; } | sha256sum; }

start_panel() {
    local name
    started_with > "$home/.started-with"
    start_node redis "$(command -v redis-server)" "$home/redis/redis.conf"
    start_node postgres "$home/postgresql/postgres" -D "$home/postgres/data" -k "$home/postgres" -c listen_addresses=
    within 30 database_there || { tail -12 "$home/postgres.log" >&2; fail "PostgreSQL does not start; what it says is above."; }
    for name in "${nodes[@]}"; do
        mapfile -t variables < <(environment "$name")
        start_node "$name" env "${variables[@]}" "$home/dotnet" "$home/panel/ShopHosting.Silo.dll"
    done
}

database_there() {
    as_user "$home/postgresql/psql" -h "$home/postgres" -d shophosting -c '' > /dev/null 2>&1 ||
        as_user "$home/postgresql/createdb" -h "$home/postgres" shophosting > /dev/null 2>&1
}

# start_node NAME COMMAND… : the command is for where no init system is; a unit has its own.
start_node() {
    local name=$1 groups=; shift
    if has_systemd; then start_unit "$name"; return; fi
    if [ "$name" = worker ]; then groups=$(stat -c %g "$socket"); fi
    start_process "$name" "$groups" "$own" "$@"
}

start_unit() {
    local folder=/etc/systemd/system
    cp "$root/ops/systemd/shophosting-$1@.service" "$folder/"
    mkdir -p "$folder/$(unit "$1").service.d"
    case $1 in
        control) printf '[Service]\nReadWritePaths=%s\n' "$data" ;;
        worker) printf '[Service]\nSupplementaryGroups=%s\n' "$(stat -c %G "$socket")" ;;
    esac > "$folder/$(unit "$1").service.d/machine.conf"
    systemctl daemon-reload
    systemctl enable --quiet "$(unit "$1")"
    systemctl restart "$(unit "$1")" || true
}

# Who is asked first, who answers last.
stop_panel() {
    local name
    for name in web worker control redis postgres; do
        if [ -e "$home/$name.pid" ]; then stop_process "$home/$name.pid" "$own" 45; fi
        if has_systemd && systemctl is-active --quiet "$(unit "$name")"; then systemctl stop "$(unit "$name")"; fi
    done
}

retire_panel() {
    local name
    stop_panel
    has_systemd || return 0
    for name in "${daemons[@]}"; do systemctl disable --quiet "$(unit "$name")" 2>/dev/null || true; done
}

remove_unit() {
    local name
    has_systemd || return 0
    for name in "${daemons[@]}"; do
        rm -rf "/etc/systemd/system/$(unit "$name").service.d"
        compgen -G "$homes/*/control.env" > /dev/null || rm -f "/etc/systemd/system/shophosting-$name@.service"
    done
    systemctl daemon-reload
}

panel_log() {
    local name
    for name in "${nodes[@]}"; do
        say "$name:"
        if [ -e "$home/$name.log" ]; then tail -6 "$home/$name.log"; else journalctl -u "$(unit "$name")" -n 6 --no-pager -o cat; fi
    done
}

tell_what_is_missing() {
    say "All nodes are on this machine and run as one user, with one control node: nothing goes on when it or the machine is lost, and nodes are kept apart by their certificates alone."
    say "How there are three control nodes and as many workers on machines of their own: ops/runbooks/cluster.md."
}
