#!/usr/bin/env bash
# A day of the demo branch on this machine: headquarters with a second copy, the
# invented branch, its crew, manager and reconciler enrolled, and the app. With a
# display the app opens and stays; without one it is opened on a display in
# memory, a day is clicked through it, all screens are drawn, and what happened is printed.
# Called by `make demo`; everything it writes lies in demo-out.
set -euo pipefail
cd "$(dirname "$0")/../../.."

out=demo-out
url=https://127.0.0.1:${PORT:-8443}
rm -rf "$out" && mkdir -p "$out"

stop() { kill ${pids[@]+"${pids[@]}"} 2>/dev/null || true; }
pids=()
trap stop EXIT

if [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
	echo "No display: a crew's day is clicked through the window on one in memory."
	mkdir "$out/window"
	DRIVE_DIR=$PWD/$out DRIVE_PICTURES=$PWD/$out/window go test -tags "$TAGS,drive" -count=1 -timeout 10m -v -run 'Day$' .
	echo "The branch is walked through all screens, in all sizes, on a headquarters of its own; it takes some minutes."
	dist/fairvisit -shots "$out/pictures"
	dist/hq status -dir "$out/hq"
	for what in cases visits findings devices; do dist/hq export -dir "$out/hq" $what >"$out/$what.csv"; done
	echo "exported: $(($(wc -l <"$out/cases.csv") - 1)) cases, $(($(wc -l <"$out/visits.csv") - 1)) visits, in $out"
	echo "pictures: $(ls "$out/pictures" | wc -l) in $out/pictures, the window itself in $out/window"
	exit
fi

dist/hq demo -dir "$out/hq" -zone daylight -url "$url" -invitations "$out/invitations" | grep -v '^\(officer\|manager\|headquarters\) '
dist/hq serve -dir "$out/hq" -listen "${url#https://}" -second "$out/second" -log warn 2>"$out/hq.log" &
pids+=($!)
for _ in $(seq 50); do curl -kfs "$url/healthz" >/dev/null && break || sleep 0.2; done

# All four on one device, as on a table in a demo; each has a store and a key of their own.
while read -r _ _ text; do
	dist/fairvisit -data "$out/device" -enrol "${text##* }"
done <"$out/invitations"
rm "$out/invitations"
dist/hq demo map -o "$out/device/map.mbtiles"

echo "The app opens. Everybody chooses a PIN at their first sign-in. Close the window to end the demo."
dist/fairvisit -data "$out/device"
