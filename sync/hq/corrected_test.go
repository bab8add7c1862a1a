package hq_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/checklist"
	"fairvisit/visits/outcome"
)

// putRight is one answer at a door, with why it took the place of another.
type putRight struct{ question, code, reason string }

// An officer puts an answer right and says why, as the list asks. Headquarters judges
// by what stands, and keeps what stood before and the reason; after the case was erased
// and all was made anew it found the same, and no reason is left.
func TestStoryAnAnswerPutRightIsJudgedAsItStands(t *testing.T) {
	door := []putRight{{"d2", "match", ""}, {"d6", "debtor", ""}, {"d11", "document", ""}}
	told := []putRight{{"t1", "yes", ""}}
	for name, c := range map[string]struct {
		door, talk, late []putRight // late: at the door's questions again, after the talk
		found            []string   // codes
	}{
		"nothing was put right":           {door, told, nil, nil},
		"an identity that was checked":    {append(slices.Clone(door[:2]), putRight{"d11", "failed", ""}, putRight{"d11", "document", "slip"}), told, nil, nil},
		"an identity that was not":        {append(slices.Clone(door), putRight{"d11", "failed", "slip"}), told, nil, []string{visits.DebtFirst}},
		"that it was, after the talk":     {append(slices.Clone(door[:2]), putRight{"d11", "failed", ""}), told, []putRight{{"d11", "document", "slip"}}, []string{visits.DebtFirst}},
		"that it was not, after the talk": {door, told, []putRight{{"d11", "failed", "slip"}}, []string{visits.DebtFirst}},
		"another way, after the talk":     {door, told, []putRight{{"d11", "knowledge", "slip"}}, nil},
		"that the debt was told":          {append(slices.Clone(door[:2]), putRight{"d11", "failed", ""}), []putRight{{"t1", "no", ""}, {"t1", "yes", "slip"}}, nil, []string{visits.DebtFirst}},
		"that it was not told":            {append(slices.Clone(door[:2]), putRight{"d11", "failed", ""}), []putRight{{"t1", "yes", ""}, {"t1", "no", "slip"}}, nil, nil},
		"somebody else was at the door":   {append(slices.Clone(door), putRight{"d6", "minor", "slip"}), told, nil, []string{visits.ToldOthers}},
		"the debtor was at the door":      {[]putRight{{"d2", "match", ""}, {"d6", "minor", ""}, {"d6", "debtor", "slip"}, {"d11", "document", ""}}, told, nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, false)
			w.turn(workday)
			o := w.office()
			said := func(phase string, replaces evidence.Hash, answers []putRight) evidence.Hash {
				for _, a := range answers {
					o.turn(o.clock().Add(20 * time.Second))
					o.must(o.visit.Answer(o.ctx, a.question, checklist.Chosen(a.code), a.reason))
				}
				e, err := o.visit.EndPhase(o.ctx, phase, replaces)
				o.must(err)
				return e.ID
			}
			first := said(checklist.PhaseDoor, evidence.Hash{}, c.door)
			said(checklist.PhaseTalk, evidence.Hash{}, c.talk)
			if c.late != nil {
				said(checklist.PhaseDoor, first, c.late)
			}
			o.turn(o.clock().Add(2 * time.Minute))
			o.closeVisit()
			o.li.sync()
			o.must(o.hq.Settle(o.ctx))
			was := o.breaches()
			if !slices.Equal(was[:len(c.found)], c.found) || len(was) > len(c.found) && slices.Contains([]string{visits.DebtFirst, visits.ToldOthers}, was[len(c.found)]) {
				t.Fatalf("found %v, not %v", was, c.found)
			}
			o.listsOnce(map[string]int{checklist.PhaseDoor: len(c.door) + len(c.late), checklist.PhaseTalk: len(c.talk)})
			o.sameAnew()
			_, err := o.hq.Erase(o.ctx, o.caseID, "request")
			o.must(err)
			o.must(o.hq.Settle(o.ctx))
			o.sameAnew()
			if again := o.breaches(); !slices.Equal(again, was) {
				t.Errorf("erased and made anew it is %v, and was %v", again, was)
			}
		})
	}
}

// breaches are the codes of what was found of the visit, those that answers bring first.
func (o *office) breaches() (codes []string) {
	o.Helper()
	for _, code := range slices.Concat([]string{visits.DebtFirst, visits.ToldOthers}, visits.RuleFindings) {
		if !slices.Contains(codes, code) && len(o.found(code)) > 0 {
			codes = append(codes, code)
		}
	}
	return codes
}

// listsOnce holds the newest entry of each phase against how many answers were given,
// and demands of one that was put right its code in the facts and its reason in the
// words alone.
func (o *office) listsOnce(given map[string]int) {
	o.Helper()
	rec, err := o.hq.CaseRecord(o.ctx, o.caseID)
	o.must(err)
	phases := rec.Visits[0].Phases
	for i := range phases {
		p := &phases[i]
		if slices.ContainsFunc(phases, func(by visits.Phase) bool { return by.Replaces == p.Entry }) {
			continue
		}
		if got := len(p.Given()); got != given[p.Phase] || len(p.Answers) != given[p.Phase] {
			o.Errorf("%s: %d answers are listed, %d in the facts, and %d were given", p.Phase, got, len(p.Answers), given[p.Phase])
		}
		for _, a := range p.Words {
			if a.Reason != "slip" {
				o.Errorf("%s: in the words for no reason: %+v", p.Phase, a)
			}
		}
		for _, a := range p.Answers {
			if a.Reason != "" || strings.Contains(a.Code, "slip") {
				o.Errorf("%s: the facts say why: %+v", p.Phase, a)
			}
		}
	}
}

// What headquarters found in words, and what it did not find because of them, stays as
// it was when the words are erased and all is made anew.
func TestStoryAnErasureChangesNothingThatWasFound(t *testing.T) {
	for name, c := range map[string]struct {
		outcome, said, note string
		found               []string // of visits.WordFindings
	}{
		"a dispute in the debtor's words":         {"dsp", "paid it in May", "", []string{visits.EvidenceMissing + " dsp documents"}},
		"a dispute without words":                 {"dsp", "", "", []string{visits.EvidenceMissing + " dsp documents, dsp words"}},
		"a dispute without words, and a note":     {"dsp", "", "he shouted", []string{visits.EvidenceMissing + " dsp documents, dsp words"}},
		"others were met, and a note of the debt": {"tpm", "", "told the neighbour of the loan", []string{visits.EvidenceMissing + " tpm card, tpm nothing_told, tpm who", visits.ToldOthers, visits.NoteAdmits}},
		"others were met, and a neutral note":     {"tpm", "", "back on Friday", []string{visits.EvidenceMissing + " tpm card, tpm nothing_told, tpm who"}},
	} {
		t.Run(name, func(t *testing.T) {
			w, li, zhao, id := branchAtWork(t)
			li.work.Outcomes = outcome.House()
			o := &office{world: w, li: li, caseID: id}
			var err error
			o.visit, _, err = li.work.Open(w.ctx, id, zhao.id)
			o.must(err)
			o.must(o.visit.Arrive(o.ctx, nil))
			o.must(o.visit.Answer(o.ctx, "d11", checklist.Chosen("document"), ""))
			if c.said != "" {
				o.must(o.visit.Answer(o.ctx, "t3", checklist.Text(c.said), ""))
			}
			if c.note != "" {
				o.must(o.visit.Note(o.ctx, c.note))
			}
			for _, phase := range []string{checklist.PhaseDoor, checklist.PhaseTalk} {
				_, err := o.visit.EndPhase(o.ctx, phase, evidence.Hash{})
				o.must(err)
			}
			o.must(o.visit.Leave(o.ctx))
			o.must(o.visit.Close(o.ctx, []visits.Outcome{{Code: c.outcome}}, nil))
			o.li.sync()
			o.must(o.hq.Settle(o.ctx))
			stands := func() (list []string) {
				for _, code := range visits.WordFindings {
					for _, detail := range o.found(code) {
						list = append(list, code+" "+detail)
					}
				}
				return list
			}
			was := stands()
			if !slices.EqualFunc(was, c.found, strings.HasPrefix) {
				t.Fatalf("found %q, not %q", was, c.found)
			}
			_, err = o.hq.Erase(o.ctx, o.caseID, "request")
			o.must(err)
			o.sameAnew()
			if again := stands(); !slices.Equal(again, was) {
				t.Errorf("erased and made anew it is %q, and was %q", again, was)
			}
		})
	}
}
