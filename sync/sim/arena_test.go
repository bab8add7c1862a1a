package sim

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"os"
	"path/filepath"
	"strings"
	"time"

	"fairvisit/assets"
	"fairvisit/evidence"
	fieldsync "fairvisit/sync"
	"fairvisit/sync/hq"
	"fairvisit/visits/checklist"
	"fairvisit/visits/intake"
	"fairvisit/visits/journal"
	"fairvisit/visits/rules"
)

// begins is when every history begins: 10:00 in Shanghai on a Wednesday.
var begins = time.Date(2026, 11, 25, 2, 0, 0, 0, time.UTC)

const zone = "Asia/Shanghai"

// arena is one worker's folder with a branch that was set up once. A history
// begins by writing those first bytes again, which spares it the migrations; the
// devices' files are written over in place, because a database with a new inode
// is one that was brought back from a copy.
type arena struct {
	dir      string
	keys     string
	database []byte // of headquarters
	unit     evidence.ID
	officers []evidence.ID // whom cases are assigned to
	seats    []seat
	cases    []evidence.ID
	pack     rules.Pack
	list     checklist.List
	photos   [][]byte
}

// seat is one enrolled device as it was when it was new.
type seat struct {
	name, role   string
	officer      evidence.ID
	device       evidence.ID
	root, folder string
	first        files
}

// files are the bytes of a device: its data folder, and the nonce outside it.
type files struct {
	data  map[string][]byte // by path inside the folder
	nonce []byte
}

var branch = []struct{ person, role, device string }{
	{"Li", "officer", "Li's tablet"},
	{"Zhao", "officer", "Zhao's tablet"},
	{"Li", "officer", "Li's phone"},
	{"Wang", "manager", "Wang's laptop"},
	{"Chen", "officer", ""}, // is enrolled in the middle of some histories
}

func newArena(dir string) (*arena, error) {
	a := &arena{dir: dir, keys: filepath.Join(dir, "keys")}
	o := hq.Options{Data: filepath.Join(dir, "template"), Keys: a.keys, Build: "sim", Sequential: true, Now: func() time.Time { return begins }}
	printed, err := hq.Init(context.Background(), o)
	if err != nil {
		return nil, err
	}
	h, err := hq.Open(o)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(a.people(h), publish(h, printed.Root)); err != nil {
		return nil, err
	}
	if a.cases, err = importCases(h, a.unit, 4, 0); err != nil {
		return nil, err
	}
	if err := h.Close(); err != nil {
		return nil, err
	}
	if a.database, err = os.ReadFile(filepath.Join(o.Data, "hq.db")); err != nil {
		return nil, err
	}
	if err := a.material(); err != nil {
		return nil, err
	}
	return a, a.rehearse()
}

// rehearse brings the first two devices to where a day begins: cases are
// assigned, and they have them. The others are as new.
func (a *arena) rehearse() (err error) {
	h := a.newHistory(0)
	defer func() {
		if v, ok := recover().(violation); ok {
			err = errors.New(v.what)
		}
	}()
	h.batch, h.open = 4, a.cases
	r := draw(0, 0)
	h.lay([]int{0, 1}, r)
	for i := range a.cases {
		h.assign(i, r)
	}
	for range 2 {
		for _, d := range h.devices {
			h.connect(d, clean, r)
			h.converse(d, untiring)
			d.hangUp()
		}
		h.must(h.hq.Settle(ctx))
	}
	for i, d := range h.devices {
		h.must(d.journal.Close())
		a.seats[i].first, err = readFiles(d.folder, noncePath(d.root))
		h.must(err)
	}
	h.must(h.hq.Close())
	a.database, err = os.ReadFile(filepath.Join(h.data(), "hq.db"))
	return err
}

func (a *arena) people(h *hq.HQ) error {
	a.unit = h.UnitID("north")
	if err := h.PlaceUnit(context.Background(), a.unit, rules.HouseAlone); err != nil {
		return err
	}
	known := map[string]bool{}
	for _, b := range branch {
		id, err := h.Person(context.Background(), a.unit, b.role, b.person)
		if err != nil {
			return err
		}
		if b.role == "officer" && !known[b.person] {
			a.officers = append(a.officers, id)
		}
		known[b.person] = true
		if b.device == "" {
			continue
		}
		s := seat{name: b.device, role: b.role, officer: id, root: filepath.Join(a.dir, "devices", strings.ReplaceAll(b.device, " ", "-"))}
		s.folder = journal.Folder(s.root, id)
		identity, err := enrol(h, a.unit, s)
		if err != nil {
			return err
		}
		s.device = identity.Device
		j, err := journal.Create(s.folder, identity, journalOptions(s.root, clockOf(func() time.Time { return begins })))
		if err != nil {
			return err
		}
		if err := j.Close(); err != nil {
			return err
		}
		if s.first, err = readFiles(s.folder, noncePath(s.root)); err != nil {
			return err
		}
		a.seats = append(a.seats, s)
	}
	return nil
}

// enrol is what a device does over HTTPS, without the network.
func enrol(h *hq.HQ, unit evidence.ID, s seat) (journal.Identity, error) {
	invitation, err := h.Invite(context.Background(), "https://hq.invalid", s.role, s.officer, unit, s.name)
	if err != nil {
		return journal.Identity{}, err
	}
	exporter := bytes.Repeat([]byte{7}, 32)
	id, request := fieldsync.RequestEnrolment(invitation, exporter)
	reply, err := h.Enrol(context.Background(), request, exporter)
	if err != nil {
		return id, err
	}
	err = fieldsync.AcceptEnrolment(&id, reply)
	return id, err
}

// importCases takes the bank's file with n cases; version changes the amounts.
func importCases(h *hq.HQ, unit evidence.ID, n, version int) ([]evidence.ID, error) {
	csv := "creditor,number,name,street,amount,currency,days_past_due\n"
	for i := range n {
		csv += fmt.Sprintf("Bank A,%04d,王小明,中山路 %d 号,%d.50,CNY,45\n", i, i+1, 1000+i+100*version)
	}
	f, err := intake.Read(strings.NewReader(csv), intake.Options{Today: begins.Format(time.DateOnly)})
	if err != nil {
		return nil, err
	}
	r, err := h.Import(context.Background(), unit, zone, f, false)
	return r.Cases, err
}

// material is what every history works with: rules, questions, photos.
func (a *arena) material() (err error) {
	// The first house pack: a history goes to one door many times in a day, which
	// every later one forbids, and then hardly anything would happen in it.
	if a.pack, err = rules.ParsePack(assets.FirstHousePack()); err != nil {
		return err
	}
	if a.list, err = checklist.Parse(assets.HouseChecklist()); err != nil {
		return err
	}
	for side := range 3 {
		// Small ones fit one frame, the largest goes in several.
		img := image.NewRGBA(image.Rect(0, 0, 24<<side, 16<<side))
		for i := range img.Pix {
			img.Pix[i] = uint8(i * i >> 3 * (side + 1))
		}
		var b bytes.Buffer
		if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 95}); err != nil {
			return err
		}
		a.photos = append(a.photos, b.Bytes())
	}
	return nil
}

func noncePath(root string) string { return filepath.Join(root, "install", "nonce") }

// readFiles reads a device's folder. Its database may be open: nothing writes
// while a history reads, and the log beside it is read too.
func readFiles(folder, nonce string) (f files, err error) {
	f.data = map[string][]byte{}
	for _, room := range []string{"", "photos", "incoming", "found"} {
		list, err := os.ReadDir(filepath.Join(folder, room))
		if err != nil {
			return f, err
		}
		for _, e := range list {
			name := filepath.Join(room, e.Name())
			if e.IsDir() || strings.HasSuffix(name, "-shm") {
				continue
			}
			if f.data[name], err = os.ReadFile(filepath.Join(folder, name)); err != nil {
				return f, err
			}
		}
	}
	f.nonce, err = os.ReadFile(nonce)
	return f, err
}

// write makes folder hold these files and nothing else; a file that is there
// keeps its inode.
func (f files) write(folder string) error {
	for _, room := range []string{"", "photos", "incoming", "found"} {
		list, err := os.ReadDir(filepath.Join(folder, room))
		if err != nil {
			return err
		}
		for _, e := range list {
			name := filepath.Join(room, e.Name())
			if _, stays := f.data[name]; stays || e.IsDir() {
				continue
			}
			if err := os.Remove(filepath.Join(folder, name)); err != nil {
				return err
			}
		}
	}
	for name, b := range f.data {
		if err := os.WriteFile(filepath.Join(folder, name), b, 0o600); err != nil {
			return err
		}
	}
	return nil
}
