package visits

import (
	"slices"

	"fairvisit/evidence"
	"fairvisit/evidence/photo"
)

// PhotoMaskedFacts says what is shown of the photo (Entry, Index) of the same
// visit: the cover is burnt into every copy that is looked at. Where it lies
// says nothing of what it hides, so it outlives the words.
type PhotoMaskedFacts struct {
	Entry    evidence.Hash   `json:"entry"`
	Index    int             `json:"index"`
	Replaces []evidence.Hash `json:"replaces,omitempty"`
	Cover    photo.Cover     `json:"cover"`
}

// MaskedLine is one cover of a photo. Like a withdrawal it is kept whether or
// not its photo is known.
type MaskedLine struct {
	By     evidence.Hash `json:"by"`
	Device evidence.ID   `json:"device"`
	PhotoMaskedFacts
}

// Masks are the covers of a photo that stand, in order of their entries: those
// of the device that took it that no other of them replaces.
func (v *Visit) Masks(p PhotoLine) []MaskedLine {
	var list []MaskedLine
	for _, l := range v.Masked {
		if l.Entry == p.Entry && l.Index == p.Index && l.Device == p.Device {
			list = append(list, l)
		}
	}
	replaced := func(l MaskedLine) bool {
		return slices.ContainsFunc(list, func(by MaskedLine) bool { return by.By != l.By && slices.Contains(by.Replaces, l.By) })
	}
	var standing []MaskedLine
	for _, l := range list {
		if !replaced(l) {
			standing = append(standing, l)
		}
	}
	return standing
}

// Cover is what is shown of a photo: of two covers that stand, both.
func (v *Visit) Cover(p PhotoLine) photo.Cover {
	var c photo.Cover
	for _, l := range v.Masks(p) {
		c.Hide = append(c.Hide, l.Cover.Hide...)
		c.Marks = append(c.Marks, l.Cover.Marks...)
	}
	return c
}

// CoverOf is Cover of the photo (entry, index); empty where the visit knows none.
func (v *Visit) CoverOf(entry evidence.Hash, index int) photo.Cover {
	for _, p := range v.Photos {
		if p.Entry == entry && p.Index == index {
			return v.Cover(p)
		}
	}
	return photo.Cover{}
}

func foldPhotoMasked(p *Pictures, in Input) error {
	f, err := facts[PhotoMaskedFacts](in.Entry)
	if err != nil {
		return err
	}
	if err := f.Cover.Check(); err != nil {
		return payloadError{err}
	}
	v, err := p.theVisit(in)
	if err != nil {
		return err
	}
	l := MaskedLine{By: in.Entry.ID, Device: in.Entry.Header.Device, PhotoMaskedFacts: f}
	v.Masked = insertByEntry(v.Masked, l, func(x MaskedLine) evidence.Hash { return x.By })
	return nil
}
