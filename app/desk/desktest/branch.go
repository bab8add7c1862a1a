// Package desktest gives tests of screens a branch without a network: people
// enrolled on one device, cases, decisions and stops made by the fold everybody
// shares, and pulls that go the way of a session's rows. For tests only.
package desktest

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"fairvisit/app/desk"
	"fairvisit/assets"
	"fairvisit/evidence"
	"fairvisit/evidence/vault"
	"fairvisit/visits"
	"fairvisit/visits/checklist"
	"fairvisit/visits/fieldwork"
	"fairvisit/visits/journal"
	"fairvisit/visits/rules"
)

// Zone is where the invented debtors live.
const Zone = "Asia/Shanghai"

// Day is the day a branch begins on, a Tuesday the house pack opens.
const Day = "2026-03-10"

// Branch is a headquarters in memory and one device beside it.
type Branch struct {
	Device *desk.Device
	At     int64 // µs, wall; a story sets it with Clock
	Real   bool  // headquarters was made for real people

	t        testing.TB
	unit     evidence.ID
	self     evidence.ID // headquarters' own device
	epoch    evidence.ID
	tip      evidence.Hash
	seq      uint64
	boot     evidence.ID
	pictures *visits.Pictures
	rows     map[string]map[string]journal.Row // feed, entity
	n        int64
	seen     map[evidence.ID]uint64
}

// Unlock makes the unlock codes of every device of the branch.
var Unlock = vault.CodesOf([32]byte{7}, evidence.ID{8})

var serviceKey = ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, 32))

func public(k ed25519.PrivateKey) ed25519.PublicKey { return k.Public().(ed25519.PublicKey) }

// New is an empty branch with a device in a folder of the test, at ten o'clock.
func New(t testing.TB) *Branch {
	t.Helper()
	b := &Branch{t: t, unit: evidence.ID{15: 9}, self: evidence.NewID(), epoch: evidence.NewID(), boot: evidence.NewID(),
		pictures: visits.NewPictures(func(visits.Key) ([]byte, error) { return nil, nil }),
		rows:     map[string]map[string]journal.Row{}, seen: map[evidence.ID]uint64{}}
	b.Clock(Day + " 10:00")
	b.Device = desk.NewDevice(t.TempDir(), "story 1")
	b.Device.Now = func() int64 { b.At += 1000; return b.At }
	b.Device.SinceBoot = func() (evidence.ID, int64) { return b.boot, b.At - 1_700_000_000_000_000 }
	b.Device.PINCost = vault.Cost{Passes: 1, Memory: 8, Lanes: 1} // a story stretches no PIN
	b.act(visits.DeviceEnrolled, nil, b.enrolment(), nil)
	b.act(visits.UnitPlaced, []evidence.Ref{{Kind: evidence.RefUnit, ID: b.unit}}, visits.UnitFacts{Region: rules.HouseAlone}, nil)
	pack, err := rules.ParsePack(assets.HousePack())
	b.must(err)
	b.Device.Packs = []rules.Pack{pack}
	b.Device.List, err = checklist.Parse(assets.HouseChecklist())
	b.must(err)
	return b
}

func (b *Branch) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

// Clock sets the time where the debtors live: 2026-03-10 10:00.
func (b *Branch) Clock(at string) {
	b.t.Helper()
	zone, err := time.LoadLocation(Zone)
	b.must(err)
	when, err := time.ParseInLocation("2006-01-02 15:04", at, zone)
	b.must(err)
	b.At = when.UnixMicro()
}

// Now is the branch's time, for a shell.
func (b *Branch) Now() time.Time { return time.UnixMicro(b.At) }

// Enrol names a person and makes their store on the device.
func (b *Branch) Enrol(role, name string) evidence.ID {
	b.t.Helper()
	_, device, err := ed25519.GenerateKey(nil)
	b.must(err)
	_, officer, err := ed25519.GenerateKey(nil)
	b.must(err)
	id := journal.Identity{Device: evidence.NewID(), Officer: b.Name(role, name), Unit: b.unit, Role: role,
		Keys: evidence.Keys{Device: device, Officer: officer}, Root: public(serviceKey), URL: "https://hq.example"}
	id.Enrolment, err = evidence.SignStatement(evidence.MagicEnrol, evidence.Enrolment{Device: id.Device, Officer: id.Officer, Unit: b.unit, Role: role,
		DeviceKey: evidence.PublicKey(public(device)), OfficerKey: evidence.PublicKey(public(officer)), Issued: 1, Demo: !b.Real}, serviceKey)
	b.must(err)
	id.KeyList, err = evidence.SignStatement(evidence.MagicKeys, evidence.KeyList{Version: 1, Service: evidence.PublicKey(public(serviceKey))}, serviceKey)
	b.must(err)
	keeper := vault.Keeper{Dir: filepath.Join(b.Device.Dir, "install"), SinceBoot: b.Device.SinceBoot}
	key, err := keeper.Begin(id.Officer, Unlock)
	b.must(err)
	j, err := journal.Create(journal.Folder(b.Device.Dir, id.Officer), id, journal.Options{Key: key, Now: b.Device.Now, SinceBoot: b.Device.SinceBoot,
		Zone: func() int16 { return 480 }, Build: b.Device.Build, Nonce: filepath.Join(b.Device.Dir, "install", id.Officer.String())})
	b.must(err)
	b.must(j.Close())
	return id.Officer
}

// EnrolElsewhere enrols a named officer on a device that is not here; key is the
// officer's.
func (b *Branch) EnrolElsewhere(officer evidence.ID) (statement evidence.Statement, e evidence.Enrolment, key ed25519.PrivateKey) {
	b.t.Helper()
	_, key, err := ed25519.GenerateKey(nil)
	b.must(err)
	e = evidence.Enrolment{Device: evidence.NewID(), Officer: officer, Unit: b.unit, Role: "officer",
		DeviceKey: evidence.PublicKey(public(key)), OfficerKey: evidence.PublicKey(public(key)), Issued: 1, Demo: !b.Real}
	statement, err = evidence.SignStatement(evidence.MagicEnrol, e, serviceKey)
	b.must(err)
	return statement, e, key
}

// SignBeacon is headquarters' time for a device, now.
func (b *Branch) SignBeacon(device evidence.ID) evidence.Statement {
	b.t.Helper()
	st, err := evidence.SignStatement(evidence.MagicBeacon, evidence.Beacon{Device: device, Nonce: evidence.Hash{1}, Time: b.At, Size: b.n + 1, Root: evidence.Hash{2}}, serviceKey)
	b.must(err)
	return st
}

// Name gives an id to a person of the branch who is not on this device.
func (b *Branch) Name(role, name string) evidence.ID {
	b.t.Helper()
	id := evidence.NewID()
	b.act(visits.PersonNamed, []evidence.Ref{{Kind: evidence.RefUnit, ID: b.unit}}, visits.PersonFacts{Officer: id, Role: role}, visits.PersonWords{Name: name})
	b.act(visits.CertificateGiven, nil, visits.CertificateFacts{Officer: id, Kind: "authorisation", Until: b.At + 5*365*24*3_600_000_000}, nil)
	return id
}

// enrolment is headquarters' own.
func (b *Branch) enrolment() evidence.Statement {
	b.t.Helper()
	st, err := evidence.SignStatement(evidence.MagicEnrol, evidence.Enrolment{Device: b.self, Role: "hq", DeviceKey: evidence.PublicKey(public(serviceKey)),
		OfficerKey: evidence.PublicKey(public(serviceKey)), Issued: 1}, serviceKey)
	b.must(err)
	return st
}

// Open opens a person's desk and pulls; it is closed when the test ends.
func (b *Branch) Open(who evidence.ID) *desk.Desk {
	b.t.Helper()
	k, err := b.Device.Open(who)
	b.must(err)
	b.t.Cleanup(func() {
		if err := k.Close(); err != nil {
			b.t.Error(err)
		}
	})
	b.Pull(k)
	return k
}

// Case is what a story says of a case; the rest is filled in. Notice of the visit
// was given days ago, unless nobody gave any.
type Case struct {
	Name, Street, PlaceKind, Zone string
	Phone                         string
	Amount                        int64
	LatE7, LonE7                  int64 // 0, 0: the address has no point
	Unannounced                   bool
	Collateral                    *visits.CollateralFacts
	CollateralWords               *visits.CollateralWords
}

// Import adds a case.
func (b *Branch) Import(c Case) evidence.ID {
	b.t.Helper()
	id, party := evidence.NewID(), evidence.NewID()
	if c.PlaceKind == "" {
		c.PlaceKind = rules.PlaceHome
	}
	if c.Zone == "" {
		c.Zone = Zone
	}
	if c.Amount == 0 {
		c.Amount = 2519772
	}
	b.act(visits.CaseImported, []evidence.Ref{{Kind: evidence.RefCase, ID: id}, {Kind: evidence.RefUnit, ID: b.unit}},
		visits.CaseFacts{Amount: c.Amount, Currency: "CNY", DPD: 47, Bucket: "M2", Zone: c.Zone, PlaceKind: c.PlaceKind, Place: evidence.NewID(), Debt: evidence.NewID(),
			Parties: []visits.PartyRole{{Party: party, Role: rules.RoleDebtor}}, Collateral: c.Collateral},
		visits.CaseWords{Collateral: c.CollateralWords, Creditor: "Demo Bank", Number: "DEMO-" + id.Short(), Parties: []visits.PartyWords{{Party: party, Name: c.Name, Phone: c.Phone}},
			Place: visits.PlaceWords{Street: c.Street, District: "云鹤区", City: "虚构市",
				LatE7: c.LatE7, LonE7: c.LonE7, HasPoint: c.LatE7 != 0 || c.LonE7 != 0}})
	if !c.Unannounced {
		b.Notify(id, 10)
	}
	return id
}

// Notify gives written notice of a visit, so many days before the branch's time.
func (b *Branch) Notify(caseID evidence.ID, daysAgo int64) {
	b.t.Helper()
	b.act(visits.NoticeGiven, []evidence.Ref{{Kind: evidence.RefCase, ID: caseID}},
		visits.NoticeFacts{Notice: evidence.NewID(), Kind: "visit", Form: "written", At: b.At - daysAgo*24*3_600_000_000, Source: visits.SourceFile}, nil)
}

// Called notes a call of the creditor's that was answered, so many days before the
// branch's time.
func (b *Branch) Called(caseID evidence.ID, daysAgo int64) {
	b.t.Helper()
	b.act(visits.ContactNoted, []evidence.Ref{{Kind: evidence.RefCase, ID: caseID}},
		visits.NotedContactFacts{Contact: evidence.NewID(), Channel: rules.ChannelCall, Reached: rules.ReachedSomebody, At: b.At - daysAgo*24*3_600_000_000, Source: visits.SourceFile}, nil)
}

// Remind gives an officer the call that reminds of a payment, until a time where the
// debtors live.
func (b *Branch) Remind(caseID, officer, visit evidence.ID, parties []evidence.ID, date, until string) evidence.ID {
	b.t.Helper()
	zone, err := time.LoadLocation(Zone)
	b.must(err)
	end, err := time.ParseInLocation("2006-01-02 15:04", until, zone)
	b.must(err)
	id := evidence.NewID()
	b.act(visits.ReminderClaimed, []evidence.Ref{{Kind: evidence.RefCase, ID: caseID}},
		visits.ReminderFacts{Reminder: id, Visit: visit, Date: date, Way: rules.ChannelCall, Parties: parties, Until: end.UnixMicro(), Officer: officer}, nil)
	return id
}

// Assign decides who visits a case in place of the decision in force.
func (b *Branch) Assign(caseID, officer, second evidence.ID, day string, order int) evidence.Hash {
	b.t.Helper()
	var before []evidence.Hash
	for _, feed := range b.rows {
		if r, ok := feed[visits.Key{Kind: visits.KindCase, ID: caseID}.Entity()]; ok {
			var c visits.Case
			b.must(decode(r.Body, &c))
			if !c.Standing.IsZero() {
				before = []evidence.Hash{c.Standing}
			}
		}
	}
	return b.act(visits.CaseAssigned, []evidence.Ref{{Kind: evidence.RefCase, ID: caseID}},
		visits.AssignFacts{Officer: officer, Second: second, Day: day, Order: order, Replaces: before}, nil)
}

// Raise stops a case.
func (b *Branch) Raise(caseID evidence.ID, flag string) {
	b.t.Helper()
	b.act(visits.FlagRaised, []evidence.Ref{{Kind: evidence.RefCase, ID: caseID}}, visits.FlagFacts{Code: flag, Source: "headquarters"}, nil)
}

// act is an entry of headquarters.
func (b *Branch) act(kind string, refs []evidence.Ref, facts, words any) evidence.Hash {
	b.t.Helper()
	b.seq++
	slices.SortFunc(refs, func(x, y evidence.Ref) int { return int(x.Kind) - int(y.Kind) })
	h := evidence.Header{Kind: kind, Device: b.self, Epoch: b.epoch, Seq: b.seq, Prev: b.tip, Refs: refs, Wall: b.At - 3_600_000_000 + int64(b.seq)}
	fb, err := evidence.MarshalPayload(facts)
	b.must(err)
	var w evidence.Part
	if words != nil {
		wb, err := evidence.MarshalPayload(words)
		b.must(err)
		w = evidence.NewPart(wb)
	}
	e, err := evidence.Sign(h, evidence.NewPart(fb), w, evidence.Keys{Device: serviceKey})
	b.must(err)
	b.tip = e.ID
	b.fold(&e)
	return e.ID
}

// Heard has the device believe that it heard headquarters whole, now.
func (b *Branch) heard(k *desk.Desk) {
	b.must(k.Journal.SetMeta(context.Background(), fieldwork.MetaHeard, fieldwork.Heard(b.At)))
}
