package desk_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"fairvisit/app/desk"
	"fairvisit/app/desk/hqtest"
	"fairvisit/evidence"
	"fairvisit/evidence/vault"
	"fairvisit/visits"
	"fairvisit/visits/journal"
)

const (
	twoCases = "creditor,number,name,street,amount,currency,days_past_due\nBank A,1,王小明,青石大街 99901 号,100.50,CNY,45\nBank A,2,李秀兰,澄江一路 99902 号,200.00,CNY,45\n"
	day      = "2026-11-25"
	pin      = "4711"
)

// tour is a branch in which Li has a case of two, and Zhao goes along.
type tour struct {
	*hqtest.World
	li, zhao, chen *desk.Desk
	own, other     evidence.ID
}

func newTour(t *testing.T) *tour {
	w := hqtest.New(t)
	o := &tour{World: w, li: w.Enrol("officer", "Li"), zhao: w.Enrol("officer", "Zhao"), chen: w.Enrol("officer", "Chen")}
	w.Import(twoCases)
	o.own, o.other = w.HQ.CaseID("Bank A", "1"), w.HQ.CaseID("Bank A", "2")
	w.Assign(o.own, o.li, o.zhao, day)
	w.Assign(o.other, o.chen, o.zhao, day)
	w.Sync(o.li)
	return o
}

// copied is another machine with everything that lay on the first one's disk.
func copied(t *testing.T, d *desk.Device) *desk.Device {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "stolen")
	if err := os.CopyFS(dir, os.DirFS(d.Dir)); err != nil {
		t.Fatal(err)
	}
	c := desk.NewDevice(dir, d.Build)
	c.Now, c.SinceBoot, c.Packs, c.List = d.Now, d.SinceBoot, d.Packs, d.List
	return c
}

// A tablet is stolen while it is locked, with work on it that was not sent. The
// thief copies the whole disk: nothing that was said lies open, no store opens
// without the PIN, and to try PINs takes ever longer, whatever is restarted.
func TestStoryAThiefHasTheLockedTablet(t *testing.T) {
	o := newTour(t)
	o.Visit(o.li, o.zhao, o.own, 1, "2026-12-05")
	d, who := o.li.Device, o.li.Me()
	d.PINCost = vault.Cost{Passes: 1, Memory: 8, Lanes: 1} // the story stretches no PIN
	boot, since := evidence.ID{1}, time.Hour.Microseconds()
	d.SinceBoot = func() (evidence.ID, int64) { return boot, since }
	o.Must(d.ChoosePIN(who, pin))
	id := o.li.Journal.Identity()
	c := copied(t, d)

	for what, secret := range map[string][]byte{"a name": []byte("王小明"), "a street": []byte("青石大街"), "a photo": hqtest.Photo(1)[200:260],
		"the device's key": id.Keys.Device.Seed(), "the officer's key": id.Keys.Officer.Seed()} {
		for _, file := range holding(t, c.Dir, secret) {
			t.Errorf("%s lies open in %s", what, file)
		}
	}
	if _, err := c.Open(who); !errors.Is(err, desk.ErrPINWrong) {
		t.Errorf("without a PIN the store opens: %v", err)
	}
	tries, waited := 0, 0
	for tries < 10 {
		switch _, err := c.Unlock(who, "9999"); {
		case errors.Is(err, desk.ErrPINWrong):
			tries++
		case errors.Is(err, desk.ErrPINWait):
			boot[0]++ // restarted: the wait begins anew
			since = time.Second.Microseconds()
			if err := c.CheckPIN(who, pin); !errors.Is(err, desk.ErrPINWait) {
				t.Fatalf("after %d tries a restart shortens the wait: %v", tries, err)
			}
			since = (2 * time.Hour).Microseconds()
			waited++
		default:
			t.Fatalf("after %d tries: %v", tries, err)
		}
	}
	if waited != 6 {
		t.Errorf("there were %d waits", waited)
	}
	if _, err := c.Unlock(who, pin); !errors.Is(err, desk.ErrPINLocked) {
		t.Errorf("after ten wrong tries: %v", err)
	}

	// On the tablet itself the owner goes on, and nothing is lost.
	o.Must(d.CheckPIN(who, pin))
	o.Sync(o.li)
	if r := o.Record(o.own); len(r.Visits) != 1 || len(r.Photos) != 1 || !r.Photos[0].Stored {
		t.Errorf("of the visit headquarters holds %+v", r.Visits)
	}
}

// holding lists the files below dir that hold these bytes.
func holding(t *testing.T, dir string, b []byte) (list []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, f fs.DirEntry, err error) error {
		if err != nil || f.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		if bytes.Contains(content, b) {
			list = append(list, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// A tablet is stolen while it is unlocked. The thief sees the tour of one officer
// and writes into it; headquarters revokes the device. What was written before
// stands, what comes after is taken and told to be of a revoked device, and
// nothing new reaches the thief.
func TestStoryAThiefHasTheUnlockedTablet(t *testing.T) {
	o := newTour(t)
	honest := o.Visit(o.li, o.zhao, o.own, 1, "2026-12-05")
	o.Sync(o.li)
	if list, err := o.li.Cases(t.Context()); err != nil || len(list) != 1 || list[0].ID != o.own {
		t.Fatalf("the tablet shows %d cases, %v", len(list), err)
	}
	for _, file := range holding(t, o.li.Device.Dir, []byte("李秀兰")) {
		t.Errorf("%s holds another officer's case", file)
	}

	device := o.li.Journal.Identity().Device
	o.Must(o.HQ.Revoke(t.Context(), device, "stolen"))
	o.Assign(o.other, o.li, o.zhao, "2026-11-26")
	o.Now = o.Now.Add(time.Hour)
	e, err := o.li.Journal.Append(t.Context(), journal.Writing{Kind: visits.NoteAdded, Facts: visits.Empty{}, Words: visits.TextWords{Text: "he agreed to everything"},
		Refs: []evidence.Ref{{Kind: evidence.RefCase, ID: o.own}, {Kind: evidence.RefVisit, ID: honest.ID}, {Kind: evidence.RefOfficer, ID: o.li.Me()}}})
	o.Must(err)
	o.Sync(o.li)

	r := o.Record(o.own)
	for _, line := range r.Entries {
		if want := map[bool]string{true: "drain", false: "whole"}[line.ID == e.ID]; line.Device == device && line.Status != want {
			t.Errorf("%s is told to be %s, not %s", line.Kind, line.Status, want)
		}
	}
	if n := findings(o, visits.DrainSeen); n == 0 {
		t.Error("nobody is told of what a revoked device handed in")
	}
	if list, err := o.li.Cases(t.Context()); err != nil || len(list) != 1 {
		t.Errorf("after the revocation the tablet shows %d cases, %v", len(list), err)
	}
}

func findings(o *tour, code string) (n int) {
	o.Must(o.HQ.EachPicture(o.Context(), visits.KindFinding, func(p json.RawMessage) error {
		var f visits.Finding
		err := json.Unmarshal(p, &f)
		if f.Code == code {
			n++
		}
		return err
	}))
	return n
}
