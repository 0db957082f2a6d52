# The images of shops and of the platform itself: built where they are missing, listed in var/images/images.json.
# shellcheck shell=bash

images=$root/var/images/images.json
image() { jq -r --arg name "$1" '.[] | select(.name == $name).reference // empty' "$images" 2>/dev/null; }
why_missing() { jq -r --arg name "$1" '.[] | select(.name == $name).missing // empty' "$images" 2>/dev/null; }
has_images() { local reference; reference=$(image wordpress-db); [ -n "$reference" ] && "$docker" image inspect "$reference" > /dev/null 2>&1; }

# build_images ARGUMENT… : passed on to ops/images/build.
build_images() {
    need jq jq curl curl mmdebstrap mmdebstrap python3 python3
    if has_images; then need_disk 1000 "$(docker_root)"; else need_disk 6000 "$(docker_root)"; fi
    DOCKER=$docker "$root/ops/images/build" "$@" 2>&1 < /dev/null | indent || fail "The images could not be built; the reason is above."
}
