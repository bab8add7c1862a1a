package headquarters

import (
	"slices"

	"fairvisit/app/i18n"
	"fairvisit/app/record"
	"fairvisit/app/widgets"
	"fairvisit/evidence"
	fieldsync "fairvisit/sync"
	"fairvisit/visits"
)

// proof is what can be said of a record without believing anybody: counted from
// what headquarters holds.
type proof struct {
	Entries, Officer   int   // entries; of them signed by an officer too
	Log                int64 // the highest number of the log among them
	Unsecured          int   // not in the second copy
	NoSecond           bool  // there is no second copy
	Stored, Photos     int   // without those withdrawn
	Withdrawn          int   // photos
	SoundsHere, Sounds int   // files, without those withdrawn
	Unread             int   // entries of a form this version cannot read
	Forks              int
	Holes              []visits.GapFacts
	Drained            int // handed in by a revoked device
	Short              []short
	Open               int // visits that are not closed: nothing says yet how many entries they have
}

// short is a closed visit that holds other counts than it said.
type short struct {
	Visit              *visits.Visit
	Entries, EntriesOf int
	Files, FilesOf     int // photos, those withdrawn too, and files of sound: the close counts all
}

func prove(r *fieldsync.CaseRecord) proof {
	p := proof{NoSecond: r.Secured == 0}
	for _, e := range r.Entries {
		if e.Kind == visits.RecordViewed {
			continue // that somebody looked is no part of what happened
		}
		p.Entries++
		if !e.Officer.IsZero() {
			p.Officer++
		}
		if p.Log = max(p.Log, e.No); e.No > r.Secured {
			p.Unsecured++
		}
		if e.Quarantined {
			p.Unread++
		}
		switch e.Status {
		case evidence.Fork.String():
			p.Forks++
		case evidence.Drain.String():
			p.Drained++
		}
	}
	for _, s := range r.Photos {
		if isSound(s) {
			p.countSound(s)
			continue
		}
		if s.Withdrawn != "" {
			p.Withdrawn++ // nobody waits for it
			continue
		}
		p.Photos++
		if s.Stored {
			p.Stored++
		}
	}
	for _, d := range r.Devices {
		p.Holes = append(p.Holes, d.Gaps...)
	}
	for _, v := range r.Visits {
		if v.Closed == nil {
			p.Open++
			continue
		}
		// What the second officer's device or anybody wrote after the close no close counts.
		if entries, files := v.Counted(); v.Closed.Entries != entries || v.Closed.Photos != files {
			p.Short = append(p.Short, short{v, entries, v.Closed.Entries, files, v.Closed.Photos})
		}
	}
	return p
}

// whole reports that nothing speaks against the record: what is still on its way
// is no hole.
func (p proof) whole() bool {
	return p.Forks == 0 && len(p.Holes) == 0 && len(p.Short) == 0 && p.Unread == 0
}

// complete reports that it is whole and all of it is here.
func (p proof) complete() bool {
	return p.whole() && p.Stored == p.Photos && p.SoundsHere == p.Sounds && p.Open == 0
}

// summary is the state of the proof in a few words.
func (p proof) summary(w *i18n.Words) (string, widgets.Sense) {
	switch {
	case p.Forks > 0:
		return w.N("hq.proof.fork", p.Forks), widgets.Danger
	case len(p.Holes) > 0:
		return w.T("hq.proof.hole", "from", p.Holes[0].From, "to", p.Holes[0].To), widgets.Danger
	case len(p.Short) > 0:
		return w.T("hq.proof.short"), widgets.Danger
	case p.Unread > 0:
		return w.N("hq.proof.unread", p.Unread), widgets.Warning
	case !p.complete():
		return w.T("hq.proof.under_way", "entries", p.Entries, "photos", p.Stored, "of", p.Photos, "log", p.Log) + record.AndWithdrawn(w, p.Withdrawn), widgets.Info
	}
	return w.T("hq.proof.complete", "entries", p.Entries, "photos", p.Photos, "log", p.Log) + record.AndWithdrawn(w, p.Withdrawn), widgets.Good
}

// said is the proof in sentences.
func (p proof) said(w *i18n.Words) []string {
	var list []string
	if p.whole() {
		list = append(list, w.T("hq.proof.whole"))
	}
	if p.Forks > 0 {
		list = append(list, w.N("hq.proof.fork", p.Forks))
	}
	for _, g := range p.Holes {
		list = append(list, w.T("hq.proof.hole", "from", g.From, "to", g.To))
	}
	for _, s := range p.Short {
		list = append(list, w.T("hq.proof.counts", "entries", s.Entries, "of", s.EntriesOf, "files", s.Files, "files_of", s.FilesOf))
	}
	if p.Unread > 0 {
		list = append(list, w.N("hq.proof.unread", p.Unread))
	}
	if p.Drained > 0 {
		list = append(list, w.N("hq.proof.drained", p.Drained))
	}
	if p.Open > 0 {
		list = append(list, w.N("hq.proof.open", p.Open))
	}
	list = append(list, w.T("hq.proof.signed", "n", p.Entries, "officer", p.Officer), w.T("hq.proof.photos", "n", p.Stored, "of", p.Photos))
	if p.Sounds > 0 {
		list = append(list, w.T("hq.proof.sounds", "n", p.SoundsHere, "of", p.Sounds))
	}
	if p.Withdrawn > 0 {
		list = append(list, w.N("withdraw.proof", p.Withdrawn))
	}
	switch {
	case p.NoSecond:
		list = append(list, w.T("hq.proof.no_second", "log", p.Log))
	case p.Unsecured > 0:
		list = append(list, w.N("hq.proof.unsecured", p.Unsecured, "log", p.Log))
	default:
		list = append(list, w.T("hq.proof.secured", "log", p.Log))
	}
	return list
}

// lookedAt is how often the record was read, the read that brought it included:
// headquarters logs it before it answers.
func lookedAt(r *fieldsync.CaseRecord) int {
	n := 0
	for _, e := range r.Entries {
		if e.Kind == visits.RecordViewed {
			n++
		}
	}
	return n
}

// contested are the decisions that all claim to stand, the standing one first.
func contested(c *visits.Case) []visits.Decision {
	if len(c.Contested) == 0 {
		return nil
	}
	var list []visits.Decision
	if d, ok := c.Decision(c.Standing); ok {
		list = append(list, d)
	}
	for _, d := range c.Decisions {
		if slices.Contains(c.Contested, d.Entry) {
			list = append(list, d)
		}
	}
	return list
}
