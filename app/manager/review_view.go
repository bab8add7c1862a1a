package manager

import (
	"context"
	"image"
	"maps"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"fairvisit/app/i18n"
	"fairvisit/app/record"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/evidence"
	"fairvisit/evidence/photo"
	"fairvisit/visits"
	"fairvisit/visits/journal"
)

// photoKey names a photo of a visit.
type photoKey struct {
	entry evidence.Hash
	index int
}

func (m *Manager) reviewPage() *shell.Page {
	return &shell.Page{ID: "review", List: true, Build: m.buildReview}
}

func (m *Manager) buildReview(v shell.View) fyne.CanvasObject {
	w := v.Words
	if o := m.state(v); o != nil {
		return widgets.Framed(m.s.Header(v, w.T("section.review"), ""), o, nil)
	}
	list, filters := m.reviewList(w)
	var figures []fyne.CanvasObject
	if v.Width == shell.Narrow { // elsewhere it is a section
		figures = append(figures, widgets.NewButton("to.figures", w.T("section.figures"), widgets.Quiet, func() { m.s.Open("figures") }))
	}
	head := m.s.Header(v, w.T("section.review"), w.N("review.count", len(list)), figures...)
	if len(list) == 0 && !m.openOnly {
		return widgets.Framed(head, empty(w.T("review.empty")), nil)
	}
	head = widgets.Column(0, head, filters, widgets.Rule())
	if len(list) == 0 {
		return widgets.Framed(head, empty(w.T("review.none_open")), nil)
	}
	return widgets.Framed(head, widgets.Lines(len(list), func(i int, l *widgets.Line) { m.fillVisit(w, l, list[i]) }), nil)
}

func (m *Manager) fillVisit(w *i18n.Words, l *widgets.Line, v *visits.Visit) {
	c := m.branch.cases[v.Case]
	l.ID, l.Title = "visit."+v.ID.String(), record.Who(c)+" · "+record.Street(c)
	l.Mark = m.momentAt(w, c, record.Last(v))
	// What came of it stands first: a line that is too short drops what comes last.
	l.Detail = m.name(v.Officer)
	if came := record.Outcomes(w, m.branch.lists.For(v), v); len(came) > 0 {
		l.Detail = strings.Join(came, w.T("officer.list_sign")) + " · " + l.Detail
	}
	if f := m.branch.findingsOf(v.ID); len(f) > 0 {
		_, l.Sense = record.Finding(w, f[0].Code)
		l.State = w.N("review.findings", len(f))
	} else {
		l.State, l.Sense = record.Status(w, v.Status)
	}
	if state := v.Reviewed(); state != "" {
		if found := len(m.branch.findingsOf(v.ID)); found > 0 {
			l.Detail = w.N("review.findings", found) + " · " + l.Detail
		}
		l.State, l.Sense = record.ReviewState(w, state)
	}
	l.Chosen = m.chosen == l.ID
	line := l.ID // rows are recycled: what is tapped must not read the line's id later
	l.OnTapped = func() {
		m.chosen = line
		m.s.Beside(m.visitPage(v.ID))
	}
}

// visitPage is one visit: what was found first, then photos beside answers.
func (m *Manager) visitPage(id evidence.ID) *shell.Page {
	m.reviewed = id
	m.loadThumbs(id)
	return &shell.Page{ID: "review.visit", Part: id.String, Keys: m.reviewKeys(id), Build: func(v shell.View) fyne.CanvasObject {
		visit := m.branch.visit(id)
		if visit == nil {
			return widgets.Framed(m.s.Header(v, v.Words.T("section.review"), ""), empty(v.Words.T("review.gone")), nil)
		}
		return m.buildVisit(v, visit)
	}}
}

func (m *Manager) buildVisit(v shell.View, visit *visits.Visit) fyne.CanvasObject {
	w := v.Words
	c := m.branch.cases[visit.Case]
	sub := w.T("review.who", "first", m.name(visit.Officer), "second", m.name(visit.Second), "day", record.Date(w, visit.Day()))
	var content []fyne.CanvasObject
	for _, f := range m.branch.findingsOf(visit.ID) {
		said, sense := record.Finding(w, f.Code)
		_, ground := sense.Colors()
		rows := []fyne.CanvasObject{widgets.Strong("! " + said)}
		if detail := record.Detail(w, f); detail != "" {
			rows = append(rows, widgets.NewText(detail))
		}
		content = append(content, widgets.Notice(ground, rows...))
	}
	if visit.Omitted > 0 {
		content = append(content, widgets.Notice(theme.InfoGround, widgets.NewText(w.N("review.omitted", visit.Omitted))))
	}
	content = append(content, m.reviewCard(w, visit), m.outcomeCard(w, visit),
		widgets.Columns(320, theme.Gap12, m.photosCard(w, visit), record.AnswersCard(w, m.branch.lists, visit)),
		record.SoundsCard(w, c, visit), record.Timeline(w, m.moments(w, c, visit)))
	return body(m.s.Header(v, record.Who(c)+" · "+record.Street(c), sub), widgets.Column(theme.Gap12, content...), m.reviewFoot(w, visit))
}

func (m *Manager) outcomeCard(w *i18n.Words, v *visits.Visit) fyne.CanvasObject {
	status, sense := record.Status(w, v.Status)
	rows := []fyne.CanvasObject{widgets.Wrap(theme.Gap8, widgets.Title(w.T("review.outcome")), widgets.Chip(sense, status))}
	for _, o := range record.Outcomes(w, m.branch.lists.For(v), v) {
		rows = append(rows, widgets.Strong(o))
	}
	if v.Closed != nil {
		for _, p := range v.Closed.Promises {
			rows = append(rows, record.Fact(w.T("review.promise"), w.Money(p.Amount, p.Currency)+" · "+record.Date(w, p.Date)+" · "+record.Channel(w, p.Channel)))
		}
		entries, photos := v.Counted()
		rows = append(rows, record.Fact(w.T("review.counted"), w.T("review.counts", "entries", entries, "of", v.Closed.Entries, "photos", photos, "photos_of", v.Closed.Photos)+
			record.AndWithdrawn(w, v.PhotosWithdrawn())))
	}
	for _, p := range v.Money {
		rows = append(rows, record.Fact(w.T("review.paid"), w.Money(p.Amount, p.Currency)+" · "+p.Receipt))
	}
	rows = append(rows, record.Fact(w.T("review.signed"), w.N("review.signatures", len(v.Signed))))
	if signed := record.Cosigned(w, v, m.name, m.now().Location(), m.now()); len(signed) > 0 {
		rows = append(append(rows, widgets.Muted(w.T("review.cosigned"))), signed...)
	}
	return widgets.Card(rows...)
}

func (m *Manager) photosCard(w *i18n.Words, v *visits.Visit) fyne.CanvasObject {
	rows := []fyne.CanvasObject{widgets.Title(w.N("review.photos", len(v.Photos)) + record.AndWithdrawn(w, v.PhotosWithdrawn()))}
	for _, p := range v.Photos {
		missing := w.T("review.no_thumb")
		if p.Lost != "" {
			missing = w.T("review.lost")
		}
		img := m.thumbs[photoKey{p.Entry, p.Index}]
		if t, is := v.Withdrawal(p); is {
			img, missing = nil, record.Withdrawn(w, t.Reason, record.At(m.branch.cases[v.Case], t.At), clockAt(m.branch.cases[v.Case], m.now()))
		}
		under := record.PhotoTitle(w, m.branch.lists.For(v), p.Question)
		rows = append(rows, widgets.NewPicture("photo."+p.Entry.String(), img, under+" · "+p.Root.Short()+record.AndNoted(w, p.Noted), missing, 200, nil))
		if asked := record.AnswerAskedBack(m.s, v, p, m.name, func(asked evidence.Hash, declined string) { m.answer(v, asked, declined) }); asked != nil {
			rows = append(rows, asked)
		}
	}
	if len(v.Photos) == 0 {
		rows = append(rows, widgets.Muted(w.T("review.no_photos")))
	}
	return widgets.Card(rows...)
}

// answeredFor is how long the manager is told what became of an answer.
const answeredFor = 5 * time.Second

// answer writes down what this manager says to who asked for a photo to be withdrawn.
func (m *Manager) answer(v *visits.Visit, asked evidence.Hash, declined string) {
	visit := visits.Visit{ID: v.ID, Case: v.Case}
	shell.Do(m.s.Run, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, m.k.Officer.AnswerWithdrawal(ctx, &visit, asked, declined)
	}, func(_ struct{}, err error) {
		if err != nil {
			m.s.Tell(m.s.Words().T("common.failed", "why", err.Error()), "", nil, answeredFor)
			return
		}
		m.s.Tell(m.s.Words().T("withdraw.answered"), "", nil, answeredFor)
		m.Reload()
	})
}

// thumbsHeld bounds how many small pictures are held decoded.
const thumbsHeld = 64

// loadThumbs has the small pictures of a visit read once, beside the screen.
func (m *Manager) loadThumbs(id evidence.ID) {
	if len(m.thumbs) > thumbsHeld {
		clear(m.thumbs)
	}
	missing := map[photoKey]photo.Cover{}
	for i := range m.branch.Visits {
		if m.branch.Visits[i].ID != id {
			continue
		}
		for _, p := range m.branch.Visits[i].Photos {
			key, cover := photoKey{p.Entry, p.Index}, m.branch.Visits[i].Cover(p)
			if m.thumbs[key] == nil || !cover.Empty() { // one that was read may have been covered since
				missing[key] = cover
			}
		}
	}
	if len(missing) == 0 {
		return
	}
	shell.Do(m.s.Run, func(ctx context.Context) (map[photoKey]image.Image, error) {
		return readThumbs(ctx, m.k.Journal, missing)
	},
		func(found map[photoKey]image.Image, err error) {
			if err != nil {
				m.k.Device.Log.Warn("small pictures could not be read; the originals are safe", "error", err)
			}
			maps.Copy(m.thumbs, found)
			m.s.Rebuild()
		})
}

// readThumbs reads those that are here, under their covers: one that came before
// its photo was covered must not show what is hidden. One that cannot be read is like one that
// did not come: the original is the evidence, and the tile says it is missing.
func readThumbs(ctx context.Context, j *journal.Journal, covers map[photoKey]photo.Cover) (map[photoKey]image.Image, error) {
	found := map[photoKey]image.Image{}
	var failed error
	for key, cover := range covers {
		t, err := j.Thumb(ctx, key.entry, key.index)
		if err != nil {
			return found, err
		}
		if t == nil {
			continue
		}
		img, err := record.Decode(t.JPEG)
		if err != nil {
			failed = err
			continue
		}
		if view, ok := img.(*image.RGBA); ok && !photo.Covered(t.JPEG, cover) {
			cover.Draw(view)
		}
		found[key] = img
	}
	return found, failed
}

func (m *Manager) moments(w *i18n.Words, c *visits.Case, v *visits.Visit) []record.Moment {
	var list []record.Moment
	for _, l := range v.Lines {
		list = append(list, record.Moment{When: w.Clock(record.At(c, l.Wall)), What: record.Kind(w, l.Kind),
			Bad: l.Kind == visits.LeaveAsked || l.Kind == visits.HelpAsked || l.Kind == visits.IncidentReported || l.Kind == visits.PhotoLost})
	}
	return list
}
