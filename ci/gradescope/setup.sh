#!/bin/sh
# Gradescope calls this once, as root, when it makes the autograder's image; the zip is unpacked in /autograder/source.
# Gets the packages that the bundled gilkit needs, and tries it.
set -eu
cd "$(dirname "$0")"

made_for=$(cat about/distribution)
image=$(. /etc/os-release && printf '%s %s' "$ID" "${VERSION_ID-}")
if [ "$image" != "$made_for" ]; then
    printf 'gilkit: this bundle was made on %s, and the image is %s. ' "$made_for" "$image" >&2
    printf 'Choose an image of %s, or make the bundle on %s.\n' "$made_for" "$image" >&2
    exit 1
fi

export DEBIAN_FRONTEND=noninteractive
apt-get -q update
# One word a package.
# shellcheck disable=SC2046
apt-get -q install -y --no-install-recommends $(cat about/packages)

gilkit/bin/gilkit --version
gilkit/bin/gilkit list >/dev/null
