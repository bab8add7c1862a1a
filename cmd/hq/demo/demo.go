// Package demo is an invented branch with its past and its day: the files that
// tell it, and what brings a headquarters to where they say it is.
package demo

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"fairvisit/evidence"
	fieldsync "fairvisit/sync"
	"fairvisit/sync/hq"
	"fairvisit/visits"
	"fairvisit/visits/intake"
	"fairvisit/visits/rules"
)

// Crew is the crew whose officers are invited; the others have a past only.
const Crew = "A"

// Branch is the demo in one headquarters. Its exported fields are set before
// Load.
type Branch struct {
	Options hq.Options       // of the headquarters; Now and Demo are the demo's to set
	Now     func() time.Time // the clock the demo is loaded by
	Day     string           // of the plan, yyyy-mm-dd
	Zone    *time.Location   // at the debtors' addresses
	Folder  string           // of files that take the place of the demo's own; "": none
	Out     io.Writer        // is told what was done; nil: nobody
	// Init makes the headquarters if there is none; nil: hq.Init, which gives
	// out keys that nobody then writes down.
	Init func(context.Context, hq.Options) (hq.Printed, error)

	data  files
	unit  evidence.ID
	clock func() time.Time // that headquarters goes by just now
}

// Load brings the headquarters to where the files say it is. What is there
// already is left alone, so loading again changes nothing, and what people did
// in the demo since stays. A headquarters of real people is refused.
func (b *Branch) Load(ctx context.Context) error {
	planned, err := time.Parse(time.DateOnly, b.Day)
	if err != nil {
		return fmt.Errorf("the day of the plan: %w", err)
	}
	if b.data, err = read(b.Folder, b.Now().Format(time.DateOnly)); err != nil {
		return err
	}
	past := b.workingDays(min(planned.Format(time.DateOnly), b.Now().In(b.Zone).Format(time.DateOnly)))
	if err := b.found(ctx, past); err != nil {
		return err
	}
	if err := b.live(ctx, past); err != nil {
		return err
	}
	b.clock = b.Now
	return b.with(func(h *hq.HQ) error { return errors.Join(b.assign(ctx, h), b.stop(ctx, h)) })
}

// options of the headquarters by the clock of this step.
func (b *Branch) options() hq.Options {
	o := b.Options
	o.Now = b.clock
	return o
}

// with runs f on the open headquarters and closes it.
func (b *Branch) with(f func(*hq.HQ) error) error {
	h, err := hq.Open(b.options())
	if err != nil {
		return err
	}
	return errors.Join(f(h), h.Close())
}

func (b *Branch) tell(format string, args ...any) {
	if b.Out != nil {
		fmt.Fprintf(b.Out, format, args...)
	}
}

// found makes the headquarters if there is none, at the beginning of its first
// day, and names people and cases.
func (b *Branch) found(ctx context.Context, past []string) error {
	b.clock = b.Now
	_, err := os.Stat(filepath.Join(b.Options.Keys, "keys.json"))
	if errors.Is(err, fs.ErrNotExist) {
		if len(past) > 0 {
			b.clock = newWatch(b.at(past[len(past)-1], "07:30")).time
		}
		err = b.make(ctx)
	}
	if err != nil {
		return err
	}
	return b.with(func(h *hq.HQ) error {
		if !h.Keys().Demo() {
			return errors.New("this headquarters was made for real people; the demo was not loaded into it")
		}
		b.unit = h.UnitID(b.data.people[0].unit)
		if err := b.place(ctx, h); err != nil {
			return err
		}
		for _, p := range b.data.people {
			if _, err := h.Person(ctx, b.unit, p.role, p.name); err != nil {
				return err
			}
		}
		r, err := h.Import(ctx, b.unit, b.Zone.String(), b.data.cases, false)
		if err != nil {
			return err
		}
		b.tell("%d cases: %d taken, %d the same\n", len(r.Cases), r.Taken, r.Same)
		return b.prepare(ctx, h, r.Cases)
	})
}

// place says where the branch is, unless somebody did.
func (b *Branch) place(ctx context.Context, h *hq.HQ) error {
	law, err := h.LawOf(ctx, b.unit, "")
	if err != nil || law.Branch != "" {
		return err
	}
	region, lawless := regionOf(b.Zone.String())
	if region == rules.HouseAlone {
		b.tell("no complete rules of %s are here: the invented branch goes by the house's alone\n", strings.Join(lawless, ", "))
	}
	return h.PlaceUnit(ctx, b.unit, region)
}

// prepare brings what the rules ask for before anybody goes: notice in writing ten
// days before the first visit, the officers' papers, and the contacts and consents of the files.
func (b *Branch) prepare(ctx context.Context, h *hq.HQ, cases []evidence.ID) error {
	if err := h.GiveNotice(ctx, "visit", "written", b.clock().AddDate(0, 0, -10), cases...); err != nil {
		return err
	}
	for _, p := range b.data.people {
		if p.role != "officer" {
			continue
		}
		id, err := b.known(ctx, h, p)
		if err != nil {
			return err
		}
		// Until the end of the year after next: loading again later makes no entry.
		if err := h.Certify(ctx, id, "authorisation", b.at(b.Day, "00:00").AddDate(2, 0, 0).Truncate(365*24*time.Hour)); err != nil {
			return err
		}
	}
	return errors.Join(b.table(ctx, h, intake.Contacts, "creditor,number,date,time,channel,reached\n", func(c *visits.Case) bool { return len(c.Outside) > 0 }),
		b.table(ctx, h, intake.Consents, "creditor,number,date,role,consent,form\n", func(c *visits.Case) bool { return len(c.Consents) > 0 }),
		b.table(ctx, h, intake.Payments, "creditor,number,date,amount,currency,reference\n", func(c *visits.Case) bool { return len(c.Payments) > 0 }))
}

// table has headquarters take one of the tables, which count days from the plan's.
// A case that has some already has them of an earlier loading, which was another day.
func (b *Branch) table(ctx context.Context, h *hq.HQ, what, text string, has func(*visits.Case) bool) error {
	held := map[string]bool{}
	for _, l := range b.data.before[what] {
		c, err := b.picture(ctx, h, l.number)
		if err != nil {
			return err
		}
		held[l.number] = has(c)
	}
	for _, l := range b.data.before[what] {
		if !held[l.number] {
			creditor, _ := b.data.creditor(l.number) // known since the files were read
			text += strings.Join(append([]string{creditor, l.number, b.at(b.Day, "00:00").AddDate(0, 0, -l.days).Format(time.DateOnly)}, l.said...), ",") + "\n"
		}
	}
	t, err := intake.ReadTable(strings.NewReader(text), what, intake.Options{Today: b.Day})
	if err != nil || t.Rows == 0 {
		return err
	}
	r, err := h.ImportTableAsOf(ctx, b.unit, t, b.at(b.Day, "23:59"), false)
	if err == nil && r.Refused > 0 {
		err = fmt.Errorf("%s.csv: %+v; the others were taken", what, r.Issues)
	}
	return err
}

func (b *Branch) make(ctx context.Context) error {
	o := b.options()
	o.Demo = true
	begin := hq.Init
	if b.Init != nil {
		begin = b.Init
	}
	printed, err := begin(ctx, o)
	if err != nil {
		return err
	}
	return b.with(func(h *hq.HQ) error { return publish(ctx, h, printed.Root) })
}

// at is a moment of a day where the debtors live.
func (b *Branch) at(day, clock string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", day+" "+clock, b.Zone)
	if err != nil {
		panic(err) // both were checked when they were read
	}
	return t
}

func (b *Branch) caseID(h *hq.HQ, number string) evidence.ID {
	creditor, _ := b.data.creditor(number) // known since the files were read
	return h.CaseID(creditor, number)
}

// picture of a case as it stands.
func (b *Branch) picture(ctx context.Context, h *hq.HQ, number string) (*visits.Case, error) {
	rec, err := h.CaseRecord(ctx, b.caseID(h, number))
	return rec.Case, err
}

// officers of a crew as headquarters knows them.
func (b *Branch) officers(ctx context.Context, h *hq.HQ, crew string) (first, second evidence.ID, err error) {
	var ids [2]evidence.ID
	for i, p := range b.data.crew(crew) {
		if ids[i], err = b.known(ctx, h, p); err != nil {
			return first, second, err
		}
	}
	return ids[0], ids[1], nil
}

// assign decides the plan of the day, unless somebody decided of that day
// already: a manager's changes are not taken back.
func (b *Branch) assign(ctx context.Context, h *hq.HQ) error {
	planned := false
	err := h.EachPicture(ctx, visits.KindCase, func(p json.RawMessage) error {
		var c visits.Case
		err := json.Unmarshal(p, &c)
		decided, ok := c.Assigned()
		planned = planned || ok && decided.Day == b.Day
		return err
	})
	if err != nil || planned {
		return err
	}
	var all []hq.Assignment
	for _, s := range b.data.plan {
		a := hq.Assignment{Case: b.caseID(h, s.number), Day: b.Day, Order: s.order, Reason: "plan"}
		if a.Officer, a.Second, err = b.officers(ctx, h, s.crew); err != nil {
			return err
		}
		all = append(all, a)
	}
	_, err = h.Assign(ctx, all...)
	return err
}

// stop raises the flags that do not stand yet.
func (b *Branch) stop(ctx context.Context, h *hq.HQ) error {
	var acts []hq.Act
	for _, f := range b.data.flags {
		c, err := b.picture(ctx, h, f.number)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(c.Flags, func(have visits.Flag) bool { return have.Code == f.code }) {
			continue
		}
		acts = append(acts, hq.Act{Kind: visits.FlagRaised, Facts: visits.FlagFacts{Code: f.code, Source: "headquarters"},
			Refs: []evidence.Ref{{Kind: evidence.RefCase, ID: c.ID}}})
	}
	if len(acts) == 0 {
		return nil
	}
	if _, err := h.Do(ctx, acts...); err != nil {
		return err
	}
	return h.Settle(ctx)
}

// Invited is one person of the demo and the invitation of one device.
type Invited struct {
	Role, Name string
	Invitation fieldsync.Invitation
}

// Invitations lets the officers of Crew and everybody who is no officer enrol
// with a headquarters at url, in the order of people.csv. Load comes first.
func (b *Branch) Invitations(ctx context.Context, url string) ([]Invited, error) {
	var all []Invited
	err := b.with(func(h *hq.HQ) error {
		for _, p := range b.data.people {
			if p.role == "officer" && p.crew != Crew {
				continue
			}
			i, err := b.invite(ctx, h, url, p)
			if err != nil {
				return err
			}
			all = append(all, Invited{p.role, p.name, i})
		}
		return nil
	})
	return all, err
}

// invite makes a one-time code for a person the demo named.
func (b *Branch) invite(ctx context.Context, h *hq.HQ, url string, p person) (fieldsync.Invitation, error) {
	id, err := b.known(ctx, h, p)
	if err != nil {
		return fieldsync.Invitation{}, err
	}
	return h.Invite(ctx, url, p.role, id, b.unit, p.name)
}

// known is the id of a person the demo named before.
func (b *Branch) known(ctx context.Context, h *hq.HQ, p person) (evidence.ID, error) {
	id, ok, err := h.FindPerson(ctx, b.unit, p.name)
	if err == nil && !ok {
		err = fmt.Errorf("%s is not known", p.name)
	}
	return id, err
}
