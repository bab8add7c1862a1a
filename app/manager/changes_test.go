package manager

import (
	"strings"
	"testing"
)

// What a file says otherwise of held cases is shown field by field before it is
// taken, and what nobody may be chosen by is named.
func TestChangesAreShownBeforeTheyAreTaken(t *testing.T) {
	s := newTeam(t)
	text := fileWithPlaces(4)
	file := write(t, "cases.csv", text)
	d := sit(t, s.manager, desktopSize, english, &file)
	d.tap("section.import", "choose", "take")
	text = strings.ReplaceAll(text, "N002,李某,Hill 2,East,Nowhere,9000.00,CNY,46", "N002,李某,Hill 2,East,Nowhere,9500.00,CNY,76")
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\n", ",x\n"), "lon,x\n", "lon,民族\n")
	file = write(t, "next.csv", text)
	d.tap("section.import", "choose")
	d.says("1 held case would change", "Row 4", "amount: ¥ 9,000.00 → ¥ 9,500.00", "days past due: 46 → 76", "bucket: M2 → M3", "Column 民族 says what nobody may be chosen by")
	d.tap("take")
	s.Sync(s.manager)
	if got := s.Record(s.HQ.CaseID("Bank A", "N002")).Case.Facts.Amount; got != 950_000 {
		t.Errorf("headquarters holds %d", got)
	}
}
