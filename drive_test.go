//go:build drive

// The window people use, with the real driver, on a display in memory: clicked
// by xdotool, killed, and started again. `make drive` builds what it needs.
package main

import (
	"bytes"
	"crypto/tls"
	"database/sql"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"fairvisit/app/i18n"
	"fairvisit/assets"
	"fairvisit/cmd/hq/demo"

	_ "github.com/mattn/go-sqlite3" // the journal is looked into
)

// world is one display, one headquarters of the demo, one tablet of its crew.
type world struct {
	t    *testing.T
	dir  string
	url  string
	says string
	hq   string // of dist
	app  *exec.Cmd
}

const (
	screen = ":93"
	pinned = "4711"
	within = 20 * time.Second
)

func TestMain(m *testing.M) {
	x := exec.Command("Xvfb", screen, "-screen", "0", "1280x800x24")
	if err := x.Start(); err != nil {
		fmt.Fprintln(os.Stderr, "Xvfb:", err)
		os.Exit(1)
	}
	time.Sleep(2 * time.Second)
	code := m.Run()
	_ = x.Process.Kill()
	_ = x.Wait()
	os.Exit(code)
}

// newWorld loads the demo for debtors of a zone, serves it, and enrols the crew
// on one tablet with a PIN each. Files in folder take the place of the demo's; hq is
// the headquarters of dist that publishes the rules.
func newWorld(t *testing.T, zone, folder, hq string) *world {
	t.Helper()
	dir := os.Getenv("DRIVE_DIR") // where what was done stays
	if dir == "" {
		dir = t.TempDir()
	}
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	listen := free.Addr().String()
	if err := free.Close(); err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, dir: dir, url: "https://" + listen, says: filepath.Join(dir, "says"), hq: hq}
	args := []string{"demo", "-dir", filepath.Join(dir, "hq"), "-zone", zone, "-url", w.url, "-invitations", filepath.Join(dir, "invitations")}
	if folder != "" {
		args = append(args, "-data", folder)
	}
	w.done(w.hq, args...)
	serving := exec.Command(built(w.hq), "serve", "-dir", filepath.Join(dir, "hq"), "-listen", listen, "-second", filepath.Join(dir, "second"), "-log", "warn")
	w.start(serving)
	w.await("headquarters", func() bool {
		c := http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}
		r, err := c.Get(w.url + "/healthz")
		return err == nil && r.Body.Close() == nil && r.StatusCode == http.StatusOK
	})
	invited, err := os.ReadFile(filepath.Join(dir, "invitations"))
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for line := range strings.Lines(string(invited)) {
		fields := strings.Fields(line)
		on := []string{"-data", filepath.Join(dir, "office")} // of the manager and the reconciler
		if fields[0] == "officer" {
			on, n = w.tablet(), n+1
		}
		w.done("fairvisit", append(on, "-enrol", fields[len(fields)-1])...)
	}
	if n != 2 {
		t.Fatalf("%d officers are invited", n)
	}
	return w
}

func built(name string) string { return filepath.Join("dist", name) }

func (w *world) tablet() []string {
	return []string{"-data", filepath.Join(w.dir, "tablet")}
}

func (w *world) done(name string, args ...string) string {
	w.t.Helper()
	out, err := exec.Command(built(name), args...).CombinedOutput()
	if err != nil {
		w.t.Fatalf("%s %s: %v\n%s", name, args[0], err, out)
	}
	return string(out)
}

func (w *world) start(c *exec.Cmd) {
	w.t.Helper()
	log, err := os.OpenFile(filepath.Join(w.dir, "log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		w.t.Fatal(err)
	}
	c.Stdout, c.Stderr = log, log
	if err := c.Start(); err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() {
		_ = c.Process.Kill() // it may be killed already
		_ = c.Wait()
		_ = log.Close()
	})
}

// open starts the app with its window.
func (w *world) open() {
	w.t.Helper()
	_ = os.Remove(w.says)
	w.app = exec.Command(built("fairvisit"), append(w.tablet(), "-says", w.says)...)
	w.app.Env = append(os.Environ(), "DISPLAY="+screen, "FYNE_PLATFORM=x11", "LANG=en_US.UTF-8", "FYNE_SCALE=1", "XDG_CONFIG_HOME="+w.dir, "HOME="+w.dir)
	w.start(w.app)
	w.await("the window", func() bool { return w.text() != "" })
}

// kill is what a flat battery does.
func (w *world) kill() {
	w.t.Helper()
	if err := w.app.Process.Signal(syscall.SIGKILL); err != nil {
		w.t.Fatal(err)
	}
	_ = w.app.Wait()
}

// reach signs an officer in, who chooses a PIN the first time.
func (w *world) signIn(who string, first bool) {
	w.t.Helper()
	w.tap("answer." + w.id(who))
	w.await("six words, or the PIN", func() bool { return !w.titled("officer.pin.title") })
	if w.titled("phrase.new.title") { // this system keeps no secrets
		w.tap("phrase.without")
	}
	w.pin("pin.", "pin.ok")
	if first {
		w.pin("pin.", "pin.ok")
	}
	w.await("the day", func() bool { return w.offered("section.today") })
}

// titled reports whether the window says a text of the catalogue, in either language.
func (w *world) titled(key string) bool {
	for _, l := range i18n.Langs {
		if strings.Contains(w.reads(), i18n.In(l).T(key)+"\n") {
			return true
		}
	}
	return false
}

// id is what stands behind a name on the list of who works here: both come in
// one order.
func (w *world) id(name string) string {
	w.t.Helper()
	w.await(name, func() bool { return strings.Contains(w.reads(), name) })
	var ids, names []string
	head, text, _ := strings.Cut(w.text(), "\n\n")
	for line := range strings.Lines(head) {
		if id, ok := strings.CutPrefix(line, "answer."); ok {
			ids = append(ids, strings.Fields(id)[0])
		}
	}
	for line := range strings.Lines(text) {
		if n := strings.TrimSpace(line); n == leader || n == mate {
			names = append(names, n)
		}
	}
	for i, n := range names {
		if n == name && i < len(ids) {
			return ids[i]
		}
	}
	w.t.Fatalf("%s is not on the list:\n%s", name, w.text())
	return ""
}

// The crew that is invited, as cmd/hq/demo/people.csv names it.
const (
	leader = "林晓"
	mate   = "周彦"
)

// morning has both choose a PIN and the leader look at the first stop, with the
// other beside.
func (w *world) morning(together bool) {
	w.t.Helper()
	w.open()
	w.signIn(mate, true)
	w.kill()
	w.open()
	second := w.id(mate)
	w.signIn(leader, true)
	w.tap(w.firstStop())
	if !together {
		return
	}
	w.reach("answer."+second, "confirm", "crew") // the latter where something else is in the way too
	w.tap("answer." + second)
	w.pin("pin.", "pin.ok")
	w.await("both of them", func() bool { return strings.Contains(w.reads(), "Two officers") })
}

// firstStop is the id of the row on top of the tour.
func (w *world) firstStop() (id string) {
	w.t.Helper()
	w.await("a stop", func() bool {
		for line := range strings.Lines(w.text()) {
			if strings.HasPrefix(line, "stop.") {
				id = strings.Fields(line)[0]
				return true
			}
		}
		return false
	})
	return id
}

// answers is what the leader's journal keeps of the visit that is open.
func (w *world) answers() string {
	w.t.Helper()
	var all strings.Builder
	stores, err := filepath.Glob(filepath.Join(w.dir, "tablet", "data", "*", "journal.db"))
	if err != nil || len(stores) == 0 {
		w.t.Fatal("no journal on the tablet", err)
	}
	for _, path := range stores {
		db, err := sql.Open("sqlite3", "file:"+path+"?mode=ro")
		if err != nil {
			w.t.Fatal(err)
		}
		rows, err := db.Query("SELECT * FROM draft_answers ORDER BY rowid")
		if err != nil {
			w.t.Fatal(err)
		}
		columns, err := rows.Columns()
		if err != nil {
			w.t.Fatal(err)
		}
		for rows.Next() {
			row, into := make([]any, len(columns)), make([]any, len(columns))
			for i := range row {
				into[i] = &row[i]
			}
			if err := rows.Scan(into...); err != nil {
				w.t.Fatal(err)
			}
			fmt.Fprintf(&all, "%x\n", row)
		}
		if err := rows.Close(); err != nil {
			w.t.Fatal(err)
		}
		if err := db.Close(); err != nil {
			w.t.Fatal(err)
		}
	}
	return all.String()
}

// A visit is begun, the power goes, and the app comes back to the same question
// with every answer that was given.
func TestAKilledAppComesBackToTheSameQuestion(t *testing.T) {
	w := newWorld(t, "daylight", "", "hq")
	w.morning(true)
	w.tap("go", "start", "answer.a8-date.3", "answer.a9.agreed", "next", "answer.d6.debtor", "answer.d11.document")
	w.await("the next question", func() bool { return w.offered("answer.d13.yes") })
	time.Sleep(time.Second)
	before, answers := w.reads(), w.answers()
	w.picture("question-before")
	if strings.Count(answers, "\n") < 4 {
		t.Fatalf("the journal keeps of the answers:\n%s", answers)
	}
	w.kill()
	if now := w.answers(); now != answers {
		t.Errorf("answers before the kill:\n%s\nafter:\n%s", answers, now)
	}
	w.open()
	w.signIn(leader, false)
	w.tap(w.firstStop())
	w.reach("answer.d13.yes", "resume")
	w.await("the question", func() bool { return w.offered("answer.d13.yes") })
	time.Sleep(time.Second)
	w.picture("question-after")
	if after := w.reads(); timeless(after) != timeless(before) {
		t.Errorf("before the kill the window said\n%s\nafter it\n%s", before, after)
	}
	if now := w.answers(); now != answers {
		t.Errorf("answers before the kill:\n%s\nafter the start:\n%s", answers, now)
	}
}

// timeless leaves out lines with a time of day, and what is on the rail.
func timeless(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		if !clockTime.MatchString(line) {
			b.WriteString(line)
		}
	}
	return b.String()
}

var clockTime = regexp.MustCompile(`\d\d?:\d\d|\d+ min`)

// tooFew is what the page of a case says of somebody alone.
const tooFew = "2 officers must go; 1 is confirmed."

// Start is not offered where the rules say no, and the reason is.
func TestStartIsNotOfferedAgainstTheRules(t *testing.T) {
	flags := t.TempDir()
	raised := "number,flag\n"
	for n := range 9 { // the whole tour, so that one of them is on top
		raised += fmt.Sprintf("DEMO-%04d,complaint_open\n", n+1)
	}
	if err := os.WriteFile(filepath.Join(flags, "flags.csv"), []byte(raised), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, s := range []struct {
		name, zone, folder string
		hq                 func(*testing.T) string
		together           bool
		reason             string
	}{
		{"at ten in the evening", lateEvening(), "", nil, true, "are allowed 09:00 to 18:00"},
		{"on a closed day", demo.Daylight(time.Now()), "", closedToday, true, "is a closed day."},
		{"alone", "daylight", "", nil, false, tooFew},
		{"with a complaint", "daylight", flags, nil, false, "Stopped: complaint open. Nobody may visit"}, // there nobody is asked to go along
	} {
		t.Run(s.name, func(t *testing.T) {
			hq := "hq"
			if s.hq != nil {
				hq = s.hq(t)
			}
			w := newWorld(t, s.zone, s.folder, hq)
			w.morning(s.together)
			w.await("the reason", func() bool { // on the page of the case, not only in the list beside it
				return strings.Contains(w.reads(), s.reason) && !(s.together && strings.Contains(w.reads(), tooFew))
			})
			w.picture(strings.ReplaceAll(s.name, " ", "-"))
			if w.offered("go") || w.offered("start") {
				t.Errorf("a way to the door is offered:\n%s", w.text())
			}
		})
	}
}

// lateEvening is a zone where it is nearest to 22:05 now. The hour is the debtors'
// own: a Go program does not ask the C library what time it is, so that one which is
// faked there would not be seen.
func lateEvening() string {
	best, off := "", 24*60
	for _, name := range []string{"Pacific/Auckland", "Pacific/Guadalcanal", "Australia/Sydney", "Asia/Tokyo", "Asia/Shanghai", "Asia/Jakarta", "Asia/Yangon",
		"Asia/Dhaka", "Asia/Kathmandu", "Asia/Kolkata", "Asia/Karachi", "Asia/Kabul", "Asia/Dubai", "Asia/Tehran", "Africa/Nairobi", "Africa/Cairo", "Africa/Lagos",
		"Europe/London", "Atlantic/Azores", "America/Sao_Paulo", "America/St_Johns", "America/Halifax", "America/Bogota", "America/Chicago", "America/Phoenix",
		"America/Los_Angeles", "America/Anchorage", "Pacific/Marquesas", "Pacific/Honolulu", "Pacific/Pago_Pago"} {
		zone, err := time.LoadLocation(name)
		if err != nil {
			continue // this system does not know it
		}
		now := time.Now().In(zone)
		away := now.Hour()*60 + now.Minute() - (22*60 + 5)
		if away = max(away, -away); away < off {
			best, off = name, away
		}
	}
	return best
}

// closedToday builds a headquarters that publishes a pack with today among its closed
// days; the app stays as it is, and learns of them as it would of any others.
func closedToday(t *testing.T) string {
	t.Helper()
	here, err := filepath.Abs(filepath.Join("assets", "packs", "house-2.json"))
	if err != nil {
		t.Fatal(err)
	}
	pack, err := os.ReadFile(here)
	if err != nil || !bytes.Equal(pack, assets.HousePack()) {
		t.Fatal("another pack is in force", err)
	}
	list := regexp.MustCompile(`"days": \[("20[^\]]*)\]`).FindSubmatch(pack) // closed days; the others are names
	if list == nil {
		t.Fatal("the pack has no list of closed days")
	}
	days := strings.Split(string(list[1]), ", ")
	for _, ahead := range []int{-1, 0, 1} { // where the debtors live it may be another day
		days = append(days, strconv.Quote(time.Now().AddDate(0, 0, ahead).Format(time.DateOnly)))
	}
	slices.Sort(days)
	closed := bytes.Replace(pack, list[1], []byte(strings.Join(slices.Compact(days), ", ")), 1)
	dir := t.TempDir()
	overlay := fmt.Sprintf(`{"Replace": {%q: %q}}`, here, filepath.Join(dir, "house.json"))
	for name, bytes := range map[string][]byte{"house.json": closed, "overlay.json": []byte(overlay)} {
		if err := os.WriteFile(filepath.Join(dir, name), bytes, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	out, err := exec.Command("go", "build", "-overlay", filepath.Join(dir, "overlay.json"), "-o", built("hq-closed"), "./cmd/hq").CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	t.Cleanup(func() { _ = os.Remove(built("hq-closed")) })
	return "hq-closed"
}

// sign draws on the pad with the mouse.
func (w *world) sign() {
	w.t.Helper()
	w.await("the pad", func() bool { return w.offered("signature") })
	time.Sleep(400 * time.Millisecond)
	x, y, _ := w.place("signature")
	at := func(dx, dy int) []string {
		px, _ := strconv.Atoi(x)
		py, _ := strconv.Atoi(y)
		return []string{"mousemove", strconv.Itoa(px + dx), strconv.Itoa(py + dy)}
	}
	for _, stroke := range [][][2]int{{{-120, 20}, {-90, -30}, {-60, 30}, {-20, -25}, {20, 25}}, {{40, -20}, {80, 20}, {120, -10}}} {
		w.xdo(append(at(stroke[0][0], stroke[0][1]), "sleep", "0.1", "mousedown", "1")...)
		for _, p := range stroke[1:] {
			w.xdo(append(at(p[0], p[1]), "sleep", "0.05")...)
		}
		w.xdo("mouseup", "1")
	}
}

// A day at the door in the window people use: a crew, a promise that is signed in
// hand-over mode, the close, and everything twice at headquarters.
func TestADay(t *testing.T) {
	w := newWorld(t, "daylight", "", "hq")
	w.morning(true)
	w.picture("1-allowed")
	w.tap("go", "start", "answer.a8-date.3", "answer.a9.agreed", "next", "answer.d6.debtor", "answer.d11.document", "answer.d13.yes",
		"answer.d14.doorstep", "answer.d16.none", "answer.t2.owes", "answer.t5.income", "answer.t9.ptp", "answer.t7.2", "answer.t10.0")
	w.picture("2-promise")
	w.tap("answer.t10-date.2", "answer.t10-channel.bank", "answer.t10-read.yes", "next", "answer.c2.yes", "hand_over")
	w.sign()
	w.picture("3-signed")
	w.tap("sign_now")
	w.pin("key.", "")
	w.tap("take_back")
	w.sign()
	w.tap("sign_now", "left", "outcome.0", "answer.c1.ptp", "close_visit")
	w.picture("4-closed")
	w.tap("done", "section.sending")
	w.await("the second copy", func() bool { return strings.Contains(w.reads(), "in the second copy too") })
	w.picture("5-sent")
	status := w.done(w.hq, "status", "-dir", filepath.Join(w.dir, "hq"))
	t.Log(status)
	visits := w.done(w.hq, "export", "-dir", filepath.Join(w.dir, "hq"), "visits")
	if !strings.Contains(visits, "ptp") {
		t.Errorf("headquarters exports no promise:\n%s", visits)
	}
}
