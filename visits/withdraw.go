package visits

import "fairvisit/evidence"

// WithdrawReasons are the codes of why a photo is withdrawn: what is on it that
// nobody had a right to keep.
var WithdrawReasons = []string{"child", "bystander", "interior", "neighbour", "wrong_address"}

// PhotoWithdrawnFacts takes back the photo (Entry, Index) of the same visit. Its
// file is deleted everywhere; its hash, the time and the reason stay.
type PhotoWithdrawnFacts struct {
	Entry  evidence.Hash `json:"entry"`
	Index  int           `json:"index"`
	Reason string        `json:"reason"` // one of WithdrawReasons, or of a later version's
}

// WithdrawnLine is one withdrawal. It is kept whether or not its photo is known:
// the two entries may come in any order.
type WithdrawnLine struct {
	By     evidence.Hash `json:"by"`     // the entry that withdrew it
	Device evidence.ID   `json:"device"` // that wrote it
	At     int64         `json:"at"`     // µs, by that device's clock
	// Officer is who asked for it after the end; zero: it was before.
	Officer evidence.ID `json:"officer,omitzero"`
	// Late: it was not known to stand before the end, and alone says nothing.
	Late bool `json:"late,omitempty"`
	PhotoWithdrawnFacts
}

// Withdrawal is how a photo was withdrawn, the earliest time if it was twice;
// false: it was not. A withdrawal by another device than took the photo counts
// for nothing: a device must not be able to destroy what others recorded. After the
// visit's end, and of a photo that the visit's own device did not take, it takes two
// (FORMAT.md section 24). The photos of an erased case are
// withdrawn with it.
func (v *Visit) Withdrawal(p PhotoLine) (WithdrawnLine, bool) {
	var first WithdrawnLine
	found := false
	take := func(l WithdrawnLine) {
		if !found || compareAt(l.At, l.By, first.At, first.By) < 0 {
			first, found = l, true
		}
	}
	for _, l := range v.Withdrawn {
		if l.of(p) && !l.Late && l.Device == v.Device {
			take(l)
		}
	}
	for _, l := range v.AskedBack {
		if a, is := v.answerTo(l); is && a.Confirmed && l.of(p) {
			l.At = a.At // only then was it withdrawn
			take(l)
		}
	}
	if !found && v.Erased != nil {
		return WithdrawnLine{By: v.Erased.Entry, Device: p.Device, At: v.Erased.At,
			PhotoWithdrawnFacts: PhotoWithdrawnFacts{Entry: p.Entry, Index: p.Index, Reason: "erased"}}, true
	}
	return first, found
}

// of reports whether the line is about a photo, by the device that took it.
func (l *WithdrawnLine) of(p PhotoLine) bool {
	return l.Entry == p.Entry && l.Index == p.Index && l.Device == p.Device
}

// PhotosWithdrawn counts the photos of the visit that were withdrawn.
func (v *Visit) PhotosWithdrawn() int {
	n := 0
	for _, p := range v.Photos {
		if _, is := v.Withdrawal(p); is {
			n++
		}
	}
	return n
}

func foldPhotoWithdrawn(p *Pictures, in Input) error {
	f, err := facts[PhotoWithdrawnFacts](in.Entry)
	if err != nil {
		return err
	}
	v, err := p.theVisit(in)
	if err != nil {
		return err
	}
	l := WithdrawnLine{By: in.Entry.ID, Device: in.Entry.Header.Device, At: in.Entry.Header.Wall, PhotoWithdrawnFacts: f}
	before, known := v.PhotosWithdrawn(), len(v.Withdrawn)
	l.Late = v.behindEnd(lineOf(in.Entry, v.Device))
	v.Withdrawn = insertByEntry(v.Withdrawn, l, func(x WithdrawnLine) evidence.Hash { return x.By })
	if l.Late && len(v.Withdrawn) > known {
		p.find(WithdrawnAlone, in, v.Unit, in.Entry.Header.Officer(), f.Reason)
	}
	return p.countPhotos(in, l.Device, 0, v.PhotosWithdrawn()-before)
}
