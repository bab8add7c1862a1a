package hq

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"fairvisit/evidence"
	"fairvisit/sync/hq/store"
	"fairvisit/visits"
	"fairvisit/visits/intake"
)

// ImportTable takes the good rows of a table of contacts, notices, consents, payments or
// flags.
// What a case holds already is left alone, so the same file twice changes
// nothing. A row is refused whose case is not here, or whose person its case has
// not: it would count for the wrong one. dry only counts.
func (h *HQ) ImportTable(ctx context.Context, unit evidence.ID, t intake.Table, dry bool) (ImportResult, error) {
	return h.ImportTableAsOf(ctx, unit, t, h.now(), dry)
}

// ImportTableAsOf is ImportTable of a file that was written at a moment: what is later
// there did not happen. An invented branch is given a past by it.
func (h *HQ) ImportTableAsOf(ctx context.Context, unit evidence.ID, t intake.Table, at time.Time, dry bool) (ImportResult, error) {
	r := ImportResult{Rows: t.Rows, Refused: t.Refused, Issues: append([]intake.Problem{}, t.Problems...), Warnings: []intake.Problem{}, Cases: []evidence.ID{}}
	if err := h.Settle(ctx); err != nil { // compare with what is known, not with what was
		return r, err
	}
	taking := taking{h: h, unit: unit, at: at, table: t.What, cases: map[evidence.ID]*visits.Case{}, known: map[evidence.ID]int{}, payments: map[evidence.ID]visits.PaymentFacts{}}
	var acts []Act
	for _, l := range t.Lines {
		c, err := taking.caseOf(ctx, l)
		if err != nil {
			return r, err
		}
		var new []Act
		problem := taking.lived(ctx, c, l)
		if problem == nil {
			new, problem = taking.acts(c, l)
		}
		switch {
		case problem != nil:
			r.Refused++
			r.Issues = append(r.Issues, *problem)
			continue
		case len(new) == 0:
			r.Same++
		default:
			r.Taken++
			acts = append(acts, new...)
		}
		if !slices.Contains(r.Cases, c.ID) {
			r.Cases = append(r.Cases, c.ID)
		}
	}
	slices.SortStableFunc(r.Issues, func(a, b intake.Problem) int { return a.Row - b.Row })
	if dry || len(acts) == 0 {
		return r, nil
	}
	parent := Act{Kind: visits.ImportTaken, Refs: []evidence.Ref{{Kind: evidence.RefUnit, ID: unit}},
		Facts: visits.ImportFacts{File: t.Hash, Rows: t.Rows, Taken: r.Taken, Same: r.Same, Refused: r.Refused, Encoding: t.Encoding, Of: t.What}}
	if _, err := h.Do(ctx, append([]Act{parent}, acts...)...); err != nil {
		return r, err
	}
	return r, h.Settle(ctx)
}

// taking is one table on its way into entries.
type taking struct {
	h     *HQ
	unit  evidence.ID
	at    time.Time // by which days have come
	table string
	cases map[evidence.ID]*visits.Case // nil: not here
	known map[evidence.ID]int          // how often this file said the same

	payments map[evidence.ID]visits.PaymentFacts // of this file
}

// caseOf is the case of a line; nil where headquarters has none of that number.
func (t *taking) caseOf(ctx context.Context, l intake.Line) (*visits.Case, error) {
	id, err := t.h.lineCase(l)
	if err != nil {
		return nil, nil // a case of no name is not here
	}
	if c, seen := t.cases[id]; seen {
		return c, nil
	}
	p, err := t.h.Store.PictureByID(ctx, visits.KindCase, id)
	if errors.Is(err, store.ErrNotFound) {
		t.cases[id] = nil
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	c, err := decodePicture[visits.Case](p)
	if err != nil {
		return nil, err
	}
	if c.Imported.IsZero() || c.Erased != nil {
		c = nil
	}
	t.cases[id] = c
	return c, nil
}

// noted is one line with what it means in its case.
type noted struct {
	intake.Line
	of    *visits.Case
	who   []evidence.ID
	at    int64
	whole bool
	id    evidence.ID // a keyed hash of all that the line says
	zone  *time.Location
}

// acts are the entries a line makes: none where they are there already.
func (t *taking) acts(c *visits.Case, l intake.Line) ([]Act, *intake.Problem) {
	refuse := func(column, value, why string) ([]Act, *intake.Problem) {
		p := l.Problem(column, value, why)
		return nil, &p
	}
	if c == nil {
		if l.Case != "" {
			return refuse("case", l.Case, "There is no such case here.")
		}
		return refuse("number", l.Number, "There is no case of this creditor and number here.")
	}
	if t.table == intake.Payments {
		return t.payment(c, l)
	}
	n := noted{Line: l, of: c}
	var err error
	if n.zone, err = time.LoadLocation(c.Facts.Zone); err != nil {
		return refuse("number", l.Number, "The time zone of this case is not known, so the day cannot be told.")
	}
	whom := strings.TrimSpace(l.Role + " " + l.Name)
	var ok bool
	if n.who, ok = partiesOf(c, l); !ok {
		return refuse("name", whom, "This case has no such person.")
	}
	if t.table == intake.Consents && len(n.who) != 1 {
		return refuse("name", whom, "A consent is one person's, and this does not say whose.")
	}
	n.at, n.whole = momentOf(l.Day, l.Minute, n.zone)
	n.id = t.nameOf(n)
	switch t.table {
	case intake.Contacts:
		return t.contact(n), nil
	case intake.Notices:
		return t.notice(n), nil
	case intake.Flags:
		return t.flag(n), nil
	}
	return t.consent(n), nil
}

// nameOf is what is said by a keyed hash. A contact that a file lists three times
// was made three times (two calls of a day whose hour nobody wrote down), and is
// so again when the file comes again.
func (t *taking) nameOf(n noted) evidence.ID {
	ids := make([]string, len(n.who))
	for i, p := range n.who {
		ids[i] = p.String()
	}
	words := []string{t.table, n.of.ID.String(), n.Kind, n.Form, n.Channel, n.Reached, strconv.FormatBool(n.Solicited), strings.Join(ids, " "),
		n.Day, strconv.Itoa(n.Minute), n.Until}
	if t.table == intake.Flags {
		words = append(words, n.By)
	}
	if n.From != "" { // left out it is no word: what older files said keeps its name
		words = append(words, "from", n.From)
	}
	if n.For != "" {
		words = append(words, "for", n.For)
	}
	id := visits.KeyedID(t.h.keys.Import, words...)
	t.known[id]++
	if times := t.known[id]; t.table == intake.Contacts && times > 1 {
		return visits.KeyedID(t.h.keys.Import, append(words, strconv.Itoa(times))...)
	}
	return id
}

// fresh reports what neither the case holds nor this file brought before.
func (t *taking) fresh(n noted, held bool) bool {
	return !held && (t.table == intake.Contacts || t.known[n.id] == 1)
}

func (n noted) act(kind string, facts any) Act {
	return Act{Kind: kind, Facts: facts, Refs: []evidence.Ref{{Kind: evidence.RefCase, ID: n.of.ID}}}
}

func (t *taking) contact(n noted) []Act {
	if !t.fresh(n, slices.ContainsFunc(n.of.Outside, func(o visits.NotedContact) bool { return o.Contact == n.id })) {
		return nil
	}
	return []Act{n.act(visits.ContactNoted, visits.NotedContactFacts{Contact: n.id, Channel: n.Channel, At: n.at, WholeDay: n.whole, Reached: n.Reached,
		Parties: n.who, Solicited: n.Solicited, Source: visits.SourceFile})}
}

func (t *taking) notice(n noted) []Act {
	if !t.fresh(n, slices.ContainsFunc(n.of.Notices, func(l visits.NoticeLine) bool { return l.Notice == n.id })) {
		return nil
	}
	return []Act{n.act(visits.NoticeGiven, visits.NoticeFacts{Notice: n.id, Kind: n.Kind, Form: n.Form, At: n.at, WholeDay: n.whole, Source: visits.SourceFile})}
}

// partiesOf are the persons of a case a line is about. A line that says neither
// role nor name is about nobody knows whom, which is no one; false where it
// names somebody the case has not.
func partiesOf(c *visits.Case, l intake.Line) ([]evidence.ID, bool) {
	if l.Role == "" && l.Name == "" {
		return nil, true
	}
	var who []evidence.ID
	for _, p := range c.Facts.Parties {
		named := l.Name == "" || c.Words != nil && slices.ContainsFunc(c.Words.Parties, func(w visits.PartyWords) bool { return w.Party == p.Party && w.Name == l.Name })
		if named && (l.Role == "" || l.Role == p.Role) {
			who = append(who, p.Party)
		}
	}
	return who, len(who) > 0
}

// momentOf is a time of day where the debtor lives, or of a day alone its last
// second.
func momentOf(day string, minute int, zone *time.Location) (at int64, whole bool) {
	t, err := time.ParseInLocation(time.DateOnly, day, zone)
	if err != nil {
		return 0, true // it was read as a date; a time nobody knows counts for all
	}
	if minute < 0 {
		return t.AddDate(0, 0, 1).Add(-time.Second).UnixMicro(), true
	}
	return time.Date(t.Year(), t.Month(), t.Day(), minute/60, minute%60, 0, 0, zone).UnixMicro(), false
}

// GiveNotice notes that headquarters itself gave notice of a visit to cases, of a
// kind, in a form, then. A case that has had one is left alone: of two the earlier
// decides.
func (h *HQ) GiveNotice(ctx context.Context, kind, form string, at time.Time, cases ...evidence.ID) error {
	if err := h.Settle(ctx); err != nil {
		return err
	}
	var acts []Act
	for _, id := range cases {
		p, err := h.Store.PictureByID(ctx, visits.KindCase, id)
		if err != nil {
			return fmt.Errorf("no notice was noted: case %s: %w", id.Short(), err)
		}
		c, err := decodePicture[visits.Case](p)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(c.Notices, func(n visits.NoticeLine) bool { return n.Kind == kind && n.Form == form && n.At <= at.UnixMicro() }) {
			continue
		}
		acts = append(acts, Act{Kind: visits.NoticeGiven, Refs: []evidence.Ref{{Kind: evidence.RefCase, ID: id}},
			Facts: visits.NoticeFacts{Notice: evidence.NewID(), Kind: kind, Form: form, At: at.UnixMicro(), Source: visits.SourceHeadquarters}})
	}
	if len(acts) == 0 {
		return nil
	}
	if _, err := h.Do(ctx, acts...); err != nil {
		return err
	}
	return h.Settle(ctx)
}

// Certify gives an officer a certificate of a kind that holds until then; a time
// that is over takes it back. One that stands as it is makes no entry.
func (h *HQ) Certify(ctx context.Context, officer evidence.ID, kind string, until time.Time) error {
	if err := h.Settle(ctx); err != nil {
		return err
	}
	p, err := h.Store.PictureByID(ctx, visits.KindPerson, officer)
	if err != nil {
		return err
	}
	who, err := decodePicture[visits.Person](p)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(who.Certificates, func(c visits.Certificate) bool { return c.Kind == kind && c.Until == until.UnixMicro() }) {
		return nil
	}
	if _, err := h.Do(ctx, Act{Kind: visits.CertificateGiven, Facts: visits.CertificateFacts{Officer: officer, Kind: kind, Until: until.UnixMicro()}}); err != nil {
		return err
	}
	return h.Settle(ctx)
}
