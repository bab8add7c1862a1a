package judging

import (
	"slices"
	"strconv"
	"strings"

	"fairvisit/visits"
	"fairvisit/visits/outcome"
	"fairvisit/visits/refuse"
	"fairvisit/visits/rules"
)

const (
	second = int64(1_000_000) // µs

	// leaveSeconds is how long a crew may take to go once it was asked to, where no
	// pack says less.
	leaveSeconds = 60

	// A visit with so many answers in less time was not one at a door, nor one whose
	// outcome rests on an identity that was checked, however little of it was filled in.
	fewestSteps, fastestVisit = 10, 60 * second
)

// judgeSteps holds what happened at the door against what no pack says.
func (h *hearing) judgeSteps() {
	h.judgeLeaving()
	h.judgePace()
	h.judgeMoney()
	h.judgeIdentity()
	h.judgeTold()
	h.judgeGuarantor()
	h.judgeNotes()
	h.judgePromises()
	h.judgeEvidence()
}

func (h *hearing) judgeLeaving() {
	asked := h.wall(visits.LeaveAsked)
	if asked == 0 || h.wall(visits.LeaveMistaken) != 0 {
		return
	}
	left := h.wall(visits.VisitLeft)
	if left == 0 {
		left = h.wall(visits.VisitClosed)
	}
	limit := int64(rules.LeaveWithin(h.later, "asked_to_leave", leaveSeconds))
	if stayed := (left - asked) / second; left != 0 && stayed > limit {
		h.say(visits.StayedOn, strconv.FormatInt(stayed, 10)+" s > "+strconv.FormatInt(limit, 10)+" s")
	}
}

func (h *hearing) judgePace() {
	steps := 0
	for _, p := range h.phases() {
		steps += len(p.Answers)
	}
	closed := h.wall(visits.VisitClosed)
	if took := closed - h.Opened.Wall; closed != 0 && (steps >= fewestSteps || h.spoke()) && took < fastestVisit {
		h.say(visits.TooFast, strconv.Itoa(steps)+": "+strconv.FormatInt(took/second, 10)+" s")
	}
}

// The questions of the house's checklist that say who the debtor is and that the
// debt was told. Another list has its own, and nothing is found by it.
const (
	questionIdentity, identityFailed = "d11", "failed"
	questionDebtTold                 = "t1"

	// Who came to the door, and whether the debtor came after somebody else had.
	questionWho, questionCame = "d6", "d8-came"
)

// judgeIdentity: the debt is told after the debtor was identified, not before.
func (h *hearing) judgeIdentity() {
	told := int64(0)
	for _, a := range h.answers(questionDebtTold) {
		switch {
		case a.Code == "yes" && told == 0:
			told = a.At
		case a.Code != "yes" && !h.identified(a.At):
			told = 0 // put right before anybody was known: nothing was told by then
		}
	}
	if last, _ := h.answer(questionDebtTold); last.Code != "yes" {
		told = 0
	}
	// The talk is handed in after the door: without the door nothing is known yet.
	if told != 0 && h.hasPhase("door") && !(h.identified(told) && h.identified(forever)) {
		h.say(visits.DebtFirst, h.when("", told))
	}
}

// identified reports whether the answer that stood at a moment (µs) says that an
// identity was checked. One put right afterwards cannot make it so at that moment, and
// one put right to failed says that it never was.
func (h *hearing) identified(at int64) bool {
	known := false
	for _, a := range h.answers(questionIdentity) {
		if a.At <= at {
			known = a.Code != "" && a.Code != identityFailed
		}
	}
	return known
}

// phases are those that no later one of the same name took the place of: a phase is
// handed in whole again when one of its answers was put right.
func (h *hearing) phases() []visits.Phase {
	all := h.Visit.Phases
	return slices.DeleteFunc(slices.Clone(all), func(p visits.Phase) bool {
		return slices.ContainsFunc(all, func(by visits.Phase) bool { return by.Replaces == p.Entry && by.Phase == p.Phase })
	})
}

func (h *hearing) hasPhase(phase string) bool {
	return slices.ContainsFunc(h.Visit.Phases, func(p visits.Phase) bool { return p.Phase == phase })
}

// debtWords are words that a note about a door where the debtor was not met has
// no place for: a note of what was said there would hold them.
var debtWords = []string{"debt", "loan", "overdue", "arrears", "owes", "欠款", "债", "贷款", "逾期", "催收"}

// rolesInNotes are words for who the case is about and who sends the crew. They hold a
// word of a debt and say of none: "the debtor has moved" is what such a note is for.
var rolesInNotes = strings.NewReplacer("debtors", "", "debtor", "", "债务人", "", "债权人", "")

// notToBeTold are those at a door who may not hear of a debt.
var notToBeTold = []string{"adult", "minor", "reception", "other", "nobody"}

// mayFetch are those of them whom the house's list has asked whether the debtor came.
// Under any other answer to who stood there, that they came was put right since.
var mayFetch = []string{"adult", "reception", "other"}

// The questions of the house's list on a guarantor: whether nothing but the guarantee
// was spoken of, and who stood there beside who answered, of known identity.
const (
	questionGuarantee                    = "t1-g"
	questionBeside, questionBesideShowed = "d19", "d19-id"

	guarantor = "guarantor"
)

// judgeGuarantor finds that somebody who guarantees was told more than that: by the
// crew's own word, by the debtor's amounts stated in their hearing, or by an outcome of
// a debt that this visit has not to do with them.
func (h *hearing) judgeGuarantor() {
	who, _ := h.answer(questionWho)
	beside, _ := h.answer(questionBeside)
	showed, _ := h.answer(questionBesideShowed)
	told, _ := h.answer(questionDebtTold)
	only, _ := h.answer(questionGuarantee)
	if only.Code == "no" {
		h.say(visits.ToldOthers, questionGuarantee+", "+guarantor)
	}
	heard := who.Code == guarantor && told.At >= who.At || beside.Code == guarantor && showed.Code != identityFailed && told.At >= beside.At
	if told.Code == "yes" && heard {
		h.say(visits.ToldOthers, questionDebtTold+", "+guarantor)
	}
	if h.Visit.Closed == nil || h.Visit.Opened == nil {
		return
	}
	for _, o := range h.Visit.Closed.Outcomes {
		for _, s := range h.Visit.Opened.Subjects {
			if s.Party == o.Party && !o.Debt.IsZero() && len(s.Debts) > 0 && !slices.Contains(s.Debts, o.Debt) {
				h.say(visits.ToldOthers, o.Code+", "+s.Role)
			}
		}
	}
}

// toldNobody reports an outcome by which nobody was met whom the case is about. Tables
// before classes had these four for it, and their visits are judged by no more.
func (h *hearing) toldNobody(code string) bool {
	t := outcome.Named(h.Visit.Opened.Used)
	if o := t.Of(code); o != nil && o.Class != "" {
		away := []string{outcome.ClassSystem, outcome.ClassNoContact, outcome.ClassCollateral, "reschedule"} // there was nobody to be told
		met := o.Contact == outcome.RightParty || o.Contact == outcome.Person && o.Class != "third_party" && code != "wp"
		return !met && !slices.Contains(away, o.Class)
	}
	return slices.Contains([]string{"tpm", "min", "wa", "wp"}, code)
}

// judgeTold holds who was told of the debt against who stood there, and looks into
// the notes of a visit that met nobody it was about. Whose identity was checked was
// put right since the door was opened: in entries of before FORMAT.md section 37 a word of
// who answered that was corrected for a reason stands in the words, which judge nobody.
func (h *hearing) judgeTold() {
	told, _ := h.answer(questionDebtTold)
	who, _ := h.answer(questionWho)
	came, _ := h.answer(questionCame)
	known, _ := h.answer(questionIdentity)
	fetched := came.Code == "yes" && slices.Contains(mayFetch, who.Code) || known.Code != "" && known.Code != identityFailed && known.At >= who.At
	if told.Code == "yes" && !fetched && slices.Contains(notToBeTold, who.Code) {
		h.say(visits.ToldOthers, questionDebtTold+", "+who.Code)
	}
	if h.Visit.Closed == nil || len(h.Visit.Closed.Outcomes) == 0 {
		return
	}
	if slices.ContainsFunc(h.Visit.Closed.Outcomes, func(o visits.Outcome) bool { return !h.toldNobody(o.Code) }) {
		return
	}
	for _, n := range h.Visit.Notes {
		text := rolesInNotes.Replace(strings.ToLower(n.Text))
		if slices.ContainsFunc(debtWords, func(w string) bool { return strings.Contains(text, w) }) {
			h.say(visits.ToldOthers, n.Entry.Short())
		}
	}
}

// judgeNotes looks for a practice that is refused in what the notes say was done.
// Recording it is right, so nothing refused it when it was written; that nobody looks
// would not be. What is named are the practice and the note, and no word of it.
func (h *hearing) judgeNotes() {
	if h.Visit.Closed == nil && h.wall(visits.VisitAbandoned) == 0 {
		return // more notes may come, and a finding is made once
	}
	for _, n := range h.Visit.Notes {
		for _, practice := range refuse.Admits(n.Text) {
			h.say(visits.NoteAdmits, practice+" "+n.Entry.Short())
		}
	}
}
