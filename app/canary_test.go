package app

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
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
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	_ "github.com/mattn/go-sqlite3"

	"fairvisit/app/desk"
	"fairvisit/app/i18n"
	"fairvisit/app/officer/visiting"
	"fairvisit/app/shell"
	"fairvisit/app/stage"
	"fairvisit/assets"
	"fairvisit/evidence"
	"fairvisit/evidence/vault"
	fieldsync "fairvisit/sync"
	"fairvisit/sync/hq"
	"fairvisit/visits"
	"fairvisit/visits/checklist"
	"fairvisit/visits/intake"
	"fairvisit/visits/journal"
	"fairvisit/visits/lost"
	"fairvisit/visits/rules"
)

// The canary (proof 2): two hundred marked words are typed, photographed and
// exported through the app, and none of them is in any file it leaves.

// marked is the nth marked word of a kind. It looks like nothing else.
func marked(before string, n int, behind string) string {
	return fmt.Sprintf("%sZqxj%03d%s", before, n, behind)
}

// Of each kind so many words; together two hundred.
const (
	names, streets, numbers, phones = 40, 40, 40, 20
	products, districts             = 8, 8
	notes, texts, typed, flags      = 12, 8, 6, 4
	exifs, whats                    = 10, 4
)

// canaries are all of them, by kind in that order.
type canaries struct {
	name, street, number, phone, product, district, note, text, typed, flag, exif, what []string
}

func newCanaries() canaries {
	n := 0
	some := func(count int, before, behind string) []string {
		list := make([]string, count)
		for i := range list {
			n++
			list[i] = marked(before, n, behind)
		}
		return list
	}
	c := canaries{name: some(names, "王", ""), street: some(streets, "云", "路"), number: some(numbers, "N", "")}
	for range phones {
		n++
		c.phone = append(c.phone, fmt.Sprintf("1397%07d", 1313000+n*7))
	}
	c.product, c.district = some(products, "贷", ""), some(districts, "区", "")
	c.note, c.text, c.typed, c.flag = some(notes, "狗", ""), some(texts, "息", ""), some(typed, "半", ""), some(flags, "停", "")
	c.exif, c.what = some(exifs, "cam", ""), some(whats, "sign", "")
	return c
}

func (c canaries) all() []string {
	var all []string
	for _, kind := range [][]string{c.name, c.street, c.number, c.phone, c.product, c.district, c.note, c.text, c.typed, c.flag, c.exif, c.what} {
		all = append(all, kind...)
	}
	return all
}

// bankFile is the file of the bank that holds them.
func (c canaries) bankFile() string {
	var b strings.Builder
	b.WriteString("creditor,number,name,phone,street,district,city,product,amount,currency,days_past_due\n")
	for i := range names {
		fmt.Fprintf(&b, "Bank A,%s,%s,%s,%s 9 号,%s,上海,%s,100.00,CNY,45\n", c.number[i], c.name[i], c.phone[i%phones], c.street[i], c.district[i%districts], c.product[i%products])
	}
	return b.String()
}

const (
	canaryVariable = "FAIRVISIT_CANARY"
	canaryPIN      = "4711"
)

// nest is where the app of a canary leaves files: device, temp, home, log.
type nest struct{ dir string }

func (n nest) path(name string) string { return filepath.Join(n.dir, name) }

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
	r.app.Shell.Push(visiting.Page(r.app.Shell, k, v, func() {}))
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
		r.must(v.Flag(r.Context(), "hardship", said))
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

// live has a child work in the nest until it stands in the middle of the export,
// and ends it by that signal.
func (n nest) live(t *testing.T, by syscall.Signal) {
	t.Helper()
	for _, room := range []string{"temp", "home", "asked"} {
		if err := os.MkdirAll(n.path(room), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	logged, err := os.Create(n.path("home/log"))
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(self, "-test.run=^TestCanaryChild$", "-test.timeout=5m")
	c.Dir = n.path("home") // a core or a dump lands in the working folder
	c.Env = append(os.Environ(), canaryVariable+"="+n.dir, "GOTRACEBACK=all")
	c.Stderr = logged
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	var said []string
	lines := bufio.NewScanner(out)
	for lines.Scan() && lines.Text() != "HALF" {
		said = append(said, lines.Text())
	}
	if lines.Text() != "HALF" {
		b, _ := os.ReadFile(n.path("home/log")) // only to say what went wrong
		t.Fatalf("the child ended by itself: %s\n%s", strings.Join(said, "\n"), b[max(0, len(b)-4000):])
	}
	if err := c.Process.Signal(by); err != nil {
		t.Fatal(err)
	}
	rest, _ := io.ReadAll(out) // what it said while it ended is looked at too
	_ = c.Wait()               // a signal is its error
	if err := errors.Join(os.WriteFile(n.path("home/said"), append([]byte(strings.Join(said, "\n")), rest...), 0o600), logged.Close()); err != nil {
		t.Fatal(err)
	}
}

// After a day's use, a kill in the middle of an export and a photo, a crash that
// prints every goroutine, and a wipe, no marked word is in any file but the
// export somebody asked for. Opened with the key the same files hold them all,
// so the search would have seen them.
func TestNoWordOfAnybodyIsLeftInAnyFile(t *testing.T) {
	if os.Getenv(canaryVariable) != "" {
		return
	}
	words := newCanaries().all()
	if len(words) != 200 {
		t.Fatalf("%d words", len(words))
	}
	s := searchFor(words)
	for name, by := range map[string]syscall.Signal{"kill -9": syscall.SIGKILL, "crash": syscall.SIGQUIT} {
		t.Run(name, func(t *testing.T) {
			n := nest{t.TempDir()}
			n.live(t, by)
			asked := s.under(t, n.path("asked"))
			if len(asked) == 0 {
				t.Error("the export that was asked for holds nothing; it was not under way")
			}
			n.clean(t, s, "after use and "+name)
			n.opened(t, s)
			n.wiped(t)
			n.clean(t, s, "after the wipe")
		})
	}
}

func (n nest) clean(t *testing.T, s *searched, when string) {
	t.Helper()
	for word, path := range s.under(t, n.path("device"), n.path("manager"), n.path("temp"), n.path("home")) {
		rel, err := filepath.Rel(n.dir, path)
		if err != nil {
			t.Fatal(err)
		}
		t.Errorf("%s: %s is in %s", when, word, rel)
	}
}

// key is the store key of the one person on a device.
func (n nest) key(t *testing.T, device string) (*desk.Device, evidence.ID, *vault.Key) {
	t.Helper()
	d := desk.NewDevice(n.path(device), "canary")
	who := only(t, d)
	k := vault.Keeper{Dir: filepath.Join(n.path(device), "install"), SinceBoot: d.SinceBoot}
	key, err := k.Try(who, canaryPIN)
	if err != nil {
		t.Fatal(err)
	}
	return d, who, key
}

// only is the one person on a device.
func only(t *testing.T, d *desk.Device) evidence.ID {
	t.Helper()
	all, err := d.People()
	if err != nil || len(all) != 1 {
		t.Fatal(all, err)
	}
	return all[0].ID
}

// opened makes the same files without their seals, in a folder beside, and wants
// every word to be found in them.
func (n nest) opened(t *testing.T, s *searched) {
	t.Helper()
	plain := filepath.Join(t.TempDir(), "opened")
	for _, device := range []string{"device", "manager"} {
		_, who, key := n.key(t, device)
		if err := unsealed(journal.Folder(n.path(device), who), key, filepath.Join(plain, device)); err != nil {
			t.Fatal(err)
		}
	}
	found := s.under(t, plain)
	for _, word := range s.words {
		if found[word] == "" {
			t.Errorf("%s is nowhere even without seals: that it is in no file says nothing", word)
		}
	}
}

// wiped does to both devices what headquarters' order does.
func (n nest) wiped(t *testing.T) {
	t.Helper()
	for _, device := range []string{"device", "manager"} {
		d, who, key := n.key(t, device)
		o := journal.Options{Now: d.Now, SinceBoot: d.SinceBoot, Zone: func() int16 { return 480 }, Build: "canary", Nonce: filepath.Join(n.path(device), "install", who.String()), Key: key}
		j, err := journal.Open(journal.Folder(n.path(device), who), o)
		if err != nil {
			t.Fatal(err)
		}
		keeper := &vault.Keeper{Dir: filepath.Join(n.path(device), "install"), SinceBoot: d.SinceBoot}
		order := evidence.Order{Device: j.Identity().Device, Number: 1, Order: evidence.OrderWipe, Reason: "stolen"}
		if err := errors.Join(lost.Store{Journal: j, Keeper: keeper, Guard: new(sync.Mutex)}.Obey(t.Context(), order), j.Close()); err != nil {
			t.Fatal(err)
		}
		if _, err := keeper.Try(who, canaryPIN); !errors.Is(err, vault.ErrWiped) {
			t.Errorf("the right PIN after the wipe: %v", err)
		}
	}
}

// unsealed writes what the sealed columns and files of a store hold, from the page
// alone (FORMAT.md section 13).
func unsealed(dir string, key *vault.Key, to string) error {
	if err := os.MkdirAll(to, 0o700); err != nil {
		return err
	}
	var all bytes.Buffer
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(dir, "journal.db")+"?mode=ro")
	if err != nil {
		return err
	}
	for table, q := range map[string]string{
		"entries/body": "SELECT id, epoch, seq, body FROM entries", "meta/value": "SELECT CAST(key AS BLOB), zeroblob(16), 0, value FROM meta",
		"draft_answers/value": "SELECT visit, zeroblob(16), n, value FROM draft_answers",
		"feed_rows/body":      "SELECT CAST(entity AS BLOB) || x'00' || CAST(feed AS BLOB), zeroblob(16), n, body FROM feed_rows",
	} {
		rows, err := db.Query(q)
		if err != nil {
			return err
		}
		for rows.Next() {
			var id, epoch, record []byte
			var seq int64
			if err := rows.Scan(&id, &epoch, &seq, &record); err != nil {
				return err
			}
			name, column, _ := strings.Cut(table, "/")
			plain, err := key.Open(vault.Place{Table: name, Column: column, ID: id, Epoch: evidence.ID(epoch), Seq: uint64(seq)}, record)
			if err != nil {
				return fmt.Errorf("%s: %w", table, err)
			}
			all.Write(plain)
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			return err
		}
	}
	if err := errors.Join(db.Close(), os.WriteFile(filepath.Join(to, "journal"), all.Bytes(), 0o600)); err != nil {
		return err
	}
	files, err := os.ReadDir(filepath.Join(dir, "photos"))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	for _, f := range files {
		b, err := os.ReadFile(filepath.Join(dir, "photos", f.Name()))
		if err != nil {
			return err
		}
		open, err := key.OpenFile(bytes.NewReader(b), int64(len(b)), f.Name())
		if err != nil {
			continue // the one that was cut by the kill
		}
		plain, err := io.ReadAll(open)
		if err != nil {
			continue
		}
		if err := os.WriteFile(filepath.Join(to, f.Name()), plain, 0o600); err != nil {
			return err
		}
	}
	return nil
}
