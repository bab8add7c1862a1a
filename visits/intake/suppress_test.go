package intake

import (
	"slices"
	"testing"

	"fairvisit/visits"
)

// A person, phone or address is found again however a later file writes it, and
// somebody else is not.
func TestAMarkIsFoundAgainHoweverItIsWritten(t *testing.T) {
	key := []byte("a key")
	w := visits.CaseWords{Creditor: "Bank A", Number: "0001", Parties: []visits.PartyWords{{Name: "Wang Xiaoming", IDNumber: "11010519491231002X", Phone: "+86 138-0000-0001"}},
		Place: visits.PlaceWords{City: "上海", Street: "中山路 9999 号"}}
	of := func(change func(w *visits.CaseWords)) []visits.Mark {
		w := w
		w.Parties = slices.Clone(w.Parties)
		change(&w)
		return Marks(key, w)
	}
	shared := func(marks []visits.Mark) (what []string) {
		for _, m := range Marks(key, w) {
			if slices.Contains(marks, m) && !slices.Contains(what, m.What) {
				what = append(what, m.What)
			}
		}
		return what
	}
	all := []string{MarkPerson, MarkPhone, MarkAddress}
	for what, c := range map[string]struct {
		change func(w *visits.CaseWords)
		want   []string
	}{
		"another number of the case": {func(w *visits.CaseWords) { w.Number = "0002" }, all},
		"written otherwise": {func(w *visits.CaseWords) {
			w.Creditor, w.Parties[0].Name, w.Parties[0].Phone, w.Parties[0].IDNumber, w.Place.Street = "BANK a", "wang xiaoming ", "13800000001", "11010519491231002x", "中山路9999号"
		}, all},
		"without the document":         {func(w *visits.CaseWords) { w.Parties[0].IDNumber = "" }, all},
		"moved":                        {func(w *visits.CaseWords) { w.Place.Street = "南京路 1 号" }, []string{MarkPerson, MarkPhone}},
		"of another bank":              {func(w *visits.CaseWords) { w.Creditor = "Bank B" }, []string{MarkPhone, MarkAddress}},
		"a namesake":                   {func(w *visits.CaseWords) { w.Parties[0].IDNumber, w.Parties[0].Phone, w.Place.Street = "9", "1", "x" }, nil},
		"somebody else at the address": {func(w *visits.CaseWords) { w.Parties[0] = visits.PartyWords{Name: "李华"} }, []string{MarkAddress}},
	} {
		if got := shared(of(c.change)); !slices.Equal(got, c.want) {
			t.Errorf("%s: found again by %v, want %v", what, got, c.want)
		}
	}
	for _, m := range Marks([]byte("another key"), w) {
		if slices.Contains(Marks(key, w), m) {
			t.Error("a mark is found without the key")
		}
	}
}
