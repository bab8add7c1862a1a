package visits

import (
	"crypto/sha256"
	"errors"
	"time"

	"fairvisit/evidence"
)

// What an officer says before the tour and after it, and who received its cash
// (evidence/FORMAT.md section 32).
const (
	TourReady    = "tour.ready/1"
	TourEnded    = "tour.ended/1"
	CashReceived = "cash.received/1"
)

// What is carried: CarriedCodes are the codes this version offers.
const (
	CarriedPapers   = "papers"
	CarriedLetters  = "letters"
	CarriedReceipts = "receipts"
)

// CarriedCodes are what an officer ticks, in the order it is asked.
var CarriedCodes = []string{CarriedPapers, CarriedLetters, CarriedReceipts}

// ReadyFacts are what was so when an officer said to be ready.
type ReadyFacts struct {
	Day     string   `json:"day"`               // yyyy-mm-dd, by the device's wall
	Age     int64    `json:"age"`               // µs since headquarters was heard whole, so old are cases, packs and stops; -1: never heard
	Stops   int      `json:"stops"`             // of the tour
	Packs   int      `json:"packs"`             // in force here
	Unread  int      `json:"unread,omitempty"`  // packs that were published and are not understood here
	Class   string   `json:"class"`             // of the clock: A, B, C
	Free    int64    `json:"free"`              // bytes; -1: the system does not say
	Battery *int     `json:"battery,omitempty"` // percent; nil: the system does not say
	Carried []string `json:"carried,omitempty"` // CarriedCodes, those that were ticked
	Sound   string   `json:"sound,omitempty"`   // rules.Record*, or SoundNoDevice; empty: no stop of the tour tells
}

// SoundNoDevice is that this device cannot record, whatever the rules say.
const SoundNoDevice = "no_device"

// EndedFacts are what was so when an officer said that the tour is over.
type EndedFacts struct {
	Day       string `json:"day"`
	Entries   int    `json:"entries"`             // that only this device holds, this one left out
	Photos    int    `json:"photos"`              // likewise
	Unsecured int    `json:"unsecured,omitempty"` // entries and photos that headquarters holds once
	Open      int    `json:"open"`                // visits not finished
	Done      int    `json:"done"`                // visits of the day that were closed
	Stops     int    `json:"stops"`               // of the tour that nobody went to, stopped ones left out
	Letters   *int   `json:"letters,omitempty"`   // brought back; nil: not counted
	First     int64  `json:"first,omitempty"`     // µs, wall: the day's first entry of a visit …
	Last      int64  `json:"last,omitempty"`      // … and its last; 0: there was no visit
	Incidents int    `json:"incidents,omitempty"`
	Cash      []Cash `json:"cash,omitempty"` // one of each currency that was taken or counted, by currency
}

// Ending is what an officer's visits of a day come to when it ends: how many, the
// hours, what happened, what was taken in cash. What is not secured and what is
// counted by hand is for who has it.
func Ending(list []Visit, officer evidence.ID, day string) EndedFacts {
	f := EndedFacts{Day: day, Cash: CashOf(list, officer, day)}
	for i := range list {
		v := &list[i]
		if v.Practice || v.Officer != officer || v.Day() != day {
			continue
		}
		if v.Status == StatusClosed {
			f.Done++
		}
		f.Incidents += len(v.Safety.Incidents)
		for _, l := range v.Lines {
			if !l.Device.IsZero() {
				continue // a second officer's word, or a manager's
			}
			if f.First == 0 || l.Wall < f.First {
				f.First = l.Wall
			}
			f.Last = max(f.Last, l.Wall)
		}
	}
	return f
}

// Tour is the picture of one officer's day.
type Tour struct {
	ID       evidence.ID    `json:"id"` // TourID
	Officer  evidence.ID    `json:"officer"`
	Unit     evidence.ID    `json:"unit"`
	Day      string         `json:"day"`
	Ready    *ReadyLine     `json:"ready,omitempty"` // what was said last; nil: nothing
	Ended    *EndedLine     `json:"ended,omitempty"`
	Received []ReceivedLine `json:"received,omitempty"`
	Omitted  int            `json:"omitted,omitempty"` // of Received, left out by Cut; 0 at headquarters

	// Drawn is, by currency, how much of what was counted and received stands for cash
	// that visits took (minor units); nil on a device.
	Drawn map[string]int64 `json:"drawn,omitempty"`
}

// ReadyLine is what an officer said before the tour.
type ReadyLine struct {
	Entry  evidence.Hash `json:"entry"`
	At     int64         `json:"at"`              // µs, wall
	Second evidence.ID   `json:"second,omitzero"` // who confirmed to go along; zero: nobody
	ReadyFacts
}

// EndedLine is what an officer said after it.
type EndedLine struct {
	Entry  evidence.Hash `json:"entry"`
	Device evidence.ID   `json:"device,omitzero"` // whose chain it stands in, and where
	Epoch  evidence.ID   `json:"epoch,omitzero"`
	Seq    uint64        `json:"seq,omitempty"`
	At     int64         `json:"at"` // µs, wall
	Second evidence.ID   `json:"second,omitzero"`
	EndedFacts
}

// TourID is the id of the picture of an officer's day.
func TourID(officer evidence.ID, day string) evidence.ID {
	sum := sha256.Sum256(append(append([]byte("tour\n"), officer[:]...), day...))
	return evidence.ID(sum[:len(evidence.ID{})])
}

// TourOf is the tour an entry speaks of; false for one of any other kind, or whose
// facts are not here.
func TourOf(e *evidence.Entry) (evidence.ID, bool) {
	if e.Facts.State != evidence.Present {
		return evidence.ID{}, false
	}
	switch e.Header.Kind {
	case TourReady, TourEnded:
		f, err := facts[struct {
			Day string `json:"day"`
		}](e)
		return TourID(e.Header.Officer(), f.Day), err == nil
	case CashReceived:
		f, err := facts[ReceivedFacts](e)
		return TourID(f.From, f.Day), err == nil
	}
	return evidence.ID{}, false
}

// State is what lists filter by: how far the day has come.
func (t *Tour) State() string {
	switch {
	case t.Ended != nil && t.Ended.Carries() && t.Receiver().IsZero():
		return "to_hand_over"
	case t.Ended != nil:
		return "ended"
	case t.Ready != nil:
		return "ready"
	}
	return "unsaid"
}

var (
	errTourDay   = errors.New("a tour is of one officer and of a day as in 2026-03-31")
	errTourCash  = errors.New("cash is counted once for each currency, in order, and is no less than nothing")
	errTourFacts = errors.New("a count is no less than nothing")
)

// Check refuses facts that say nothing or the impossible; nothing of them may be
// stored.
func (f *ReadyFacts) Check() error {
	if f.Stops < 0 || f.Packs < 0 || f.Unread < 0 || f.Age < -1 || f.Free < -1 || f.Battery != nil && (*f.Battery < 0 || *f.Battery > 100) {
		return errTourFacts
	}
	return nil
}

// Check refuses facts that say nothing or the impossible; nothing of them may be
// stored.
func (f *EndedFacts) Check() error {
	least := min(f.Entries, f.Photos, f.Unsecured, f.Open, f.Done, f.Stops, f.Incidents)
	if f.Letters != nil {
		least = min(least, *f.Letters)
	}
	if least < 0 {
		return errTourFacts
	}
	for i, c := range f.Cash {
		if c.Currency == "" || c.Taken < 0 || c.Counted < 0 || i > 0 && f.Cash[i-1].Currency >= c.Currency {
			return errTourCash
		}
	}
	return nil
}

// tour is the picture of an officer's day, marked as changed.
func (p *Pictures) tour(in Input, officer evidence.ID, day string) (*Tour, error) {
	if _, err := time.Parse(time.DateOnly, day); err != nil || officer.IsZero() {
		return nil, payloadError{errTourDay}
	}
	k := Key{KindTour, TourID(officer, day)}
	t, ok, err := held[Tour](p, k)
	if err != nil {
		return nil, err
	}
	if !ok {
		t = &Tour{ID: k.ID, Officer: officer, Day: day}
		p.held[k] = t
	}
	p.touch(KindTour, k.ID, in.Entry.ID)
	return t, nil
}

// ownTour is tour of the officer who writes; the branch is that of their device.
func (p *Pictures) ownTour(in Input, day string) (*Tour, error) {
	t, err := p.tour(in, in.Entry.Header.Officer(), day)
	if err != nil {
		return nil, err
	}
	d, err := p.device(in.Entry.Header.Device)
	if err == nil && t.Unit.IsZero() {
		t.Unit = d.Unit
	}
	return t, err
}

func foldTourReady(p *Pictures, in Input) error {
	f, err := facts[ReadyFacts](in.Entry)
	if err != nil {
		return err
	}
	if err := f.Check(); err != nil {
		return payloadError{err}
	}
	if in.Entry.Header.Practice {
		return nil
	}
	t, err := p.ownTour(in, f.Day)
	if err != nil {
		return err
	}
	h := &in.Entry.Header
	if t.Ready == nil || compareAt(t.Ready.At, t.Ready.Entry, h.Wall, in.Entry.ID) < 0 {
		t.Ready = &ReadyLine{Entry: in.Entry.ID, At: h.Wall, Second: h.Ref(evidence.RefSecond), ReadyFacts: f}
	}
	return nil
}

func foldTourEnded(p *Pictures, in Input) error {
	f, err := facts[EndedFacts](in.Entry)
	if err != nil {
		return err
	}
	if err := f.Check(); err != nil {
		return payloadError{err}
	}
	if in.Entry.Header.Practice {
		return nil
	}
	t, err := p.ownTour(in, f.Day)
	if err != nil {
		return err
	}
	h := &in.Entry.Header
	if t.Ended == nil || compareAt(t.Ended.At, t.Ended.Entry, h.Wall, in.Entry.ID) < 0 {
		t.Ended = &EndedLine{Entry: in.Entry.ID, Device: h.Device, Epoch: h.Epoch, Seq: h.Seq, At: h.Wall, Second: h.Ref(evidence.RefSecond), EndedFacts: f}
	}
	if detail := f.difference(); detail != "" {
		p.find(CashDiffers, in, t.Unit, t.Officer, detail)
	}
	return p.handedOver(t, in)
}
