package visiting

import (
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	fynetheme "fyne.io/fyne/v2/theme"

	"fairvisit/app/i18n"
	"fairvisit/app/record"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/visits/checklist"
	"fairvisit/visits/fieldwork"
	"fairvisit/visits/journal"
)

// The pages beside the questions: photos, a note, and the earlier answers.

func (m *model) backButton() *widgets.Button {
	return widgets.NewButton("to_question", m.w().T("visiting.to_question"), widgets.Outlined, func() { m.to(asking) })
}

func (m *model) photoView(view shell.View, st station) fyne.CanvasObject {
	body := widgets.Column(theme.Gap16, widgets.Headline(m.w().T("visiting.photo.title")))
	if q, ok := m.reading().Question(m.reopened()); ok {
		body.Add(widgets.NewText(m.w().T("withdraw.retake", "question", m.w().Pick(q.Title))))
	}
	if m.again != "" {
		body.Add(widgets.NewText(m.w().T("noted.retake")))
	}
	body.Add(m.cameraView())
	return m.frame(view, st, body, foot{tools: true, list: []fyne.CanvasObject{m.backButton()}})
}

// cameraView takes photos: by the camera if there is one, or from a file; and
// shows those taken.
func (m *model) cameraView() fyne.CanvasObject {
	w := m.w()
	box := widgets.Column(theme.Gap12, widgets.NewText(w.T("visiting.photo.rule")))
	file := widgets.NewButton("from_file", w.T("visiting.photo.from_file"), widgets.Outlined, m.fromFile).WithIcon(fynetheme.FolderOpenIcon())
	if m.photo.ready {
		live := canvas.NewImageFromImage(m.photo.last)
		live.FillMode, live.ScaleMode = canvas.ImageFillContain, canvas.ImageScaleFastest
		live.SetMinSize(fyne.NewSize(240, 240))
		m.photo.live = live
		if m.photo.last != nil {
			box.Add(live)
		}
		box.Add(m.s.Actions(file, widgets.Primary("take", w.T("visiting.photo.take"), m.take).WithIcon(fynetheme.MediaPhotoIcon())))
	} else {
		if m.photo.why != nil {
			box.Add(widgets.Notice(theme.Surface2, widgets.NewText(m.sentence(m.photo.why))))
		}
		box.Add(widgets.Actions(file))
	}
	list := make([]fyne.CanvasObject, len(m.at.photos))
	for i, p := range m.at.photos {
		list[i] = widgets.Column(theme.Gap8, m.thumbnail(p), m.notedOf(p), m.maskButton(i, p), m.withdrawButton(i, p))
	}
	if list = append(list, m.withdrawnTiles()...); len(list) > 0 {
		box.Add(widgets.Muted(w.N("visiting.photo.taken", len(m.at.photos)) + record.AndWithdrawn(w, m.at.visit.PhotosWithdrawn())))
		box.Add(widgets.Columns(m.wide(128), theme.Gap12, list...))
	}
	return box
}

func (m *model) thumbnail(p journal.OutPhoto) fyne.CanvasObject {
	frame := canvas.NewRectangle(fynetheme.Color(theme.Surface2))
	frame.CornerRadius = theme.Radius
	frame.SetMinSize(fyne.NewSize(128, 96))
	picture := m.thumb[photoKey(p)]
	if picture == nil {
		return frame
	}
	image := canvas.NewImageFromImage(picture)
	image.FillMode, image.ScaleMode = canvas.ImageFillContain, canvas.ImageScaleFastest
	image.SetMinSize(fyne.NewSize(128, 96))
	return image
}

// reviewView is the way back through what was answered.
func (m *model) reviewView(view shell.View, st station) fyne.CanvasObject {
	w := m.w()
	body := widgets.Column(theme.Gap12, widgets.Headline(w.T("visiting.review.title")), widgets.NewText(w.T("visiting.review.words")))
	phase := ""
	for _, q := range m.given() {
		if q.Phase != phase {
			phase = q.Phase
			body.Add(widgets.Title(w.T("visiting.phase." + phase)))
		}
		if r, counts := m.adds(q); counts {
			body.Add(m.repeatRow(r))
			continue
		}
		body.Add(m.givenRow(q))
	}
	m.addNotAsked(body)
	return m.frame(view, st, body, foot{tools: true, list: []fyne.CanvasObject{m.backButton()}})
}

// addNotAsked shows the answers that do not count now: they are kept, and stand
// again if what hides them is changed back.
func (m *model) addNotAsked(body *fyne.Container) {
	w := m.w()
	titled, list := false, m.reading()
	for _, id := range list.NotAsked(m.at.answers) {
		q, ok := list.Question(id)
		if !ok || q.By != "" || !q.Answered(m.at.answers) {
			continue
		}
		if !titled {
			body.Add(widgets.Title(w.T("visiting.review.not_asked")))
			titled = true
		}
		body.Add(widgets.Card(widgets.NewText(w.Pick(q.Title)), widgets.Muted(m.read1(w, q, m.at.answers[id]))))
	}
}

func (m *model) givenRow(q checklist.Question) fyne.CanvasObject {
	w := m.w()
	words := widgets.Column(0, widgets.NewText(m.asks1(q)), widgets.Strong(m.read1(w, q, m.at.answers[q.ID])))
	for _, c := range m.changes(q.ID) {
		words.Add(widgets.Muted(w.N("visiting.review.was", int(max(0, c.After)/time.Minute.Microseconds()), "was", m.was(w, q, c.Old))))
	}
	if q.Kind == checklist.KindPhoto || q.Kind == checklist.KindSignature {
		return widgets.Card(words)
	}
	change := widgets.NewButton("correct."+q.ID, w.T("visiting.change"), widgets.Quiet, func() { m.target = q.ID; m.to(correcting) })
	return m.wordsWith(words, change)
}

// changes are what the answer was before, oldest first.
func (m *model) changes(id string) []checklist.Change {
	all, err := fieldwork.Changes(m.at.log)
	if err != nil { // reading the snapshot has refused such a log
		return nil
	}
	return slices.DeleteFunc(all, func(c checklist.Change) bool { return c.Question != id })
}

// was is an answer that stands no more.
func (m *model) was(w *i18n.Words, q checklist.Question, old checklist.Value) string {
	if old == (checklist.Value{}) {
		return w.T("visiting.review.nothing")
	}
	return m.read1(w, q, old)
}

// reasons are why an answer is put right.
var reasons = []string{"visiting.reason.slip", "visiting.reason.changed", "visiting.reason.learnt"}

// correctView asks first why, then for the right answer.
func (m *model) correctView(view shell.View, st station) fyne.CanvasObject {
	w := m.w()
	q, _ := m.reading().Question(m.target)
	options := make([]widgets.Option, len(reasons))
	chosen := ""
	for i, key := range reasons {
		options[i] = widgets.Option{Code: key, Label: w.T(key)}
		if w.T(key) == m.reason {
			chosen = key
		}
	}
	body := widgets.Column(theme.Gap16, widgets.Headline(w.T("visiting.correct.title")), widgets.NewText(w.T("visiting.correct.words")))
	if q.AskReason {
		body.Add(widgets.Title(w.T("visiting.correct.why")))
		body.Add(widgets.Answers(options, chosen, func(key string) { m.reason = w.T(key); m.show() }))
	}
	if m.reason != "" || !q.AskReason {
		body.Add(widgets.Title(w.Pick(q.Title)))
		body.Add(m.input(q))
	}
	back := widgets.NewButton("to_review", w.T("common.back"), widgets.Outlined, func() { m.reason = ""; m.to(reviewing) })
	return m.frame(view, st, body, foot{tools: true, list: []fyne.CanvasObject{back}})
}
