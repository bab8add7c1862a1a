package drill

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"fairvisit/evidence"
	"fairvisit/evidence/probe"
	"fairvisit/visits"
	"fairvisit/visits/checklist"
	"fairvisit/visits/fieldwork"
	"fairvisit/visits/journal"
)

// officer works through the cases of one device, visit after visit.
type officer struct {
	*tablet
	work fieldwork.Officer
	rnd  *rand.Rand
}

// pause lies between two acts: with none, a drill would measure how fast a
// machine fills its disk.
const pause = 20 * time.Millisecond

// day makes visits until resting says so: what an earlier life left open first.
func (o *officer) day(ctx context.Context) error {
	drafts, err := o.journal.Drafts(ctx)
	if err != nil {
		return err
	}
	for _, d := range drafts {
		v, err := o.work.Resume(ctx, d.Visit)
		if err != nil {
			return err
		}
		if err := o.visit(ctx, v); err != nil {
			return err
		}
	}
	for !o.resting.Load() {
		c, err := o.next(ctx)
		if err != nil {
			return err
		}
		if c == nil { // no feed yet, or all is done: the chain goes on
			err = o.look(ctx)
		} else {
			err = o.begin(ctx, c)
		}
		if err := errors.Join(err, o.breath(ctx)); err != nil {
			return err
		}
	}
	o.over.Store(true)
	return o.look(ctx) // and the session wakes up and sees that it is over
}

// look makes an entry that no picture shows.
func (o *officer) look(ctx context.Context) error {
	_, err := o.journal.Append(ctx, journal.Writing{Kind: visits.RecordViewed, Facts: visits.ViewedFacts{What: "cases"}})
	return err
}

// breath tells what is new in the journal, and waits.
func (o *officer) breath(ctx context.Context) error {
	if err := o.tellWritten(ctx); err != nil {
		return err
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(time.Duration(o.rnd.Int64N(int64(2 * pause)))):
		return nil
	}
}

// next is an assigned case without a visit, nil if there is none. Before
// headquarters was heard the rules let nobody go: how old its stops are is not
// known, and a kill may fall between the rows and that note.
func (o *officer) next(ctx context.Context) (*visits.Case, error) {
	heard, err := o.journal.Meta(ctx, fieldwork.MetaHeard)
	if err != nil || heard == nil {
		return nil, err
	}
	list, err := o.journal.Pictures(ctx, visits.KindCase)
	if err != nil {
		return nil, err
	}
	at := 0
	if len(list) > 0 {
		at = o.rnd.IntN(len(list))
	}
	for _, p := range slices.Concat(list[at:], list[:at]) {
		if p.State != "assigned" {
			continue
		}
		c := new(visits.Case)
		if err := json.Unmarshal(p.Body, c); err != nil {
			return nil, err
		}
		if len(c.Contacts) == 0 {
			return c, nil
		}
	}
	return nil, nil
}

func (o *officer) begin(ctx context.Context, c *visits.Case) error {
	decision, _ := c.Assigned()
	o.say(line{Says: saysMeant, Token: token(visits.VisitOpened, c.ID.String())})
	v, verdict, err := o.work.Open(ctx, c.ID, decision.Second)
	if errors.Is(err, fieldwork.ErrNotAllowed) {
		return fmt.Errorf("%w: %+v", err, verdict.Reasons)
	}
	if err != nil {
		return err
	}
	return o.visit(ctx, v)
}

// visit does what a visit is made of, down to its close. One that is resumed
// goes through all of it again: an officer would do what is missing, and here
// more entries are as good.
func (o *officer) visit(ctx context.Context, v *fieldwork.Visit) error {
	c, err := o.journal.Case(ctx, v.Case)
	if err != nil {
		return err
	}
	if c == nil || len(c.Facts.Parties) == 0 { // after a salvage, until headquarters sends the case again
		return errors.Join(v.Leave(ctx), v.Close(ctx, nil, nil))
	}
	party := c.Facts.Parties[0]
	acts := []func() error{
		func() error { return v.Arrive(ctx, nil) },
		func() error { return o.answers(ctx, v, checklist.PhaseDoor) },
		func() error { return o.photograph(ctx, v) },
		func() error { return v.Note(ctx, "门口无人应答") },
		func() error { return o.takeMoney(ctx, v, c.Facts.Debt) },
		func() error { return o.photograph(ctx, v) },
		func() error { return sign(ctx, v, party) },
		func() error {
			if o.rnd.IntN(4) > 0 {
				return nil
			}
			return v.Flag(ctx, "dispute_open", "金额有异议")
		},
		func() error { return v.Leave(ctx) },
		func() error {
			return v.Close(ctx, []visits.Outcome{{Party: party.Party, Debt: c.Facts.Debt, Code: "nf"}}, nil)
		},
	}
	for _, act := range acts {
		if err := act(); err != nil {
			return err
		}
		if err := o.breath(ctx); err != nil {
			return err
		}
	}
	return nil
}

// answers answers some questions of a phase and hands it in.
func (o *officer) answers(ctx context.Context, v *fieldwork.Visit, phase string) error {
	for range 3 {
		q, ok, err := v.Next(ctx, phase)
		if err != nil || !ok {
			return err
		}
		value := checklist.Yes
		switch q.Kind {
		case checklist.KindChoice:
			value = checklist.Chosen(q.Choices[0].Code)
		case checklist.KindYesNo:
		default:
			_, err := v.EndPhase(ctx, phase, evidence.Hash{})
			return err
		}
		if err := v.Answer(ctx, q.ID, value, ""); err != nil {
			return err
		}
	}
	_, err := v.EndPhase(ctx, phase, evidence.Hash{})
	return err
}

func (o *officer) photograph(ctx context.Context, v *fieldwork.Visit) error {
	b := takePhoto(o.rnd)
	o.say(line{Says: saysMeant, Token: token(visits.PhotoTaken, evidence.Hash(sha256.Sum256(b)).String())})
	_, err := v.Photograph(ctx, bytes.NewReader(b), "d5", "camera")
	return err
}

// takeMoney can be told to take it twice, to see the drill count it.
func (o *officer) takeMoney(ctx context.Context, v *fieldwork.Visit, debt evidence.ID) error {
	m := visits.MoneyFacts{Amount: 100 + o.rnd.Int64N(10_000), Currency: "CNY", Debt: debt, Method: "transfer", Receipt: evidence.NewID().String()}
	o.say(line{Says: saysMeant, Token: token(visits.MoneyTaken, m.Receipt)})
	err := v.Money(ctx, m)
	if err == nil && probe.Planted("money taken twice") {
		err = v.Money(ctx, m)
	}
	return err
}

func sign(ctx context.Context, v *fieldwork.Visit, by visits.PartyRole) error {
	strokes := []visits.Stroke{{Points: []visits.StrokePoint{{X: 10, Y: 20, T: 0, P: 400}, {X: 90, Y: 25, T: 60, P: 700}}}}
	_, err := v.Sign(ctx, by.Party, by.Role, "visit_record", strokes)
	return err
}
