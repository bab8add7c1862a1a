package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"slices"
	"strings"
	"time"

	"fairvisit/evidence"
	fieldsync "fairvisit/sync"
	"fairvisit/sync/hq"
	"fairvisit/visits"
	"fairvisit/visits/intake"
)

// atDesk are the flags of whoever decides something at the desk.
type atDesk struct {
	where            func() hq.Options
	unit, as, reason *string
	say              *string
	asJSON           *bool
}

func (c *call) atDesk() atDesk {
	return atDesk{c.where(), c.flags.String("branch", "", "the branch; of the lists: empty is all"), c.flags.String("as", "", "who decides: a manager or a person of headquarters, by name, of -branch"),
		c.flags.String("reason", "", "a code of why"), c.flags.String("say", "", "why in words, which can be erased with the case"), c.flags.Bool("json", false, "as JSON")}
}

// withDesk runs f on an open headquarters, which knows the branch where one is named.
func (c *call) withDesk(ctx context.Context, d atDesk, f func(*hq.HQ) error) error {
	return c.with(d.where(), func(h *hq.HQ) error {
		if *d.unit != "" {
			if _, err := knownBranch(ctx, h, *d.unit); err != nil {
				return err
			}
		}
		return f(h)
	})
}

// who is the person an operator writes for.
func (d atDesk) who(ctx context.Context, h *hq.HQ) (evidence.ID, error) {
	if *d.unit == "" || *d.as == "" {
		return evidence.ID{}, errors.New("give -branch and -as, who decides; nothing was written")
	}
	p, ok, err := h.FindDesk(ctx, h.UnitID(*d.unit), *d.as)
	if err == nil && !ok {
		err = fmt.Errorf("no manager or person of headquarters called %s is of %s; nothing was written", *d.as, *d.unit)
	}
	return p, err
}

func (d atDesk) branch(h *hq.HQ) evidence.ID {
	if *d.unit == "" {
		return evidence.ID{}
	}
	return h.UnitID(*d.unit)
}

// verb takes the first word off the arguments; "": flags come first, or there is none.
func (c *call) verb() string {
	if len(c.args) == 0 || strings.HasPrefix(c.args[0], "-") {
		return ""
	}
	v := c.args[0]
	c.flags.Init(c.flags.Name()+" "+v, flag.ContinueOnError)
	c.args = c.args[1:]
	return v
}

// verbAmong is the verb where it stood behind flags; without one it is to list.
func verbAmong(verb string, words []string) (string, []string) {
	switch {
	case verb != "":
		return verb, words
	case len(words) == 0:
		return "list", nil
	}
	return words[0], words[1:]
}

func runStops(ctx context.Context, c *call) error {
	verb := c.verb()
	d := c.atDesk()
	until := c.flags.String("until", "", "the day, where the debtor lives, by which it must be looked at again, yyyy-mm-dd")
	words, err := c.words(c.args)
	if err != nil {
		return err
	}
	verb, words = verbAmong(verb, words)
	want := map[string]int{"list": 0, "show": 1, "decide": 3, "release": 2, "confirm": 2, "decline": 2}
	if n, known := want[verb]; !known || len(words) != n {
		return errors.New(`give one of: list, show CASE, decide CASE STOP upheld|extended, release CASE STOP, confirm CASE STOP, decline CASE STOP
a STOP is its code, or the first digits of its id; see hq stops show CASE`)
	}
	return c.withDesk(ctx, d, func(h *hq.HQ) error {
		switch verb {
		case "list":
			return c.listStops(ctx, h, d)
		case "show":
			return c.showStops(ctx, h, d, words[0])
		}
		who, err := d.who(ctx, h)
		if err != nil {
			return err
		}
		cs, f, err := stopNamed(ctx, h, words[0], words[1])
		if err != nil {
			return err
		}
		act, err := stopAct(cs, f, verb, words, d, *until)
		if err != nil {
			return err
		}
		now, err := h.AtDesk(ctx, cs.ID, who, act)
		if err != nil {
			return err
		}
		c.sayStop(now, f, who)
		return nil
	})
}

// stopAct is the act a verb asks for.
func stopAct(cs *visits.Case, f visits.Flag, verb string, words []string, d atDesk, until string) (visits.DeskAct, error) {
	switch verb {
	case "confirm":
		return cs.AnswerRelease(f.Entry, "", *d.say)
	case "decline":
		if *d.reason == "" {
			return visits.DeskAct{}, fmt.Errorf("give -reason: %s; nothing was answered", strings.Join(visits.ReleaseDeclineReasons, ", "))
		}
		return cs.AnswerRelease(f.Entry, *d.reason, *d.say)
	}
	s := visits.StopDeciding{Flag: f.Entry, Decision: visits.StopRelease, Reason: *d.reason}
	if verb == "decide" {
		if s.Decision = words[2]; s.Decision == visits.StopRelease {
			return visits.DeskAct{}, errors.New("a release is asked with hq stops release, and confirmed by another person; nothing was decided")
		}
	}
	if until != "" {
		day, err := time.ParseInLocation(time.DateOnly, until, zoneOf(cs))
		if err != nil {
			return visits.DeskAct{}, errors.New("give -until as yyyy-mm-dd; nothing was decided")
		}
		s.Until = day.AddDate(0, 0, 1).Add(-time.Second).UnixMicro()
	}
	return cs.DecideStop(s, *d.say, time.Now().UnixMicro())
}

// stopNamed is one stop of a case by its code or the first digits of its id.
func stopNamed(ctx context.Context, h *hq.HQ, caseName, name string) (*visits.Case, visits.Flag, error) {
	id, err := namedCase(h, caseName)
	if err != nil {
		return nil, visits.Flag{}, err
	}
	cs, err := h.CaseNamed(ctx, id)
	if err != nil {
		return nil, visits.Flag{}, err
	}
	if code, err := intake.StopCode(name); err == nil { // as the file that brought it calls it
		name = code
	}
	var found []visits.Flag
	all := slices.Clone(cs.Flags)
	for _, l := range cs.Lifted {
		all = append(all, l.Flag)
	}
	for i, f := range all {
		// A code means one in force; what is lifted is named by its id.
		if f.Code == name && i < len(cs.Flags) || len(name) >= 4 && strings.HasPrefix(f.Entry.String(), name) {
			found = append(found, f)
		}
	}
	switch len(found) {
	case 1:
		return cs, found[0], nil
	case 0:
		return nil, visits.Flag{}, fmt.Errorf("case %s has no stop %q in force; nothing was decided", id.Short(), name)
	}
	return nil, visits.Flag{}, fmt.Errorf("case %s has %d stops %q: name one by its id, see hq stops show; nothing was decided", id.Short(), len(found), name)
}

// sayStop says how a stop stands after what was written.
func (c *call) sayStop(cs *visits.Case, f visits.Flag, who evidence.ID) {
	_, lifted, _ := cs.FlagOf(f.Entry)
	d, answer, asked := cs.Stop(f.Entry).Asked()
	switch {
	case lifted:
		fmt.Fprintf(c.out, "lifted: %s of case %s is no longer in force; a tablet may go there once it has heard so\n", f.Code, cs.ID)
	case asked && answer == nil && d.Officer == who && slices.ContainsFunc(cs.Stop(f.Entry).Answers, func(a visits.ReleaseAnswer) bool { return a.Asked == d.Entry && a.Officer == who }):
		fmt.Fprintf(c.out, "written, and it does not count: the same person asked for it, which is a finding; %s stays in force\n", f.Code)
	case asked && answer == nil:
		fmt.Fprintf(c.out, "asked: %s stays in force until another person confirms\n", f.Code)
	default:
		fmt.Fprintf(c.out, "%s: %s stays in force%s\n", strings.ReplaceAll(cs.StopState(f), "_", " "), f.Code, dueText(cs.DueBy(f), time.Now()))
	}
}

// dueText is by when somebody must decide, in words.
func dueText(due int64, now time.Time) string {
	if due == 0 {
		return ""
	}
	left := time.UnixMicro(due).Sub(now)
	if left <= 0 {
		return ", overdue for " + span(-left)
	}
	return ", to be decided within " + span(left)
}

// span is a time in its largest unit.
func span(d time.Duration) string {
	switch {
	case d >= 48*time.Hour:
		return fmt.Sprintf("%d days", int(d/(24*time.Hour)))
	case d >= 2*time.Hour:
		return fmt.Sprintf("%d hours", int(d/time.Hour))
	}
	return fmt.Sprintf("%d minutes", int(d/time.Minute))
}

// listStops writes the masked list. It is a read like any other: logged first.
func (c *call) listStops(ctx context.Context, h *hq.HQ, d atDesk) error {
	if err := h.Settle(ctx); err != nil {
		return err
	}
	if _, err := h.Do(ctx, hq.Act{Kind: visits.RecordViewed, Facts: visits.ViewedFacts{What: "stop list"}}); err != nil {
		return err
	}
	lines, err := h.Stops(ctx, d.branch(h))
	if err != nil {
		return err
	}
	if *d.asJSON {
		return c.json(lines)
	}
	over := 0
	for _, l := range lines {
		if l.Over {
			over++
		}
		c.printStop(l)
	}
	fmt.Fprintf(c.out, "%d stops in force, %d overdue\n", len(lines), over)
	return nil
}

// sourceOf is how a stop is known and who says so.
func sourceOf(source, by string) string {
	if by == "" {
		return source
	}
	return source + ", source: " + by
}

func (c *call) printStop(l fieldsync.StopLine) {
	fmt.Fprintf(c.out, "%s  %s · %s  %s %s, %s since %s: %s%s\n", l.Case, l.Name, l.Street, l.Code, l.Flag.String()[:8], sourceOf(l.Source, l.By), when(l.Raised), strings.ReplaceAll(l.State, "_", " "), dueText(l.Due, time.Now()))
}

// showStops writes what was decided of a case's stops, without words.
func (c *call) showStops(ctx context.Context, h *hq.HQ, d atDesk, name string) error {
	id, err := namedCase(h, name)
	if err != nil {
		return err
	}
	if _, err := h.Do(ctx, hq.Act{Kind: visits.RecordViewed, Refs: []evidence.Ref{{Kind: evidence.RefCase, ID: id}}, Facts: visits.ViewedFacts{What: "stops of a case"}}); err != nil {
		return err
	}
	rec, err := h.StopRecord(ctx, id)
	if err != nil {
		return err
	}
	if *d.asJSON {
		return c.json(struct {
			Flags      []visits.Flag       `json:"flags"`
			Lifted     []visits.LiftedFlag `json:"lifted"`
			Stops      []visits.StopLine   `json:"stops"`
			Complaints []visits.Complaint  `json:"complaints"`
			Said       map[string]string   `json:"said"`
		}{rec.Case.Flags, rec.Case.Lifted, rec.Case.Stops, rec.Case.Complaints, rec.Said})
	}
	names := map[evidence.ID]string{}
	for _, p := range rec.Persons {
		names[p.ID] = p.Name
	}
	told := stopHistory{c, rec, names}
	for _, f := range rec.Case.Flags {
		told.print(f, "in force"+dueText(rec.Case.DueBy(f), time.Now()))
	}
	for _, l := range rec.Case.Lifted {
		told.print(l.Flag, "lifted "+when(l.Since))
	}
	for _, k := range rec.Case.Complaints {
		c.printComplaint(k, rec.Said)
	}
	return nil
}

// stopHistory writes what was said of the stops of one case.
type stopHistory struct {
	*call
	rec   fieldsync.StopRecord
	names map[evidence.ID]string
}

func (s stopHistory) print(f visits.Flag, stands string) {
	fmt.Fprintf(s.out, "%s %s, raised %s (%s)%s: %s\n", f.Code, f.Entry.String()[:8], when(f.At), sourceOf(f.Source, f.By), s.said(f.Entry), stands)
	line := s.rec.Case.Stop(f.Entry)
	if line == nil {
		return
	}
	for _, d := range line.Decisions {
		mark := ""
		if slices.Contains(line.Contested, d.Entry) {
			mark = " (contradicts another)"
		}
		fmt.Fprintf(s.out, "  %s  %s: %s, %s%s%s\n", when(d.At), s.by(d.Said), d.Decision, d.Reason, s.said(d.Entry), mark)
	}
	for _, a := range slices.SortedStableFunc(slices.Values(line.Answers), func(a, b visits.ReleaseAnswer) int { return cmp.Compare(a.At, b.At) }) {
		what := "declined, " + a.Reason
		if a.Confirmed {
			what = "confirmed"
		}
		fmt.Fprintf(s.out, "  %s  %s: release %s%s\n", when(a.At), s.by(a.Said), what, s.said(a.Entry))
	}
}

// by is who said something, and that an operator wrote it where one did.
func (s stopHistory) by(who visits.Said) string {
	name := s.names[who.Officer]
	if name == "" {
		name = who.Officer.Short()
	}
	if who.Role == "hq" {
		return name + " (by the operator)"
	}
	return name
}

func (s stopHistory) said(entry evidence.Hash) string { return quoted(s.rec.Said, entry) }

func quoted(said map[string]string, entry evidence.Hash) string {
	if text := said[entry.String()]; text != "" {
		return fmt.Sprintf(" %q", text)
	}
	return ""
}
