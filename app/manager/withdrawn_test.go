package manager

import (
	"bytes"
	"strings"
	"testing"

	"fairvisit/app/desk/hqtest"
	"fairvisit/app/widgets"
	"fairvisit/visits"
)

// The review shows in the place of a withdrawn photo why and when it was.
func TestTheReviewSaysWhichPhotoWasWithdrawnAndWhy(t *testing.T) {
	s := newTeam(t)
	chen, deng := s.officers[0], s.officers[1]
	s.Sync(chen)
	c := s.HQ.CaseID("Bank A", "P0")
	v, _, err := chen.Officer.Open(t.Context(), c, deng.Me())
	s.Must(err)
	e, err := v.Photograph(t.Context(), bytes.NewReader(hqtest.Photo(1)), "d5", "camera")
	s.Must(err)
	s.Must(v.Withdraw(t.Context(), e.ID, 0, "interior"))
	s.Must(v.Leave(t.Context()))
	s.Must(v.Close(t.Context(), []visits.Outcome{{Code: "nf"}}, nil))
	s.Sync(chen)
	s.Sync(s.manager)
	file := ""
	d := sit(t, s.manager, desktopSize, english, &file)
	d.tap("section.review", "visit."+v.ID.String())
	d.says("5 of 5 entries, 1 of 1 photos · 1 withdrawn", "1 photo · 1 withdrawn", "Photo withdrawn")
	p := d.Find("photo." + e.ID.String()).(*widgets.Picture)
	if p.Image != nil || !strings.Contains(p.Missing, "withdrawn · the inside of a home") {
		t.Errorf("in its place stands %q", p.Missing)
	}
}
