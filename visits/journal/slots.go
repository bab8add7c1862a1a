package journal

import (
	"encoding/json"
	"fmt"

	"fairvisit/evidence"
	"fairvisit/visits"
)

// follows reports that a feed was pulled before and is not being pulled anew: a
// tombstone that comes now is news.
func (tx *Tx) follows(f *feed) (bool, error) {
	if f.cursor == 0 {
		return false, nil
	}
	again, err := tx.one("SELECT 1 FROM feed_rows WHERE feed = ? AND gone = 0 AND round < ? LIMIT 1", []any{f.name, f.round}, new(int))
	return !again, err
}

// returnSlots gives back what this device holds of cases that a batch decided
// otherwise: from then on it will not use the contact, and the entry says so in
// the chain a visit on it would stand in. Until that is handed in headquarters
// gives the contact to nobody else.
func (j *Journal) returnSlots(tx *Tx, feed string, rows []Row, follows bool) (wrote bool, err error) {
	id := j.identity.Load()
	if feed != visits.OfficerFeed(id.Officer) {
		return false, nil
	}
	for i := range rows {
		k, err := visits.ParseKey(rows[i].Entity)
		if err != nil || k.Kind != visits.KindCase {
			continue
		}
		body, err := tx.picture(k)
		if err != nil {
			return wrote, err
		}
		back := []evidence.Hash{}
		switch {
		case body != nil:
			if back, err = j.slotsOver(k, body, rows[i].Gone); err != nil {
				return wrote, err
			}
		case rows[i].Gone && follows:
			back = append(back, evidence.Hash{}) // decided and taken back before it came: whichever it was
		}
		for _, decision := range back {
			_, err := j.append(tx, Writing{Kind: visits.SlotReturned, Facts: visits.SlotFacts{Decision: decision},
				Refs: []evidence.Ref{{Kind: evidence.RefCase, ID: k.ID}, {Kind: evidence.RefOfficer, ID: id.Officer}}})
			if err != nil {
				return wrote, err
			}
			wrote = true
		}
	}
	return wrote, nil
}

// slotsOver are the slots of a case that this device holds and may not use any
// more: all of them where the case is gone, else those of decisions that stand no
// more. One whose day is over, or that no limit asks for, needs no word.
func (j *Journal) slotsOver(k visits.Key, body []byte, gone bool) (over []evidence.Hash, err error) {
	var c visits.Case
	if err := json.Unmarshal(body, &c); err != nil {
		return nil, fmt.Errorf("picture %s: %w", k.Entity(), err)
	}
	id := j.identity.Load()
	for i := range c.Slots {
		s := &c.Slots[i]
		if s.Open() && s.Limited && s.HeldBy(id.Device, id.Officer) && j.options.Now() < s.Until && (gone || s.Decision != c.Standing) {
			over = append(over, s.Decision)
		}
	}
	return over, nil
}
