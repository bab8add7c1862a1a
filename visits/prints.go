package visits

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"

	"fairvisit/evidence"
	"fairvisit/evidence/photo"
)

// Prints is the picture of the photos that share one quarter of their print, so
// that a photo is compared with a handful and not with all there are. It is kept
// at headquarters alone: a device sees only its own photos, and judges nothing.
type Prints struct {
	ID     evidence.ID `json:"id"`
	Photos []Printed   `json:"photos"`
}

// Printed is one photo of a Prints.
type Printed struct {
	Print string        `json:"print"`
	Case  evidence.ID   `json:"case"`
	Visit evidence.ID   `json:"visit,omitzero"`
	Entry evidence.Hash `json:"entry"`
	Index int           `json:"index"`
	// Digest are eight bytes of the file's SHA-256: enough to know it again, and no more
	// than feeds hold.
	Digest string `json:"digest,omitempty"`
}

const (
	// Two prints that differ in at most photo.AlikeWithin bits are equal in one of
	// one quarter more than that; this line does not compile where it is not so.
	quarters = 4
	_        = uint(quarters - photo.AlikeWithin - 1)

	// mostPrinted bounds a Prints. At a million photos about 15 share a quarter; a
	// flood of one picture was found long before it comes to these.
	mostPrinted = 256
)

func quarterID(p uint64, i int) evidence.ID {
	sum := sha256.Sum256(fmt.Appendf(nil, "prints\n%d\n%04x", i, p>>(16*i)&0xffff))
	return evidence.ID(sum[:16])
}

// Keys name the Prints that the photo is kept in: one for each quarter of its print. A
// photo that is too dark or too even to have a print is known again by its file alone,
// in one of that file and case; without a digest nothing tells it from others.
func (x *Printed) Keys() []Key {
	print := ReadPrint(x.Print)
	switch {
	case print != 0:
		keys := make([]Key, quarters)
		for i := range keys {
			keys[i] = Key{KindPrints, quarterID(print, i)}
		}
		return keys
	case x.Digest == "":
		return nil
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "file\n%s\n%s", x.Case, x.Digest))
	return []Key{{KindPrints, evidence.ID(sum[:16])}}
}

// PrintedOf are the photos of an entry of a visit as they are kept for comparing.
func PrintedOf(e *evidence.Entry, w *PhotoWords, caseID, visit evidence.ID) []Printed {
	var list []Printed
	for i, secret := range w.Photos {
		if i >= len(e.Header.Photos) {
			break
		}
		x := Printed{Print: secret.Print, Case: caseID, Visit: visit, Entry: e.ID, Index: i}
		if !secret.SHA256.IsZero() {
			x.Digest = secret.SHA256.String()[:16]
		}
		list = append(list, x)
	}
	return list
}

func (p *Pictures) prints(id evidence.ID) (*Prints, error) {
	k := Key{KindPrints, id}
	v, ok, err := held[Prints](p, k)
	if err == nil && !ok {
		v = &Prints{ID: id}
		p.held[k] = v
	}
	return v, err
}

// compare finds the photos of an entry that are pictures of another case's, or the very
// files of another visit of the case, and keeps theirs for those that come. Two pictures
// of one door are much alike, so in one case only the file counts. An entry whose words are not here is not
// compared: the print stands in them.
func (p *Pictures) compare(in Input, v *Visit) error {
	if in.Received == 0 || v.Case.IsZero() || v.Practice {
		return nil
	}
	var w PhotoWords
	if in.Entry.Words.State != evidence.Present || evidence.DecodePayload(in.Entry.Words.Bytes, &w) != nil {
		return nil // a photo that cannot be compared is a photo all the same
	}
	for _, x := range PrintedOf(in.Entry, &w, v.Case, v.ID) {
		other, differ, err := p.alike(ReadPrint(x.Print), v.Case)
		if err != nil {
			return err
		}
		if other != nil {
			p.find(SamePicture, in, v.Unit, v.Officer, fmt.Sprintf("photo %s/%d%s %d of 64 bits differ", other.Entry.Short(), other.Index, ofCase(other.Case), differ))
		}
		twin, err := p.sameFile(x)
		if err != nil {
			return err
		}
		if twin != nil {
			p.find(SameFile, in, v.Unit, v.Officer, fmt.Sprintf("photo %s/%d", twin.Entry.Short(), twin.Index))
		}
		if err := p.keepPrint(x, in.Entry.ID); err != nil {
			return err
		}
	}
	return nil
}

func ofCase(id evidence.ID) string { return " of case " + id.Short() + ";" }

// names reports that it says that a photo is the picture of this case's.
func (f *Finding) names(id evidence.ID) bool {
	return f.Code == SamePicture && strings.Contains(f.Detail, ofCase(id))
}

// RestsOn reports that a finding rests on words of this case: it is of the case, or a
// photo of it is in another's.
func (f *Finding) RestsOn(id evidence.ID) bool {
	return slices.Contains(WordFindings, f.Code) && (f.Case == id || f.names(id))
}

// alike is the photo of another case whose print differs least. What was erased is no
// picture any more from the entry on that says so, also while its prints still lie here.
func (p *Pictures) alike(print uint64, caseID evidence.ID) (best *Printed, least int, err error) {
	least = 64
	if print == 0 {
		return nil, 0, nil // too dark or too even to say anything
	}
	for _, turn := range photo.Turns(print) {
		for i := range quarters {
			list, err := p.prints(quarterID(turn, i))
			if err != nil {
				return nil, 0, err
			}
			for j := range list.Photos {
				other := &list.Photos[j]
				differ, alike := photo.Alike(print, ReadPrint(other.Print))
				if !alike || other.Case == caseID || differ >= least {
					continue
				}
				c, err := p.caseOf(other.Case)
				if err != nil {
					return nil, 0, err
				}
				if c.Erased == nil {
					best, least = other, differ
				}
			}
		}
	}
	return best, least, nil
}

// sameFile is the photo of another visit of the case that is the same file; nil: none.
func (p *Pictures) sameFile(x Printed) (*Printed, error) {
	if x.Digest == "" {
		return nil, nil
	}
	list, err := p.prints(x.Keys()[0].ID)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(list.Photos, func(o Printed) bool { return o.Case == x.Case && o.Digest == x.Digest && o.Visit != x.Visit })
	if i < 0 {
		return nil, nil
	}
	return &list.Photos[i], nil
}

// keepPrint keeps one photo of each file and case: more would say no more.
func (p *Pictures) keepPrint(x Printed, by evidence.Hash) error {
	for _, k := range x.Keys() {
		list, err := p.prints(k.ID)
		if err != nil {
			return err
		}
		same := func(have Printed) bool {
			return have.Print == x.Print && have.Case == x.Case && have.Digest == x.Digest
		}
		if len(list.Photos) >= mostPrinted || slices.ContainsFunc(list.Photos, same) {
			continue
		}
		list.Photos = append(list.Photos, x)
		p.touch(KindPrints, list.ID, by)
	}
	return nil
}
