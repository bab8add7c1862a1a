package manager

import (
	"strings"
	"testing"

	"fairvisit/app/widgets"
)

// A manager reads what stops a case of the branch and by when headquarters decides,
// behind the mask; nothing on the page decides it.
func TestAManagerReadsTheStopsOfTheBranch(t *testing.T) {
	s := newTeam(t)
	file := write(t, "cases.csv", bankFile(4))
	d := sit(t, s.manager, desktopSize, english, &file)
	d.tap("section.stops")
	d.says("No stop is in force here.")
	d.tap("section.import", "choose", "take")
	s.Sync(s.manager)
	_, err := s.HQ.Do(t.Context(), flag(s.HQ.CaseID("Bank A", "N000")))
	s.Must(err)
	s.Sync(s.manager)
	d.tap("section.stops")
	var line *widgets.Line
	for _, id := range d.IDs() {
		if strings.HasPrefix(id, "stop.") {
			line, _ = d.Find(id).(*widgets.Line)
		}
	}
	if line == nil || line.State != "Dispute open" || !strings.Contains(line.Title, "**") {
		t.Fatalf("the stop's line is %+v", line)
	}
	d.tap(line.ID)
	d.says("1 stop in force", "dispute open", "Undecided", "Decide by", "Headquarters decides on it.", "Nothing yet.")
	if d.Find("decide") != nil {
		t.Error("a manager is offered to decide")
	}
}
