package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"fairvisit/evidence"
	"fairvisit/sync/hq"
	"fairvisit/visits/plan"
)

// wishes are what the manager wants: must, pins, measured ways.
func (ask *planAsk) wishes(h *hq.HQ, in *plan.Input) error {
	var err error
	if in.Must, err = casesNamed(h, in, "-must", *ask.must); err != nil {
		return err
	}
	in.Pins = map[evidence.ID]evidence.ID{}
	for pin := range strings.SplitSeq(*ask.pins, ",") {
		if pin == "" {
			continue
		}
		name, who, _ := strings.Cut(pin, "=")
		ids, err := casesNamed(h, in, "-pin", name)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(in.Roster.People, func(p plan.Person) bool { return p.Name == who })
		if i < 0 || len(ids) != 1 {
			return fmt.Errorf("-pin: %q is not CREDITOR/NUMBER=NAME of somebody in the roster; nothing was planned", pin)
		}
		in.Pins[ids[0]] = in.Roster.People[i].ID
	}
	if *ask.travel != "" {
		if in.Ways, err = readWays(h, in, *ask.travel); err != nil {
			return err
		}
	}
	in.Roads, err = readRoads(*ask.roads, *ask.by)
	return err
}

// casesNamed are the branch's cases of these names, by comma. One that the branch does
// not have is refused: a slip of the pen would lose a visit that must be made, and
// nothing would say so.
func casesNamed(h *hq.HQ, in *plan.Input, flag, list string) ([]evidence.ID, error) {
	var ids []evidence.ID
	for name := range strings.SplitSeq(list, ",") {
		if name = strings.TrimSpace(name); name == "" {
			continue
		}
		creditor, number, ok := strings.Cut(name, "/")
		if !ok {
			return nil, fmt.Errorf("%s: %q is no case CREDITOR/NUMBER; nothing was planned", flag, name)
		}
		id := h.CaseID(creditor, number)
		if !slices.ContainsFunc(in.Cases, func(c plan.Case) bool { return c.ID == id }) {
			return nil, fmt.Errorf("%s: the branch has no case %q; nothing was planned", flag, name)
		}
		ids = append(ids, id)
	}
	return ids, nil
}

// unplannable refuses a plan for a wish it cannot keep: a case that must be visited,
// or is kept for somebody, and is not to be visited that day at all. One that fits no
// tour is no such case, it stands among those left out.
func (ask *planAsk) unplannable(in *plan.Input, p *plan.Plan) error {
	for _, l := range p.Not {
		_, pinned := in.Pins[l.Case]
		if kept := l.Why == plan.Kept || l.Why == plan.VisitedThat || l.Why == plan.UnderWay; kept || !pinned && !slices.Contains(in.Must, l.Case) {
			continue
		}
		i := slices.IndexFunc(in.Cases, func(c plan.Case) bool { return c.ID == l.Case })
		name := l.Case.Short()
		if words := in.Cases[i].Words; words != nil {
			name = words.Creditor + "/" + words.Number
		}
		return fmt.Errorf("%s: %s cannot be planned for %s: %s; nothing was planned", map[bool]string{true: "-pin", false: "-must"}[pinned], name, p.Day, l.Words)
	}
	return nil
}

// readWays reads a table of measured ways.
func readWays(h *hq.HQ, in *plan.Input, file string) ([]plan.Way, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r := tableOf(f)
	r.FieldsPerRecord = 4
	var ways []plan.Way
	for {
		row, err := r.Read()
		if err == io.EOF {
			return ways, nil
		}
		if err != nil {
			return nil, fmt.Errorf("-travel: %w; nothing was planned", rowTrouble(err, "from,to,seconds,metres"))
		}
		if row[0] == "from" {
			continue
		}
		seconds, err := strconv.ParseInt(row[2], 10, 32)
		metres, err2 := strconv.ParseInt(row[3], 10, 32)
		if err != nil || err2 != nil {
			line, _ := r.FieldPos(2)
			return nil, fmt.Errorf("-travel: line %d: seconds and metres are whole numbers, and they are %q and %q; nothing was planned", line, row[2], row[3])
		}
		w := plan.Way{Seconds: int32(seconds), Metres: int32(metres)}
		for i, end := range []*evidence.ID{&w.From, &w.To} {
			if row[i] == "start" {
				continue
			}
			ids, err := casesNamed(h, in, "-travel", row[i])
			if err != nil {
				return nil, err
			}
			if len(ids) != 1 {
				return nil, fmt.Errorf("-travel: %q is neither start nor CREDITOR/NUMBER; nothing was planned", row[i])
			}
			*end = ids[0]
		}
		ways = append(ways, w)
	}
}
