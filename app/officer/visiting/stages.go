package visiting

import (
	"context"
	"slices"
	"strings"

	"fairvisit/visits"
	"fairvisit/visits/checklist"
	"fairvisit/visits/fieldwork"
)

// kind is where in the visit the officer is.
type kind int

const (
	questions kind = iota
	stopped        // an answer ended the visit: it says why
	leaving        // asked to leave, and not gone yet
	judgement      // the outcome for one more subject
	going          // all is asked at the place: leave it
	ending         // the close
	closed
)

// station is where the visit is, with what stands there.
type station struct {
	kind  kind
	phase string
	page  []checklist.Question // of questions
	who   visits.Subject       // of judgement
}

var phases = []string{checklist.PhaseBefore, checklist.PhaseDoor, checklist.PhaseTalk, checklist.PhaseClose, checklist.PhaseAfter}

// reviewPage is the page of questions that stand on the close itself.
const reviewPage = "review"

func (m *model) stage() station { return m.at.stage(m.list(), m.skipped) }

// stage follows from what is on the disk; skipped only keeps optional questions
// away that were passed over a moment ago.
func (at *snapshot) stage(l checklist.List, skipped map[string]bool) station {
	_, asked := at.askedToLeave()
	_, left := at.left()
	stop, stops := l.Stopped(at.answers)
	switch {
	case at.closed():
		return station{kind: closed, phase: checklist.PhaseAfter}
	case asked && !left:
		return station{kind: leaving, phase: checklist.PhaseClose}
	case stops && !left && !at.understood(l, stop):
		return station{kind: stopped, phase: stop.Phase}
	}
	for _, phase := range phases[:4] {
		if (asked || stops) && phase != checklist.PhaseClose {
			continue
		}
		if page := at.together(l, phase, skipped); page != nil {
			return station{kind: questions, phase: phase, page: page}
		}
	}
	if s, open := at.unjudged(); open {
		return station{kind: judgement, phase: checklist.PhaseClose, who: s}
	}
	if !left {
		return station{kind: going, phase: checklist.PhaseClose}
	}
	page := at.together(l, checklist.PhaseAfter, skipped)
	if page != nil && page[0].Page != reviewPage {
		return station{kind: questions, phase: checklist.PhaseAfter, page: page}
	}
	return station{kind: ending, phase: checklist.PhaseAfter, page: page}
}

func (at *snapshot) together(l checklist.List, phase string, skipped map[string]bool) []checklist.Question {
	_, _, handedIn := at.head(phase)
	// What an outcome has to bring back is asked for after the hand-in too: the outcome
	// may be picked anew on the close.
	page := l.Together(phase, at.answers, func(q checklist.Question) bool {
		return handedIn && !ofOutcome(q) || skipped[q.ID] || fieldwork.PassedOver(at.answers, q.ID, at.answers["c1"].Code)
	})
	if count := at.adding(l, phase, page); count != nil {
		return count
	}
	return page
}

// ofOutcome reports a question of what an outcome has to bring back.
func ofOutcome(q checklist.Question) bool { return strings.HasPrefix(q.ID, "c1-") }

// understood reports whether the officer went on from the page that says why
// the visit stops: the outcome is stored by that, so a kill does not bring it
// back. A visit that never began is asked for no outcome; leaving ends its page.
func (at *snapshot) understood(l checklist.List, stop checklist.Question) bool {
	c1, ok := l.Question("c1")
	return ok && stop.Phase != checklist.PhaseBefore && c1.Answered(at.answers)
}

// unjudged is the next subject besides the debtor without an outcome.
func (at *snapshot) unjudged() (visits.Subject, bool) {
	subjects := at.subjects()
	if len(subjects) < 2 || at.answers["c1"].Code == "" {
		return visits.Subject{}, false
	}
	for _, s := range subjects[1:] {
		if fieldwork.Outcome(at.answers, s.Party) == "" {
			return s, true
		}
	}
	return visits.Subject{}, false
}

// settle brings the visit to where it waits for a person: what the app knows
// itself is answered, and phases that are done are handed in.
func (m *model) settle(ctx context.Context, skipped map[string]bool) (snapshot, error) {
	for {
		at, err := m.read(ctx)
		if err != nil || at.closed() {
			return at, err
		}
		more, err := m.answerKnown(ctx, &at, at.stage(m.list(), skipped))
		if err == nil && !more {
			more, err = m.handIn(ctx, &at, skipped)
		}
		if err == nil && !more {
			more, err = m.stopAtOnce(ctx, &at, skipped)
		}
		if err != nil || !more {
			return at, err
		}
	}
}

// handIn makes entries of the phases that are done and not handed in as they
// stand. It reports whether there was one.
func (m *model) handIn(ctx context.Context, at *snapshot, skipped map[string]bool) (bool, error) {
	_, asked := at.askedToLeave()
	_, left := at.left()
	_, stops := m.list().Stopped(at.answers)
	for _, phase := range phases[:4] {
		over := (stops || asked && left) && phase != checklist.PhaseClose
		if !over && at.together(m.list(), phase, skipped) != nil {
			return false, nil
		}
		if done, err := m.handInPhase(ctx, at, phase); done || err != nil {
			return done, err
		}
	}
	return false, nil
}

func (m *model) handInPhase(ctx context.Context, at *snapshot, phase string) (bool, error) {
	entry, holds, _ := at.head(phase)
	if given := at.given(m.list(), phase); given == 0 || given == holds {
		return false, nil
	}
	_, err := m.v.EndPhase(ctx, phase, entry)
	return true, err
}

// stopAtOnce raises what the answers of the talk and the outcomes stop on the case, once
// the talk is over: a slip of the finger can still be put right before. An outcome that
// only the app concluded is not picked yet and raises nothing.
func (m *model) stopAtOnce(ctx context.Context, at *snapshot, skipped map[string]bool) (bool, error) {
	st := at.stage(m.list(), skipped)
	if at.about == nil || st.kind == stopped || slices.Index(phases, st.phase) < 3 {
		return false, nil
	}
	var picked []visits.Outcome
	if at.answers["c1"].Code != "" {
		picked = at.outcomes(m.list())
	}
	return m.v.Stop(ctx, picked)
}
