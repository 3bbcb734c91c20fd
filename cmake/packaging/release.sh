#!/usr/bin/env bash
# Makes the package of the last commit for the distribution that this runs on, and puts it into a folder:
#
#     bash cmake/packaging/release.sh [--check] DIR
#
# It is built from the committed files alone, in a folder of its own, without the tests. All that could make one build
# differ from another is fixed: times (SOURCE_DATE_EPOCH, the commit's), the folder (-ffile-prefix-map), locale, time zone
# and permissions. --check builds twice, in folders of different names, and compares the two byte by byte.
set -euo pipefail
shopt -s inherit_errexit
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

check=
if [[ ${1-} == --check ]]; then
    check=1
    shift
fi
if [[ $# -ne 1 || $1 == -* ]]; then
    printf 'Usage: bash cmake/packaging/release.sh [--check] DIR\n' >&2
    exit 2
fi
mkdir -p "$1"
out=$(cd "$1" && pwd)

if [[ -n $(git status --porcelain) ]]; then
    printf 'release: there are changes that are not committed; they will not be in the package\n' >&2
fi
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH LC_ALL=C.UTF-8 TZ=UTC
umask 022

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Prints the path of the package that it made in the folder $1.
build() {
    mkdir -p "$work/$1"
    git archive HEAD | tar -x -C "$work/$1"
    (
        cd "$work/$1"
        cmake --preset release -DGILKIT_BUILD_TESTS=OFF
        cmake --build --preset release --target gilkit_runtime
        cd build/release && cpack -B "$work/$1/package"
    ) >&2
    printf '%s\n' "$work/$1"/package/*.deb
}

package=$(build gilkit)
if [[ -n $check ]]; then
    again=$(build 'once/more in-a-folder-with-another-name')
    if ! cmp "$package" "$again"; then
        cp "$package" "$out/first.deb"
        cp "$again" "$out/second.deb"
        printf 'release: two builds differ; look at %s with diffoscope first.deb second.deb\n' "$out" >&2
        exit 1
    fi
    printf 'release: two builds are the same, byte by byte\n' >&2
fi
cp "$package" "$out/"
cd "$out" && sha256sum "$(basename "$package")"
