# The Docker Engine of this machine: used when it answers, else started. What answered before is never stopped.
# shellcheck shell=bash

socket=/var/run/docker.sock
find_socket() {
    case ${DOCKER_HOST:-} in
        '') ;;
        unix://*) socket=${DOCKER_HOST#unix://} ;;
        *) fail "DOCKER_HOST is $DOCKER_HOST, and the panel's first worker is this machine; unset it." ;;
    esac
}

# The client of the docker.io package can build with an old engine; another one may stand first on PATH.
find_client() { if [ -x /usr/bin/docker ]; then docker=/usr/bin/docker; else docker=$(command -v docker) || docker=docker; fi; }
engine_answers() { find_client; "$docker" version --format '{{.Server.Version}}' > /dev/null 2>&1; }

# ensure_engine FOLDER : makes an engine answer; one that is started here has its pid and log in the folder.
ensure_engine() {
    find_socket
    if engine_answers; then
        engine_note="$("$docker" version --format '{{.Server.Version}}') was running already"
        return
    fi
    if curl -fsS --max-time 5 --unix-socket "$socket" http://localhost/_ping > /dev/null 2>&1; then
        need docker docker.io    # an engine without a client
    else
        need dockerd docker.io iptables iptables
    fi
    if ! engine_answers; then
        if has_systemd; then
            systemctl start docker > /dev/null 2>&1 || true
        else
            start_engine "$1"
        fi
        within 60 engine_answers || engine_failed "$1"
    fi
    engine_note="$("$docker" version --format '{{.Server.Version}}') started"
}

start_engine() {
    local arguments=(--pidfile "$1/dockerd.pid") left=/var/run/docker/containerd/containerd.pid
    mkdir -p "$1"
    rm -f "$1/dockerd.pid"
    # After a crash this file names a process that has become another; dockerd would wait for it in vain.
    if [ -e "$left" ] && ! runs "$left" containerd; then rm -f "$left"; fi
    # Shops go on while the engine is away. For tests it matters only when containers run without an engine right now.
    if [ "${engine_purpose:-shops}" = shops ] || grep -qsaE "containerd-shi[m]" /proc/[0-9]*/cmdline; then
        grep -qs live-restore /etc/docker/daemon.json || arguments+=(--live-restore)
    fi
    [ ! -e "$1/dockerd.log" ] || mv "$1/dockerd.log" "$1/dockerd.log.1"
    setsid nohup dockerd "${arguments[@]}" > "$1/dockerd.log" 2>&1 < /dev/null 9>&- &
}

engine_failed() {
    if [ -s "$1/dockerd.log" ]; then tail -8 "$1/dockerd.log" >&2; fail "The Docker Engine does not answer; the last lines of $1/dockerd.log are above."; fi
    fail "The Docker Engine does not answer at $socket; look at its log (journalctl -u docker) and start it."
}

engine_is_ours() { runs "$1/dockerd.pid" "--pidfile $1/dockerd.pid"; }
stop_engine() { stop_process "$1/dockerd.pid" "--pidfile $1/dockerd.pid" 60; }

docker_root() { "$docker" info --format '{{.DockerRootDir}}' 2>/dev/null || echo /var/lib/docker; }
