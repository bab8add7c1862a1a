package bench

import (
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"fairvisit/evidence"
	"fairvisit/evidence/clock"
	"fairvisit/evidence/vault"
	fieldsync "fairvisit/sync"
	"fairvisit/sync/hq"
	"fairvisit/visits"
	"fairvisit/visits/journal"
)

// build names this program in the entries it writes.
const build = "hq bench"

const today = "2026-11-25"

// branch is a headquarters that is being prepared in this process. A measured
// process opens its store afterwards.
type branch struct {
	*hq.HQ
	dir  string
	unit evidence.ID
}

// newBranch makes a headquarters with one branch in dir.
func newBranch(ctx context.Context, dir string) (*branch, error) {
	o := hq.Options{Data: hq.DataFolder(dir), Keys: hq.KeyFolder(dir), Build: build}
	if _, err := hq.Init(ctx, o); err != nil {
		return nil, err
	}
	return openBranch(dir)
}

func openBranch(dir string) (*branch, error) {
	h, err := hq.Open(hq.Options{Data: hq.DataFolder(dir), Keys: hq.KeyFolder(dir), Build: build})
	if err != nil {
		return nil, err
	}
	return &branch{HQ: h, dir: dir, unit: h.UnitID("north")}, nil
}

// enrol enrols a new person's device the way POST /enrol does, without the wire.
func (b *branch) enrol(ctx context.Context, role string) (journal.Identity, error) {
	devicePub, device, _ := ed25519.GenerateKey(nil) // crypto/rand never fails
	officerPub, officer, _ := ed25519.GenerateKey(nil)
	id := journal.Identity{Device: evidence.NewID(), Officer: evidence.NewID(), Unit: b.unit, Role: role,
		Keys: evidence.Keys{Device: device, Officer: officer}}
	i, err := b.Invite(ctx, "https://localhost", role, id.Officer, b.unit, role)
	if err != nil {
		return id, err
	}
	name := fieldsync.CodeID(i.Code)
	exporter := make([]byte, 32) // there is no channel to bind to
	reply, err := b.Enrol(ctx, fieldsync.EnrolRequest{Code: hex.EncodeToString(name[:]), Device: id.Device,
		DeviceKey: evidence.PublicKey(devicePub), OfficerKey: evidence.PublicKey(officerPub),
		Proof: fieldsync.EnrolProof(i.Code, exporter, id.Device, devicePub, officerPub)}, exporter)
	id.URL, id.Root, id.Enrolment, id.KeyList = i.URL, i.Root, reply.Statement, reply.Keys
	return id, err
}

// given is a case and the decision that gave it to an officer.
type given struct {
	id       evidence.ID
	decision evidence.Hash
}

// give imports n cases and assigns them to an officer.
func (b *branch) give(ctx context.Context, officer evidence.ID, n int) ([]given, error) {
	cases := make([]given, n)
	acts := make([]hq.Act, 0, 2*n)
	for i := range cases {
		number := "N-" + evidence.NewID().String()
		id := b.CaseID("Bank A", number)
		cases[i].id = id
		refs := []evidence.Ref{{Kind: evidence.RefCase, ID: id}, {Kind: evidence.RefUnit, ID: b.unit}}
		f, w := caseContent(number)
		acts = append(acts, hq.Act{Kind: visits.CaseImported, Facts: f, Words: w, Refs: refs},
			hq.Act{Kind: visits.CaseAssigned, Refs: refs[:1], Facts: visits.AssignFacts{Officer: officer, Day: today, Order: i + 1}})
	}
	entries, err := b.Do(ctx, acts...)
	if err != nil {
		return nil, err
	}
	ids := make([]evidence.ID, n)
	for i := range cases {
		cases[i].decision, ids[i] = entries[2*i+1].ID, cases[i].id
	}
	return cases, b.GiveNotice(ctx, "visit", "written", time.Now().AddDate(0, 0, -10), ids...)
}

// zone is where it is eleven in the morning as the bench starts: at other hours
// each visit would be against the rules, and headquarters would find that of each.
var zone = fmt.Sprintf("Etc/GMT%+d", time.Now().UTC().Hour()-11)

func caseContent(number string) (visits.CaseFacts, visits.CaseWords) {
	debtor := evidence.NewID()
	f := visits.CaseFacts{Amount: 12_000_50, Currency: "CNY", DPD: 45, Bucket: "31-60", Zone: zone, PlaceKind: "home",
		Place: evidence.NewID(), Debt: evidence.NewID(), Parties: []visits.PartyRole{{Party: debtor, Role: "debtor"}}}
	w := visits.CaseWords{Creditor: "Bank A", Number: number, Product: "consumer loan",
		Parties: []visits.PartyWords{{Party: debtor, Name: "王小明", Phone: "13812341234", Language: "zh"}},
		Place:   visits.PlaceWords{Street: "中山路 9999 号", District: "黄浦区", City: "上海", Postcode: "200001"}}
	return f, w
}

// tablet is one person's device on this machine's disk.
type tablet struct {
	root     string
	key      *vault.Key
	identity journal.Identity
	journal  *journal.Journal
	image    []byte // the closed database, and the nonce that goes with it
	nonce    []byte
}

func (t *tablet) options() journal.Options {
	return journal.Options{Now: clock.Now, SinceBoot: clock.SinceBoot, Zone: clock.Zone, Build: build, Nonce: filepath.Join(t.root, "install", "nonce"), Key: t.key}
}

func (t *tablet) folder() string { return journal.Folder(t.root, t.identity.Officer) }

func (t *tablet) database() string { return filepath.Join(t.folder(), "journal.db") }

func newTablet(root string, identity journal.Identity) (*tablet, error) {
	t := &tablet{root: root, key: vault.NewKey(), identity: identity}
	var err error
	t.journal, err = journal.Create(t.folder(), identity, t.options())
	return t, err
}

// keep closes the journal and remembers it as it is.
func (t *tablet) keep() error {
	err := t.journal.Close()
	if err != nil {
		return err
	}
	if t.image, err = os.ReadFile(t.database()); err != nil {
		return err
	}
	t.nonce, err = os.ReadFile(t.options().Nonce)
	return err
}

// again opens the journal as keep remembers it. The bytes go into the living
// file and the nonce with them: another file would be a restored store, which
// begins an epoch of its own.
func (t *tablet) again() error {
	err := os.WriteFile(t.database(), t.image, 0o600)
	if err == nil {
		err = os.WriteFile(t.options().Nonce, t.nonce, 0o600)
	}
	if err != nil {
		return err
	}
	t.journal, err = journal.Open(t.folder(), t.options())
	return err
}
