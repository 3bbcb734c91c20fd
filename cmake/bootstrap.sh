# The slow path of ./gilkit, which reads this file as a part of itself (POSIX sh): installs the missing packages of
# cmake/packages.txt, configures, builds, and leaves the stamp that the fast path looks for.
#
# - One at a time: all of it runs under a lock on build/lock. The lock is a file descriptor (9) that the build's
#   processes inherit, so it lasts as long as any of them does, even when the wrapper itself was killed.
# - The stamp is removed before the build and comes back only after its success: whatever ends in between, an error,
#   Ctrl-C, a power cut, leads to a build at the next call, and Ninja goes on where it was.
# - Everything is said on stderr. stdout belongs to the native program, and so does stdin.
# - Environment: GILKIT_SKIP_PACKAGES=1 takes the packages as they are (for other distributions, and for libraries that
#   were built by hand). GILKIT_OS_RELEASE names another file than /etc/os-release (for the tests).
#
# Uses root, build, binary, stamp and up_to_date from ./gilkit.

packages_file=$root/cmake/packages.txt
lock_file=$root/build/lock

say() {
    printf 'gilkit: %s\n' "$1" >&2
}

die() {
    say "$1"
    exit 3
}

interrupted() {
    printf '\n' >&2
    say "interrupted; the next call goes on from here"
    exit 130
}

# --- packages ---------------------------------------------------------------------------------------------------------

# Sets `missing` (names) and `reasons` (one line each) from the list.
find_missing_packages() {
    missing=
    reasons=
    wanted=$(sed -n 's/^\([a-z0-9][^ ]*\).*/\1/p' "$packages_file")
    # Unquoted on purpose here and below: one word a package.
    installed=$(dpkg-query -W -f='${db:Status-Status} ${Package}\n' $wanted 2>/dev/null |
        sed -n 's/^installed //p')
    while read -r name why; do
        case $name in
        '' | '#'*) continue ;;
        esac
        case "
$installed
" in
        *"
$name
"*) ;;
        *)
            missing="$missing $name"
            reasons="$reasons
    $(printf '%-20s %s' "$name" "${why#\# }")"
            ;;
        esac
    done <"$packages_file"
    missing=${missing# }
    [ -n "$missing" ]
}

distribution() {
    (
        ID=unknown ID_LIKE='' PRETTY_NAME=''
        release=${GILKIT_OS_RELEASE-/etc/os-release}
        [ -r "$release" ] && . "$release"
        printf '%s|%s\n' "${PRETTY_NAME:-$ID}" "$ID $ID_LIKE"
    )
}

install_packages() {
    [ -z "${GILKIT_SKIP_PACKAGES-}" ] && find_missing_packages || return 0
    say "these packages are needed and not installed:$reasons"

    this=$(distribution)
    case " ${this#*|} " in
    *' debian '* | *' ubuntu '*) ;;
    *)
        die "it installs packages only on Debian and Ubuntu, and this is ${this%%|*}. Install what corresponds to
the packages above, then run: GILKIT_SKIP_PACKAGES=1 $root/gilkit"
        ;;
    esac

    # -y and a silent debconf: nothing may wait for an answer. Waiting for dpkg's lock: a fresh Ubuntu updates itself.
    install="apt-get install -y --no-install-recommends $missing"
    become_root=
    if [ "$(id -u)" -ne 0 ]; then
        become_root=sudo
        if ! command -v sudo >/dev/null 2>&1; then
            die "only root can install them, and there is no sudo here. Run this as root, then try again:
    apt-get update && $install"
        fi
        # sudo asks for the password on the terminal, and only there.
        if ! sudo -n true 2>/dev/null && ! { (: </dev/tty) 2>/dev/null && sudo -v; }; then
            die "only root can install them, and sudo did not let you. Run this as an administrator, then try again:
    sudo apt-get update && sudo $install"
        fi
    fi

    say "installing them with apt-get (a minute or two)"
    log=$root/build/packages.log
    # A single broken source makes `update` fail; what we need may still be known, so `install` decides. Neither may
    # hand our lock on to a daemon that it starts.
    if ! (
        as_root apt-get -q update || printf '%s\n' "apt-get update failed; trying to install all the same"
        as_root apt-get -q -o DPkg::Lock::Timeout=600 install -y --no-install-recommends $missing
    ) >"$log" 2>&1 </dev/null 9>&-; then
        cat -- "$log" >&2
        die "apt-get could not install the packages (its output is above). Once this works, try again:
    ${become_root:+sudo }apt-get update && ${become_root:+sudo }$install"
    fi
}

as_root() {
    $become_root env DEBIAN_FRONTEND=noninteractive "$@"
}

# --- build ------------------------------------------------------------------------------------------------------------

# The distribution's own tools come first: CMake searches for libraries beside the programs on PATH, and a conda or
# version manager there would lead it away from the packages that were just installed.
# Replaces the shell: call it as `(exec_system_tool …)`. The parentheses take the redirections too, or the words of an
# interruption would go with them.
exec_system_tool() {
    cd -- "$root" || exit 3
    PATH=/usr/sbin:/usr/bin:/sbin:/bin:${PATH-}
    export PATH
    exec "$@" </dev/null
}

# The build folder remembers where its sources are; it is of no use in a clone that was moved or copied.
discard_moved_build() {
    [ -f "$build/CMakeCache.txt" ] || return 0
    configured_in=$(sed -n 's/^CMAKE_HOME_DIRECTORY:INTERNAL=//p' "$build/CMakeCache.txt")
    [ "$configured_in" -ef "$root" ] && return 0
    say "this clone was configured in ${configured_in:-another place}; building it anew"
    rm -rf -- "$build"
}

configure() {
    # Ninja runs CMake again by itself when a CMakeLists.txt or module changed, but knows nothing of these two.
    if [ -f "$build/build.ninja" ]; then
        [ -n "$(find "$root/CMakePresets.json" "$packages_file" -newer "$build/build.ninja")" ] || return 0
    else
        # build.ninja is written last: without it the configuration never came to its end.
        rm -rf -- "$build/CMakeCache.txt" "$build/CMakeFiles"
    fi
    log=$build/configure.log
    if ! (exec_system_tool cmake --preset release) >"$log" 2>&1; then
        cat -- "$log" >&2
        die "CMake could not configure the build (its output is above)"
    fi
}

compile() {
    if [ -t 2 ] && [ -z "${NO_COLOR-}" ]; then
        # On a terminal Ninja keeps its progress on one line, and prints all that a failing compiler said, in colour.
        (exec_system_tool cmake --build --preset release --target "$1") >&2 && return
    else
        (exec_system_tool cmake --build --preset release --target "$1") >"$build/build.log" 2>&1 && return
        sed '/^\[[0-9]*\/[0-9]*\] /d' "$build/build.log" >&2
    fi
    die "the build failed (the compiler's output is above); nothing was run"
}

# Says why building here can't be, unless it can.
require_writable_build() {
    if mkdir -p "$build" 2>/dev/null && [ -w "$root/build" ] && [ -w "$build" ] &&
        (: >>"$lock_file") 2>/dev/null; then
        return
    fi
    place=$root
    [ ! -d "$root/build" ] || place=$root/build
    [ ! -d "$build" ] || place=$build
    state="was never built"
    [ ! -x "$binary" ] || state="is older than its sources"
    owner=$(stat -c %U -- "$place" 2>/dev/null || echo unknown)
    die "the program in $root $state, and you can't write to $place (owner: $owner).
Let its owner run $root/gilkit once, or use a clone of your own."
}

# Builds the target $1 (gilkit_runtime, or all), or exits.
bring_up_to_date() {
    # stderr may be closed; redirections to it would then fail instead of being lost.
    { : >&2; } 2>/dev/null || exec 2>/dev/null
    require_writable_build
    trap interrupted INT

    exec 9>>"$lock_file"
    if ! flock -n 9; then
        say "another gilkit is building in this clone; waiting for it"
        flock 9
    fi
    # Perhaps the one that we waited for did our work.
    if [ "$1" = all ] || ! up_to_date; then
        build_target "$1"
    fi
    exec 9>&-
    trap - INT
}

build_target() {
    install_packages
    discard_moved_build
    mkdir -p "$build"
    if [ "$1" = all ]; then
        say "building everything, the tests too"
    elif [ -x "$binary" ]; then
        say "something changed since the last build; building"
    else
        say "building for the first time (a minute or two)"
    fi
    rm -f -- "$stamp"
    printf '%s\n' "$root" >"$stamp.new" || die "can't write to $build"
    configure
    compile "$1"
    [ -x "$binary" ] || die "the build made no $binary"
    mv -- "$stamp.new" "$stamp"
}

# --- the website's tests in a browser -----------------------------------------------------------------------------------

# They need Chromium, Node and what npm brings (site/package-lock.json). Nothing else does, so all of this is done only
# for a `./gilkit test` that runs them, and no failure here is an error: what is missing is said, and they are skipped.
# What is there already is good enough, wherever it comes from.
prepare_browser() {
    exec 9>>"$lock_file"
    flock 9
    install_browser
    install_node_modules
    exec 9>&-
}

# Says why those tests are skipped.
without_browser() {
    say "the website's tests in a browser are skipped: $1"
}

install_browser() {
    missing=
    for package in chromium nodejs npm; do
        command -v "${package%js}" >/dev/null 2>&1 || missing="$missing $package"
    done
    [ -n "$missing" ] || return 0
    if [ -n "${GILKIT_SKIP_PACKAGES-}" ] || ! command -v apt-get >/dev/null 2>&1; then
        without_browser "not installed:$missing"
        return 0
    fi
    say "installing what the website's tests in a browser need:$missing (a minute or two)"
    become_root=
    [ "$(id -u)" -eq 0 ] || become_root=sudo
    log=$root/build/packages.log
    if ! (
        [ -z "$become_root" ] || sudo -n true || { (: </dev/tty) && sudo -v; } || exit
        as_root apt-get -q update
        as_root apt-get -q -o DPkg::Lock::Timeout=600 install -y --no-install-recommends $missing
    ) >"$log" 2>&1 </dev/null 9>&-; then
        without_browser "apt-get could not install them (see build/packages.log)"
    fi
}

install_node_modules() {
    command -v npm >/dev/null 2>&1 || return 0
    # npm leaves this file when it has come to its end. Who only builds the site may have got less than the tests need.
    modules=$root/site/node_modules
    [ -d "$modules/playwright-core" ] && [ "$modules/.package-lock.json" -nt "$root/site/package-lock.json" ] && return
    say "getting the website's tools with npm"
    # Nobody's scripts are run, and somebody who is offline is not kept waiting.
    if ! npm ci --prefix "$root/site" --ignore-scripts --prefer-offline --fetch-retries=1 >"$root/build/npm.log" 2>&1 \
        </dev/null 9>&-; then
        without_browser "npm could not get its tools (see build/npm.log)"
    fi
}

# --- tests ------------------------------------------------------------------------------------------------------------

test_usage() {
    cat <<'USAGE'
Builds everything and runs the tests: unit, integration, adversarial, content and site.

Usage: ./gilkit test [CTEST OPTION]...

The options go to ctest. The useful ones:
  -L LABEL       only the tests with this label (unit, integration, …)
  -R REGEX       only the tests whose name matches
  -N             lists the tests and runs none
  --rerun-failed only those that failed the last time

Example: ./gilkit test -L unit

The website's tests in a browser also need Chromium, Node and npm: they are installed when those tests are to run, and
the tests are skipped where that isn't possible. With GILKIT_REQUIRE_BROWSER=1 they fail then.

Exit status: 0 all passed · 1 a test failed · 2 wrong usage · 3 the build failed · 130 interrupted
USAGE
}

# Never returns.
run_tests() {
    case ${1-} in
    -h | --help)
        test_usage
        exit 0
        ;;
    '' | -*) ;;
    *) # ctest would run everything, without a word
        say "test takes ctest's options, and '$1' is none. For a label: ./gilkit test -L '$1'"
        exit 2
        ;;
    esac
    bring_up_to_date all
    cd -- "$root" || exit 3
    trap interrupted INT
    # ctest knows another variable for plain text.
    [ -z "${NO_COLOR-}" ] || export CLICOLOR=0 CLICOLOR_FORCE=0
    # Not exec_system_tool: the tests meet the PATH that the person has, version managers and all.
    ctest=/usr/bin/ctest
    [ -x "$ctest" ] || ctest=ctest
    case " $* " in
    *' -N '* | *' --show-only'*) ;;
    *) ! "$ctest" --preset release -N "$@" 2>/dev/null | grep -q ' site\.browser$' || prepare_browser ;;
    esac
    "$ctest" --preset release "$@"
    status=$?
    case $status in
    0) exit 0 ;;
    8) exit 1 ;; # ctest's way to say that a test failed
    *) exit 3 ;;
    esac
}
