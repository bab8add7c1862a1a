# The gate and the shortcuts. `make test` is what decides whether a change
# lands; `make quick` is for the minutes before.

# SQLite is C: cgo and the race detector need the first two. strace watches the order of acknowledgement and fdatasync.
# Python and OpenSSL are the second verifier of dossiers; OpenSSL also plays the time-stamping authority.
PACKAGES  = gcc libc6-dev strace python3 openssl
FUZZTIME  = 10000x
HISTORIES = 20000

# Tests draw in software: with these tags nothing links OpenGL, and no system
# font or emoji changes a picture.
TAGS = ci,migrated_fynedo,no_emoji
# What the real window needs: X11 and OpenGL to build, Xvfb and Mesa to try it where there is no screen.
SCREEN = libgl1-mesa-dev xorg-dev libwayland-dev libxkbcommon-dev pkg-config
# A keystore and a sound server that run without a desktop and without hardware.
SERVICES = dbus gnome-keyring pulseaudio pulseaudio-utils iproute2
export CGO_ENABLED = 1
# A statement of SQLite's is compiled once: the driver clears what was bound before it binds anew, and without the
# first of these SQLite makes a plan each time in case a value is a small number. Its allocator counts nothing, so
# that no thread waits for another's count. Without -g the C compiles in two thirds of the time.
SQLITE = -DSQLITE_ENABLE_QPSG -DSQLITE_DEFAULT_MEMSTATUS=0
export CGO_CFLAGS = -O2 $(SQLITE)
SHELL = bash

.NOTPARALLEL:
.PHONY: test stages quick setup format modules vet staticcheck unit phone narrow race websockets together slowlink app page browser convergence hunts drill fuzz bench bench-routes bench-vault tamper system fmt shots demo stand drive

# Cheap refusals first, so that a slip costs seconds. Then the histories run at the lowest priority under all
# else, as most stages leave one core idle while they wait for a link, a compiler or a flush: one after the
# other they would take longer. They have their own process group, so that none outlives a stage that failed.
test: setup format modules
	@TIMEFORMAT='   took %0lR, of processors %0lU + %0lS'; for stage in vet staticcheck; do \
		time $(MAKE) --no-print-directory $$stage || exit 1; done
	@mkdir -p dist; set -m; \
	nice -n 19 $(MAKE) --no-print-directory convergence >dist/convergence.log 2>&1 & histories=$$!; set +m; \
	trap 'kill -- -$$histories 2>/dev/null' EXIT; \
	$(MAKE) --no-print-directory stages && { wait $$histories; found=$$?; cat dist/convergence.log; exit $$found; }
	@echo "== all passed"

# Each says what it took: by the clock, and of processors in programs and in the system.
STAGES = unit phone narrow race websockets together browser hunts
stages:
	@TIMEFORMAT='   took %0lR, of processors %0lU + %0lS'; for stage in $(STAGES); do \
		time $(MAKE) --no-print-directory $$stage || exit 1; done

# The inner loop: under a minute once the build cache is warm, also after a change in a package that most stand on. Those
# that start a headquarters for nearly every test are built whole, and of their tests the stories run; the others run
# whole but for what leaves under -short, which says why where it stands. Vet and the rest wait for `make test`.
SLOW = fairvisit/(sync/(hq|drill|sim|bench)|app/(manager|officer|officer/visiting|headquarters)|cmd/hq|cmd/hq/demo)$$
quick:
	@all=$$(go list -tags $(TAGS) ./...); \
	go test -tags $(TAGS) -short -p 4 -run 'Story' -parallel 8 $$(grep -E '$(SLOW)' <<<"$$all") && \
	go test -tags $(TAGS) -short -p 4 $$(grep -vE '$(SLOW)' <<<"$$all")

# A fresh Debian has Go, git and make only; where a C program compiles and the others are there, nothing is installed.
setup:
	@echo "== setup"
	@command -v strace >/dev/null && command -v python3 >/dev/null && command -v openssl >/dev/null && printf '#include <stdlib.h>\nint main(void) { return 0; }\n' | gcc -x c -fsyntax-only - 2>/dev/null || \
	{ apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(PACKAGES); }

# One layout for all, so that a diff shows only what was meant.
format:
	@echo "== gofmt"
	@out=$$(gofmt -l .) && if [ -n "$$out" ]; then echo "make fmt would change:"; echo "$$out"; exit 1; fi

# What is built is what go.sum names, even where the module cache is old.
modules:
	@echo "== go mod verify"
	@go mod verify

# With both WebSocket libraries, or the one not built by default would rot.
vet:
	@echo "== go vet"
	@go vet -tags $(TAGS),browser ./...
	@go vet -tags coder ./sync/...
	@go vet -tags $(TAGS),drive .
	@go vet -tags $(TAGS),system .
	@GOOS=js GOARCH=wasm CGO_ENABLED=0 go vet -trimpath ./cmd/hq/page/wasm

# Pinned in go.mod, so every machine asks for the same things.
staticcheck:
	@echo "== staticcheck"
	@go tool staticcheck -tags $(TAGS),browser ./...

# Stories, properties, golden bytes, and the corpora that fuzzing left behind. The simulator's turn comes with
# all its histories, and a hundred thousand entries theirs with `make tamper`. Headquarters' tests wait for most of
# their minutes: they begin first, and beside them there is room for two packages that compute.
unit:
	@echo "== go test"
	@go test -p 3 -tags $(TAGS) -timeout 30m -skip HundredThousand ./sync/hq $$(go list -tags $(TAGS) ./... | grep -v /sync/sim$$)

# The shell and the widgets once more as on a phone.
phone:
	@echo "== go test, as on a phone"
	@go test -tags $(TAGS),mobile ./app/shell ./app/widgets

# Lengths overflow on 32-bit tablets only; amd64 runs 386 programs, so they are tried there.
narrow:
	@echo "== go test, 32 bit"
	@case $$(go env GOHOSTOS)/$$(go env GOHOSTARCH) in \
		linux/amd64) GOARCH=386 CGO_ENABLED=0 go test ./evidence ;; \
		*) echo "not on this machine" ;; \
	esac

# Short, because the detector slows everything several times and finds the same races. Left out is what
# runs on one goroutine (screens, whose goroutines are the shell's; the pure rooms; the simulator) or in other
# processes (drills, the bench, the demo), whose parts sync/hq tests.
ALONE = ^fairvisit$$|/app$$|/app/(officer|manager|headquarters|record|stage|shots|i18n|theme|widgets|desk|phrase|mapview/tiles|capture/soundcard)|/evidence$$|/evidence/(dossier|stamp)$$|/visits$$|/visits/(rules|promise|outcome|safety|checklist|xlsform|refuse|judging|plan|place|intake|find|lost|route/instances)$$|/sync/(sim|bench)$$|/sync/hq/report|/sync/drill|/cmd/hq/(demo|page)$$
# SQLite under the detector is built for a second time, with less of the compiler's effort: its C is not watched.
# What reads, counts, judges or draws on one goroutine, or goes the way of others over a WebSocket: once is enough.
READERS = EveryColumn|EveryRow|DamagedPages|Audit(OfA|Compares|Finds|Misses|Reads|Names)|AnotherTime|AnotherAnswer|HistoryRewritten|LogWrittenAnew|DamagedLog|DossierAtEverySize|TheReport|TheDossierCommands|TheDemoCommand|Megapixels|SamePictureIsKnown|ABlurredPhoto|Over64MiB|EveryPlanHolds|AnExactSearch|AStartIsNever|OneIteration|EveryRestOfADay|APartComesBack|Slot|Promise|Complaint|Desk|EveryCountry|EveryStop|Papers|Publishers|LiftsNothing|Contradicting|GateIsAsked
race:
	@echo "== go test -race"
	@CGO_CFLAGS='-O1 $(SQLITE)' go test -tags $(TAGS) -timeout 30m -race -short -skip '$(READERS)|LargerThanABatch' $$(go list -tags $(TAGS) ./... | grep -vE '$(ALONE)')

# Default library and successor speak one protocol: the transport tests and the stories run with each. Those with
# the default one are of `unit`, so go answers from its cache where the flags are the same.
websockets:
	@echo "== go test, each WebSocket library"
	@go test -tags $(TAGS) -timeout 30m -skip HundredThousand ./sync ./sync/hq
	@go test -tags $(TAGS),coder -timeout 30m ./sync
	@go test -tags $(TAGS),coder -timeout 30m -skip '$(READERS)' -run "$$(sed -n 's/^func \(Test[A-Za-z0-9]*\).*/^\1$$/p' sync/hq/transport_test.go | paste -sd '|')|Story|Photo" ./sync/hq

# The window people use, with the real driver: its C is what takes the time.
WINDOW = migrated_fynedo,no_emoji
APP    = dist/fairvisit
app:
	@echo "== the app"
	@test -e /usr/include/GL/gl.h -a -e /usr/include/X11/Xcursor/Xcursor.h -a -e /usr/include/wayland-client.h -a -e /usr/include/xkbcommon/xkbcommon.h || \
	{ apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(SCREEN); }
	@mkdir -p dist && go build -tags $(WINDOW) -o $(APP) .

# The page that checks dossiers in a browser, one file. It asks for the Go toolchain and nothing else, and the
# same source and toolchain give the same SHA-256.
page:
	@go run ./cmd/hq/page/bundle -o dist/verify.html

# That file in a real browser without a network, in front of dossiers that were tampered with.
browser: page
	@echo "== the page in a browser"
	@command -v chromium >/dev/null || \
	{ apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium; }
	@go test -tags $(TAGS),browser -count=1 -run 'ThePage' ./evidence/dossier ./cmd/hq

# The slow link mostly waits, the window mostly compiles: side by side they cost one of the two. The link is
# timed, so the compiler gives way. The window is that of OpenGL ES, as on ARM: it differs in the toolkit's own files
# only, and with the names of all of OpenGL the C compiler spends two minutes on what each might have meant to be.
# The C of SQLite and of the sound card is there from before, as the flags are the same.
together:
	@nice $(MAKE) --no-print-directory app WINDOW=$(WINDOW),gles APP=dist/fairvisit-es & pid=$$!; $(MAKE) --no-print-directory slowlink; link=$$?; wait $$pid && exit $$link

# What an officer on 32 kbit/s gets, with the link cut every 30 s; in real time, so it takes minutes.
slowlink:
	@echo "== slow link"
	@go test ./sync/hq -count=1 -timeout 20m -run SlowLink -v -slowphoto 400

# Devices and headquarters end up alike after thousands of histories of faults.
convergence:
	@echo "== convergence, $(HISTORIES) histories"
	@go test -tags $(TAGS) ./sync/sim -count=1 -timeout 85m -histories $(HISTORIES)

# The drills wait for processes, the fuzzer for its clock: side by side they cost one of the two.
hunts:
	@$(MAKE) --no-print-directory drill & pid=$$!; $(MAKE) --no-print-directory fuzz; found=$$?; wait $$pid && exit $$found

# Real processes killed at every point of the write path, acknowledgements watched from
# outside, and the power cut under both disks: nothing acknowledged is lost.
drill:
	@echo "== drill"
	@mkdir -p dist && go build -o dist/hq ./cmd/hq
	@dist/hq drill -kills 200 -seed 1 -json
	@dist/hq drill -strace
	@dist/hq drill -powercuts 50 -seed 1 -json

# A few seconds for each target: catches what breaks at once; long hunts set FUZZTIME. What is fuzzed is built anew, once
# for each package and SQLite with it, with less of the compiler's effort as for the race detector. Inputs are counted, as
# Go up to 1.26 may call it a failure when a time runs out (go.dev/issue/75804).
# Minimizing is cut short, as it would use up those seconds without trying new inputs.
fuzz:
	@echo "== fuzz, $(FUZZTIME) each"
	@mkdir -p dist/fuzz; grep -r --include='*_test.go' -o '^func Fuzz[A-Za-z0-9_]*' . | sort | while IFS=: read -r file func; do \
		name=$${func#func }; dir=$${file%/*}; echo "-- $$dir $$name"; built=$(CURDIR)/dist/fuzz/$$(echo "$${dir#./}" | tr / _).test; \
		test "$$dir" = "$$last" || CGO_CFLAGS='-O1 $(SQLITE)' go test -c -fuzz . -o "$$built" "$$dir" || exit 1; last=$$dir; \
		(cd "$$dir" && exec "$$built" -test.run '^$$' -test.fuzz "^$$name\$$" -test.fuzztime $(FUZZTIME) -test.fuzzminimizetime 10x \
			-test.fuzzcachedir "$$built.found") </dev/null || exit 1; \
	done

# The invented branch on this machine, with the app; without a display its day is walked and drawn.
demo: app stand
	@go build -o dist/hq ./cmd/hq
	@TAGS=$(TAGS) cmd/hq/demo/run.sh

# What a window without a screen stands on, and what clicks it and takes its picture.
stand:
	@command -v Xvfb >/dev/null && command -v xdotool >/dev/null && command -v convert >/dev/null && command -v xwd >/dev/null && command -v curl >/dev/null || \
	{ apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends xvfb xdotool x11-apps imagemagick curl ca-certificates libgl1-mesa-dri xkb-data; }

# The real window on a display in memory, clicked by xdotool, killed and started again.
drive: app stand
	@go build -o dist/hq ./cmd/hq
	@go test -tags $(TAGS),drive -count=1 -timeout 20m -v -run 'Day$$|Killed|Rules$$' .

# Every screen in every size, language and theme, drawn in software.
shots:
	@go run -tags $(TAGS) . -shots dist/shots

# Figures to compare with, never to pass or fail on.
bench:
	@echo "== people's work"
	@go test -tags $(TAGS) -count=1 -v -run 'Taps|Clicks' ./app/officer/visiting ./app/manager | grep -E 'taps|clicks'
	@echo "== bench"
	@go test -tags $(TAGS) -run '^$$' -bench . -benchmem -timeout 30m ./...

# The gaps to the best-known plans of the instances below DIR (solomon, homberger_200, tsplib, prize; their tables lie
# beside them), each set in the seconds it is asked for, five seeds; then a branch's day of a thousand visits. Half an hour;
# figures to compare with, worth something on two idle cores only. A plan the checker refuses fails it.
ROUTES = solomon:1:distance solomon:5:distance homberger_200:10:distance tsplib:1:distance prize:60:distance solomon:5:vehicles
SEEDS  = 5
bench-routes:
	@test -d "$(DIR)" || { echo "make bench-routes DIR=folder of instances"; exit 2; }
	@mkdir -p dist && go build -o dist/hq ./cmd/hq
	@for set in $(ROUTES); do IFS=: read -r name seconds objective <<<"$$set"; test -d "$(DIR)/$$name" || continue; \
		echo "== $$name, $$seconds s, $$objective"; \
		dist/hq route -bench "$(DIR)/$$name" -seconds $$seconds -seeds $(SEEDS) -objective $$objective || exit 1; \
	done
	@go test -run '^$$' -bench AThousandVisits ./visits/plan

# Every way we know to alter a dossier is found and named, and nothing sound is called altered; then the same of every
# column of headquarters' database.
tamper:
	@go test -tags $(TAGS) -count=1 -run Tamper -v ./evidence/...
	@go test -tags $(TAGS) -count=1 -run 'Audit.*EveryColumn' -v ./sync/hq

# The app on a real Secret Service and a real sound server: the PIN opens where the system keeps the secret and nowhere
# else; what is played in the room is what was recorded, sealed, over a pause and a kill. And a tablet with its clock three
# days ahead, in a network of its own, whose case is taken back while its visit happens. Asks for root.
system:
	@command -v ip >/dev/null && command -v dbus-daemon >/dev/null && command -v dbus-send >/dev/null && command -v gnome-keyring-daemon >/dev/null && command -v pulseaudio >/dev/null && command -v pacat >/dev/null || \
	{ apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(SERVICES); }
	@go test -tags $(TAGS),system -count=1 -timeout 10m -v -run 'TestSystem' .

# What sealing costs, beside the unsealed path of the same run: a push keeps 0.9 of its speed, a photo of 300 KiB takes
# 3 ms more at most; an unlock with 5,000 cases a second, a search 20 ms. On a busy machine the cpu-ms say what counts.
bench-vault:
	@go test -tags $(TAGS) -run '^$$' -bench Sealed -benchtime 5s -timeout 20m ./visits/journal ./evidence/photo ./app | grep -E '^Benchmark|FAIL'

# Rewrites every file the way `make test` wants it.
fmt:
	@echo "== gofmt -w"
	@gofmt -w .
