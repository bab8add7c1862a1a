package judging

import (
	"slices"
	"strings"
	"testing"

	"fairvisit/assets"
	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/checklist"
	"fairvisit/visits/outcome"
)

// atDoor is a visit with these phases, in the order of their entries' hashes.
func atDoor(phases ...visits.Phase) *hearing {
	return &hearing{Hearing: visits.Hearing{Case: &visits.Case{}, Visit: &visits.Visit{Phases: phases,
		Lines: []visits.Line{{Kind: visits.VisitClosed, Wall: tenOClock + 30*second}}}, Opened: visits.Line{Wall: tenOClock}}, found: map[string][]string{}}
}

// phase is one handed in as entry n, with answers "question=code" of one second each
// from a second on.
func phase(name string, n, replaces byte, from int64, answers ...string) visits.Phase {
	p := visits.Phase{Phase: name, Entry: evidence.Hash{n}}
	if replaces != 0 {
		p.Replaces = evidence.Hash{replaces}
	}
	for i, a := range answers {
		question, code, _ := strings.Cut(a, "=")
		p.Answers = append(p.Answers, visits.Answer{Question: question, Code: code, At: tenOClock + (from+int64(i))*second})
	}
	return p
}

// A door that was handed in again counts once, as it was handed in last, whichever
// of the two hashes is the greater.
func TestAPhaseHandedInAgainCountsAsItIsNow(t *testing.T) {
	talk := phase("talk", 5, 0, 8, "t1=yes")
	for name, c := range map[string]struct {
		first, again []string
		found        string
	}{
		"the debtor after all":    {[]string{"d6=adult"}, []string{"d6=adult", "d6=debtor", "d11=document"}, ""},
		"somebody else after all": {[]string{"d6=debtor", "d11=document"}, []string{"d6=debtor", "d11=document", "d6=adult"}, visits.ToldOthers + " t1, adult"},
		"never identified":        {[]string{"d6=debtor", "d11=document"}, []string{"d6=debtor", "d11=failed"}, visits.DebtFirst + " 2026-11-25 02:00"},
		"six answers, not twelve": {[]string{"a=1", "b=1", "c=1", "d6=debtor", "d11=document"}, []string{"a=1", "b=1", "c=1", "d6=debtor", "d11=document", "e=1"}, ""},
		"eleven answers":          {nil, []string{"a=1", "b=1", "c=1", "d=1", "e=1", "d6=debtor", "d11=document", "f=1", "g=1", "h=1"}, visits.TooFast + " 11: 30 s"},
	} {
		for _, hashes := range [][2]byte{{1, 2}, {2, 1}} {
			doors := []visits.Phase{phase("door", hashes[0], 0, 0, c.first...), phase("door", hashes[1], hashes[0], 0, c.again...), talk}
			slices.SortFunc(doors, func(a, b visits.Phase) int { return int(a.Entry[0]) - int(b.Entry[0]) })
			h := atDoor(doors...)
			h.judgePace()
			h.judgeIdentity()
			h.judgeTold()
			var found []string
			for code, details := range h.found {
				found = append(found, code+" "+strings.Join(details, ", "))
			}
			if got := strings.Join(found, "; "); got != c.found {
				t.Errorf("%s, entries %v: found %q, not %q", name, hashes, got, c.found)
			}
		}
	}
}

// Two doors of which none takes the other's place: the later answer counts, not the
// greater hash; and no phase is put away by one of another name.
func TestOfTwoDoorsTheLaterAnswerCounts(t *testing.T) {
	for name, c := range map[string]struct {
		phases []visits.Phase
		found  bool
	}{
		"the debtor later, the greater hash":    {[]visits.Phase{phase("door", 1, 0, 0, "d6=adult"), phase("door", 2, 0, 3, "d6=debtor")}, false},
		"the debtor later, the smaller hash":    {[]visits.Phase{phase("door", 1, 0, 3, "d6=debtor"), phase("door", 2, 0, 0, "d6=adult")}, false},
		"the debtor earlier, the smaller hash":  {[]visits.Phase{phase("door", 1, 0, 0, "d6=debtor"), phase("door", 2, 0, 3, "d6=adult")}, true},
		"the debtor earlier, the greater hash":  {[]visits.Phase{phase("door", 1, 0, 3, "d6=adult"), phase("door", 2, 0, 0, "d6=debtor")}, true},
		"put right for a reason, identified":    {[]visits.Phase{phase("door", 1, 0, 0, "d6=adult", "d11=document")}, false},
		"nobody was identified":                 {[]visits.Phase{phase("door", 1, 0, 0, "d6=adult", "d11=failed")}, true},
		"a door that a page of the talk denies": {[]visits.Phase{phase("door", 1, 0, 0, "d6=adult"), phase("talk", 2, 1, 5)}, true},
	} {
		h := atDoor(append(c.phases, phase("talk", 5, 0, 8, "t1=yes"))...)
		if h.judgeTold(); (len(h.found[visits.ToldOthers]) == 1) != c.found {
			t.Errorf("%s: found %q", name, h.found)
		}
	}
}

// The debt is told to whom is known at that moment and is not put right to nobody since;
// a yes that was put right told nothing.
func TestWhoIsKnownIsAskedOfTheMomentAndOfTheEnd(t *testing.T) {
	for answers, found := range map[string]bool{
		"d11=document t1=yes":                         false,
		"d11=failed d11=document t1=yes":              false,
		"d11=document d11=failed t1=yes":              true,
		"t1=yes d11=document":                         true,
		"d11=document t1=yes d11=failed":              true,
		"d11=document t1=yes d11=known":               false,
		"d11=document t1=yes d11=failed d11=document": false,
		"d11=failed t1=yes d11=document":              true,
		"d11=document d11= t1=yes":                    true,
		"t1=yes t1=no":                                false,
		"t1=yes t1=no d11=document t1=yes":            false,
		"t1=yes d11=document t1=yes":                  true,
	} {
		h := atDoor(phase("door", 1, 0, 0, strings.Fields(answers)...))
		if h.judgeIdentity(); (h.found[visits.DebtFirst] != nil) != found {
			t.Errorf("%s: found %q", answers, h.found)
		}
	}
}

// That the debtor came excuses what was told only where the house's list asks whether
// they came.
func TestTheDebtorCameOnlyWhereSomebodyCouldFetchThem(t *testing.T) {
	house, err := checklist.Parse(assets.HouseChecklist())
	if err != nil {
		t.Fatal(err)
	}
	excused := 0
	for _, who := range notToBeTold {
		asked := slices.ContainsFunc(house.Asked(checklist.Answers{questionWho: checklist.Chosen(who), "d8": checklist.Yes}), func(q checklist.Question) bool { return q.ID == questionCame })
		h := atDoor(phase("door", 1, 0, 0, "d6=adult", "d8=yes", "d8-came=yes", "d6="+who), phase("talk", 2, 0, 8, "t1=yes"))
		if h.judgeTold(); (h.found[visits.ToldOthers] == nil) != asked {
			t.Errorf("told with %s at the door: found %q", who, h.found)
		}
		if asked {
			excused++
		}
	}
	if excused != 3 {
		t.Errorf("%d of those at a door can fetch the debtor", excused)
	}
}

// A list that a later program ships is not known here and so no finding; one of a
// version that this program would know is.
func TestAListOfALaterProgramIsNoFinding(t *testing.T) {
	var shipped []checklist.List
	for _, data := range assets.HouseChecklists() {
		l, err := checklist.Parse(data)
		if err != nil {
			t.Fatal(err)
		}
		shipped = append(shipped, l)
	}
	b := NewBench(nil, shipped)
	oldest := shipped[len(shipped)-1]
	for name, c := range map[string]struct {
		used  visits.Used
		found string
	}{
		"of a later program":       {visits.Used{ID: oldest.ID, Version: "2999.1.0", Hash: evidence.Hash{1}}, ""},
		"of an earlier program":    {visits.Used{ID: oldest.ID, Version: oldest.Version, Hash: oldest.Hash()}, ""},
		"between the shipped":      {visits.Used{ID: oldest.ID, Version: oldest.Version + ".1", Hash: evidence.Hash{1}}, oldest.ID + " " + oldest.Version + ".1"},
		"a shipped one, rewritten": {visits.Used{ID: oldest.ID, Version: shipped[0].Version, Hash: evidence.Hash{1}}, oldest.ID + " " + shipped[0].Version},
	} {
		h := atDoor()
		h.Visit.Opened = &visits.OpenedFacts{Used: []visits.Used{c.used}}
		h.judgeList(b)
		if got := strings.Join(h.found[visits.RuleList], ", "); got != c.found {
			t.Errorf("%s: found %q", name, got)
		}
	}
}

// A guarantor hears of the guarantee; who came before the debt was told heard it, who
// came after did not, and who could not show who they are was asked to step away.
func TestWhatAGuarantorHeardIsFound(t *testing.T) {
	for name, c := range map[string]struct {
		door, talk []string
		found      string
	}{
		"of the guarantee":           {[]string{"d6=guarantor", "d11=document"}, []string{"t1-g=yes"}, ""},
		"of more":                    {[]string{"d6=guarantor", "d11=document"}, []string{"t1-g=no"}, "t1-g, guarantor"},
		"the debtor's amounts":       {[]string{"d6=guarantor", "d11=document"}, []string{"t1=yes"}, "t1, guarantor"},
		"beside the debtor":          {[]string{"d6=debtor", "d11=document", "d19=guarantor"}, []string{"t1=yes"}, "t1, guarantor"},
		"and was asked to step away": {[]string{"d6=debtor", "d11=document", "d19=guarantor", "d19-id=failed"}, []string{"t1=yes"}, ""},
		"a joint debtor hears of it": {[]string{"d6=debtor", "d11=document", "d19=joint", "d19-id=document"}, []string{"t1=yes"}, ""},
		"and came when it was told":  {[]string{"d6=debtor", "d11=document", "d19=joint"}, []string{"t1=yes", "d19=guarantor"}, ""},
	} {
		h := atDoor(phase("door", 1, 0, 0, c.door...), phase("talk", 2, 0, 10, c.talk...))
		h.judgeGuarantor()
		if got := strings.Join(h.found[visits.ToldOthers], "; "); got != c.found {
			t.Errorf("%s: found %q, not %q", name, got, c.found)
		}
	}
}

// An outcome nobody knows asks for nothing, and so it is found: also of a client that
// names no table. One of a table of a later program is not judged here.
func TestAnUnknownOutcomeIsFound(t *testing.T) {
	table := outcome.House()
	own := []visits.Used{{ID: table.ID, Version: table.Version, Hash: table.SHA256()}}
	for name, c := range map[string]struct {
		code  string
		used  []visits.Used
		found string
	}{
		"a known one":             {"none", nil, ""},
		"in capitals":             {"PTP", own, "PTP unknown_outcome"},
		"nonsense, no table":      {"nonsense", nil, "nonsense unknown_outcome"},
		"none at all":             {"", own, "unknown_outcome"},
		"a name":                  {"王小明 owes", own, "unknown_outcome"},
		"of a later table":        {"sold", []visits.Used{{ID: table.ID, Version: "2999.1.0", Hash: evidence.Hash{1}}}, ""},
		"of another one's table":  {"sold", []visits.Used{{ID: "other", Version: "2999.1.0", Hash: evidence.Hash{1}}}, "sold unknown_outcome"},
		"of an earlier one there": {"sold", []visits.Used{{ID: table.ID, Version: "2020.1.0", Hash: evidence.Hash{1}}}, "sold unknown_outcome"},
	} {
		h := atDoor()
		h.Visit.Opened = &visits.OpenedFacts{Used: c.used}
		h.Visit.Closed = &visits.ClosedFacts{Entries: 99, Outcomes: []visits.Outcome{{Code: c.code}}}
		h.judgeEvidence()
		if got := strings.Join(h.found[visits.EvidenceMissing], ", "); got != c.found {
			t.Errorf("%s: found %q, not %q", name, got, c.found)
		}
	}
}

// A promise without an answer in a quarter of a second is no visit; nobody home in half
// a minute is one.
func TestAnEmptyVisitIsTooFast(t *testing.T) {
	for name, c := range map[string]struct {
		code  string
		took  int64
		found string
	}{
		"a promise at once":           {"ptp", second / 4, "0: 0 s"},
		"a promise in a minute":       {"ptp", 60 * second, ""},
		"nearly":                      {"plan", 59 * second, "0: 59 s"},
		"nobody met":                  {"nf", 3 * second, ""},
		"a third party":               {"tpm", 15 * second, ""},
		"asked to leave at once":      {"left", 5 * second, ""},
		"an outcome nobody knows yet": {"sold", second, ""},
	} {
		h := atDoor()
		h.Visit.Closed = &visits.ClosedFacts{Outcomes: []visits.Outcome{{Code: c.code}}}
		h.Visit.Lines[0].Wall = tenOClock + c.took
		h.judgePace()
		if got := strings.Join(h.found[visits.TooFast], ", "); got != c.found {
			t.Errorf("%s: found %q, not %q", name, got, c.found)
		}
	}
}
