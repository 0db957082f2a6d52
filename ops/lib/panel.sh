# The panel's program and process: built here, run as its own user with the engine's socket as its only privilege.
# shellcheck shell=bash

unit() { echo "shophosting@$installation"; }
panel_runs() { if [ -e "$home/panel.pid" ]; then runs "$home/panel.pid" "$home/panel/ShopHosting.Silo.dll"; else has_systemd && systemctl is-active --quiet "$(unit)"; fi; }
panel_ready() { is_ready "$panel_port"; }
is_ready() { curl -fsS --noproxy '*' --max-time 5 -o /dev/null "http://localhost:$1/health/ready" 2>/dev/null; }
as_panel_user() { setpriv --reuid="$user" --regid="$user" --groups="$(stat -c %g "$socket")" --no-new-privs --inh-caps=-all --bounding-set=-all -- "$@"; }

# What the Cluster edition needs besides.
need_packages() { :; }
need_servers() { :; }
edition_arguments=()

# Builds the program into panel.new with all it reads at run time, so that a later checkout changes nothing that runs.
publish_panel() {
    local new=$home/panel.new log=$home/publish.log
    rm -rf "$new"
    mkdir -p "$home"
    : > "$log"
    publish_project silo/ShopHosting.Silo "$new" "${edition_arguments[@]}"
    publish_project src/ShopHosting.Cli "$new/shopctl"
    cp -r "$root/templates" "$new/templates"
    cp "$images" "$new/images.json"
    give_back_to_owner
    link_dotnet
}

publish_project() {
    "$dotnet" publish "$root/$1" -c Release -o "$2" "${@:3}" >> "$log" 2>&1 < /dev/null 9>&- && return
    grep -E 'error' "$log" | sort -u | tail -10 >&2 || true
    fail "$1 could not be built; the errors are above and the whole output is in $log."
}

# Under sudo the checkout belongs to somebody else, who wants to go on building in it.
give_back_to_owner() {
    local owner
    owner=$(stat -c %u:%g "$root")
    [ "$owner" = 0:0 ] || chown -R "$owner" "$root/artifacts" "$root/var" 2>/dev/null || true
}

# The panel's user must reach the runtime; one in somebody's home folder is copied.
link_dotnet() {
    local sdk_root own=$home/runtime version framework
    sdk_root=$(dirname "$dotnet")
    if [[ $dotnet != /root/* && $dotnet != /home/* && $dotnet != /tmp/* ]] && as_panel_user test -x "$dotnet"; then
        ln -sfn "$dotnet" "$home/dotnet"
        return
    fi
    rm -rf "$own.new"
    mkdir -p "$own.new/host/fxr"
    cp -L "$dotnet" "$own.new/dotnet"
    version=$(newest "$sdk_root/host/fxr" '*')
    cp -r "$sdk_root/host/fxr/$version" "$own.new/host/fxr/$version"
    for framework in Microsoft.NETCore.App Microsoft.AspNetCore.App; do
        version=$(newest "$sdk_root/shared/$framework" '10.*')
        mkdir -p "$own.new/shared/$framework"
        cp -r "$sdk_root/shared/$framework/$version" "$own.new/shared/$framework/$version"
    done
    chmod -R a+rX "$own.new"
    rm -rf "$own"
    mv "$own.new" "$own"
    ln -sfn "$own/dotnet" "$home/dotnet"
    note "The .NET runtime is in a folder that the panel's user can't reach, so it was copied to $own."
}

newest() { find "$1" -mindepth 1 -maxdepth 1 -name "$2" -printf '%f\n' | sort -V | tail -1; }

# Puts the new program in the place of the old one, and the old one back when the new one does not start.
replace_panel() {
    if panel_runs && [ "$(started_with)" = "$(cat "$home/.started-with" 2>/dev/null)" ] && diff -rq "$home/panel" "$home/panel.new" > /dev/null 2>&1 && panel_ready; then
        rm -rf "$home/panel.new"
        end "it runs already and nothing has changed"
        return
    fi
    stop_panel
    rm -rf "$home/panel.old"
    [ ! -d "$home/panel" ] || mv "$home/panel" "$home/panel.old"
    mv "$home/panel.new" "$home/panel"
    start_panel
    if ! within 60 panel_ready_or_gone || ! panel_ready; then
        panel_log | tail -12 >&2
        stop_panel
        if [ -d "$home/panel.old" ]; then
            rm -rf "$home/panel"
            mv "$home/panel.old" "$home/panel"
            start_panel
            within 60 panel_ready || fail "The new panel does not start, and the one before neither; the last lines of the new one's log are above."
            fail "The new panel does not start; the last lines of its log are above. The one before runs again."
        fi
        fail "The panel does not start; the last lines of its log are above."
    fi
    rm -rf "$home/panel.old"
    end
}
panel_ready_or_gone() { panel_ready || ! panel_runs; }
panel_log() { if [ -e "$home/panel.log" ]; then cat "$home/panel.log"; else journalctl -u "$(unit)" -n 40 --no-pager -o cat; fi; }

# tell_set_up_link : where somebody becomes an administrator, as long as there is none; the panel writes it a moment after its start.
tell_set_up_link() {
    local link=$data/set-up/link
    within 2 test -e "$link" || true
    [ -e "$link" ] || return 0
    say "Become its administrator here, once and within a day: $(cat "$link")"
}

# new_set_up_link : asks the running panel for one more link, and tells it.
new_set_up_link() {
    local link=$data/set-up/link ask=$data/set-up/ask
    touch "$ask"
    within 15 test ! -e "$ask" || fail "The panel did not answer; is it running? ops/up --installation $installation starts it."
    cat "$link"
}

# The folder that must not be lost, for the panel's user alone.
prepare_data() { prepare_panel_data; }

prepare_panel_data() {
    mkdir -p "$data"
    chown "$user:$user" "$data"
    chmod 0700 "$data"
    # For the socket that shopctl asks by; where there is systemd, the unit makes it.
    install -d -o "$user" -g "$user" -m 0700 "$home/control"
    as_panel_user test -w "$data" || fail "The panel's user $user can't reach $data; choose a folder below ones that everybody may enter, with --data."
    [ "$(stat -c %G "$socket")" != root ] || fail "Docker's socket $socket belongs to the group root, which the panel must not be in; make a group docker (groupadd docker) and restart the engine."
}

# What the panel is told: the settings, and after them the operator's own.
environment() { cat "$settings" "$home/local.env" 2>/dev/null | grep -E '^[A-Za-z]' || true; }

started_with() { { environment; readlink "$home/dotnet"; } | sha256sum; }

start_panel() {
    started_with > "$home/.started-with"
    if has_systemd; then
        start_unit
    else
        local variables=()
        mapfile -t variables < <(environment)
        start_process panel "$(stat -c %g "$socket")" "$home/panel/ShopHosting.Silo.dll" env "${variables[@]}" "$home/dotnet" "$home/panel/ShopHosting.Silo.dll"
    fi
}

# start_process NAME GROUPS TEXT COMMAND… : as the panel's user, with these groups besides its own; the text is in its command line.
start_process() {
    local name=$1 text=$3 groups=(--clear-groups)
    [ -z "$2" ] || groups=(--groups="$2")
    shift 3
    rotate_log "$home/$name.log"
    touch "$home/$name.log"
    chmod 0640 "$home/$name.log"
    (
        cd "$home" || exit
        umask 077
        exec setsid nohup setpriv --reuid="$user" --regid="$user" "${groups[@]}" --no-new-privs --inh-caps=-all --bounding-set=-all -- \
            env -i PATH=/usr/bin:/bin "$@" >> "$home/$name.log" 2>&1 < /dev/null 9>&-
    ) &
    echo $! > "$home/$name.pid"
    # Until it has become that program it is this script's child; a pid that is looked at too early would be taken for a dead one.
    within 5 runs "$home/$name.pid" "$text" || true
}

rotate_log() {
    local number
    for number in 3 2 1; do [ ! -e "$1.$number" ] || mv "$1.$number" "$1.$((number + 1))"; done
    [ ! -e "$1" ] || mv "$1" "$1.1"
}

start_unit() {
    local folder=/etc/systemd/system
    cp "$root/ops/systemd/shophosting@.service" "$folder/shophosting@.service"
    mkdir -p "$folder/$(unit).service.d"
    printf '[Service]\nReadWritePaths=%s\nSupplementaryGroups=%s\n' "$data" "$(stat -c %G "$socket")" > "$folder/$(unit).service.d/machine.conf"
    systemctl daemon-reload
    systemctl enable --quiet "$(unit)"
    systemctl restart "$(unit)" || true
}

stop_panel() {
    if [ -e "$home/panel.pid" ]; then stop_process "$home/panel.pid" "$home/panel/ShopHosting.Silo.dll" 30; fi
    if has_systemd && systemctl is-active --quiet "$(unit)"; then systemctl stop "$(unit)"; fi
}

# From now on it does not start by itself either.
retire_panel() {
    stop_panel
    if has_systemd; then systemctl disable --quiet "$(unit)" 2>/dev/null || true; fi
}

remove_unit() {
    has_systemd || return 0
    rm -rf "/etc/systemd/system/$(unit).service.d"
    compgen -G "$homes/*/panel.env" > /dev/null || rm -f /etc/systemd/system/shophosting@.service
    systemctl daemon-reload
}
