# One installation on this machine: where its things are, its settings, and all that carries its name.
# shellcheck shell=bash

homes=/var/lib/shophosting
user=shophosting

# use_installation ID : everything that runs is under its home, so that neither another checkout nor its removal changes a running panel.
use_installation() {
    [[ $1 =~ ^[a-z0-9]{1,12}$ ]] || fail "The installation is called '$1'; take 1 to 12 characters a-z and 0-9."
    installation=$1
    home=$homes/$installation
    settings=$home/panel.env
    label=shophosting.installation=$installation
}

# What was chosen at the first start stays: neither edition reads the other's data.
choose_edition() {
    local known=
    if [ -e "$home/control.env" ]; then known=cluster; elif [ -e "$settings" ]; then known=single; fi
    edition=${edition:-${known:-single}}
    [ "$edition" = "${known:-$edition}" ] || fail "Installation $installation is of the edition $known; choose another --installation, or remove this one with ops/down --all."
    if [ "$edition" = cluster ]; then
        # shellcheck source-path=SCRIPTDIR source=cluster.sh
        . "$root/ops/lib/cluster.sh"
    fi
}

# One script at a time for an installation; daemons are started without this descriptor.
lock_installation() {
    mkdir -p "$home"
    exec 9> "$home/.lock"
    flock -n 9 || { note "Another script works on the installation $installation; waiting for it."; flock 9; }
}

setting() { [ ! -e "$settings" ] || sed -n "s/^$1=//p" "$settings" | tail -1; }
panel_port_of() { setting ASPNETCORE_URLS | sed 's/.*://'; }

# What was chosen at the first start stays, unless an option says otherwise; the shops' addresses can't change.
choose_settings() {
    local known_edge
    known_edge=$(setting Installation__EdgePort)
    panel_port=${panel_port:-$(panel_port_of)}
    panel_port=${panel_port:-8080}
    if [ -n "$known_edge" ] && [ -n "$edge_port" ] && [ "$edge_port" != "$known_edge" ]; then
        fail "The shops of installation $installation have port $known_edge in their addresses, so it can't become $edge_port; choose another --installation, or remove this one with ops/down --all."
    fi
    edge_port=${edge_port:-${known_edge:-8088}}
    data=${data:-$(setting Data)}
    data=${data:-$home/data}
    [[ $data = /* ]] || data=$PWD/$data
    is_number "$panel_port" || fail "--panel-port is '$panel_port'; it is a number from 1 to 65535."
    is_number "$edge_port" || fail "--edge-port is '$edge_port'; it is a number from 1 to 65535."
    [ "$panel_port" != "$edge_port" ] || fail "Panel and shops can't both have port $panel_port; choose another --panel-port or --edge-port."
    if [ -n "$known_edge" ] && [ "$data" != "$(setting Data)" ]; then
        fail "The data of installation $installation is in $(setting Data); to move it, stop the panel with ops/down, move the folder, and change Data in $settings."
    fi
}

need_ports() {
    if port_taken "$panel_port" && ! { panel_runs && [ "$panel_port" = "$(panel_port_of)" ]; }; then
        fail "Port $panel_port, for the panel, is taken by another program; choose another with --panel-port."
    fi
    if port_taken "$edge_port" && ! edge_runs; then
        fail "Port $edge_port, for the shops, is taken by another program; choose another with --edge-port."
    fi
}
edge_runs() { engine_answers && [ -n "$("$docker" ps -q --filter "label=$label" --filter label=shophosting.role=edge)" ]; }

# Shops of two installations must not have the same networks or ports, so each gets one of these /16 and the thousand ports that go with it.
# (Tests have 10.184.0.0/14, 10.191.0.0/16 and the ports from 25100.)
rooms='180:21000 181:22000 182:23000 183:24000 188:17000 189:18000 190:19000'
choose_room() {
    local taken ids room
    pool=$(setting Installation__TenantPool)
    port_base=$(setting Installation__PortBase)
    slots=$(setting Installation__SlotsPerWorker)
    [ -z "$pool" ] || return 0
    slots=1000
    # Each guard tells which networks its installation has, and networks tell their own.
    ids=$("$docker" ps -aq --filter label=shophosting.role=guard)
    # shellcheck disable=SC2086 # ids are words
    taken=$({ [ -z "$ids" ] || "$docker" inspect $ids --format '{{range .Config.Env}}{{println .}}{{end}}' | sed -n 's/^GUARD_POOL=//p'
        "$docker" network ls -q | xargs -r "$docker" network inspect --format '{{range .IPAM.Config}}{{println .Subnet}}{{end}}'
        cat "$homes"/*/panel.env 2>/dev/null | sed -n 's/^Installation__TenantPool=//p' || true; } | second_octets)
    for room in $rooms; do
        if ! grep -qx "${room%:*}" <<< "$taken"; then
            pool=10.${room%:*}.0.0/16
            port_base=${room#*:}
            return 0
        fi
    done
    fail "The networks for shops (10.180.0.0 to 10.183.255.255 and 10.188.0.0 to 10.190.255.255) are all taken on this machine; remove an installation with ops/down --all --installation NAME."
}

# Of networks within 10.0.0.0/8: each second octet that they reach.
second_octets() { awk -F'[./]' '$1 == 10 { last = $2 + ($5 < 16 ? 2 ^ (16 - $5) - 1 : 0); for (octet = $2; octet <= last; octet++) print octet }'; }

# Where containers find the host: Docker's default bridge.
bridge_address() { "$docker" network inspect bridge --format '{{range .IPAM.Config}}{{println .Gateway}}{{end}}' | grep -m 1 '\.'; }

write_settings() { write_panel_settings; }

write_panel_settings() {
    mkdir -p "$home"
    cat > "$settings.new" <<TEXT
# Written by ops/up. Own settings go to local.env beside this file, one KEY=VALUE a line, and win.
ASPNETCORE_URLS=http://localhost:$panel_port
Data=$data
Installation__Id=$installation
Installation__PanelAddress=http://localhost:$panel_port/
Installation__EdgePort=$edge_port
Installation__TenantPool=$pool
Installation__PortBase=$port_base
Installation__SlotsPerWorker=$slots
Relay__Address=$(bridge_address)
Relay__ListenPort=$(( 2500 + port_base / 1000 ))
Installation__Templates=$home/panel/templates
Installation__Images=$home/panel/images.json
Frontend__ControlSocket=$home/control/panel.sock
Docker__Workers__w1__Address=unix://$socket
DOTNET_EnableDiagnostics=0
LANG=C.UTF-8
TEXT
    mv "$settings.new" "$settings"
}

# What carries the installation's label, as ids of one kind: container, network or volume.
labelled() {
    case $1 in
        container) "$docker" ps -aq --filter "label=$label" ;;
        network) "$docker" network ls -q --filter "label=$label" ;;
        volume) "$docker" volume ls -q --filter "label=$label" ;;
    esac
}

remove_labelled() {
    local kind guard counts=()
    # The guard leaves its packet filter when it stops, so that tenants are never open; with the installation it goes too.
    guard=$("$docker" ps -aq --filter "label=$label" --filter label=shophosting.role=guard | head -1)
    if [ -n "$guard" ]; then
        guard_image=$("$docker" inspect "$guard" --format '{{.Config.Image}}')
        "$docker" rm -f "$guard" > /dev/null
        "$docker" run --rm --network host --cap-drop ALL --cap-add NET_ADMIN --label "$label" --entrypoint nft "$guard_image" delete table inet "shophosting_$installation" > /dev/null 2>&1 ||
            note "The packet filter shophosting_$installation was not there."
    fi
    for kind in container network volume; do
        local ids
        ids=$(labelled "$kind")
        counts+=("$(grep -c . <<< "$ids" || true) ${kind}s")
        [ -n "$ids" ] || continue
        # shellcheck disable=SC2086 # ids are words
        case $kind in
            container) "$docker" rm -f $ids > /dev/null ;;
            *) "$docker" "$kind" rm $ids > /dev/null ;;
        esac
    done
    note "removed ${guard:+the guard and its packet filter, }${counts[0]}, ${counts[1]}, ${counts[2]}"
}

ensure_user() {
    id "$user" > /dev/null 2>&1 && return
    useradd --system --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin "$user"
    mkdir -p "$homes"
    touch "$homes/.user-made-by-ops"
}

# The user goes when it was made here and no other installation needs it.
remove_user() {
    [ -e "$homes/.user-made-by-ops" ] || return 0
    ! compgen -G "$homes/*/panel.env" > /dev/null || return 0
    [ -z "$(find /proc -maxdepth 1 -user "$user" 2>/dev/null)" ] || return 0
    userdel "$user"
    rm -f "$homes/.user-made-by-ops"
    note "removed the user $user"
}

# Only what the panel keeps there: somebody else's files in the folder stay.
remove_data() {
    local folder=$1
    [ -n "$folder" ] && [ -d "$folder" ] || return 0
    rm -rf "${folder:?}/database" "${folder:?}/secrets" "${folder:?}/pages" "${folder:?}/outbox" "${folder:?}/set-up"
    rmdir "$folder" 2>/dev/null || note "$folder holds files that are not the panel's; they stay."
}
