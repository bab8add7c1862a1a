package demo

import (
	"bytes"
	"context"
	"encoding/json"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fairvisit/cmd/hq/screenless"
	"fairvisit/evidence"
	"fairvisit/evidence/clock"
	"fairvisit/evidence/vault"
	fieldsync "fairvisit/sync"
	"fairvisit/sync/hq"
	"fairvisit/visits"
	"fairvisit/visits/journal"
)

// demoDay is a Wednesday, at half past nine where the debtors live.
var demoDay = time.Date(2026, 11, 25, 1, 30, 0, 0, time.UTC)

// house is a demo on disk.
type house struct {
	*testing.T
	dir string
	b   *Branch
}

// Loading takes seconds, so these stories begin with copies of one that is loaded.
func TestTheDemo(t *testing.T) {
	if testing.Short() {
		t.Skip("It loads a whole branch four times over: make test has it.")
	}
	first := newHouse(t)
	first.load("")
	for name, story := range map[string]func(*house){
		"is a branch at work": branchAtWork, "shows a changed name": changedName, "lets its crew enrol": crewEnrols,
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			h.must(os.CopyFS(h.dir, os.DirFS(first.dir)))
			h.load("")
			story(h)
		})
	}
}

func newHouse(t *testing.T) *house {
	dir := filepath.Join(t.TempDir(), "hq")
	zone, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	o := hq.Options{Data: hq.DataFolder(dir), Keys: hq.KeyFolder(dir), Build: "test"}
	return &house{t, dir, &Branch{Options: o, Now: func() time.Time { return demoDay }, Day: "2026-11-25", Zone: zone}}
}

func (h *house) must(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

func (h *house) load(folder string) {
	h.Helper()
	h.b.Folder = folder
	h.must(h.b.Load(h.Context()))
}

// look reads all pictures of a kind.
func look[T any](h *house, kind string) []T {
	h.Helper()
	var all []T
	h.must(h.b.with(func(q *hq.HQ) error {
		return q.EachPicture(h.Context(), kind, func(p json.RawMessage) error {
			var one T
			err := json.Unmarshal(p, &one)
			all = append(all, one)
			return err
		})
	}))
	return all
}

// hash is of all that headquarters holds and shows.
func (h *house) hash() (log, pictures evidence.Hash) {
	h.Helper()
	h.must(h.b.with(func(q *hq.HQ) error {
		st, err := q.Status(h.Context())
		if err != nil {
			return err
		}
		log = st.Root
		pictures, err = q.PicturesHash(h.Context())
		return err
	}))
	return log, pictures
}

// What a person who opens the demo finds: cases of all ages, four crews with a
// day's work, stops, a past with promises and photos. Loading it once more
// changes nothing, and what a manager decided since stays.
func branchAtWork(h *house) {
	h.cases()
	h.visits()
	if people := look[visits.Person](h, visits.KindPerson); len(people) != 10 {
		h.Errorf("%d people, not 8 officers, a manager and a reconciler", len(people))
	}
	if found := look[visits.Finding](h, visits.KindFinding); len(found) != 0 {
		h.Errorf("the past of the demo looks wrong to headquarters: %+v", found)
	}
	h.must(h.b.with(func(q *hq.HQ) error { return q.Check(h.Context()) }))
	log, pictures := h.hash()
	h.load("")
	if l, p := h.hash(); l != log || p != pictures {
		h.Error("loading the demo again changed something")
	}

	taken := look[visits.Case](h, visits.KindCase)[0]
	h.must(h.b.with(func(q *hq.HQ) error {
		_, err := q.Assign(h.Context(), hq.Assignment{Case: taken.ID, Day: "2026-11-25", Reason: "sick"})
		return err
	}))
	log, _ = h.hash()
	h.load("")
	if l, _ := h.hash(); l != log {
		h.Error("loading the demo took a decision back")
	}
}

func (h *house) cases() {
	h.Helper()
	cases := look[visits.Case](h, visits.KindCase)
	buckets, crews, stops := map[string]int{}, map[evidence.ID][]int{}, map[string]int{}
	roles, places := map[string]int{}, map[string]int{}
	waiting := 0
	for _, c := range cases {
		buckets[c.Facts.Bucket]++
		places[c.Facts.PlaceKind]++
		for _, p := range c.Facts.Parties {
			roles[p.Role]++
		}
		for _, f := range c.Flags {
			stops[f.Code]++
		}
		if !strings.Contains(c.Words.Creditor, "Demo") || !strings.Contains(c.Words.Place.Street, " 999") {
			h.Errorf("a case is not marked as invented: %+v", c.Words)
		}
		d, ok := c.Assigned()
		if !ok {
			waiting++
			continue
		}
		if d.Day != "2026-11-25" || d.Second.IsZero() {
			h.Errorf("case %s is planned as %+v", c.ID.Short(), d)
		}
		crews[d.Officer] = append(crews[d.Officer], d.Order)
	}
	if len(cases) != 40 || waiting != 6 || len(crews) != 4 {
		h.Errorf("%d cases for %d crews, %d of them waiting", len(cases), len(crews), waiting)
	}
	for _, b := range []string{"M1", "M2", "M3", "M4", "M5", "M6", "M6+"} {
		if buckets[b] < 3 {
			h.Errorf("bucket %s has %d cases", b, buckets[b])
		}
	}
	for _, orders := range crews {
		slices.Sort(orders)
		if n := len(orders); n < 8 || n > 9 || orders[0] != 1 || orders[n-1] != n {
			h.Errorf("a crew's stops are numbered %v", orders)
		}
	}
	if stops["dispute_open"] != 1 || stops["complaint_open"] != 1 || stops["cease_contact"] != 1 || len(stops) != 3 {
		h.Errorf("stopped by %v", stops)
	}
	if roles["joint_debtor"] != 3 || roles["guarantor"] != 2 || places["workplace"] != 2 || places["agreed_place"] != 1 {
		h.Errorf("people are %v, at %v", roles, places)
	}
}

func (h *house) visits() {
	h.Helper()
	all := look[visits.Visit](h, visits.KindVisit)
	promises := 0
	for _, v := range all {
		if v.Status != visits.StatusClosed || len(v.Photos) == 0 || v.Late || v.Opened == nil || v.Opened.Verdict.Class != "A" || v.Day() >= "2026-11-25" {
			h.Errorf("visit %s of %s is %s, with %d photos", v.ID.Short(), v.Day(), v.Status, len(v.Photos))
			continue
		}
		promises += len(v.Closed.Promises)
	}
	if len(all) != 12 || promises < 5 {
		h.Errorf("%d visits, %d promises", len(all), promises)
	}
	h.must(h.b.with(func(q *hq.HQ) error {
		devices, err := q.DeviceStatuses(h.Context())
		for _, d := range devices {
			if d.Awaited > 0 {
				h.Errorf("%d photos of %s are missing", d.Awaited, d.Label)
			}
		}
		return err
	}))
}

// A name that is changed in the files shows, in a demo that is there already
// too; the rest stays as it is.
func changedName(h *house) {
	folder := h.TempDir()
	b, err := fileOf("", "cases.csv")
	h.must(err)
	h.must(os.WriteFile(filepath.Join(folder, "cases.csv"), bytes.Replace(b, []byte("李秀兰"), []byte("李新名"), 1), 0o600))
	before := len(look[visits.Case](h, visits.KindCase))
	h.load(folder)
	all := look[visits.Case](h, visits.KindCase)
	names := map[string]int{}
	for _, c := range all {
		names[c.Words.Parties[0].Name]++
	}
	if names["李新名"] != 1 || names["李秀兰"] != 0 {
		h.Error("the new name does not show, or the old one still does")
	}
	if len(all) != before {
		h.Errorf("%d cases became %d", before, len(all))
	}
}

// Files that do not fit together, and a headquarters of real people, are left
// as they are.
func TestWhatTheDemoRefusesLeavesNoTrace(t *testing.T) {
	for name, text := range map[string]string{
		"plan.csv":    "crew,order,number\nA,1,DEMO-9999\n",
		"people.csv":  "name,unit,role,crew\n林晓,北,officer,A\n",
		"history.csv": "number,days_before,crew,at,outcome,promised_minor,pays_in_days,photos,note,answers\nDEMO-0001,1,B,25:00,nf,,,1,,\n",
		"answers.csv": "question,answer\na7,shouted\n",
		"cases.csv":   "creditor,number,name,street,amount,currency,days_past_due\nDemo Bank,1,李,鹤鸣街 99901,12x,CNY,3\n",
	} {
		h := newHouse(t)
		folder := t.TempDir()
		h.must(os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600))
		h.b.Folder = folder
		err := h.b.Load(t.Context())
		if err == nil || !strings.Contains(err.Error(), name) || !strings.Contains(strings.ToLower(err.Error()), "nothing was loaded") {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := os.Stat(h.dir); err == nil {
			t.Errorf("a bad %s left a headquarters behind", name)
		}
	}
	h := newHouse(t)
	_, err := hq.Init(t.Context(), h.b.Options)
	h.must(err)
	log, _ := h.hash()
	if err := h.b.Load(t.Context()); err == nil {
		t.Error("invented people were put among real ones")
	}
	if l, _ := h.hash(); l != log {
		t.Error("a headquarters of real people was written to")
	}
}

// Who enrols with the invitations of the demo finds the day: the crew its
// stops in order and each other's names, and a device that knows that all of
// it is invented.
func crewEnrols(h *house) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	h.must(err)
	invited, err := h.b.Invitations(h.Context(), "https://"+listener.Addr().String())
	h.must(err)
	if len(invited) != 4 {
		h.Fatalf("%d are invited: %v", len(invited), invited)
	}

	q, err := hq.Open(h.b.options())
	h.must(err)
	server := hq.Serve(q, listener)
	defer func() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		h.must(server.Shutdown(ctx))
		h.must(q.Close())
	}()
	roles := map[string]int{}
	for _, i := range invited {
		roles[i.Role]++
		if i.Role == "officer" {
			h.findsItsDay(i.Invitation)
		}
	}
	if roles["officer"] != 2 || roles["manager"] != 1 || roles["headquarters"] != 1 {
		h.Errorf("invited are %v", roles)
	}
}

func (h *house) findsItsDay(i fieldsync.Invitation) {
	h.Helper()
	id, err := fieldsync.Enrol(h.Context(), i)
	h.must(err)
	root := h.TempDir()
	j, err := journal.Create(journal.Folder(root, id.Officer), id, journal.Options{Build: "test", Nonce: filepath.Join(root, "install", "nonce"),
		Now: func() int64 { return demoDay.UnixMicro() }, SinceBoot: clock.SinceBoot, Zone: clock.Zone, Key: vault.NewKey()})
	h.must(err)
	defer j.Close()
	if !j.Identity().Demo() {
		h.Error("the device does not know that this is a demo")
	}
	h.must(screenless.SyncOnce(h.Context(), &fieldsync.Client{Journal: j, Dial: fieldsync.Dialer(id.URL)}))
	cases, err := j.Pictures(h.Context(), visits.KindCase)
	h.must(err)
	people, err := j.Pictures(h.Context(), visits.KindPerson)
	h.must(err)
	stopped := 0
	for _, p := range cases {
		if p.State == "stopped" {
			stopped++
		}
	}
	if len(cases) != 9 || stopped != 1 || len(people) != 10 {
		h.Errorf("a device of the crew finds %d stops, %d of them stopped, and %d people", len(cases), stopped, len(people))
	}
}
