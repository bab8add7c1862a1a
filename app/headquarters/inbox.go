package headquarters

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"fairvisit/app/record"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/evidence"
	"fairvisit/visits"
)

// inbox is what somebody must look at, as far as it was read.
type inbox struct {
	code    string // filter; "" for all
	all     []visits.Finding
	cut     bool // there are more than are read at once
	loaded  bool
	loading bool
	err     error
	chosen  evidence.ID
}

// inboxPart and inboxMost bound one read, and all of them: the gravest can only
// stand first among what was read, so as much is read as a screen can hold.
const (
	inboxPart = 500
	inboxMost = 4 * inboxPart
)

func (h *Headquarters) loadInbox() {
	in := h.inbox
	if in.loading {
		return
	}
	in.loading = true
	shell.Do(h.s.Run, h.readFindings, func(all []visits.Finding, err error) {
		in.loading, in.err = false, err
		if err == nil {
			in.all, in.loaded, in.cut = all, true, len(all) >= inboxMost
		}
		h.s.Rebuild()
	})
}

func (h *Headquarters) readFindings(ctx context.Context) ([]visits.Finding, error) {
	var all []visits.Finding
	for len(all) < inboxMost {
		var after evidence.ID
		if n := len(all); n > 0 {
			after = all[n-1].ID
		}
		part, err := h.reader.Findings(ctx, "", after, inboxPart)
		if err != nil {
			return nil, err
		}
		all = append(all, part...)
		if len(part) < inboxPart {
			break
		}
	}
	slices.SortFunc(all, func(a, b visits.Finding) int {
		return cmp.Or(cmp.Compare(grave(a.Code), grave(b.Code)), cmp.Compare(b.At, a.At), slices.Compare(a.ID[:], b.ID[:]))
	})
	return all, nil
}

// grave is a code's place among the codes; one of a later version comes first,
// for nobody here knows how grave it is.
func grave(code string) int { return slices.Index(record.Findings, code) }

func (in *inbox) shown() []visits.Finding {
	var list []visits.Finding
	for _, f := range in.all {
		if in.code == "" || f.Code == in.code {
			list = append(list, f)
		}
	}
	return list
}

// codes are those there are, the gravest first.
func (in *inbox) codes() []string {
	var list []string
	for _, f := range in.all {
		if !slices.Contains(list, f.Code) {
			list = append(list, f.Code)
		}
	}
	return list
}

func (h *Headquarters) inboxPage() *shell.Page {
	return &shell.Page{ID: "inbox", List: true, Build: h.buildInbox, Part: func() string { return h.inbox.code }}
}

func (h *Headquarters) buildInbox(v shell.View) fyne.CanvasObject {
	w, in := v.Words, h.inbox
	list := in.shown()
	head := widgets.Column(0, h.s.Header(v, w.T("section.inbox"), w.N("hq.findings", len(list))))
	if codes := in.codes(); len(codes) > 1 {
		filters := []fyne.CanvasObject{toggle("code.", w.T("hq.all"), in.code == "", func() { h.filterInbox("") })}
		for _, code := range codes {
			filters = append(filters, toggle("code."+code, w.T("hq.finding."+code), in.code == code, func() { h.filterInbox(code) }))
		}
		head.Add(widgets.Pad(theme.Gap16, 0, widgets.Wrap(theme.Gap8, filters...)))
	}
	head.Add(widgets.Pad(0, theme.Gap8, widgets.Rule()))
	switch {
	case in.err != nil:
		return widgets.Framed(head, trouble(w, in.err, h.loadInbox), nil)
	case !in.loaded:
		return widgets.Framed(head, padded(w.T("common.loading")), nil)
	case len(list) == 0:
		return widgets.Framed(head, padded(w.T("hq.inbox_empty")), nil)
	}
	lines := widgets.TallLines(len(list), func(i int, l *widgets.Line) {
		f := list[i]
		said, sense := record.Finding(w, f.Code)
		l.ID, l.Title, l.Detail = "finding."+f.ID.String(), said, record.Detail(w, f)
		l.State, l.Sense = w.T("hq.finding."+f.Code), sense
		l.Mark = w.ShortAge(h.k.Now().Sub(time.UnixMicro(f.At)))
		if !f.Case.IsZero() {
			l.Detail = strings.TrimSuffix(w.T("hq.case_no", "id", f.Case.Short())+" · "+l.Detail, " · ")
		}
		l.Chosen = f.ID == in.chosen
		l.OnTapped = func() { h.openFinding(f) }
	})
	var note fyne.CanvasObject
	if in.cut {
		note = padded(w.T("hq.inbox_cut", "n", inboxMost))
	}
	return widgets.Framed(head, lines, note)
}

func (h *Headquarters) filterInbox(code string) {
	h.inbox.code = code
	h.s.Rebuild()
}

// openFinding shows the case a finding is about; one about a device has none.
func (h *Headquarters) openFinding(f visits.Finding) {
	h.inbox.chosen = f.ID
	if f.Case.IsZero() {
		h.s.Beside(h.findingPage(f))
		return
	}
	h.begin(f.Case, &f)
	h.s.Beside(h.recordPage())
}

func (h *Headquarters) findingPage(f visits.Finding) *shell.Page {
	return &shell.Page{ID: "finding", Part: f.ID.String, Build: func(v shell.View) fyne.CanvasObject {
		w := v.Words
		said, sense := record.Finding(w, f.Code)
		_, ground := sense.Colors()
		rows := []fyne.CanvasObject{widgets.Strong("! " + said), widgets.NewText(record.Detail(w, f)),
			record.Fact(w.T("hq.device"), f.Device.Short()), record.Fact(w.T("hq.entry"), f.Entry.Short()),
			record.Fact(w.T("hq.received"), w.Moment(time.UnixMicro(f.At), h.k.Now()))}
		if said := record.Answer(w, f.Answer, h.k.Now()); said != "" {
			rows = append(rows, widgets.NewText(said))
		}
		return widgets.Framed(h.s.Header(v, w.T("hq.finding."+f.Code), ""), widgets.NewScroll(widgets.Pad(theme.Gap16, theme.Gap8, widgets.Notice(ground, rows...))), nil)
	}}
}
