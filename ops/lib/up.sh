# How a panel comes up, for ops/up and ops/demo: options, checks, engine, images, program, process.
# shellcheck shell=bash

# shellcheck source-path=SCRIPTDIR source=common.sh
. "${BASH_SOURCE[0]%/*}/common.sh"
# shellcheck source-path=SCRIPTDIR source=machine.sh
. "$root/ops/lib/machine.sh"
# shellcheck source-path=SCRIPTDIR source=engine.sh
. "$root/ops/lib/engine.sh"
# shellcheck source-path=SCRIPTDIR source=images.sh
. "$root/ops/lib/images.sh"
# shellcheck source-path=SCRIPTDIR source=installation.sh
. "$root/ops/lib/installation.sh"
# shellcheck source-path=SCRIPTDIR source=panel.sh
. "$root/ops/lib/panel.sh"

up_options='  --installation NAME  which installation on this machine: 1 to 12 characters a-z and 0-9 (default: demo)
  --panel-port N       the port of the panel, on loopback (default: 8080)
  --edge-port N        the port in the addresses of the shops (default: 8088)
  --data FOLDER        where the panel keeps its data (default: /var/lib/shophosting/NAME/data)
  --woocommerce PATH   the WooCommerce release archive or an unpacked folder, passed on to ops/images/build; auto or none
  --mirror URL         the Debian archive to build images from, passed on to ops/images/build'

wanted_installation=demo edition='' panel_port='' edge_port='' data='' build_arguments=()

# up_option OPTION VALUE : takes one of the options above; false when it is none of them.
up_option() {
    case $1 in
        --installation) wanted_installation=$2 ;;
        --panel-port) panel_port=$2 ;;
        --edge-port) edge_port=$2 ;;
        --data) data=$2 ;;
        --woocommerce)
            case $2 in
                /*|auto|none) build_arguments+=(--woocommerce "$2") ;;
                *) build_arguments+=(--woocommerce "$PWD/$2") ;;
            esac ;;
        --mirror) build_arguments+=(--mirror "$2") ;;
        *) return 1 ;;
    esac
}

bring_up() {
    use_installation "$wanted_installation"
    choose_edition
    need_root
    find_dotnet
    need_packages
    find_socket
    choose_settings
    need_ports
    need_memory
    if engine_answers && has_images; then need_disk 1000 "$(docker_root)"; else need_disk 6000 /var/lib/docker; fi
    lock_installation

    begin "Docker Engine"
    need curl curl jq jq
    ensure_engine "$home"
    need_servers
    end "$engine_note"

    begin "Images"
    build_images "${build_arguments[@]}"
    end

    begin "Building the panel"
    ensure_user
    publish_panel
    end

    begin "Starting the panel as user $user"
    choose_room
    write_settings
    prepare_data
    replace_panel
}
