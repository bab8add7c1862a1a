package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"fairvisit/cmd/hq/screenless"
	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/checklist"
	"fairvisit/visits/fieldwork"
	"fairvisit/visits/outcome"
	"fairvisit/visits/refuse"
)

// atVisit is one act on an open visit. args are what follows the visit's id.
type atVisit func(ctx context.Context, c *call, w *fieldwork.Officer, v *fieldwork.Visit, args []string) error

// deviceVisit makes a verb of it: find the visit, go on with it, act.
func deviceVisit(act atVisit) func(context.Context, *call) error {
	return func(ctx context.Context, c *call) error {
		d := c.onDevice()
		c.flags.String("file", "", "for answer: a JSON object of question and answer, {\"a7\": \"all_tried\", \"a13\": \"2\"}, answered in its order; or a list, [{\"q\": \"a7\", \"a\": \"all_tried\"}]")
		c.flags.String("question", "", "for photo: the question it answers")
		c.flags.Bool("happened", false, "for money: it lies in the crew's hand already. It is recorded whatever the rules say, and headquarters finds it")
		if err := c.parse(); err != nil {
			return err
		}
		id, err := evidence.ParseID(c.flags.Arg(0))
		if err != nil {
			return errors.New("give the id of the visit, as hq device open printed it")
		}
		return c.at(d, func(w *fieldwork.Officer) error {
			v, err := w.Resume(ctx, id)
			if err != nil {
				return err
			}
			return act(ctx, c, w, v, c.flags.Args()[1:])
		})
	}
}

func (c *call) value(name string) string { return c.flags.Lookup(name).Value.String() }

func arrive(ctx context.Context, _ *call, _ *fieldwork.Officer, v *fieldwork.Visit, _ []string) error {
	return v.Arrive(ctx, nil)
}

func asked(ctx context.Context, _ *call, _ *fieldwork.Officer, v *fieldwork.Visit, _ []string) error {
	return v.AskedToLeave(ctx)
}

func leave(ctx context.Context, _ *call, _ *fieldwork.Officer, v *fieldwork.Visit, _ []string) error {
	return v.Leave(ctx)
}

func note(ctx context.Context, _ *call, _ *fieldwork.Officer, v *fieldwork.Visit, args []string) error {
	return v.Note(ctx, strings.Join(args, " "))
}

func flagCase(ctx context.Context, _ *call, _ *fieldwork.Officer, v *fieldwork.Visit, args []string) error {
	if len(args) == 0 {
		return errors.New("give the code of the stop, such as dispute_open")
	}
	return v.Flag(ctx, args[0], strings.Join(args[1:], " "))
}

func endPhase(ctx context.Context, _ *call, _ *fieldwork.Officer, v *fieldwork.Visit, args []string) error {
	if len(args) != 1 {
		return errors.New("give the phase: before, door, talk, close or after")
	}
	_, err := v.EndPhase(ctx, args[0], evidence.Hash{})
	return err
}

func next(ctx context.Context, c *call, _ *fieldwork.Officer, v *fieldwork.Visit, args []string) error {
	phases := []string{checklist.PhaseBefore, checklist.PhaseDoor, checklist.PhaseTalk, checklist.PhaseClose, checklist.PhaseAfter}
	if len(args) == 1 {
		phases = args
	}
	for _, phase := range phases {
		q, ok, err := v.Next(ctx, phase)
		if err != nil {
			return err
		}
		if ok {
			return c.json(q)
		}
	}
	fmt.Fprintln(c.out, "{}")
	return nil
}

// answer takes QUESTION=VALUE pairs, or a file of them. Each answer is on disk
// before the next is looked at; a refused one ends it and those before stand.
func answer(ctx context.Context, c *call, _ *fieldwork.Officer, v *fieldwork.Visit, args []string) error {
	if name := c.value("file"); name != "" {
		b, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		pairs, err := answersOf(b)
		if err != nil {
			return fmt.Errorf("%s: nothing was answered: %w", name, err)
		}
		args = append(args, pairs...)
	}
	for _, arg := range args {
		question, text, ok := strings.Cut(arg, "=")
		if !ok {
			return fmt.Errorf("%q is not QUESTION=VALUE", arg)
		}
		value, err := screenless.Value(v.List(), question, text)
		if err != nil {
			return err
		}
		if err := v.Answer(ctx, question, value, ""); err != nil {
			return err
		}
	}
	return nil
}

// answersOf reads a file of answers as QUESTION=VALUE, in the order it has: an
// answer may open the question of the next. A list is read too, as it always was.
func answersOf(b []byte) (args []string, err error) {
	if b = bytes.TrimSpace(b); len(b) > 0 && b[0] == '[' {
		var pairs []struct{ Q, A string }
		if err := json.Unmarshal(b, &pairs); err != nil {
			return nil, fmt.Errorf("want a list of {\"q\": question, \"a\": answer}: %w", err)
		}
		for _, p := range pairs {
			args = append(args, p.Q+"="+p.A)
		}
		return args, nil
	}
	var checked map[string]string // that it is one object of texts and nothing more
	if err := json.Unmarshal(b, &checked); err != nil {
		return nil, fmt.Errorf("want an object of question and answer, both texts: %w", err)
	}
	d := json.NewDecoder(bytes.NewReader(b))
	var words []string
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		if word, ok := t.(string); ok {
			words = append(words, word)
		}
	}
	if len(words) != 2*len(checked) { // a question that stands twice, or an answer that is null
		return nil, errors.New("each question stands once, with a text as its answer")
	}
	for i := 0; i < len(words); i += 2 {
		args = append(args, words[i]+"="+words[i+1])
	}
	return args, nil
}

// strokesAre is what a file of strokes looks like.
const strokesAre = `[{"points": [{"x": 0, "y": 0, "t": 0, "p": 500}, {"x": 120, "y": 40, "t": 60, "p": 700}]}]: one element a stroke, x and y in tenths of a millimetre, t in milliseconds from the first point, p the pressure, 0 to 1000`

// photograph stores each file and, with -question, answers the question by the
// entry of the last one.
func photograph(ctx context.Context, c *call, _ *fieldwork.Officer, v *fieldwork.Visit, args []string) error {
	if len(args) == 0 {
		return errors.New("give the photo files")
	}
	question := c.value("question")
	for _, name := range args {
		f, err := os.Open(name)
		if err != nil {
			return err
		}
		e, err := v.Photograph(ctx, f, question, "file")
		if err := errors.Join(err, f.Close()); err != nil {
			return err
		}
		fmt.Fprintln(c.out, e.ID)
		if question != "" {
			if err := v.Answer(ctx, question, checklist.Captured(e.ID), ""); err != nil {
				return err
			}
		}
	}
	return nil
}

func sign(ctx context.Context, c *call, w *fieldwork.Officer, v *fieldwork.Visit, args []string) error {
	if len(args) != 1 {
		return errors.New("give the file of strokes, " + strokesAre)
	}
	b, err := os.ReadFile(args[0])
	if err != nil {
		return err
	}
	var strokes []visits.Stroke
	if err := json.Unmarshal(b, &strokes); err != nil {
		return fmt.Errorf("%s: want %s: %w", args[0], strokesAre, err)
	}
	party, err := firstParty(ctx, w, v)
	if err != nil {
		return err
	}
	e, err := v.Sign(ctx, party.Party, party.Role, "visit_record", strokes)
	if err == nil {
		fmt.Fprintln(c.out, e.ID)
	}
	return err
}

func firstParty(ctx context.Context, w *fieldwork.Officer, v *fieldwork.Visit) (visits.PartyRole, error) {
	k, err := w.Journal.Case(ctx, v.Case)
	if err != nil {
		return visits.PartyRole{}, err
	}
	if k == nil || len(k.Facts.Parties) == 0 {
		return visits.PartyRole{}, errors.New("the case has no parties on this device")
	}
	return k.Facts.Parties[0], nil
}

func closeVisit(ctx context.Context, c *call, w *fieldwork.Officer, v *fieldwork.Visit, args []string) error {
	if len(args) == 0 {
		return errors.New("give the outcome's code, such as nf, ptp or rtp, and what was promised as 2026-12-01=50000, a day and minor units, as often as it is paid")
	}
	code := strings.ToLower(args[0])
	if o := outcome.House().Of(code); o == nil || o.By == outcome.ByOffice {
		return fmt.Errorf("%q is no outcome of a visit; nothing was closed", args[0])
	}
	k, err := w.Journal.Case(ctx, v.Case)
	if err != nil {
		return err
	}
	promised, err := promisedBy(ctx, k, v, args[1:])
	if err != nil {
		return err
	}
	if err := v.Close(ctx, screenless.Outcomes(k, code), promised); err != nil {
		return err
	}
	return c.sayAdmitted(ctx, w, v)
}

// sayAdmitted tells which refused practices the notes of a closed visit speak of:
// headquarters will look at them.
func (c *call) sayAdmitted(ctx context.Context, w *fieldwork.Officer, v *fieldwork.Visit) error {
	have, err := w.Journal.Visit(ctx, v.ID)
	if err != nil || have == nil {
		return err
	}
	for _, n := range have.Notes {
		for _, practice := range refuse.Admits(n.Text) {
			fmt.Fprintf(c.out, "A note says something that is refused here (%s). It is kept as it was written, and headquarters will look at it. If it was otherwise, say so in a note of the next visit in neutral words: who was met, when, and what was said.\n", refuse.Title(practice)["en"])
		}
	}
	return nil
}

// promisedBy is what the case's first person promised, in its currency; no day on
// which nothing may be promised.
func promisedBy(ctx context.Context, k *visits.Case, v *fieldwork.Visit, args []string) ([]visits.Promise, error) {
	list, err := fieldwork.ReadInstalments(strings.Join(args, " "))
	if err != nil || len(list) == 0 {
		return nil, err
	}
	if k == nil || len(k.Facts.Parties) == 0 {
		return nil, errors.New("the case has no parties on this device; nothing was promised")
	}
	p := visits.Promise{Party: k.Facts.Parties[0].Party, Debt: k.Facts.Debt, Currency: k.Facts.Currency, Date: list[len(list)-1].Date, Channel: "bank"}
	for _, x := range list {
		if err := v.PromiseDay(ctx, x.Date); err != nil {
			return nil, err
		}
		p.Amount += x.Amount
	}
	if len(list) > 1 {
		p.Instalments = list
	}
	if len(p.Parts()) != len(list) {
		return nil, errors.New("the days do not follow each other, or there are too many; nothing was promised")
	}
	return []visits.Promise{p}, nil
}
