#!/usr/bin/env bash
# Builds the images of the Dockerfile and works in them as their user: activate, sign 10, verify. Where no container engine
# runs, buildah builds without one; its base image then is made by debootstrap, with this computer's Node.js in it.
# Needs root and a Debian mirror; installs buildah and debootstrap where they are missing. The image of the Java Card twin is
# left out where Maven Central cannot be reached. Prints one line for each check; the last one is `images: ok`. Exit code 77: it
# cannot be done here, and the last line says why.
set -euo pipefail
cd "$(dirname "$0")/../.."

skip() {
  echo "images: $1"
  exit 77
}

[ "$(id -u)" = 0 ] || skip 'only root can build them without an engine'
if ! command -v buildah >/dev/null || ! command -v debootstrap >/dev/null; then
  command -v apt-get >/dev/null || skip 'buildah or debootstrap is missing, and there is no apt-get'
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends buildah debootstrap; } ||
    skip 'buildah and debootstrap cannot be installed'
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# Layers that lie over each other let both images share what is built once. Without them each would be a copy of all below.
driver=overlay layers=(--layers)
mkdir "$work"/{lower,upper,over,mounted}
mount -t overlay overlay -o "lowerdir=$work/lower,upperdir=$work/upper,workdir=$work/over" "$work/mounted" 2>/dev/null &&
  umount "$work/mounted" || { driver=vfs; layers=(); }
store=(--root "$work/store" --runroot "$work/run" --storage-driver "$driver")
base=docker.io/library/node:20-bookworm-slim

make_base() {
  debootstrap --variant=minbase --include=ca-certificates bookworm "$work/rootfs" >"$work/debootstrap.log" 2>&1 ||
    { tail -n 20 "$work/debootstrap.log"; return 1; }
  # This computer's Node.js.
  cp "$(command -v node)" "$work/rootfs/usr/bin/node"
  local modules
  modules=$(dirname "$(readlink -f "$(command -v npm)")")/..
  mkdir -p "$work/rootfs/usr/lib/node_modules"
  cp -r "$(readlink -f "$modules")" "$work/rootfs/usr/lib/node_modules/npm"
  ln -s ../lib/node_modules/npm/bin/npm-cli.js "$work/rootfs/usr/bin/npm"
  # Its own certificates, where a registry is behind a proxy: in the place from which Java takes them, too, when it comes.
  cp -r /usr/local/share/ca-certificates "$work/rootfs/usr/local/share/"
  chroot "$work/rootfs" update-ca-certificates >/dev/null 2>&1
  cp /etc/apt/sources.list "$work/rootfs/etc/apt/sources.list" 2>/dev/null || true
  [ ! -f "$HOME/.npmrc" ] || cp "$HOME/.npmrc" "$work/rootfs/etc/npmrc"
  tar -C "$work/rootfs" --exclude=./proc --exclude=./sys --exclude=./dev -cf "$work/base.tar" .
  rm -rf "$work/rootfs"
  printf 'FROM scratch\nADD base.tar /\nENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt npm_config_globalconfig=/etc/npmrc\n' >"$work/Dockerfile.base"
  buildah "${store[@]}" bud --isolation chroot -q -t "$base" -f "$work/Dockerfile.base" "$work" >/dev/null
  rm "$work/base.tar"
}

# Builds the image of a name; what comes behind it are further options. A build that fails leaves nothing mounted.
build() {
  local name=$1
  shift
  buildah "${store[@]}" bud --isolation chroot "${layers[@]}" --force-rm --pull-never --target "$name" -t "localhost/$name" "$@" \
    -f Dockerfile . >"$work/$name.log" 2>&1 || { tail -n 40 "$work/$name.log"; return 1; }
  echo "images: $name is built"
}

# Runs a line of shell in a fresh container of an image, as the image's own user.
inside() {
  local container
  container=$(buildah "${store[@]}" from --pull-never "localhost/$1")
  buildah "${store[@]}" run --isolation chroot "$container" -- sh -euc "$2"
  buildah "${store[@]}" rm "$container" >/dev/null
}

# Makes a card, and a script for the work with it; its words say which reader.
prepare='
  test "$(id -u)" = 10001
  cd /home/ehba
  ehba sim create hba --out card --quiet
  (umask 077; cp card/secrets s; printf "%s\n" PIN.CH.new=135792 PIN.QES.new=246813 PIN.QES=246813 >>s)
  for i in 1 2 3 4 5 6 7 8 9 10; do echo "Brief $i" >letter-$i.txt; done
  # Behind pcscd a card counts as a real one.
  mkdir -p .config/ehba && echo "{\"allowSecretsStreamForQes\": true}" >.config/ehba/config.json
  cat >work <<\END
    ehba "$@" --secrets-file s --quiet card activate
    ehba "$@" --secrets-file s --quiet sign letter-*.txt --out signed
    ehba verify signed/*.p7s --content . --trust card/trust.pem --json >verified
    test "$(grep -o "\"content\":\"[^\"]*\",\"verdict\":\"valid\"" verified | wc -l)" = 10
END
'

make_base
build ehba-sim
inside ehba-sim "$prepare"'
  sh -eu work --reader sim:card/card.xml'
echo 'images: ehba-sim activates, signs 10, verifies, as its own user'
build ehba
inside ehba "$prepare"'
  ehba sim run card/card.xml --pcscd --json >ready & run=$!
  until [ -s ready ]; do kill -0 $run; sleep 0.1; done
  export PCSCLITE_CSOCK_NAME=$(sed "s/.*\"socket\":\"\([^\"]*\)\".*/\1/" ready)
  sh -eu work
  kill $run'
echo 'images: ehba activates, signs 10, verifies over pcscd, as its own user'
# What Maven has fetched for this user need not be fetched again.
fetched=$HOME/.m2/repository maven=()
[ ! -d "$fetched" ] || maven=(--volume "$fetched:/root/.m2/repository")
if build jcardsim "${maven[@]}" >"$work/said"; then
  cat "$work/said"
  inside jcardsim "$prepare"'
  with-twin sh -eu work'
  echo 'images: jcardsim activates, signs 10, verifies over pcscd, as its own user'
elif grep -q 'Could not transfer artifact' "$work/jcardsim.log"; then
  echo 'images: jcardsim is not built, because Maven Central cannot be reached'
else
  cat "$work/said"
  exit 1
fi
echo 'images: ok'
