package visits

import (
	"errors"
	"slices"

	"fairvisit/evidence"
)

// DeclineReasons are the codes of why a photo is not withdrawn.
var DeclineReasons = []string{"evidence", "not_so"}

// WithdrawalAnswerFacts answer the entry that asked to withdraw a photo after the
// visit's end. Reason is one of DeclineReasons, or of a later version's; empty where it is
// confirmed.
type WithdrawalAnswerFacts struct {
	Asked  evidence.Hash `json:"asked"`
	Reason string        `json:"reason,omitempty"`
}

// AskedAnswer is what a second person said to it.
type AskedAnswer struct {
	By        evidence.Hash `json:"by"`
	Officer   evidence.ID   `json:"officer"`
	Role      string        `json:"role"`          // as the device was enrolled that wrote it
	Unit      evidence.ID   `json:"unit,omitzero"` // likewise
	At        int64         `json:"at"`            // µs, by that device's clock
	Confirmed bool          `json:"confirmed,omitempty"`
	WithdrawalAnswerFacts
}

// MayConfirm reports whether persons of a role answer who asks to withdraw a photo.
func MayConfirm(role string) bool { return role == "manager" || role == "headquarters" }

// counted reports whether the answer is another person's than asked, and one's who
// may: a manager of the visit's branch, or somebody at headquarters.
func (v *Visit) counted(a *AskedAnswer, l WithdrawnLine) bool {
	ours := a.Role != "manager" || a.Unit == v.Unit
	return a.Asked == l.By && MayConfirm(a.Role) && ours && !a.Officer.IsZero() && a.Officer != l.Officer
}

// answerTo is the answer to a request that counts: a confirmation before any refusal, then
// the earliest.
func (v *Visit) answerTo(l WithdrawnLine) (first AskedAnswer, found bool) {
	for _, a := range v.Answered {
		if !v.counted(&a, l) {
			continue
		}
		if !found || a.Confirmed && !first.Confirmed || a.Confirmed == first.Confirmed && compareAt(a.At, a.By, first.At, first.By) < 0 {
			first, found = a, true
		}
	}
	return first, found
}

// AskedWithdrawal is the newest request to withdraw a photo that its device made, and what
// was answered to it: nil, nobody has yet. found is false where none was made.
func (v *Visit) AskedWithdrawal(p PhotoLine) (asked WithdrawnLine, answer *AskedAnswer, found bool) {
	for _, l := range v.AskedBack {
		if l.of(p) && (!found || compareAt(l.At, l.By, asked.At, asked.By) > 0) {
			asked, found = l, true
		}
	}
	if a, is := v.answerTo(asked); found && is {
		answer = &a
	}
	return asked, answer, found
}

// Ended reports whether the visit's own device closed or abandoned it.
func (v *Visit) Ended() bool { return v.Status == StatusClosed || v.Status == StatusAbandoned }

// ends are the lines by which the visit's own device ended it: a store that was brought
// back from a copy may do so again.
func (v *Visit) ends() (list []Line) {
	for _, l := range v.Lines {
		if l.Device.IsZero() && (l.Kind == VisitClosed || l.Kind == VisitAbandoned) {
			list = append(list, l)
		}
	}
	return list
}

// behindEnd reports whether a line that is folded now is not known to stand before every
// end: only one life of one store has an order that nobody can choose. Between two lives,
// and two devices, the clocks on their walls would decide, which their officers set; there
// it is what headquarters had first, for that it acted on.
func (v *Visit) behindEnd(l Line) bool {
	return slices.ContainsFunc(v.ends(), func(end Line) bool {
		return !l.Device.IsZero() || end.Epoch != l.Epoch || end.Seq < l.Seq
	})
}

// foldEnd finds what was withdrawn by one alone before an end came in that the device's
// chain does not show to be later: what is destroyed does not come back, and is looked at.
func (p *Pictures) foldEnd(v *Visit, in Input) error {
	if len(v.Withdrawn) == 0 || in.Entry.Header.Device != v.Device {
		return nil
	}
	d, err := p.device(v.Device)
	if err != nil {
		return err
	}
	end := lineOf(in.Entry, v.Device)
	for _, w := range v.Withdrawn {
		i := slices.IndexFunc(v.Lines, func(l Line) bool { return l.Entry == w.By })
		if i >= 0 && !w.Late && w.Device == v.Device && !d.wroteBefore(v.Lines[i], end) {
			p.find(WithdrawnAlone, in, v.Unit, v.Officer, w.Reason)
		}
	}
	return nil
}

// wroteBefore reports whether the device's chain shows that a was written before b: in
// one epoch, or in one that the epoch of b followed when a was there.
func (d *Device) wroteBefore(a, b Line) bool {
	if a.Epoch == b.Epoch {
		return a.Seq < b.Seq
	}
	epoch := b.Epoch
	for range d.Epochs { // epochs that follow each other in a ring end here
		i := slices.IndexFunc(d.Epochs, func(x EpochLine) bool { return x.Epoch == epoch })
		if i < 0 {
			return false
		}
		if epoch = d.Epochs[i].Old; epoch == a.Epoch {
			return a.Seq <= d.Epochs[i].Seq
		}
	}
	return false
}

func foldWithdrawalAsked(p *Pictures, in Input) error {
	f, err := facts[PhotoWithdrawnFacts](in.Entry)
	if err != nil {
		return err
	}
	h := &in.Entry.Header
	l := WithdrawnLine{By: in.Entry.ID, Device: h.Device, At: h.Wall, Officer: h.Officer(), PhotoWithdrawnFacts: f}
	return p.ask(in, l.Device, func(v *Visit) {
		v.AskedBack = insertByEntry(v.AskedBack, l, func(x WithdrawnLine) evidence.Hash { return x.By })
	})
}

func foldWithdrawalAnswer(p *Pictures, in Input) error {
	f, err := facts[WithdrawalAnswerFacts](in.Entry)
	if err != nil {
		return err
	}
	h := &in.Entry.Header
	if f.Asked.IsZero() {
		return payloadError{errors.New("no request is named")}
	}
	d, err := p.device(h.Device)
	if err != nil {
		return err
	}
	a := AskedAnswer{By: in.Entry.ID, Officer: h.Officer(), Role: d.Role, Unit: d.Unit, At: h.Wall, Confirmed: h.Kind == WithdrawalConfirmed, WithdrawalAnswerFacts: f}
	v, err := p.theVisit(in)
	if err != nil {
		return err
	}
	asker := v.Device
	for _, l := range v.AskedBack {
		if l.By == f.Asked {
			asker = l.Device
		}
	}
	return p.ask(in, asker, func(v *Visit) {
		v.Answered = insertByEntry(v.Answered, a, func(x AskedAnswer) evidence.Hash { return x.By })
	})
}

// ask notes one of the two entries, finds a confirmation that does not count, and counts
// the photo where it is withdrawn now.
func (p *Pictures) ask(in Input, device evidence.ID, note func(*Visit)) error {
	v, err := p.theVisit(in)
	if err != nil {
		return err
	}
	before := v.PhotosWithdrawn()
	note(v)
	for _, l := range v.AskedBack {
		for _, a := range v.Answered {
			if a.Asked == l.By && a.Confirmed && !v.counted(&a, l) && (a.By == in.Entry.ID || l.By == in.Entry.ID) {
				p.find(WithdrawnAlone, in, v.Unit, a.Officer, l.Reason)
			}
		}
	}
	return p.countPhotos(in, device, 0, v.PhotosWithdrawn()-before)
}
