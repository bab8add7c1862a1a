// Package report writes report.pdf: a dossier told for people, in English or
// Chinese (evidence/FORMAT.md section 12). It is made of what the dossier shows
// and of the officers' names, so it cannot tell what the mask withholds; it
// proves nothing, and says so.
package report

import (
	"cmp"
	"crypto/ed25519"
	"errors"
	"io"
	"slices"

	"fairvisit/evidence"
	"fairvisit/evidence/dossier"
	"fairvisit/sync/hq/report/pdf"
	"fairvisit/visits/checklist"
)

// Of is what a report is made of.
type Of struct {
	dossier.Content // as Masked gives it
	Lang            Lang
	Root            ed25519.PublicKey
	Names           map[evidence.ID]string // of officers; a mask leaves them out
	Beacons         []Beacon               // of the devices' chains, by ascending seq
	Lists           []checklist.List       // whose questions are known in words
}

// Write writes the report. The same Of gives the same bytes by the same build.
// What an entry says that this build cannot read is told by its kind alone.
func Write(w io.Writer, of Of) error {
	words, err := wordsIn(of.Lang)
	if err != nil {
		return err
	}
	r := &report{Of: of, words: words, devices: map[evidence.ID]evidence.Enrolment{}, parties: map[evidence.ID]string{}, roles: map[evidence.ID]string{}, lists: map[evidence.ID]checklist.List{}}
	if err := r.read(); err != nil {
		return err
	}
	doc := pdf.New(w, pdf.About{Title: words.t("title.document", "case", of.Case.Short(), "n", of.Checkpoint.Size), Lang: of.Lang.tag()})
	if r.sheet, err = newSheet(doc); err != nil {
		return err
	}
	r.cover()
	r.aboutCase()
	r.timeline()
	if err := r.strayPhotos(); err != nil {
		return err
	}
	for i := range r.visits {
		if err := r.aboutVisit(i); err != nil {
			return err
		}
	}
	r.proof()
	r.foot()
	return doc.Close()
}

// report is one report on its way.
type report struct {
	Of
	*sheet
	words   *words
	told    []telling // every entry, by number
	visits  []visit
	devices map[evidence.ID]evidence.Enrolment
	parties map[evidence.ID]string         // names of those the case is about
	roles   map[evidence.ID]string         // and their roles
	lists   map[evidence.ID]checklist.List // of each visit
	demo    bool
}

// telling is an entry with what is known about it beside.
type telling struct {
	*dossier.Entry
	when moment
}

func (t telling) visit() evidence.ID { return t.Entry.Entry.Header.Visit() }

// visit is the entries of one visit.
type visit struct {
	id   evidence.ID
	told []telling
}

// read puts the entries into the order they are told in.
func (r *report) read() error {
	for _, st := range r.Devices {
		var e evidence.Enrolment
		if err := evidence.DecodePayload([]byte(st.Body), &e); err != nil {
			return errors.Join(errors.New("an enrolment of the dossier cannot be read; no report was written"), err)
		}
		r.devices[e.Device] = e
		r.demo = r.demo || e.Demo
	}
	clock := newClock(r.Beacons, r.devices)
	at := map[evidence.ID]int{}
	for i := range r.Entries {
		e := &r.Entries[i]
		t := telling{e, clock.judge(e)}
		r.told = append(r.told, t)
		r.readParties(e)
		r.readList(e)
		v := e.Entry.Header.Visit()
		if v.IsZero() {
			continue
		}
		n, known := at[v]
		if !known {
			n = len(r.visits)
			at[v], r.visits = n, append(r.visits, visit{id: v})
		}
		r.visits[n].told = append(r.visits[n].told, t)
	}
	for i := range r.visits {
		slices.SortStableFunc(r.visits[i].told, byChain)
		r.readTexts(&r.visits[i])
	}
	return nil
}

// byChain orders a visit's entries as their device wrote them; an urgent one
// stands earlier in the log than it was written.
func byChain(a, b telling) int {
	x, y := &a.Entry.Entry.Header, &b.Entry.Entry.Header
	if x.Device == y.Device && x.Epoch == y.Epoch {
		return cmp.Compare(x.Seq, y.Seq)
	}
	return 0
}

// foot writes what stands at the lower edge of every page.
func (r *report) foot() {
	pages := r.doc.Pages()
	st := r.small
	st.size = 7.5
	for i, p := range pages {
		y := pdf.Height - 34.0
		p.Line(divider, 0.6, pdf.Point{X: left, Y: y - 12}, pdf.Point{X: right, Y: y - 12})
		p.Text(st.font, st.size, left, y, st.c, r.words.t("foot", "case", r.Case.Short(), "n", r.Checkpoint.Size))
		n := r.words.t("page", "i", i+1, "n", len(pages))
		p.Text(st.font, st.size, right-st.font.Measure(n, st.size), y, st.c, n)
	}
}
