package visiting

import (
	"context"
	"io"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"
	fynetheme "fyne.io/fyne/v2/theme"

	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/visits"
)

// attaching is a body recorder's file on its way in, and what is said of it.
type attaching struct {
	name    string // "" until one is chosen
	open    func() (io.ReadCloser, error)
	minutes int64
	clock   string // same, ahead, behind or unknown; "" until said
	seconds int64
	from    sub
}

// clocks are what the comparison of the two clocks can come to.
var clocks = []string{"same", "ahead", "behind", "unknown"}

func (m *model) toAttach(from sub) {
	m.voice.file = attaching{from: from}
	m.to(attachingFile)
}

// recorderFile lets the person choose the file in the system's own way.
func (m *model) recorderFile() {
	window := m.s.Window()
	if window == nil {
		return
	}
	dialog.NewFileOpen(func(file fyne.URIReadCloser, err error) {
		if err != nil {
			m.refuse(err)
			return
		}
		if file == nil {
			return // nothing was chosen
		}
		uri := file.URI()
		_ = file.Close() // it is opened again when it is read
		m.chosen(uri.Name(), func() (io.ReadCloser, error) { return storage.Reader(uri) })
	}, window).Show()
}

func (m *model) chosen(name string, open func() (io.ReadCloser, error)) {
	m.voice.file.name, m.voice.file.open = name, open
	m.show()
}

// said is what the entry says of the file by the officer's word.
func (a attaching) said() visits.SoundAttachedFacts {
	f := visits.SoundAttachedFacts{Length: a.minutes * 60_000, Compared: a.clock != "unknown"}
	switch a.clock {
	case "ahead":
		f.Offset = a.seconds
	case "behind":
		f.Offset = -a.seconds
	}
	return f
}

// ready reports whether all is said.
func (a attaching) ready() bool { return a.name != "" && a.clock != "" }

func (m *model) attach() {
	a := m.voice.file
	done := "sound.attach.done"
	m.act(func(ctx context.Context) error {
		e, err := m.v.AttachSound(ctx, a.said(), a.name, a.open)
		if err == nil && len(e.Header.Photos) == 0 {
			done = "sound.attach.done_hash"
		}
		return err
	}, func() {
		m.voice.file, m.sub = attaching{}, a.from
		m.tell(m.w().T(done))
	})
}

// attachView asks for the file and for the recorder's clock.
func (m *model) attachView(view shell.View, st station) fyne.CanvasObject {
	w, a := m.w(), &m.voice.file
	body := widgets.Column(theme.Gap16, widgets.Headline(w.T("sound.attach.title")), widgets.NewText(w.T("sound.attach.words")))
	choose := w.T("sound.attach.choose")
	if a.name != "" {
		body.Add(widgets.Strong(w.T("sound.attach.file", "name", a.name)))
		choose = w.T("sound.attach.another")
	}
	body.Add(widgets.Actions(widgets.NewButton("recorder_file", choose, widgets.Outlined, m.recorderFile).WithIcon(fynetheme.FolderOpenIcon())))
	body.Add(widgets.Title(w.T("sound.attach.length")))
	body.Add(m.countOf("minutes", &a.minutes, 24*60, 1))
	body.Add(widgets.Title(w.T("sound.attach.clock", "time", m.now().Format("15:04:05"))))
	options := make([]widgets.Option, len(clocks))
	for i, code := range clocks {
		options[i] = widgets.Option{Code: "clock." + code, Label: w.T("sound.attach." + code)}
	}
	chosen := ""
	if a.clock != "" {
		chosen = "clock." + a.clock
	}
	body.Add(widgets.Answers(options, chosen, func(code string) { a.clock = code[len("clock."):]; m.show() }))
	if a.clock == "ahead" || a.clock == "behind" {
		body.Add(widgets.Title(w.T("sound.attach.seconds")))
		body.Add(m.countOf("seconds", &a.seconds, 24*60*60, 5))
	}
	list := []fyne.CanvasObject{widgets.NewButton("attach_back", w.T("common.back"), widgets.Outlined, func() { m.to(a.from) })}
	if a.ready() {
		list = append(list, widgets.Primary("attach_file", w.T("sound.attach.yes"), m.attach))
	}
	return m.frame(view, st, body, foot{tools: true, list: list})
}

// countOf is a number between two buttons.
func (m *model) countOf(id string, n *int64, most, step int64) fyne.CanvasObject {
	to := func(d int64) func() {
		return func() { *n = min(most, max(0, *n+d)); m.show() }
	}
	less := widgets.NewButton("less."+id, "", widgets.Outlined, to(-step)).WithIcon(fynetheme.ContentRemoveIcon())
	more := widgets.NewButton("more."+id, "", widgets.Outlined, to(step)).WithIcon(fynetheme.ContentAddIcon())
	return widgets.Row(theme.Gap24, less, widgets.Headline(strconv.FormatInt(*n, 10)), more)
}
