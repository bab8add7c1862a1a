package headquarters

import (
	"context"
	"image"
	"reflect"

	"fairvisit/app/record"
	"fairvisit/app/shell"
	"fairvisit/evidence"
	"fairvisit/evidence/photo"
	fieldsync "fairvisit/sync"
	"fairvisit/visits"
	"fairvisit/visits/fieldwork"
	"fairvisit/visits/journal"
)

// photoKey names a photo of a case.
type photoKey struct {
	entry evidence.Hash
	index int
}

// looked is a photo somebody opened.
type looked struct {
	image    image.Image // nil: not read
	original bool        // without masks
	reading  bool
	err      error
}

// opened is the case that stands beside the list.
type opened struct {
	id      evidence.ID
	finding *visits.Finding // what it was opened for; nil: opened from the list
	rec     *fieldsync.CaseRecord
	names   map[evidence.ID]string
	lists   fieldwork.Lists // by which its visits are told
	err     error
	photos  map[photoKey]*looked
	settled evidence.Hash // the decision this desk just made about it
	// told are the requests to withdraw a photo this desk just answered.
	told    map[evidence.Hash]bool
	writing bool
	unkept  error // why it could not be made
}

// reasonReview is why records are opened here; it stands in the access log.
const reasonReview = "review"

// begin reads a case for whoever opens it; finding is what for, or nil.
func (h *Headquarters) begin(id evidence.ID, finding *visits.Finding) {
	h.stopPlaying()
	h.opened = &opened{id: id, finding: finding, photos: map[photoKey]*looked{}}
	h.load()
}

// load reads the opened case, again. What was shown of it stays until the answer
// comes.
func (h *Headquarters) load() {
	o, id := h.opened, h.opened.id
	type answer struct {
		rec   fieldsync.CaseRecord
		lists fieldwork.Lists
	}
	shell.Do(h.s.Run, func(ctx context.Context) (a answer, err error) {
		if a.lists, err = h.k.Officer.Lists(ctx); err != nil {
			return a, err
		}
		a.rec, err = h.reader.Case(ctx, id, reasonReview)
		a.lists = a.lists.And(a.rec.Lists...)
		return a, err
	},
		func(a answer, err error) {
			o.err = err
			if err == nil {
				r := a.rec
				o.dropCovered(&r)
				o.rec, o.lists, o.names = &r, a.lists, map[evidence.ID]string{}
				if _, there := r.Case.Decision(o.settled); there {
					o.settled = evidence.Hash{} // headquarters has folded it: what contests it now is new
				}
				for _, p := range r.Persons {
					o.names[p.ID] = p.Name
				}
			}
			h.s.Rebuild()
		})
}

// dropCovered drops the opened photos that a newer record covers otherwise.
func (o *opened) dropCovered(newer *fieldsync.CaseRecord) {
	if o.rec == nil {
		return
	}
	covers := func(r *fieldsync.CaseRecord) map[photoKey]photo.Cover {
		list := map[photoKey]photo.Cover{}
		for _, v := range r.Visits {
			for _, p := range v.Photos {
				list[photoKey{p.Entry, p.Index}] = v.Cover(p)
			}
		}
		return list
	}
	before, after := covers(o.rec), covers(newer)
	for key := range o.photos {
		if !reflect.DeepEqual(before[key], after[key]) {
			delete(o.photos, key)
		}
	}
}

// photosHeld bounds how many opened photos are held: each is up to 10 MB of
// pixels.
const photosHeld = 12

// look reads the copy of a photo that is to be looked at.
func (h *Headquarters) look(p fieldsync.PhotoState) {
	h.readPhoto(p, false, func(ctx context.Context) (image.Image, error) {
		b, err := h.reader.Photo(ctx, p.Entry, p.Index, reasonReview)
		if err != nil {
			return nil, err
		}
		return record.Decode(b)
	})
}

// originalReasons are why somebody may see what is hidden of a photo; they stand
// in the access log.
var originalReasons = []string{"breach", "complaint", "court"}

// lookAtOriginal reads the original of a photo by range, for a reason.
func (h *Headquarters) lookAtOriginal(p fieldsync.PhotoState, reason string) {
	h.readPhoto(p, true, func(ctx context.Context) (image.Image, error) {
		b, err := h.reader.Original(ctx, p.Entry, p.Index, p.Size, reason)
		if err != nil {
			return nil, err
		}
		return record.View(b)
	})
}

func (h *Headquarters) readPhoto(p fieldsync.PhotoState, original bool, read func(context.Context) (image.Image, error)) {
	o := h.opened
	key := photoKey{p.Entry, p.Index}
	if l := o.photos[key]; !p.Stored || l != nil && (l.reading || l.image != nil && l.original == original) {
		return
	}
	if len(o.photos) >= photosHeld {
		clear(o.photos)
	}
	l := &looked{reading: true, original: original}
	o.photos[key] = l
	h.s.Rebuild()
	shell.Do(h.s.Run, read, func(img image.Image, err error) {
		l.reading, l.image, l.err = false, img, err
		h.s.Rebuild()
	})
}

// settle lets one of the contradicting decisions stand: a new decision with its
// content that names all of them. It is an entry of this person's own journal,
// signed by person and device, and counts when headquarters has folded it.
func (h *Headquarters) settle(d visits.Decision) {
	o := h.opened
	if o.writing || !o.settled.IsZero() {
		return // a second decision would contradict the first
	}
	o.writing = true
	c := o.rec.Case
	f := visits.AssignFacts{Officer: d.Officer, Second: d.Second, Day: d.Day, Order: d.Order, Reason: "settled"}
	if !c.Standing.IsZero() {
		f.Replaces = append(f.Replaces, c.Standing)
	}
	f.Replaces = append(f.Replaces, c.Contested...)
	w := journal.Writing{Kind: visits.CaseAssigned, Facts: f,
		Refs: []evidence.Ref{{Kind: evidence.RefCase, ID: c.ID}, {Kind: evidence.RefOfficer, ID: h.k.Me()}}}
	shell.Do(h.s.Run, func(ctx context.Context) (evidence.Hash, error) {
		e, err := h.k.Journal.Append(ctx, w)
		return e.ID, err
	}, func(entry evidence.Hash, err error) {
		o.writing = false
		if o.unkept = err; err == nil {
			o.settled = entry
		}
		h.s.Rebuild()
	})
}
