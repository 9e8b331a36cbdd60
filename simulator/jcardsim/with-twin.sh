#!/bin/sh
# The entry of the image `jcardsim`: puts the twin into the only reader of the container's pcscd, and becomes the given
# command; without one it waits until it is stopped. Both end with it. The card is the image of a card at $CARD.
set -eu

[ -r "$CARD" ] || {
  echo "with-twin: $CARD is not there or not for this user to read; ehba sim create makes one" >&2
  exit 2
}

# A container that is started again still has what the last pcscd left.
rm -f /run/pcscd/pcscd.comm /run/pcscd/pcscd.pid
place=$(mktemp -d)
mkdir "$place/no-drivers"
mkfifo "$place/open" "$place/says"

# The twin ends when its standard input does: who reads and writes a FIFO at once never sees its end.
setpriv --pdeathsig TERM java -XX:+UseSerialGC -jar /opt/ehba/dist/jcardsim/ehba-twin.jar \
  --image "$CARD" --reader-socket "$place/reader" <>"$place/open" >"$place/says" &
twin=$!
read -r _ <"$place/says" || wait "$twin"

cat >"$place/reader.conf" <<END
FRIENDLYNAME "Twin"
DEVICENAME $place/reader
LIBPATH /opt/ehba/dist/ifd/libifdehba.so
CHANNELID 1
END
# Where it finds no drivers, it keeps its hands off the real readers of a host that lends them.
PCSCLITE_HP_DROPDIR=$place/no-drivers setpriv --pdeathsig TERM \
  /usr/sbin/pcscd --foreground --critical --config "$place/reader.conf" >&2 &
pcscd=$!
until ehba reader list --json 2>/dev/null | grep -q '"card":"present"'; do
  kill -0 "$pcscd"
done

[ $# -eq 0 ] || exec "$@"
trap 'exit 0' INT TERM
wait "$twin"
