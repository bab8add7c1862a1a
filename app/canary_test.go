package app

import (
	"bufio"
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	_ "github.com/mattn/go-sqlite3"

	"fairvisit/app/desk"
	"fairvisit/evidence"
	"fairvisit/evidence/vault"
	"fairvisit/visits/journal"
	"fairvisit/visits/lost"
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
	canaryPlanted  = "FAIRVISIT_CANARY_PLANTED" // the bug the app has, of those a proof plants
	canaryPIN      = "4711"
)

// nest is where the app of a canary leaves files: device, temp, home, log.
type nest struct{ dir string }

func (n nest) path(name string) string { return filepath.Join(n.dir, name) }

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
	if testing.Short() {
		t.Skip("A day in the app, in processes that are killed, and every byte it left behind: make test has it.")
	}
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

// With the seals of records off the same day in the same app leaves words in the same
// files, and the same search finds them: it is the seals that keep them away. Photos and
// what travels have seals of their own, which stay on.
func TestWithoutSealsTheCanaryIsFound(t *testing.T) {
	if testing.Short() {
		t.Skip("A day in the app in another process, and every byte it left behind: make test has it.")
	}
	if os.Getenv(canaryVariable) != "" {
		return
	}
	c := newCanaries()
	s := searchFor(c.all())
	t.Setenv(canaryPlanted, vault.LiesOpen)
	n := nest{t.TempDir()}
	n.live(t, syscall.SIGKILL)
	found := s.under(t, n.path("device"), n.path("manager"), n.path("temp"), n.path("home"))
	missed := 0
	for _, word := range s.words {
		if found[word] == "" {
			missed++
		}
	}
	t.Logf("%d of %d words lie in files", len(s.words)-missed, len(s.words))
	for kind, words := range map[string][]string{"names": c.name, "streets": c.street, "numbers": c.number, "notes": c.note, "texts": c.text, "typed": c.typed} {
		for _, word := range words {
			if found[word] == "" {
				t.Errorf("without seals %s of the %s is in no file", word, kind)
			}
		}
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
// alone (FORMAT.md sections 13 and 14).
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
			var plain []byte
			if name == "entries" {
				plain, err = openedParts(key, record)
			} else {
				plain, err = key.Open(vault.Place{Table: name, Column: column, ID: id, Epoch: evidence.ID(epoch), Seq: uint64(seq)}, record)
			}
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

// openedParts is what both parts of an entry say, by the key of its visit
// (FORMAT.md section 14).
func openedParts(key *vault.Key, body []byte) ([]byte, error) {
	e, err := evidence.Decode(body)
	if err != nil {
		return nil, err
	}
	id, sealed, err := vault.PartsKey(&e)
	if err != nil || !sealed {
		return nil, errors.Join(err, errors.New("it lies open"))
	}
	e, err = key.Visit(id).OpenParts(e)
	return append(e.Facts.Bytes, e.Words.Bytes...), err
}
