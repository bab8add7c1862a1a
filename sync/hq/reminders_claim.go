package hq

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"time"

	"fairvisit/evidence"
	"fairvisit/sync/hq/store"
	"fairvisit/visits"
	"fairvisit/visits/promise"
	"fairvisit/visits/remind"
)

// ReminderRow is one message or letter that goes out: to whom, when it may, and
// what it says. It names the person it is to and nobody else.
type ReminderRow struct {
	Reminder  evidence.ID `json:"reminder"`
	Case      evidence.ID `json:"case"`
	Name      string      `json:"name"`
	Way       string      `json:"way"`
	To        string      `json:"to"` // a number, or for a letter an address
	Language  string      `json:"language"`
	NotBefore string      `json:"not_before"` // RFC 3339
	NotAfter  string      `json:"not_after"`
	Text      string      `json:"text"`
}

// ReminderRefused is one that was left, by which rule, and when it may be.
type ReminderRefused struct {
	Case evidence.ID `json:"case"`
	Who  string      `json:"who,omitempty"` // masked
	Date string      `json:"date"`
	Rule string      `json:"rule"`
	Code string      `json:"code"`
	Next string      `json:"next,omitempty"` // at the debtor's address; "": not before the payment is due
}

// TakenReminders are those claimed at once.
type TakenReminders struct {
	Take    evidence.ID       `json:"take"`
	Rows    []ReminderRow     `json:"rows"`
	Given   []ReminderGiven   `json:"given,omitempty"`
	Refused []ReminderRefused `json:"refused"`
	More    bool              `json:"more,omitempty"` // there are more than one taking takes

	claims []claim
}

// ReminderGiven is one that an officer was given to do.
type ReminderGiven struct {
	Case    evidence.ID `json:"case"`
	Officer evidence.ID `json:"officer"`
	Date    string      `json:"date"`
	Way     string      `json:"way"`
	From    string      `json:"from"`
	Until   string      `json:"until"`
}

// claim is one on its way to an entry.
type claim struct {
	c     *visits.Case
	facts visits.ReminderFacts
	row   ReminderRow
	given ReminderGiven
}

// decideClaim claims a task, or refuses it; neither: it is left out unsaid.
type decideClaim func(r *reminding, c *visits.Case, t *remind.Task) (*claim, *ReminderRefused, error)

// mostClaims bounds one taking: it is one transaction, and its list one file.
const mostClaims = 500

// claim claims what decide lets through, all of it in one transaction, unless an
// entry came in about one of the cases since it was looked at: then it looks again.
// So two who take at one moment take nothing twice, and what counts was counted
// before anything goes out. only: of that case alone; zero: of all of the branch.
func (h *HQ) claim(ctx context.Context, unit, only evidence.ID, decide decideClaim) (TakenReminders, error) {
	for range takes {
		if err := h.Settle(ctx); err != nil {
			return TakenReminders{}, err
		}
		seen, err := h.Store.Folded(ctx) // before the pictures are read, see TakePlan
		if err != nil {
			return TakenReminders{}, err
		}
		taken, err := h.claims(ctx, unit, only, decide)
		if err != nil || len(taken.claims) == 0 {
			return taken, err
		}
		acts, cases := make([]Act, 0, len(taken.claims)), make([]evidence.ID, 0, len(taken.claims))
		for _, k := range taken.claims {
			if k.facts.Officer.IsZero() {
				k.facts.Take = taken.Take
			}
			acts = append(acts, Act{Kind: visits.ReminderClaimed, Refs: []evidence.Ref{{Kind: evidence.RefCase, ID: k.c.ID}}, Facts: k.facts})
			cases = append(cases, k.c.ID)
		}
		_, err = h.doUnless(ctx, seen, cases, acts)
		if errors.Is(err, store.ErrOvertaken) {
			continue
		}
		return taken, errors.Join(err, h.Settle(ctx))
	}
	return TakenReminders{}, errors.New("others write about these cases all the time, so nothing was claimed; try again")
}

// claims decides on each, and counts each for those after it that share a person or
// the place.
func (h *HQ) claims(ctx context.Context, unit, only evidence.ID, decide decideClaim) (TakenReminders, error) {
	taken := TakenReminders{Take: evidence.NewID(), Rows: []ReminderRow{}, Refused: []ReminderRefused{}}
	r, err := h.reminding(ctx, unit)
	if err != nil {
		return taken, err
	}
	var counted []*visits.Case
	err = r.each(ctx, unit, func(c *visits.Case) error {
		if !only.IsZero() && c.ID != only {
			return nil
		}
		for _, o := range counted {
			if c.Shares(o) {
				c.CountFrom(o)
			}
		}
		for _, t := range r.tasks(c, r.now) {
			if t.Claimed(r.now) || r.now < t.From {
				continue
			}
			if taken.More = len(taken.claims) == mostClaims; taken.More {
				return nil
			}
			k, refused, err := decide(r, c, &t)
			switch {
			case err != nil:
				return err
			case refused != nil:
				taken.Refused = append(taken.Refused, *refused)
			case k != nil:
				c.Outside = append(c.Outside, visits.NotedContact{Said: r.now, NotedContactFacts: k.facts.Contact(r.now)})
				counted, taken.claims = append(counted, c), append(taken.claims, *k)
			}
		}
		return nil
	})
	return taken, err
}

// byNow claims a task for headquarters if the way is open at this moment.
func (r *reminding) byNow(c *visits.Case, t *remind.Task, channel string) (*claim, *ReminderRefused, error) {
	w, err := r.wayOf(c, t, channel)
	if err != nil {
		return nil, nil, err
	}
	if !w.Now(r.now) {
		return nil, refusedReminder(c, t, &w), nil
	}
	return &claim{c: c, facts: r.facts(t, channel, w.Until)}, nil, nil
}

// facts are those of the next attempt of a task, for headquarters.
func (r *reminding) facts(t *remind.Task, way string, until int64) visits.ReminderFacts {
	f := visits.ReminderFacts{Reminder: r.id(t, t.Attempt), Visit: t.Visit, Date: t.Date, Way: way, Parties: t.Parties, Until: until}
	if t.Twin {
		f.Promise = t.Promise
	}
	return f
}

func (r *reminding) wayOf(c *visits.Case, t *remind.Task, channel string) (remind.Way, error) {
	ways, err := r.ways(c, t, r.now)
	if err != nil {
		return remind.Way{}, err
	}
	return ways[slices.Index(visits.ReminderWays, channel)], nil
}

func refusedReminder(c *visits.Case, t *remind.Task, w *remind.Way) *ReminderRefused {
	s := shownWay(c, w)
	return &ReminderRefused{Case: c.ID, Who: masked(c), Date: t.Date, Rule: w.Rule, Code: w.Code, Next: s.From}
}

// TakeReminders claims the messages or letters that may go out now, and gives what
// each says. From here on each counts as a contact, whether it goes out or not, until
// EndReminders says that one failed. Who sends them is an outside system or a person.
func (h *HQ) TakeReminders(ctx context.Context, unit evidence.ID, way string) (TakenReminders, error) {
	if way != visits.ReminderWays[0] && way != visits.ReminderWays[2] {
		return TakenReminders{}, errors.New("a message or a letter can be taken into a file; a call is given to an officer, and nothing was taken")
	}
	taken, err := h.claim(ctx, unit, evidence.ID{}, func(r *reminding, c *visits.Case, t *remind.Task) (*claim, *ReminderRefused, error) {
		k, refused, err := r.byNow(c, t, way)
		if k == nil || err != nil {
			return nil, refused, err
		}
		who := recipient(c, t, way, r.now)
		text, err := remind.Text(way, who.Language, who.Name, t.Date)
		if err != nil { // a name or a template that speaks for a practice refused here
			return nil, &ReminderRefused{Case: c.ID, Who: masked(c), Date: t.Date, Rule: "R-TEXT", Code: "text_refused"}, nil
		}
		k.facts.Parties = []evidence.ID{who.Party}
		k.row = ReminderRow{Reminder: k.facts.Reminder, Case: c.ID, Name: who.Name, Way: way, To: who.Phone, Language: remind.Language(who.Language), Text: text,
			NotBefore: moment(c, r.now), NotAfter: moment(c, k.facts.Until)}
		if way == visits.ReminderWays[2] {
			k.row.To = address(c)
		}
		return k, nil, nil
	})
	for _, k := range taken.claims {
		taken.Rows = append(taken.Rows, k.row)
	}
	return taken, err
}

// recipient is the first of those who promised that can be reached; there is one, or
// the way would not be open.
func recipient(c *visits.Case, t *remind.Task, way string, now int64) visits.PartyWords {
	for _, p := range c.Words.Parties {
		if slices.Contains(t.Parties, p.Party) && (way == visits.ReminderWays[2] || p.Phone != "" && remind.AgreedUntil(c, p.Party, now) != 0) {
			return p
		}
	}
	return visits.PartyWords{}
}

func address(c *visits.Case) string {
	p := c.Words.Place
	text := ""
	for _, part := range []string{p.Street, p.District, p.Postcode, p.City} {
		switch {
		case part == "":
		case text == "":
			text = part
		default:
			text += ", " + part
		}
	}
	return text
}

func moment(c *visits.Case, at int64) string {
	zone, err := time.LoadLocation(c.Facts.Zone)
	if err != nil {
		zone = time.UTC
	}
	return time.UnixMicro(at).In(zone).Format(time.RFC3339)
}

// GiveReminders gives the reminders of a branch that are due to whom they are to be
// made by, for the first day on which the way is open: the officer the case is decided
// for, of two the one who took the promise; where it is decided for nobody a manager
// of the branch. Each counts for the whole of that day until they say what became.
func (h *HQ) GiveReminders(ctx context.Context, unit evidence.ID, way string) (TakenReminders, error) {
	if way != visits.ReminderWays[1] && way != visits.ReminderWays[2] {
		return TakenReminders{}, errors.New("a call or a letter is given to an officer; a message is taken into a file, and nothing was given")
	}
	manager, err := h.firstManager(ctx, unit)
	if err != nil {
		return TakenReminders{}, err
	}
	taken, err := h.claim(ctx, unit, evidence.ID{}, func(r *reminding, c *visits.Case, t *remind.Task) (*claim, *ReminderRefused, error) {
		w, err := r.wayOf(c, t, way)
		if err != nil {
			return nil, nil, err
		}
		if w.From == 0 {
			return nil, refusedReminder(c, t, &w), nil
		}
		who := keeper(c, t, manager)
		if who.IsZero() {
			return nil, &ReminderRefused{Case: c.ID, Who: masked(c), Date: t.Date, Rule: "R-NOBODY", Code: "nobody_to_give_to"}, nil
		}
		until := min(t.Until, promise.EndOf(c, promise.DayOf(c, w.From)))
		s := shownWay(c, &w)
		f := r.facts(t, way, until)
		f.Officer = who
		return &claim{c: c, given: ReminderGiven{c.ID, who, t.Date, way, s.From, s.Until}, facts: f}, nil, nil
	})
	for _, k := range taken.claims {
		taken.Given = append(taken.Given, k.given)
	}
	return taken, err
}

// keeper is who reminds: only a device that has the case can.
func keeper(c *visits.Case, t *remind.Task, manager evidence.ID) evidence.ID {
	d, ok := c.Assigned()
	if !ok {
		return manager
	}
	for _, v := range c.Contacts {
		if v.Visit == t.Visit && !v.Officer.IsZero() && v.Officer == d.Second {
			return d.Second
		}
	}
	return d.Officer
}

// firstManager is a manager of a branch, always the same; zero where there is none.
func (h *HQ) firstManager(ctx context.Context, unit evidence.ID) (evidence.ID, error) {
	var first evidence.ID
	err := h.eachPicture(ctx, visits.KindPerson, func(p store.Picture) error {
		who, err := decodePicture[visits.Person](p)
		if err == nil && who.Unit == unit && who.Role == "manager" && (first.IsZero() || slices.Compare(who.ID[:], first[:]) < 0) {
			first = who.ID
		}
		return err
	})
	return first, err
}

// ReminderResult is what an outside system says of one reminder.
type ReminderResult struct {
	Row      int
	Reminder string
	Result   string // sent or failed
}

// EndedReminders is what came of a file of results.
type EndedReminders struct {
	Sent   int      `json:"sent"`
	Failed int      `json:"failed"`
	Same   int      `json:"same"` // said before
	Issues []string `json:"issues,omitempty"`
}

// EndReminders takes results in. What was said before changes nothing; one that says
// something else than stands is named and not taken.
func (h *HQ) EndReminders(ctx context.Context, unit evidence.ID, results []ReminderResult) (EndedReminders, error) {
	var ended EndedReminders
	if err := h.Settle(ctx); err != nil {
		return ended, err
	}
	type held struct {
		of     evidence.ID
		result string
	}
	known := map[string]held{}
	r := &reminding{h: h}
	if err := r.each(ctx, unit, func(c *visits.Case) error {
		for _, l := range c.Reminders {
			if l.Officer.IsZero() {
				known[l.Reminder.String()] = held{c.ID, l.Result}
			}
		}
		return nil
	}); err != nil {
		return ended, err
	}
	var acts []Act
	for _, x := range results {
		have, is := known[x.Reminder]
		row := "row " + strconv.Itoa(x.Row) + ": "
		switch {
		case x.Result != visits.ReminderSent && x.Result != visits.ReminderFailed:
			ended.Issues = append(ended.Issues, row+"the result is sent or failed, and nothing else")
		case !is:
			ended.Issues = append(ended.Issues, row+"no such reminder was taken in this branch")
		case have.result == x.Result:
			ended.Same++
		case have.result != "":
			ended.Issues = append(ended.Issues, row+"it was said to be "+have.result+" before, and stays so")
		default:
			id, _ := evidence.ParseID(x.Reminder) // it is among those known
			acts = append(acts, endAct(have.of, id, x.Result))
			known[x.Reminder] = held{have.of, x.Result}
			if x.Result == visits.ReminderSent {
				ended.Sent++
			} else {
				ended.Failed++
			}
		}
	}
	if len(acts) == 0 {
		return ended, nil
	}
	if _, err := h.Do(ctx, acts...); err != nil {
		return ended, err
	}
	return ended, h.Settle(ctx)
}
