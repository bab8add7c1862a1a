package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"fairvisit/evidence"
	"fairvisit/sync/hq"
	"fairvisit/visits"
)

func runComplaints(ctx context.Context, c *call) error {
	verb := c.verb()
	d := c.atDesk()
	channel := c.flags.String("channel", "letter", "how it came: "+strings.Join(visits.ComplaintChannels, ", "))
	about := c.flags.String("about", "", "what it is about: "+strings.Join(visits.ComplaintAbouts, ", "))
	on := c.flags.String("on", "", "the day it came in where the debtor lives, yyyy-mm-dd; left out: now")
	words, err := c.words(c.args)
	if err != nil {
		return err
	}
	verb, words = verbAmong(verb, words)
	most := map[string]int{"list": 0, "receive": 1, "acknowledge": 2, "answer": 3}
	least := map[string]int{"receive": 1, "acknowledge": 1, "answer": 2}
	if n, known := most[verb]; !known || len(words) > n || len(words) < least[verb] {
		return errors.New(`give one of: list, receive CASE, acknowledge CASE [COMPLAINT], answer CASE [COMPLAINT] yes|partly|no
a COMPLAINT is the first digits of its id, and may be left out where one is open`)
	}
	return c.withDesk(ctx, d, func(h *hq.HQ) error {
		if verb == "list" {
			return c.listComplaints(ctx, h, d)
		}
		who, err := d.who(ctx, h)
		if err != nil {
			return err
		}
		id, err := namedCase(h, words[0])
		if err != nil {
			return err
		}
		if verb == "receive" {
			cs, err := h.CaseNamed(ctx, id)
			if err != nil {
				return err
			}
			at, err := cameIn(*on, time.Now(), zoneOf(cs))
			if err != nil {
				return err
			}
			now, err := h.ReceiveComplaint(ctx, id, who, *channel, *about, *d.say, at)
			if err == nil {
				c.sayComplaints(now)
			}
			return err
		}
		return c.followComplaint(ctx, h, id, who, verb, words[1:], *d.say)
	})
}

// cameIn is the last second of a day in a zone that is not to come there, or now on its
// own day, as where none is given.
func cameIn(day string, now time.Time, zone *time.Location) (int64, error) {
	if day == "" {
		return now.UnixMicro(), nil
	}
	t, err := time.ParseInLocation(time.DateOnly, day, zone)
	if err != nil || t.After(now) {
		return 0, errors.New("give -on as yyyy-mm-dd, a day that is not to come where the debtor lives; nothing was written")
	}
	return min(t.AddDate(0, 0, 1).Add(-time.Second).UnixMicro(), now.UnixMicro()), nil
}

// zoneOf is where a day of a case is meant: at the debtor's address, and in UTC where no
// import said one. The machine of whoever types may stand anywhere.
func zoneOf(cs *visits.Case) *time.Location {
	zone, err := time.LoadLocation(cs.Facts.Zone)
	if err != nil {
		return time.UTC
	}
	return zone
}

// followComplaint acknowledges or answers a complaint.
func (c *call) followComplaint(ctx context.Context, h *hq.HQ, id, who evidence.ID, verb string, words []string, say string) error {
	cs, err := h.CaseNamed(ctx, id)
	if err != nil {
		return err
	}
	upheld := ""
	if verb == "answer" {
		upheld, words = words[len(words)-1], words[:len(words)-1]
	}
	k, err := complaintNamed(cs, words)
	if err != nil {
		return err
	}
	var act visits.DeskAct
	if verb == "answer" {
		act, err = cs.AnswerComplaint(k, upheld, say, time.Now().UnixMicro())
	} else {
		act, err = cs.AcknowledgeComplaint(k, time.Now().UnixMicro())
	}
	if err != nil {
		return err
	}
	now, err := h.AtDesk(ctx, id, who, act)
	if err == nil {
		c.sayComplaints(now)
	}
	return err
}

// complaintNamed is a complaint by the first digits of its id, or the one that is open.
func complaintNamed(cs *visits.Case, words []string) (evidence.ID, error) {
	var found []evidence.ID
	for i := range cs.Complaints {
		k := &cs.Complaints[i]
		if len(words) == 1 && strings.HasPrefix(k.Complaint.String(), words[0]) || len(words) == 0 && k.Open() {
			found = append(found, k.Complaint)
		}
	}
	if len(found) != 1 {
		return evidence.ID{}, fmt.Errorf("case %s has %d such complaints: name one by the first digits of its id; nothing was written", cs.ID.Short(), len(found))
	}
	return found[0], nil
}

func (c *call) sayComplaints(cs *visits.Case) {
	for _, k := range cs.Complaints {
		c.printComplaint(k, nil)
	}
}

func (c *call) printComplaint(k visits.Complaint, said map[string]string) {
	stands := "open" + dueText(k.DueBy(), time.Now())
	switch r, answered := k.Reply(); {
	case answered:
		stands = fmt.Sprintf("answered %s, upheld: %s%s; its stop is in force until its release is asked and confirmed", when(r.Told), r.Upheld, quoted(said, r.Entry))
	case k.Acknowledged != 0:
		stands = "acknowledged, not answered" + dueText(k.DueBy(), time.Now())
	}
	fmt.Fprintf(c.out, "complaint %s by %s about %s, came in %s%s: %s\n", k.Complaint.Short(), k.Channel, k.About, when(k.At), quoted(said, k.Got), stands)
}

// listComplaints writes the masked list. It is a read like any other: logged first.
func (c *call) listComplaints(ctx context.Context, h *hq.HQ, d atDesk) error {
	if err := h.Settle(ctx); err != nil {
		return err
	}
	if _, err := h.Do(ctx, hq.Act{Kind: visits.RecordViewed, Facts: visits.ViewedFacts{What: "complaint list"}}); err != nil {
		return err
	}
	list, err := h.Complaints(ctx, d.branch(h))
	if err != nil {
		return err
	}
	if *d.asJSON {
		return c.json(list)
	}
	over := 0
	for _, k := range list {
		if k.Over {
			over++
		}
		fmt.Fprintf(c.out, "%s  %s  ", k.Case, k.Name)
		c.printComplaint(k.Complaint, nil)
	}
	fmt.Fprintf(c.out, "%d complaints open, %d overdue\n", len(list), over)
	return nil
}
