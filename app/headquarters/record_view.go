package headquarters

import (
	"cmp"
	"image"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"

	"fairvisit/app/i18n"
	"fairvisit/app/record"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/evidence"
	fieldsync "fairvisit/sync"
	"fairvisit/visits"
)

// recordPage is the case record of whatever case is opened.
func (h *Headquarters) recordPage() *shell.Page {
	return &shell.Page{ID: "case", Part: func() string { return h.opened.id.String() }, Build: h.buildRecord,
		Keys: []shell.Key{{Name: fyne.KeyR, About: "hq.key.reload", Do: h.load}}}
}

func (h *Headquarters) buildRecord(v shell.View) fyne.CanvasObject {
	w, o := v.Words, h.opened
	title := w.T("hq.case_no", "id", o.id.Short())
	switch {
	case o.err != nil && o.rec == nil:
		return widgets.Framed(h.s.Header(v, title, ""), trouble(w, o.err, h.load), nil)
	case o.rec == nil:
		return widgets.Framed(h.s.Header(v, title, ""), padded(w.T("common.loading")), nil)
	}
	r := o.rec
	under := record.Street(r.Case)
	if r.Case.Words != nil {
		title, under = record.Who(r.Case), r.Case.Words.Number+" · "+under
	}
	reload := widgets.NewButton("reload", "", widgets.Quiet, h.load).WithIcon(fynetheme.ViewRefreshIcon())
	reload.Spoken = w.T("hq.reload")
	p := prove(r)
	summary, sense := p.summary(w)
	state, stateSense := record.State(w, r.Case.State())
	content := []fyne.CanvasObject{widgets.Wrap(theme.Gap8, widgets.Chip(stateSense, state), widgets.SignChip(widgets.Neutral, "", r.Case.Facts.Bucket))}
	for _, f := range against(o.finding, r.Findings) {
		said, grave := record.Finding(w, f.Code)
		content = append(content, told(grave, "! "+said, record.Detail(w, *f), record.Answer(w, f.Answer, h.k.Now())))
	}
	content = append(content, told(sense, summary, ""))
	if o.err != nil {
		content = append(content, trouble(w, o.err, h.load))
	}
	if c := h.conflictCard(w, r); c != nil {
		content = append(content, c)
	}
	content = append(content, widgets.Columns(220, theme.Gap12, h.plannedCard(w, r), h.visitedCard(w, r), h.paidCard(w, r)),
		record.CollateralCard(w, r.Case, false), proofCard(w, p, lookedAt(r)), h.photosCard(w, r))
	if c := h.soundsCard(w, r); c != nil {
		content = append(content, c)
	}
	for _, visit := range slices.Backward(r.Visits) {
		content = append(content, widgets.Title(h.visitTitle(w, r, visit)), record.AnswersCard(w, o.lists, visit))
	}
	content = append(content, record.Timeline(w, h.moments(w, r)))
	return widgets.Framed(h.s.Header(v, title, under, reload),
		widgets.NewScroll(widgets.Pad(theme.Gap16, theme.Gap8, widgets.Column(theme.Gap12, content...))), nil)
}

// against is what a record was opened for, and then what else of its visits was
// against the rules, the gravest first.
func against(opened *visits.Finding, found []*visits.Finding) []*visits.Finding {
	var list []*visits.Finding
	if opened != nil {
		list = append(list, opened)
	}
	rest := slices.DeleteFunc(slices.Clone(found), func(f *visits.Finding) bool { return opened != nil && f.ID == opened.ID })
	slices.SortStableFunc(rest, func(a, b *visits.Finding) int { return cmp.Compare(grave(a.Code), grave(b.Code)) })
	return append(list, rest...)
}

// told is a sentence on the ground of its sense; unlike a chip it is never cut.
func told(s widgets.Sense, words string, more ...string) fyne.CanvasObject {
	letters, ground := s.Colors()
	rows := []fyne.CanvasObject{widgets.Colored(words, letters)}
	for _, m := range more {
		if m != "" {
			rows = append(rows, widgets.NewText(m))
		}
	}
	return widgets.Notice(ground, rows...)
}

func (h *Headquarters) name(w *i18n.Words, who evidence.ID) string {
	return record.Person(w, h.opened.names[who], who)
}

func (h *Headquarters) pair(w *i18n.Words, first, second evidence.ID) string {
	if second.IsZero() {
		return h.name(w, first)
	}
	return h.name(w, first) + " + " + h.name(w, second)
}

func (h *Headquarters) visitTitle(w *i18n.Words, r *fieldsync.CaseRecord, v *visits.Visit) string {
	return w.T("hq.visit_of", "day", w.Date(record.At(r.Case, record.First(v))), "who", h.pair(w, v.Officer, v.Second))
}

func (h *Headquarters) plannedCard(w *i18n.Words, r *fieldsync.CaseRecord) fyne.CanvasObject {
	rows := []fyne.CanvasObject{widgets.Title(w.T("hq.planned"))}
	if d, ok := r.Case.Assigned(); ok {
		rows = append(rows, widgets.Strong(record.Date(w, d.Day)), record.Fact(w.T("hq.crew"), h.pair(w, d.Officer, d.Second)),
			record.Fact(w.T("hq.stop"), w.T("hq.stop_no", "n", d.Order)))
	} else {
		rows = append(rows, widgets.Muted(w.T("hq.not_planned")))
	}
	rows = append(rows, record.Fact(w.T("hq.decisions"), w.N("hq.decisions_n", len(r.Case.Decisions))))
	for _, f := range r.Case.Flags {
		rows = append(rows, widgets.Chip(widgets.Danger, record.Flag(w, f.Code)))
	}
	return widgets.Card(rows...)
}

func (h *Headquarters) visitedCard(w *i18n.Words, r *fieldsync.CaseRecord) fyne.CanvasObject {
	rows := []fyne.CanvasObject{widgets.Title(w.T("hq.visited"))}
	for i, v := range slices.Backward(r.Visits) {
		if i < len(r.Visits)-1 {
			rows = append(rows, widgets.Rule())
		}
		from, to := record.At(r.Case, record.First(v)), record.At(r.Case, record.Last(v))
		status, sense := record.Status(w, v.Status)
		rows = append(rows, widgets.Strong(w.Date(from)+" · "+w.Clock(from)+"–"+w.Clock(to)), record.Fact(w.T("hq.crew"), h.pair(w, v.Officer, v.Second)))
		chips := []fyne.CanvasObject{widgets.Chip(sense, status)}
		if v.Late {
			chips = append(chips, widgets.Chip(widgets.Warning, w.T("hq.finding.late_work")))
		}
		if v.Practice {
			chips = append(chips, widgets.Chip(widgets.Info, w.T("hq.practice")))
		}
		rows = append(rows, widgets.Wrap(theme.Gap8, chips...))
		if v.Opened != nil && v.Opened.Verdict.Class != "" {
			rows = append(rows, record.Fact(w.T("hq.clock"), record.ClockClass(w, v.Opened.Verdict.Class)))
		}
		if said := record.Outcomes(w, h.opened.lists.For(v), v); len(said) > 0 {
			rows = append(rows, record.Fact(w.T("hq.outcome"), strings.Join(said, w.T("officer.list_sign"))))
		}
		if signed := record.Cosigned(w, v, func(who evidence.ID) string { return h.name(w, who) }, record.Zone(r.Case), h.k.Now()); len(signed) > 0 {
			rows = append(append(rows, widgets.Muted(w.T("hq.cosigned"))), signed...)
		}
		rows = append(rows, record.Fact(w.T("hq.signatures"), w.N("hq.signatures_n", len(v.Signed))))
	}
	if len(r.Visits) == 0 {
		rows = append(rows, widgets.Muted(w.T("hq.not_visited")))
	}
	return widgets.Card(rows...)
}

func (h *Headquarters) paidCard(w *i18n.Words, r *fieldsync.CaseRecord) fyne.CanvasObject {
	f := r.Case.Facts
	rows := []fyne.CanvasObject{widgets.Title(w.T("hq.paid")), record.Fact(w.T("hq.due"), w.Money(f.Amount, f.Currency))}
	money, promises := 0, 0
	for _, v := range r.Visits {
		for _, m := range v.Money {
			money++
			rows = append(rows, record.Fact(w.T("hq.taken"), w.Money(m.Amount, m.Currency)+" · "+m.Receipt))
		}
		if v.Closed == nil {
			continue
		}
		for _, p := range v.Closed.Promises {
			promises++
			rows = append(rows, record.Fact(w.T("hq.promised"), w.Money(p.Amount, p.Currency)+" · "+record.Date(w, p.Date)))
		}
	}
	if money == 0 {
		rows = append(rows, widgets.Muted(w.T("hq.nothing_taken")))
	}
	if promises == 0 {
		rows = append(rows, widgets.Muted(w.T("hq.no_promise")))
	}
	return widgets.Card(append(rows, widgets.Small(w.T("hq.bank_not_here")))...)
}

func proofCard(w *i18n.Words, p proof, looked int) fyne.CanvasObject {
	rows := []fyne.CanvasObject{widgets.Title(w.T("hq.proof"))}
	for _, s := range p.said(w) {
		rows = append(rows, widgets.NewText(s))
	}
	return widgets.Card(append(rows, widgets.Small(w.N("hq.looked", looked)))...)
}

func (h *Headquarters) photosCard(w *i18n.Words, r *fieldsync.CaseRecord) fyne.CanvasObject {
	lines := map[photoKey]visits.PhotoLine{}
	masked, of := map[photoKey]bool{}, map[photoKey]*visits.Visit{}
	for _, v := range r.Visits {
		for _, p := range v.Photos {
			key := photoKey{p.Entry, p.Index}
			lines[key], masked[key], of[key] = p, !v.Cover(p).Empty(), v
		}
	}
	var tiles []fyne.CanvasObject
	shown := 0
	for _, p := range r.Photos {
		if isSound(p) {
			continue
		}
		shown++
		key := photoKey{p.Entry, p.Index}
		missing := w.T("hq.photo_open", "size", w.Bytes(p.Size))
		switch {
		case p.Withdrawn != "":
			missing = record.Withdrawn(w, p.Withdrawn, record.At(r.Case, p.WithdrawnAt), h.k.Now().In(record.Zone(r.Case)))
		case !p.Stored:
			missing = w.T("hq.photo_awaited")
		}
		var img image.Image
		if l := h.opened.photos[key]; l != nil {
			if img = l.image; p.Withdrawn != "" {
				img = nil // it was opened before
			}
			if l.reading {
				missing = w.T("common.loading")
			} else if l.err != nil {
				missing = w.T("common.failed", "why", l.err.Error())
			}
		}
		under := record.PhotoTitle(w, h.opened.lists.For(of[key]), lines[key].Question) + " · " + p.Entry.Short() + record.AndNoted(w, lines[key].Noted)
		tile := widgets.Column(theme.Gap4, widgets.NewPicture("photo."+p.Entry.String(), img, under, missing, 240, func() { h.look(p) }))
		var row []fyne.CanvasObject
		if p.Stored && masked[key] {
			row = h.maskedRow(w, p)
		}
		if img != nil && of[key] != nil {
			o := h.opened
			row = append(row, widgets.NewButton("large."+p.Entry.String(), w.T("strip.large"), widgets.Outlined, func() { h.s.Push(h.photoPage(o, of[key], key)) }))
		}
		if len(row) > 0 {
			tile.Add(widgets.Wrap(theme.Gap8, row...))
		}
		if asked := h.askedBack(w, of[key], lines[key]); asked != nil {
			tile.Add(asked)
		}
		tiles = append(tiles, tile)
	}
	title := widgets.Title(w.N("hq.photos", shown) + record.AndWithdrawn(w, prove(r).Withdrawn))
	if len(tiles) == 0 {
		return widgets.Card(title, widgets.Muted(w.T("hq.no_photos")))
	}
	return widgets.Card(title, widgets.Columns(220, theme.Gap12, tiles...))
}

func (h *Headquarters) moments(w *i18n.Words, r *fieldsync.CaseRecord) []record.Moment {
	var list []record.Moment
	for _, e := range r.Entries {
		if e.Kind == visits.RecordViewed {
			continue
		}
		m := record.Moment{When: w.Moment(record.At(r.Case, e.Wall), h.k.Now().In(record.Zone(r.Case))), What: record.Kind(w, e.Kind),
			More: w.T("hq.entry_no", "no", e.No, "seq", e.Seq, "hash", e.ID.Short())}
		if !e.Officer.IsZero() {
			m.More += " · " + h.name(w, e.Officer)
		}
		if e.Status != evidence.Whole.String() {
			m.More += " · " + w.T("hq.status."+e.Status)
			m.Bad = e.Status == evidence.Fork.String() || e.Status == evidence.Gap.String()
		}
		if e.Words == "erased" || e.Words == "withheld" || e.Words == "sealed" {
			m.More += " · " + w.T("hq.words."+e.Words)
		}
		list = append(list, m)
	}
	return list
}

// conflictCard shows the decisions that all claim to stand, and has one chosen.
func (h *Headquarters) conflictCard(w *i18n.Words, r *fieldsync.CaseRecord) fyne.CanvasObject {
	decisions := contested(r.Case)
	if decisions == nil {
		return nil
	}
	o := h.opened
	rows := []fyne.CanvasObject{widgets.Title(w.T("hq.conflict")), widgets.NewText(w.T("hq.conflict_why"))}
	if o.unkept != nil {
		rows = append(rows, widgets.Colored("! "+w.T("common.failed", "why", o.unkept.Error()), theme.Danger))
	}
	if !o.settled.IsZero() {
		return widgets.Notice(theme.InfoGround, append(rows[:1], widgets.NewText(w.T("hq.settled", "hash", o.settled.Short())))...)
	}
	for i, d := range decisions {
		made := h.madeBy(w, r, d.Entry)
		id := "settle." + string(rune('0'+i%10))
		rows = append(rows, widgets.Rule(), widgets.Strong(h.decided(w, d)+" · "+record.Date(w, d.Day)), widgets.Muted(made),
			widgets.Wrap(theme.Gap8, widgets.NewButton(id, w.T("hq.let_stand"), widgets.Outlined, func() { h.askSettle(d) })))
	}
	return widgets.Notice(theme.WarningGround, rows...)
}

// madeBy is who made a decision, and when.
func (h *Headquarters) madeBy(w *i18n.Words, r *fieldsync.CaseRecord, entry evidence.Hash) string {
	for _, e := range r.Entries {
		if e.ID == entry {
			who := w.T("hq.by_headquarters")
			if !e.Officer.IsZero() {
				who = h.name(w, e.Officer)
			}
			return w.T("hq.made_by", "who", who, "at", w.Moment(record.At(r.Case, e.Wall), h.k.Now().In(record.Zone(r.Case))), "no", e.No)
		}
	}
	return w.T("hq.entry_missing")
}

func (h *Headquarters) askSettle(d visits.Decision) {
	h.s.Ask(func(w *i18n.Words) shell.Question {
		return shell.Question{Title: w.T("hq.settle_title"), Body: widgets.NewText(w.T("hq.settle_words", "who", h.decided(w, d), "day", record.Date(w, d.Day))),
			Buttons: []*widgets.Button{widgets.NewButton("settle.cancel", w.T("common.cancel"), widgets.Outlined, nil),
				widgets.Primary("settle.yes", w.T("hq.settle_yes"), func() { h.settle(d) })}}
	}, nil)
}

// decided is who a decision sends.
func (h *Headquarters) decided(w *i18n.Words, d visits.Decision) string {
	if d.Officer.IsZero() {
		return w.T("hq.taken_back")
	}
	return h.pair(w, d.Officer, d.Second)
}
