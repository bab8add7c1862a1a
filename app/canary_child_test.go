package app

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"log/slog"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"fairvisit/app/desk"
	"fairvisit/app/i18n"
	"fairvisit/app/officer/visiting"
	"fairvisit/app/shell"
	"fairvisit/app/stage"
	"fairvisit/assets"
	"fairvisit/evidence"
	"fairvisit/evidence/probe"
	"fairvisit/evidence/vault"
	fieldsync "fairvisit/sync"
	"fairvisit/sync/hq"
	"fairvisit/visits"
	"fairvisit/visits/checklist"
	"fairvisit/visits/intake"
	"fairvisit/visits/rules"
)

// canaryRun is the child: it works for a day, stops in the middle of a photo and
// an export, says so, and waits to be killed.
type canaryRun struct {
	*testing.T
	nest
	canaries
	hq     *hq.HQ
	url    string
	unit   evidence.ID
	device *desk.Device
	second *desk.Device
	app    *App
	stage  *stage.Stage
}

func TestCanaryChild(t *testing.T) {
	dir := os.Getenv(canaryVariable)
	if dir == "" {
		return // the parent is TestNoWordOfAnybodyIsLeftInAnyFile
	}
	probe.Plant(os.Getenv(canaryPlanted))
	r := &canaryRun{T: t, nest: nest{dir}, canaries: newCanaries()}
	r.office(t.TempDir()) // headquarters' own store is not what is looked at
	for _, v := range []string{"TMPDIR", "HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"} {
		t.Setenv(v, r.path(map[bool]string{true: "temp", false: "home"}[v == "TMPDIR"]))
	}
	r.people()
	v := r.workday()
	r.manages()
	r.export(v)
}

func (r *canaryRun) must(err error) {
	r.Helper()
	if err != nil {
		r.Fatal(err)
	}
}

func (r *canaryRun) now() time.Time { return time.Date(2026, 11, 25, 2, 0, 0, 0, time.UTC) }

// office is a headquarters of invented people, whose log goes where the app's does.
func (r *canaryRun) office(dir string) {
	o := hq.Options{Data: hq.DataFolder(dir), Keys: hq.KeyFolder(dir), Build: "canary", Now: r.now, Demo: true, Log: r.log()}
	_, err := hq.Init(r.Context(), o)
	r.must(err)
	r.hq, err = hq.Open(o)
	r.must(err)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	r.must(err)
	r.url = "https://" + hq.Serve(r.hq, l).Addr()
	r.unit = r.hq.UnitID("north")
	r.must(r.hq.PlaceUnit(r.Context(), r.unit, rules.HouseAlone))
}

func (r *canaryRun) log() *slog.Logger {
	return slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

// machine is a device with the app's rules and a log that holds everything.
func (r *canaryRun) machine(dir string) *desk.Device {
	d := desk.NewDevice(dir, "canary")
	d.Now, d.Log, d.PINCost = func() int64 { return r.now().UnixMicro() }, r.log(), vault.Cost{Passes: 1, Memory: 8, Lanes: 1}
	pack, err := rules.ParsePack(assets.HousePack())
	r.must(err)
	d.Packs = []rules.Pack{pack}
	d.List, err = checklist.Parse(assets.HouseChecklist())
	r.must(err)
	return d
}

func (r *canaryRun) enrol(d *desk.Device, role, name string) *desk.Desk {
	r.Helper()
	id, err := r.hq.Person(r.Context(), r.unit, role, name)
	r.must(err)
	r.must(r.hq.Certify(r.Context(), id, "authorisation", r.now().AddDate(5, 0, 0)))
	i, err := r.hq.Invite(r.Context(), r.url, role, id, r.unit, name)
	r.must(err)
	who, err := d.Enrol(r.Context(), i.Text())
	r.must(err)
	r.must(d.ChoosePIN(who, canaryPIN))
	k, err := d.Unlock(who, canaryPIN)
	r.must(err)
	r.sync(k)
	return k
}

func (r *canaryRun) sync(k *desk.Desk) {
	r.Helper()
	ctx, cancel := context.WithTimeout(r.Context(), time.Minute)
	defer cancel()
	r.must(r.hq.Settle(ctx))
	for {
		err := k.Client.Once(ctx, func() bool { return true })
		if !errors.Is(err, fieldsync.ErrAgain) {
			r.must(err)
			return
		}
	}
}

// people have the bank's cases on the officer's tablet, and on the manager's.
func (r *canaryRun) people() {
	r.device, r.second = r.machine(r.path("device")), r.machine(r.path("manager"))
	li := r.enrol(r.device, "officer", "Li Wei")
	zhou, err := r.hq.Person(r.Context(), r.unit, "officer", "Zhou Ming")
	r.must(err)
	f, err := intake.Read(strings.NewReader(r.bankFile()), intake.Options{Today: "2026-11-25"})
	r.must(err)
	got, err := r.hq.Import(r.Context(), r.unit, "Asia/Shanghai", f, false)
	r.must(err)
	if len(got.Cases) != names {
		r.Fatalf("%d cases of %d were taken: %+v", len(got.Cases), names, f.Problems)
	}
	r.must(r.hq.Certify(r.Context(), zhou, "authorisation", r.now().AddDate(5, 0, 0)))
	r.must(r.hq.GiveNotice(r.Context(), "visit", "written", r.now().AddDate(0, 0, -10), got.Cases...))
	for i, c := range got.Cases {
		_, err := r.hq.Assign(r.Context(), hq.Assignment{Case: c, Officer: li.Me(), Second: zhou, Day: "2026-11-25", Order: i + 1})
		r.must(err)
	}
	r.sync(li)
	r.must(li.Close())
}

// preferences are the app's, written down as they are set.
type preferences struct {
	fyne.Preferences
	file string
}

func (p preferences) note(key string, value any) {
	f, err := os.OpenFile(p.file, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err == nil {
		_, err = fmt.Fprintln(f, key, value)
	}
	if err := errors.Join(err, f.Close()); err != nil {
		panic(err) // what is not written down would not be looked at
	}
}

func (p preferences) SetString(key, v string) { p.note(key, v); p.Preferences.SetString(key, v) }
func (p preferences) SetStringList(k string, v []string) {
	p.note(k, v)
	p.Preferences.SetStringList(k, v)
}

// noting is Fyne's app with those preferences.
type noting struct {
	fyne.App
	kept preferences
}

func (n noting) Preferences() fyne.Preferences { return n.kept }

func (r *canaryRun) tap(ids ...string) {
	r.Helper()
	for _, id := range ids {
		if err := r.stage.Tap(id); err != nil {
			r.Fatal(err, r.stage.IDs())
		}
	}
}

// workday is a visit on the app's screens, and its title is noted after each step.
func (r *canaryRun) workday() *visits.Visit {
	a := test.NewTempApp(r.T)
	n := noting{a, preferences{a.Preferences(), r.path("home/preferences")}}
	keepPrefs(n, shell.Prefs{Lang: i18n.English, Scale: 1})
	size := fyne.NewSize(1280, 800)
	r.app = New(n, r.device, shell.NewInlineRunner(), size)
	r.stage = stage.New(r.app.Shell, size)
	r.tap("pin.4", "pin.7", "pin.1", "pin.1", "pin.ok")
	k := r.app.desk
	k.Client.Log = r.log()
	r.stage.Picture()
	cases, err := k.Cases(r.Context())
	r.must(err)
	second, err := r.hq.Person(r.Context(), r.unit, "officer", "Zhou Ming")
	r.must(err)
	v, verdict, err := k.Officer.Open(r.Context(), cases[0].ID, second)
	if err != nil {
		r.Fatalf("%v: %+v", err, verdict)
	}
	r.app.Shell.Push(visiting.Page(r.app.Shell, k, v, nil, func(func()) {}, func() {}))
	r.must(v.Arrive(r.Context(), &visits.PointWords{LatE7: 312000000, LonE7: 1214000000, Source: "typed"}))
	for i, note := range r.note {
		if i < 4 { // on the screen
			r.tap("note")
			r.must(r.stage.Type("text.", note))
			r.stage.Picture()
			r.tap("keep_note")
			continue
		}
		r.must(v.Note(r.Context(), note))
	}
	for _, text := range r.text { // each new one replaces the one before, whose row stays
		r.must(v.Answer(r.Context(), "t3", checklist.Text(text), ""))
	}
	for i, half := range r.typed {
		r.must(v.KeepTyped(r.Context(), fmt.Sprint("t", i), half))
	}
	for _, e := range r.exif {
		_, err := v.Photograph(r.Context(), bytes.NewReader(photoBy(e)), "d5", "camera")
		r.must(err)
	}
	party := cases[0].Facts.Parties[0].Party
	for _, what := range r.what {
		_, err := v.Sign(r.Context(), party, "debtor", what, []visits.Stroke{{Points: []visits.StrokePoint{{X: 1, Y: 1}, {X: 9, Y: 9}}}})
		r.must(err)
	}
	for _, said := range r.flag {
		r.must(v.Flag(r.Context(), "vulnerable_no_visit", said))
	}
	r.stage.Picture()
	r.must(os.WriteFile(r.path("home/title"), []byte(r.app.Window.Title()), 0o600))
	r.sync(k)
	r.app.lock()
	r.stage.Picture()
	return &visits.Visit{ID: v.ID, Case: v.Case}
}

// manages is the manager's morning on a second machine, whose store holds the
// whole branch.
func (r *canaryRun) manages() {
	k := r.enrol(r.second, "manager", "Wu Lan")
	r.sync(k)
}

// export writes a dossier where the person asked for it, and takes a photo; both
// stop in the middle.
func (r *canaryRun) export(v *visits.Visit) {
	ctx := context.Background() // it ends by a kill
	head, err := r.hq.Store.Head(ctx)
	r.must(err)
	half := make(chan struct{}, 2)
	f, err := os.Create(r.path("asked/dossier.zip.part"))
	r.must(err)
	go func() {
		w := &stopping{Writer: f, left: 20_000, half: half}
		panic(r.hq.WriteDossier(ctx, w, hq.DossierOf{Case: v.Case, At: head.Size}))
	}()
	k, err := r.device.Unlock(only(r.T, r.device), canaryPIN)
	r.must(err)
	visit, err := k.Officer.Resume(ctx, v.ID)
	r.must(err)
	go func() {
		whole := photoBy(r.exif[0])
		_, err := visit.Photograph(ctx, io.MultiReader(bytes.NewReader(whole[:len(whole)/2]), waiting{half}), "d5", "camera")
		panic(err)
	}()
	<-half
	<-half
	fmt.Println("HALF")
	select {}
}

// stopping is a file that stops taking bytes after some.
type stopping struct {
	io.Writer
	left int
	half chan struct{}
}

func (s *stopping) Write(b []byte) (int, error) {
	n, err := s.Writer.Write(b)
	if s.left -= n; s.left <= 0 {
		s.half <- struct{}{}
		select {}
	}
	return n, err
}

// waiting is a camera that stops giving bytes.
type waiting struct{ half chan struct{} }

func (w waiting) Read([]byte) (int, error) {
	w.half <- struct{}{}
	select {}
}

// photoBy is a photo whose EXIF names an artist, a camera, a place and a comment,
// all of one marked word.
func photoBy(word string) []byte {
	img := image.NewRGBA(image.Rect(0, 0, 640, 480))
	for i := range img.Pix {
		img.Pix[i] = uint8(i*i>>9) ^ word[len(word)-1]*uint8(i>>8)
	}
	img.Set(0, 0, color.White)
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		panic(err)
	}
	tags := []uint16{0x010e, 0x010f, 0x0110, 0x013b, 0x8298} // description, maker, model, artist, copyright
	tiff := append([]byte("MM\x00\x2a"), 0, 0, 0, 8)
	tiff = binary.BigEndian.AppendUint16(tiff, uint16(len(tags)))
	at := 8 + 2 + 12*len(tags) + 4
	var far []byte
	for _, tag := range tags {
		value := append([]byte(word), 0)
		tiff = binary.BigEndian.AppendUint16(binary.BigEndian.AppendUint16(tiff, tag), 2)
		tiff = binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(tiff, uint32(len(value))), uint32(at+len(far)))
		far = append(far, value...)
	}
	tiff = append(binary.BigEndian.AppendUint32(tiff, 0), far...)
	body := append([]byte("Exif\x00\x00"), tiff...)
	out := binary.BigEndian.AppendUint16([]byte{0xff, 0xd8, 0xff, 0xe1}, uint16(len(body)+2))
	return append(append(out, body...), b.Bytes()[2:]...)
}
