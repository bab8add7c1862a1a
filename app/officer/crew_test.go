package officer_test

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"image"
	"image/color"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/image/draw"
	"golang.org/x/image/math/f64"

	"fairvisit/app/capture"
	"fairvisit/app/desk"
	"fairvisit/app/desk/desktest"
	"fairvisit/app/i18n"
	"fairvisit/app/officer"
	"fairvisit/app/shell"
	"fairvisit/evidence"
	"fairvisit/evidence/crew"
)

// elsewhere is a colleague with a device of their own, signed in there.
func (m *morning) elsewhere(name string) *morning {
	m.t.Helper()
	here := m.Device
	m.Device = m.another(m.t.TempDir())
	c := &morning{Branch: m.Branch, t: m.t, me: m.Enrol("officer", name)}
	c.desk = m.Open(c.me)
	m.Device = here
	c.begin(phone, english)
	return c
}

// another is a device of the same kind with its stores in a folder.
func (m *morning) another(dir string) *desk.Device {
	d := desk.NewDevice(dir, m.Device.Build)
	d.Now, d.SinceBoot, d.Packs, d.List = m.Device.Now, m.Device.SinceBoot, m.Device.Packs, m.Device.List
	return d
}

// photographed is a screen as a camera sees it: held askew, in uneven light,
// before a dark wall.
func photographed(screen image.Image) image.Image {
	const w, h, turn = 1600, 1200, 0.09
	picture := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(picture, picture.Bounds(), image.NewUniform(color.Gray{70}), image.Point{}, draw.Src)
	b := screen.Bounds()
	scale := 1100 / float64(max(b.Dx(), b.Dy()))
	sin, cos := math.Sin(turn)*scale, math.Cos(turn)*scale
	x, y := float64(b.Dx())/2, float64(b.Dy())/2
	draw.BiLinear.Transform(picture, f64.Aff3{cos, -sin, w/2 - cos*x + sin*y, sin, cos, h/2 - sin*x - cos*y}, screen, b, draw.Src, nil)
	for at := 0; at < len(picture.Pix); at += 4 {
		light := 160 + at/4%w*80/w // darker on the left
		for i := range 3 {
			picture.Pix[at+i] = uint8(int(picture.Pix[at+i])*light/255 + 10)
		}
	}
	return picture
}

// sees puts a screen before the camera of this device.
func (m *morning) sees(other *morning) {
	m.desk.Device.Camera = capture.NewFake(photographed(other.stage.Picture()))
}

func (m *morning) goesAlong(who evidence.ID) {
	m.t.Helper()
	if got := m.desk.Second(); got != who {
		m.t.Errorf("%v goes along, wanted %v", got, who)
	}
}

// code is the text of the code on this screen.
func (m *morning) code(id string) string {
	m.t.Helper()
	shown := m.stage.Find(id + ".text")
	if shown == nil {
		m.t.Fatalf("no code %s; there are %v", id, m.stage.IDs())
	}
	return officer.Shown(shown)
}

func TestAColleagueConfirmsWithTheirOwnDevice(t *testing.T) {
	m := newMorning(t)
	id := m.case_("陈国梁", "鹤鸣街 99902 号", 1)
	c := m.elsewhere("沈岚")
	m.begin(phone, english)
	m.Pull(m.desk)
	m.tap(row(id), "confirm", "own_device")
	m.says("Who goes along on Tue 10 Mar?", "FVCRE W1:")

	c.Pull(c.desk)
	c.sees(m)
	c.again("more")
	c.tap("crew", "shoot")
	c.says("周彦 asks you to go along.", "For Tue 10 Mar")
	c.silent("Show your answer")
	c.tap("yes")
	c.says("Show your answer", "周彦 reads this code")

	m.goesAlong(evidence.ID{})
	m.sees(c)
	m.tap("back", "own_device", "read", "shoot") // who went back meanwhile finds the same question
	m.says("沈岚 goes along.", "Two officers: you and 沈岚.", "Allowed, end by 18:00")
	m.goesAlong(c.me)
	m.tap("go", "start")
	if len(m.started) != 1 || m.started[0].Second != c.me {
		t.Fatalf("started %+v", m.started)
	}
	c.tap("done")
	c.says("More")
}

func TestWhoGoesAlongDoesSoUntilTheDayEnds(t *testing.T) {
	m := newMorning(t)
	m.case_("陈国梁", "鹤鸣街 99902 号", 1)
	k, err := m.Device.Open(m.me)
	m.must(err)
	m.desk = k
	m.along(m.mate)
	m.must(k.Close())

	m.Device = m.another(m.Device.Dir) // the app is started anew
	m.desk = m.Open(m.me)
	m.goesAlong(m.mate)
	m.Clock(desktest.Day + " 23:59")
	m.goesAlong(m.mate)
	m.Clock("2026-03-11 00:00")
	m.goesAlong(evidence.ID{})
	m.Clock(desktest.Day + " 12:00")
	m.along(evidence.ID{})
	m.goesAlong(evidence.ID{})
}

func headquarters(n byte) ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(bytes.Repeat([]byte{n}, 32))
}

// stranger answers a question as somebody a headquarters enrolled.
func stranger(t *testing.T, q crew.Question, hq byte, unit evidence.ID, role string) string {
	t.Helper()
	public, own, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	e := evidence.Enrolment{Device: evidence.NewID(), Officer: evidence.NewID(), Unit: unit, Role: role,
		DeviceKey: evidence.PublicKey(public), OfficerKey: evidence.PublicKey(public), Issued: 1, Demo: true}
	st, err := evidence.SignStatement(evidence.MagicEnrol, e, headquarters(hq))
	if err != nil {
		t.Fatal(err)
	}
	text, err := q.Answer(st, e.Officer, e.Device, own).Text()
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// asking is a morning in which the question is on the screen.
func asking(t *testing.T) (*morning, crew.Question) {
	t.Helper()
	m := newMorning(t)
	id := m.case_("陈国梁", "鹤鸣街 99902 号", 1)
	m.begin(phone, english)
	m.tap(row(id), "confirm", "own_device")
	q, err := crew.ParseQuestion(m.code("question"))
	m.must(err)
	return m, q
}

func (m *morning) use(code string) {
	m.t.Helper()
	m.must(m.stage.Type("code", code))
	m.tap("use")
}

func TestNobodyGoesAlongByAWrongAnswer(t *testing.T) {
	m, q := asking(t)
	c := m.elsewhere("沈岚")
	m.stage.Picture()
	right, err := c.desk.GoAlong(q)
	m.must(err)
	own, err := m.desk.GoAlong(q)
	m.must(err)
	other, err := c.desk.GoAlong(m.desk.AskAlong(time.UTC))
	m.must(err)
	unit := m.desk.Journal.Identity().Unit
	edited := []byte(right)
	edited[len(edited)/2] ^= 'A' ^ 'B'
	stolen, err := crew.ParseAnswer(right)
	m.must(err)
	stolen.Enrolment = m.deskOf(m.mate).Journal.Identity().Enrolment
	forged, err := stolen.Text()
	m.must(err)

	m.tap("read", "use")
	m.says("Type or paste the text first.")
	for _, wrong := range []struct{ code, said string }{
		{string(edited), "This code is not whole or was changed, and nobody goes along by it"},
		{right[:len(right)-9], "This code is not whole or was changed"},
		{"https://example.com/hello", "This code is not whole or was changed"},
		{q.Text(), "This is a question and no answer"},
		{other, "This answers another question, and nobody goes along by it"},
		{own, "This is your own answer, and nobody goes along with themselves."},
		{stranger(t, q, 7, evidence.ID{1}, "officer"), "belongs to another branch and cannot go along."},
		{stranger(t, q, 7, unit, "manager"), "not enrolled as an officer"},
		{stranger(t, q, 8, unit, "officer"), "This headquarters did not enrol the officer of this answer"},
		{forged, "not signed by the officer it names"},
	} {
		m.use(wrong.code)
		m.says(wrong.said)
		m.goesAlong(evidence.ID{})
	}

	m.Clock("2026-03-11 09:30") // the answer of yesterday
	m.use(right)
	m.says("The question was for another day, and nobody goes along by this answer")
	m.goesAlong(evidence.ID{})
	m.tap("back")
	m.says("Who goes along on Wed 11 Mar?")
	m.tap("read")
	m.use(right)
	m.says("This answers another question")
	m.goesAlong(evidence.ID{})
}

func (m *morning) deskOf(who evidence.ID) *desk.Desk { return m.Open(who) }

func TestAnAnswerIsGoodOnce(t *testing.T) {
	m, q := asking(t)
	right, err := m.deskOf(m.mate).GoAlong(q)
	m.must(err)
	m.tap("read")
	m.use(strings.ToLower(right[:30]) + "\n " + right[30:])
	m.says("林晓 goes along.")
	m.goesAlong(m.mate)

	m.along(evidence.ID{})
	m.tap("crew", "own_device", "read")
	m.use(right)
	m.says("This answers another question")
	m.goesAlong(evidence.ID{})
}

func TestAnOfficerIsAskedOnlyWhatACodeAsks(t *testing.T) {
	m, q := asking(t)
	c := m.elsewhere("沈岚")
	c.desk.Device.Camera = capture.NewFake() // a house, a door, a letter
	c.again("more")
	c.tap("crew", "shoot")
	c.says("No code can be read in this picture")
	answer, err := c.desk.GoAlong(q)
	m.must(err)
	old := m.desk.AskAlong(time.UTC)
	old.At -= 24 * 3_600_000_000
	for _, wrong := range []struct{ code, said string }{
		{q.Text()[1:], "This code is not whole or was changed"},
		{answer, "This is an answer and no question"},
		{c.desk.AskAlong(time.UTC).Text(), "This is your own question"},
		{old.Text(), "This question is for another day, and nothing was confirmed"},
	} {
		c.use(wrong.code)
		c.says(wrong.said)
		c.offered("yes", false)
	}
	c.use(q.Text())
	c.says("周彦 asks you to go along.")
	c.tap("no")
	c.offered("yes", false)
	c.says("More")

	c.tap("crew")
	c.use(q.Text())
	c.Clock("2026-03-11 00:01") // the page stood open over midnight
	c.tap("yes")
	c.says("This question is for another day")
	if c.stage.Find("answer") != nil {
		t.Error("yesterday's question was answered")
	}
}

func TestAPictureOfTheCodeIsDropped(t *testing.T) {
	m, q := asking(t)
	picture := photographed(m.stage.Picture())
	c := m.elsewhere("沈岚")
	c.again("more")
	c.tap("crew")
	c.offered("shoot", false) // there is no camera
	dir := t.TempDir()
	var file bytes.Buffer
	m.must(png.Encode(&file, picture))
	m.must(os.WriteFile(filepath.Join(dir, "code.png"), file.Bytes(), 0o600))
	m.must(os.WriteFile(filepath.Join(dir, "words.png"), []byte("no picture"), 0o600))
	c.shell.Drop([]string{filepath.Join(dir, "words.png")})
	c.says("No code can be read in this picture")
	c.shell.Drop([]string{filepath.Join(dir, "gone.png")})
	c.says("This file is not there any more.")
	c.shell.Drop([]string{filepath.Join(dir, "code.png")})
	c.says("周彦 asks you to go along.")
	if !q.Holds(c.Now()) {
		t.Error("the question is not of today")
	}
}

func TestACodeIsReadWhileTheCameraLooks(t *testing.T) {
	m, q := asking(t)
	read, run := make(chan string), shell.NewRunner()
	officer.Scan(shell.New(run, english, m.Now), capture.NewFake(photographed(m.stage.Picture())), func(text string) {
		select {
		case read <- text:
		case <-run.Context().Done():
		}
	})
	select {
	case text := <-read:
		if text != q.Text() {
			t.Errorf("the camera reads %q", text)
		}
	case <-time.After(time.Minute): // only where nothing is ever read
		t.Error("the camera looks and nothing is read")
	}
	run.Close()
}

// Each refusal of crew has a sentence of its own in both languages.
func TestEachRefusalOfACrewHasItsSentence(t *testing.T) {
	all := []error{crew.ErrMalformed, crew.ErrKind, crew.ErrDay, crew.ErrQuestion, crew.ErrForeign, crew.ErrSelf, crew.ErrUnit, crew.ErrRole, crew.ErrSignature}
	for _, lang := range i18n.Langs {
		said := map[string]error{}
		for _, err := range all {
			text := officer.AnswerRefusal(i18n.In(lang), err)
			if before, twice := said[text]; twice || strings.Contains(text, "[[") || text == i18n.In(lang).T("common.failed", "why", err.Error()) {
				t.Errorf("%s: %v says %q, as %v", lang, err, text, before)
			}
			said[text] = err
		}
		if text := officer.AnswerRefusal(i18n.In(lang), errors.New("the disk is full")); !strings.Contains(text, "the disk is full") {
			t.Error(text)
		}
	}
}
