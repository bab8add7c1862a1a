package judging

import (
	"slices"
	"strconv"
	"strings"

	"fairvisit/visits"
	"fairvisit/visits/refuse"
	"fairvisit/visits/rules"
)

const (
	second = int64(1_000_000) // µs

	// leaveSeconds is how long a crew may take to go once it was asked to, where no
	// pack says less.
	leaveSeconds = 60

	// A visit with so many answers in less time was not one at a door.
	fewestSteps, fastestVisit = 10, 60 * second
)

// judgeSteps holds what happened at the door against what no pack says.
func (h *hearing) judgeSteps() {
	h.judgeLeaving()
	h.judgePace()
	h.judgeMoney()
	h.judgeIdentity()
	h.judgeTold()
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
	if took := closed - h.Opened.Wall; closed != 0 && steps >= fewestSteps && took < fastestVisit {
		h.say(visits.TooFast, strconv.Itoa(steps)+": "+strconv.FormatInt(took/second, 10)+" s")
	}
}

func (h *hearing) judgeMoney() {
	for _, m := range h.Visit.Money {
		if m.Method == "cash" && strings.TrimSpace(m.Receipt) == "" {
			h.say(visits.NoReceipt, strconv.FormatInt(m.Amount, 10)+" "+m.Currency)
		}
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
	told, known := int64(0), int64(0)
	for _, p := range h.phases() {
		for _, a := range p.Answers {
			switch {
			case a.Question == questionDebtTold && a.Code == "yes" && (told == 0 || a.At < told):
				told = a.At
			case a.Question == questionIdentity && a.Code != "" && a.Code != identityFailed && (known == 0 || a.At < known):
				known = a.At
			}
		}
	}
	// The talk is handed in after the door: without the door nothing is known yet.
	if told != 0 && h.hasPhase("door") && (known == 0 || told < known) {
		h.say(visits.DebtFirst, h.when("", told))
	}
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

// notToBeTold are those at a door who may not hear of a debt.
var notToBeTold = []string{"adult", "minor", "reception", "other", "nobody"}

// mayFetch are those of them whom the house's list has asked whether the debtor came.
// Under any other answer to who stood there, that they came was put right since.
var mayFetch = []string{"adult", "reception", "other"}

// judgeTold holds who was told of the debt against who stood there, and looks into
// the notes of a visit that met nobody it was about. Whose identity was checked was
// put right since the door was opened: the word of who answered may be corrected for a
// reason, and reasons are words, which judge nobody.
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
	for _, o := range h.Visit.Closed.Outcomes {
		if !slices.Contains([]string{"tpm", "min", "wa", "wp"}, o.Code) {
			return
		}
	}
	for _, n := range h.Visit.Notes {
		text := strings.ToLower(n.Text)
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
