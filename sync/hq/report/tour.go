package report

import (
	"io"
	"strconv"

	"fairvisit/sync/hq/report/pdf"
)

// TourSheet is a crew's day on paper, masked as a list is: who carries it may
// lose it.
type TourSheet struct {
	Lang   Lang
	Number string // of the sheet
	Branch string
	Crew   []string
	Day    string // yyyy-mm-dd
	By     string // who printed it
	At     string // when, as the branch's clock says it
	Demo   bool
	Stops  []TourStop
}

// TourStop is one line of it.
type TourStop struct {
	Order   int
	Name    string // masked; "" where it is not known any more
	Others  int    // further persons of the case
	Street  string // without the number of the house; "" where a stop took it away
	Kind    string // of place: a code
	Hours   string // in which the rules let the crew begin; "" for none
	Stopped bool
}

// WriteTour writes a route sheet. The same sheet gives the same bytes by the same
// build.
func WriteTour(out io.Writer, t TourSheet) error {
	w, err := wordsIn(t.Lang)
	if err != nil {
		return err
	}
	doc := pdf.New(out, pdf.About{Title: w.t("tour.document", "number", t.Number, "day", t.Day), Lang: t.Lang.tag()})
	s, err := newSheet(doc)
	if err != nil {
		return err
	}
	s.para(s.head, left, inside, w.t("tour.title", "day", t.Day, "crew", w.list(t.Crew)))
	s.para(s.small, left, inside, w.t("tour.printed", "branch", t.Branch, "by", t.By, "at", t.At, "count", len(t.Stops)))
	s.gap(8)
	if t.Demo {
		s.note(warning, warningBg, w.t("tour.demo"))
		s.gap(6)
	}
	s.note(accent, accentBg, w.t("tour.rules"))
	s.gap(10)
	columns := []column{{left, 24}, {left + 30, 150}, {left + 190, 110}, {left + 310, inside - 310}}
	head := func() {
		s.row(columns, cell{{s.small, w.t("tour.order")}}, cell{{s.small, w.t("tour.who")}}, cell{{s.small, w.t("tour.hours")}}, cell{{s.small, w.t("tour.notes")}})
	}
	head()
	s.turned = head
	for i := range t.Stops {
		s.tourStop(w, columns, &t.Stops[i])
	}
	s.turned = nil
	t.foot(w, s)
	return doc.Close()
}

func (s *sheet) tourStop(w *words, columns []column, o *TourStop) {
	who := o.Name
	if who == "" {
		who = w.t("tour.nameless")
	}
	if o.Others > 0 {
		who = w.t("tour.others", "who", who, "n", o.Others)
	}
	where := w.beside(o.Street, w.code("place", o.Kind))
	hours := cell{{s.body, o.Hours}}
	switch {
	case o.Stopped:
		where = w.t("tour.no_street")
		hours = cell{{s.strong, w.t("tour.stopped")}}
	case o.Street == "":
		where = w.t("tour.no_street")
	case o.Hours == "":
		hours = cell{{s.strong, w.t("tour.no_hours")}}
	}
	notes := cell{{s.small, " "}, {s.small, " "}} // room for a pen
	s.row(columns, cell{{s.strong, strconv.Itoa(o.Order)}}, cell{{s.strong, who}, {s.body, where}}, hours, notes)
}

// foot writes the sheet's number and the page's on every page.
func (t *TourSheet) foot(w *words, s *sheet) {
	pages := s.doc.Pages()
	st := s.small
	for i, p := range pages {
		y := pdf.Height - 34.0
		p.Line(divider, 0.6, pdf.Point{X: left, Y: y - 12}, pdf.Point{X: right, Y: y - 12})
		p.Text(st.font, st.size, left, y, st.c, w.t("tour.foot", "number", t.Number))
		n := w.t("tour.page", "i", i+1, "n", len(pages))
		p.Text(st.font, st.size, right-st.font.Measure(n, st.size), y, st.c, n)
	}
}
