# The suites of tests: how each is run and counted, and what is said at the end.
# shellcheck shell=bash

passed=0 failed=0 skipped=0
broken=() left_out=()

# A suite that takes longer hangs; all together have to end within 40 minutes.
suite_limit=15m

build_solution() {
    local log=$work/build.log
    { "$dotnet" restore "$root/ShopHosting.sln" --locked-mode && "$dotnet" build "$root/ShopHosting.sln" --no-restore -warnaserror; } > "$log" 2>&1 < /dev/null && return
    grep -E 'error' "$log" | sort -u | tail -20 >&2 || true
    fail "The solution could not be built; the errors are above and the whole output is in $log."
}

# run_project PROJECT [NAME [ARGUMENT…]] : one test project, counted by the results file that it writes.
run_project() {
    local project=$1 name=${2:-$1} code=0
    begin "$name"
    SHOPHOSTING_IMAGES=$images timeout -k 30s "$suite_limit" "$dotnet" test "$root/tests/$project" --no-build --nologo "${@:3}" \
        --logger "trx;LogFileName=$name.trx" --results-directory "$work/results" > "$work/$name.log" 2>&1 < /dev/null || code=$?
    count_results "$name" "$work/results/$name.trx" "$code"
    end "$suite_totals"
}

# The tests of grains once more, on Microsoft Orleans, and those of its silos. Not every feed has all packages.
run_cluster() {
    local project=$root/tests/ShopHosting.IntegrationTests log=$work/build-cluster.log missing edition=(-p:Edition=Cluster)
    restores() { "$dotnet" restore "$project" "${edition[@]}" "$@" > "$log" 2>&1 < /dev/null; }
    begin "Building the tests of grains and silos for the Cluster edition"
    if ! restores; then
        missing=$(missing_packages "$log")
        if [ -n "$missing" ] && restores -p:WithSilos=false; then
            # The program needs more packages than its grains.
            left_out+=("The tests of silos (the Cluster edition): no feed of this machine has $missing.")
            skipped=$((skipped + 1))
            edition+=(-p:WithSilos=false)
        elif [ -n "$missing" ]; then
            left_out+=("The tests of grains and silos on Orleans (the Cluster edition): no feed of this machine has $missing.")
            skipped=$((skipped + 1))
            end "left out, no feed of this machine has $missing"
            return
        else
            broken+=("The Cluster edition could not be restored; the output is in $log.")
            end "failed"
            return
        fi
    fi
    if ! "$dotnet" build "$project" "${edition[@]}" --no-restore -warnaserror >> "$log" 2>&1 < /dev/null; then
        grep -E 'error' "$log" | sort -u | tail -20 | indent || true
        broken+=("The Cluster edition could not be built; the output is in $log.")
        end "failed"
        return
    fi
    end
    run_project ShopHosting.IntegrationTests ShopHosting.IntegrationTests.Cluster "${edition[@]}" \
        --filter "FullyQualifiedName~IntegrationTests.Actors.|FullyQualifiedName~IntegrationTests.Grains.|FullyQualifiedName~IntegrationTests.Cluster."
}

# Counters of a .trx: what was not executed was skipped, what was executed and did not pass has failed.
count_results() {
    local name=$1 results=$2 code=$3 counters total executed good
    counters=$(grep -o '<Counters [^>]*>' "$results" 2>/dev/null | tail -1 || true)
    counter() { grep -oE " $1=\"[0-9]+\"" <<< "$counters" | grep -oE '[0-9]+' || echo 0; }
    total=$(counter total) executed=$(counter executed) good=$(counter passed)
    passed=$((passed + good)) failed=$((failed + executed - good)) skipped=$((skipped + total - executed))
    suite_totals="$good passed, $((executed - good)) failed, $((total - executed)) skipped"
    if [ "$executed" = "$good" ] && [ "$code" != 0 ] || [ "$good" = 0 ]; then
        tail -15 "$work/$name.log" | indent
        broken+=("$name ended with exit code $code after $executed tests; its output is in $work/$name.log.")
    elif [ "$code" != 0 ]; then
        grep -A 12 -E '^ +Failed ' "$work/$name.log" | head -120 | indent || true
    fi
    while IFS= read -r test; do left_out+=("$test"); done < <(skipped_tests "$results")
}

# Each skipped test of a .trx with its reason, one a line.
skipped_tests() {
    awk '/<UnitTestResult / { name = ""; if (/outcome="NotExecuted"/) { match($0, /testName="[^"]*"/); name = substr($0, RSTART + 10, RLENGTH - 11) } }
        name && /<Message>/ { sub(/.*<Message>/, ""); sub(/<\/Message>.*/, ""); print name ": " $0; name = "" }
        name && /<\/UnitTestResult>/ { print name; name = "" }' "$1" 2>/dev/null || true
}

run_end_to_end() {
    local project=$root/tests/ShopHosting.EndToEndTests
    if [ ! -d "$project" ]; then
        left_out+=("The end-to-end tests: tests/ShopHosting.EndToEndTests is not there yet.")
        skipped=$((skipped + 1))
        return
    fi
    if grep -rqs Playwright "$project"/*.csproj; then need chromium chromium; fi
    run_project ShopHosting.EndToEndTests
}

# The images, on the platforms that are always there and on WooCommerce where it is.
run_images() {
    if [ -n "$(image woocommerce)" ]; then run_image_tests woocommerce store; fi
    run_image_tests wordpress store edge guard relay logs
    run_image_tests evershop evershop
}

run_image_tests() {
    local platform=$1 log=$work/images-$1.log code=0 line; shift
    begin "Images of the platform $platform"
    DOCKER=$docker timeout -k 30s "$suite_limit" "$root/ops/images/test" --images "$images" --platform "$platform" "$@" > "$log" 2>&1 < /dev/null || code=$?
    line=$(grep -E '^[0-9]+ passed, [0-9]+ failed$' "$log" | tail -1 || true)
    if [ -z "$line" ] || [ "${line%% *}" = 0 ]; then
        tail -15 "$log" | indent
        broken+=("The tests of the images ($platform) ended with exit code $code before their end; their output is in $log.")
    else
        passed=$((passed + ${line%% passed*}))
        line=${line#*, }
        failed=$((failed + ${line%% failed*}))
        grep -A 5 '^FAIL' "$log" | indent || true
    fi
    end "$(tail -1 "$log")"
}

close_with_totals() {
    if [ ${#only[@]} = 0 ]; then
        if [ -z "$(image woocommerce)" ]; then
            left_out+=("The tests of the WooCommerce images: $(why_missing woocommerce)")
            skipped=$((skipped + 1))
        fi
    fi
    say
    say "Everything took $(seconds_since "$begun")."
    if [ ${#left_out[@]} -gt 0 ]; then say "Left out:"; printf '  - %s\n' "${left_out[@]}"; fi
    if [ ${#broken[@]} -gt 0 ]; then
        say "Not run to the end, each counted as one failure:"
        printf '  - %s\n' "${broken[@]}"
        failed=$((failed + ${#broken[@]}))
    fi
    say "$passed passed, $failed failed, $skipped skipped"
    [ "$failed" = 0 ] || exit 1
}
