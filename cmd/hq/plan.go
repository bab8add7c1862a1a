package main

import (
	"bufio"
	"cmp"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"fairvisit/app/i18n"
	"fairvisit/assets"
	"fairvisit/evidence"
	"fairvisit/sync/hq"
	"fairvisit/visits"
	"fairvisit/visits/plan"
)

// planAsk is what hq plan was asked.
type planAsk struct {
	branch, date, from, roster, policy, region, without, must, pins, travel, roads, by, lang *string
	seconds                                                                                  *float64
	iterations                                                                               *int
	seed                                                                                     *uint64
	asJSON, take, empty                                                                      *bool
}

// planAnswer is what hq plan prints with -json.
type planAnswer struct {
	plan.Plan
	Branch string `json:"branch"`
	// Numbers are the bank's of all cases named here, CREDITOR/NUMBER, as -must and -pin take them.
	Numbers  map[evidence.ID]string `json:"numbers"`
	Changes  []hq.PlanChange        `json:"changes"`
	Affected []evidence.ID          `json:"affected"`
	// Withdrawn is how many of the changes give a case that somebody has to nobody.
	Withdrawn int `json:"withdrawn"`
	Taken     int `json:"taken"` // decisions written
}

func runPlan(ctx context.Context, c *call) error {
	where := c.where()
	ask := planAsk{
		branch:     c.flags.String("branch", "", "the branch"),
		date:       c.flags.String("date", "", "day that is planned, yyyy-mm-dd; else tomorrow"),
		from:       c.flags.String("from", "", "HH:MM: plan the rest of the day from then on; of today else from now on"),
		roster:     c.flags.String("roster", "", "file of who works when and can what (visits/plan); else what the branch's managers keep, or every officer from 09:00 to 18:00, Monday to Friday"),
		policy:     c.flags.String("policy", "", "file of buckets, ladder and priority; else the house's"),
		region:     c.flags.String("region", "", "plan as if the branch were in CN, US-MA or house; else where it is"),
		without:    c.flags.String("without", "", "officers, by comma, who are not there from -from on"),
		must:       c.flags.String("must", "", "cases, by comma, that are left out only if nothing else is possible: CREDITOR/NUMBER"),
		pins:       c.flags.String("pin", "", "cases kept for somebody's crew, by comma: CREDITOR/NUMBER=NAME"),
		travel:     c.flags.String("travel", "", "table of measured ways, CSV: from,to,seconds,metres; from and to are start or CREDITOR/NUMBER"),
		roads:      c.flags.String("roads", "", "OpenStreetMap extract of the district, .osm.pbf, whose roads the crews go by; else ways are estimated"),
		by:         c.flags.String("by", "car", "with -roads: car or foot"),
		lang:       c.flags.String("lang", "en", "language of the plan, of its text and of the reasons in -json: en or zh"),
		seconds:    c.flags.Float64("seconds", 5, "time to search"),
		iterations: c.flags.Int("iterations", 0, "search so many iterations instead, the same on every machine of a kind"),
		seed:       c.flags.Uint64("seed", 1, "seed of the search"),
		asJSON:     c.flags.Bool("json", false, "the plan as one JSON object"),
		take:       c.flags.Bool("take", false, "make the plan decisions; else it is only shown"),
		empty:      c.flags.Bool("empty", false, "with -take: take a plan without any tour too, and every case of the day away from who has it"),
	}
	if err := c.parse(); err != nil {
		return err
	}
	switch {
	case *ask.branch == "":
		return errors.New("give -branch")
	case *ask.iterations < 0 || *ask.iterations == 0 && !(*ask.seconds > 0 && *ask.seconds <= 3600):
		return errors.New("-seconds is above 0 and at most an hour, -iterations not below 0")
	}
	return c.with(where(), func(h *hq.HQ) error { return c.planDay(ctx, h, &ask) })
}

func (c *call) planDay(ctx context.Context, h *hq.HQ, ask *planAsk) error {
	w, err := wordsIn(*ask.lang)
	if err != nil {
		return fmt.Errorf("-lang: %w; nothing was planned", err)
	}
	in, err := planInput(ctx, h, ask)
	if err != nil {
		return err
	}
	p, err := plan.Suggest(in, plan.Search{Seed: *ask.seed, Iterations: *ask.iterations, Seconds: *ask.seconds,
		Elapsed: searching(ctx)})
	if err != nil && !errors.Is(err, plan.ErrNobody) {
		return err
	}
	say(w, &p, in)
	if err == nil { // where nobody goes no wish can be kept, and that is what is told
		if err := ask.unplannable(in, &p); err != nil {
			return err
		}
	}
	a := planAnswer{Plan: p, Branch: *ask.branch, Numbers: numbersOf(in.Cases)}
	changes, affected := hq.PlanChanges(&p, in.Cases)
	a.Changes, a.Affected = append([]hq.PlanChange{}, changes...), append([]evidence.ID{}, affected...) // [] in JSON where there are none
	a.Withdrawn = len(slices.DeleteFunc(slices.Clone(a.Changes), func(ch hq.PlanChange) bool { return len(ch.Now) > 0 || len(ch.Was) == 0 }))
	if *ask.take {
		if err := c.takePlan(ctx, h, &a, ask, err != nil); err != nil {
			return err
		}
	}
	if *ask.asJSON {
		return c.json(a)
	}
	a.print(c.out, in, w)
	return nil
}

func planInput(ctx context.Context, h *hq.HQ, ask *planAsk) (*plan.Input, error) {
	unit, err := knownBranch(ctx, h, *ask.branch)
	if err != nil {
		return nil, err
	}
	cases, err := h.PlanCases(ctx, unit)
	if err != nil {
		return nil, err
	}
	if len(cases) == 0 {
		return nil, fmt.Errorf("the branch %s has no cases; nothing was planned", *ask.branch)
	}
	in := &plan.Input{Cases: cases, Zone: plan.ZoneOf(cases), From: *ask.from}
	if in.Policy, err = readPolicy(*ask.policy); err != nil {
		return nil, err
	}
	if in.Law, err = h.LawOf(ctx, unit, regionSaid(*ask.region)); err != nil {
		return nil, err
	}
	if in.Roster, err = readRoster(ctx, h, unit, *ask.roster); err != nil {
		return nil, err
	}
	at, err := clockOf(ask, in)
	if err != nil {
		return nil, err
	}
	now := time.Now().In(at)
	in.Today = now.Format(time.DateOnly)
	in.Day = cmp.Or(*ask.date, now.AddDate(0, 0, 1).Format(time.DateOnly))
	switch {
	case in.Day < in.Today:
		return nil, fmt.Errorf("%s has passed; nothing was planned", in.Day)
	case in.Day == in.Today && in.From == "":
		in.From = now.Format("15:04")
	}
	in.Together = in.Roster.Swapped(in.Day, plan.TogetherOn(cases, in.Day))
	if err := in.Roster.Without(*ask.without, in.From); err != nil {
		return nil, err
	}
	return in, ask.wishes(h, in)
}

// clockOf is the branch's clock: that of its roster, else of most of its cases. The
// machine's is none: headquarters may stand anywhere, and a region's rules name no zone.
func clockOf(ask *planAsk, in *plan.Input) (*time.Location, error) {
	zone := cmp.Or(in.Roster.Zone, in.Zone)
	if zone == "" || zone == "Local" {
		return nil, fmt.Errorf("no case of the branch %s names a time zone, and its roster names none, so no hour of its day can be said: "+
			"import its cases with -zone, or give or import a roster that names one; nothing was planned", *ask.branch)
	}
	return time.LoadLocation(zone)
}

func readPolicy(file string) (plan.Policy, error) {
	data := assets.HousePlan()
	if file != "" {
		var err error
		if data, err = os.ReadFile(file); err != nil {
			return plan.Policy{}, err
		}
	}
	return plan.ParsePolicy(data)
}

// readRoster reads a roster and finds its people in the branch; without a file it is
// what its managers keep, or all of them where nobody keeps one.
func readRoster(ctx context.Context, h *hq.HQ, unit evidence.ID, file string) (plan.Roster, error) {
	officers, err := h.Officers(ctx, unit)
	if err != nil {
		return plan.Roster{}, err
	}
	r := plan.UsualRoster()
	if file == "" {
		if kept, err := h.Roster(ctx, unit); !errors.Is(err, hq.ErrNoRoster) {
			return kept, err
		}
		for _, o := range officers {
			r.People = append(r.People, plan.Person{Name: o.Name, ID: o.ID, Papers: plan.PapersOf(&o)})
		}
		return r, nil
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return r, err
	}
	if r, err = plan.ParseRoster(data); err != nil {
		return r, err
	}
	for i := range r.People {
		p := &r.People[i]
		at := slices.IndexFunc(officers, func(o visits.Person) bool { return o.ID == p.ID || p.ID.IsZero() && o.Name == p.Name })
		if at >= 0 {
			p.ID, p.Papers = officers[at].ID, plan.PapersOf(&officers[at])
		} else {
			return r, fmt.Errorf("the roster names %s, who is no officer of this branch; nothing was planned", p.Name)
		}
	}
	if err := r.Meant(); err != nil { // two names of one person are seen once both are found
		return r, fmt.Errorf("the roster cannot be meant so, nothing was done: %w", err)
	}
	return r, nil
}

// tableOf reads CSV behind the mark that spreadsheets begin it with.
func tableOf(file io.Reader) *csv.Reader {
	text := bufio.NewReader(file)
	if mark, err := text.Peek(3); err == nil && string(mark) == "\ufeff" {
		_, _ = text.Discard(len(mark)) // it was just seen there
	}
	return csv.NewReader(text)
}

// rowTrouble says which line of a table is none of the columns that are expected.
func rowTrouble(err error, columns string) error {
	var at *csv.ParseError
	switch {
	case errors.Is(err, io.EOF):
		return fmt.Errorf("the file has no row; it is CSV with the columns %s", columns)
	case errors.As(err, &at) && errors.Is(err, csv.ErrFieldCount):
		return fmt.Errorf("line %d has another number of columns than %s", at.Line, columns)
	case errors.As(err, &at):
		return fmt.Errorf("line %d: a quotation mark stands where none can, or its partner is missing", at.Line)
	}
	return err
}

// numbersOf are the bank's numbers of cases whose words are held.
func numbersOf(cases []plan.Case) map[evidence.ID]string {
	numbers := make(map[evidence.ID]string, len(cases))
	for i := range cases {
		if c := cases[i].Words; c != nil {
			numbers[cases[i].ID] = c.Creditor + "/" + c.Number
		}
	}
	return numbers
}

func (a *planAnswer) print(w io.Writer, in *plan.Input, words *i18n.Words) {
	numbers := a.Numbers
	fmt.Fprintln(w, words.T("hqplan.head", "branch", a.Branch, "day", a.Day, "size", a.CrewSize))
	fmt.Fprintln(w, travelTold(words, &a.Travel))
	for _, t := range a.Tours {
		on := ""
		if !t.After.IsZero() {
			on = words.T("hqplan.goes_on", "case", numbers[t.After])
		}
		fmt.Fprintln(w, words.T("hqplan.tour", "names", strings.Join(t.Names, " + "), "on", on, "visits", len(t.Stops), "finish", t.Finish, "way", words.Way(t.Metres), "minutes", t.Minutes))
		for _, s := range t.Stops {
			var why []string
			for _, p := range s.Priority {
				why = append(why, fmt.Sprintf("%d %s", p.Points, p.Words))
			}
			if s.Avoids != "" {
				why = append(why, words.T("suggest.avoids."+s.Avoids))
			}
			if s.Warns != "" {
				why = append(why, words.T("suggest.warns."+s.Warns))
			}
			fmt.Fprintln(w, words.T("hqplan.stop", "order", s.Order, "begin", s.Begin, "case", numbers[s.Case], "points", s.Score, "why", strings.Join(why, words.T("hqplan.and"))))
		}
	}
	for _, l := range a.LeftOut {
		fmt.Fprintln(w, words.T("suggest.left_out", "case", numbers[l.Case], "points", l.Score, "why", l.Words))
	}
	a.printNot(w, words)
	for _, o := range a.Off {
		fmt.Fprintln(w, words.T("hqplan.off", "name", o.Name, "why", o.Why))
	}
	a.printChanges(w, words, in, numbers)
	fmt.Fprintln(w, words.T("hqplan.sum", "even", fmt.Sprintf("%.0f", 100*a.Fairness.Even), "changes", len(a.Changes), "nobody", a.Withdrawn, "taken", a.Taken))
}

// printChanges says who gets or loses what; somebody who loses a case may be at
// its door, and what is handed in of that visit counts once, as late work.
func (a *planAnswer) printChanges(w io.Writer, words *i18n.Words, in *plan.Input, numbers map[evidence.ID]string) {
	names := map[evidence.ID]string{}
	for _, p := range in.Roster.People {
		names[p.ID] = p.Name
	}
	called := func(ids []evidence.ID) string {
		var list []string
		for _, id := range ids {
			list = append(list, cmp.Or(names[id], id.Short()))
		}
		return cmp.Or(strings.Join(list, " + "), words.T("hqplan.nobody"))
	}
	for _, c := range a.Changes {
		switch {
		case len(c.Was) == 0:
		case slices.Equal(c.Was, c.Now):
			fmt.Fprintln(w, words.T("hqplan.moved", "case", numbers[c.Case], "names", called(c.Now), "order", c.Order))
		default:
			fmt.Fprintf(w, "%s: %s → %s\n", numbers[c.Case], called(c.Was), called(c.Now))
		}
	}
	if len(a.Affected) > 0 {
		fmt.Fprintln(w, words.T("hqplan.affected", "names", strings.ReplaceAll(called(a.Affected), " + ", words.T("common.list"))))
	}
}
