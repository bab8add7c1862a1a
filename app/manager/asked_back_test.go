package manager

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"fairvisit/app/desk/hqtest"
	"fairvisit/app/widgets"
	"fairvisit/visits"
)

// In the review a manager decides on photos that were asked to be withdrawn after the
// close: one is kept and says why, one is gone with a second tap.
func TestAManagerDecidesOnPhotosOfAClosedVisit(t *testing.T) {
	s := newTeam(t)
	chen, deng := s.officers[0], s.officers[1]
	s.Sync(chen)
	c := s.HQ.CaseID("Bank A", "P0")
	v, _, err := chen.Officer.Open(t.Context(), c, deng.Me())
	s.Must(err)
	a, err := v.Photograph(t.Context(), bytes.NewReader(hqtest.Photo(1)), "d5", "camera")
	s.Must(err)
	b, err := v.Photograph(t.Context(), bytes.NewReader(hqtest.Photo(2)), "", "camera")
	s.Must(err)
	s.Must(v.Leave(t.Context()))
	s.Must(v.Close(t.Context(), []visits.Outcome{{Code: "nf"}}, nil))
	s.Must(chen.Officer.AskWithdrawal(t.Context(), v.ID, a.ID, 0, "child"))
	s.Must(chen.Officer.AskWithdrawal(t.Context(), v.ID, b.ID, 0, "interior"))
	s.Sync(chen)
	s.Sync(s.manager)
	file := ""
	d := sit(t, s.manager, desktopSize, english, &file)
	d.tap("section.review", "visit."+v.ID.String())
	d.says("asks to withdraw it: a child.", "asks to withdraw it: the inside of a home.", "2 photos")
	d.tap("confirm."+a.ID.String(), "confirm.cancel")
	d.tap("keep."+b.ID.String(), "keep.because.not_so")
	d.tap("confirm."+a.ID.String(), "confirm.yes")
	d.says("kept it: what is said is not on it.", "2 photos · 1 withdrawn")
	p := d.Find("photo." + a.ID.String()).(*widgets.Picture)
	if p.Image != nil || !strings.Contains(p.Missing, "withdrawn · a child") {
		t.Errorf("in its place stands %q", p.Missing)
	}
	for _, id := range []string{"confirm." + a.ID.String(), "confirm." + b.ID.String()} {
		if d.Find(id) != nil {
			t.Errorf("%s is still asked", id)
		}
	}
	s.Now = s.Now.Add(time.Minute)
	s.Sync(s.manager)
	for _, p := range s.Record(c).Photos {
		if want := map[bool]string{true: "child"}[p.Entry == a.ID]; p.Withdrawn != want {
			t.Errorf("headquarters holds %+v", p)
		}
	}
}
