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

# The platforms in the order in which they are offered, one a line; what each says is read from its own folder.
platforms() { local file; for file in "$root"/templates/*/platform.yaml; do printf '%s %s\n' "$(platform_says order "$file")" "$(platform_says name "$file")"; done | sort -n | cut -d' ' -f2; }
platform_says() { sed -n "s/^$1: *//p" "$2" | head -1; }

# why_not PLATFORM : why a store of it can't be made here; nothing when it can.
why_not() {
    local name why
    sed -n 's/^ *image: *//p' "$root/templates/$1/platform.yaml" | while read -r name; do
        [ -n "$(image "$name")" ] && continue
        why=$(why_missing "$name")
        printf '%s\n' "${why:-The image $name is not built; run ops/images/build.}"
        break
    done
}
