package officer_test

import (
	"testing"

	"fairvisit/app/i18n"
	"fairvisit/app/shell"
	"fairvisit/visits"
)

// On the tablet a swap is asked for without a network, with a colleague or anybody; what
// was asked stands in the list.
func TestASwapIsAskedForOnTheTablet(t *testing.T) {
	m := newMorning(t)
	m.begin(tablet, english)
	m.tap("section.more", "swaps")
	m.says("No swap has been asked for.", "a manager or headquarters says yes or no")
	m.tap("swap.ask")
	m.says("You need not give a reason.", "headquarters and the colleague you name can read it", "Nothing changes until a manager or headquarters says yes.")
	list, err := m.desk.Persons(ctx)
	m.must(err)
	var other visits.Person
	for _, p := range list {
		if p.Role == "officer" && p.ID != m.desk.Me() {
			other = p
		}
	}
	if other.ID.IsZero() {
		t.Fatal("no colleague is known here")
	}
	day := m.desk.Now().AddDate(0, 0, 3).Format("2006-01-02")
	m.tap("answer.swap.day."+day, "answer.swap.with."+other.ID.String())
	m.must(m.stage.Type("swap.words", "my daughter's school"))
	m.tap("swap.yes")
	m.says("Asked. It is sent with the next connection", "Swap with "+other.Name, "my daughter's school", "Asked, not sent yet")
	swaps, err := m.desk.Officer.Swaps(ctx)
	m.must(err)
	if len(swaps) != 1 || swaps[0].Day != day || swaps[0].With != other.ID || swaps[0].Text != "my daughter's school" {
		t.Errorf("asked: %+v", swaps)
	}
	m.tap("swap.ask", "swap.yes")
	m.says("Swap with anybody")
}

// Words that are too long are refused on the page, and nothing is stored.
func TestASwapWithTooLongAReasonIsRefused(t *testing.T) {
	m := newMorning(t)
	m.begin(phone, shell.Prefs{Lang: i18n.Chinese})
	m.tap("section.more", "swaps", "swap.ask")
	long := ""
	for range visits.SwapTextMost + 1 {
		long += "长"
	}
	m.must(m.stage.Type("swap.words", long))
	m.tap("swap.yes")
	m.says("内容太长")
	if list, err := m.desk.Officer.Swaps(ctx); err != nil || len(list) != 0 {
		t.Errorf("stored all the same: %+v, %v", list, err)
	}
}
