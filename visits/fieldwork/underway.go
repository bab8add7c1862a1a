package fieldwork

import (
	"context"
	"encoding/json"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/checklist"
	"fairvisit/visits/rules"
)

// Rules asks the rules whether the visit may go on now: when it must end, and
// what may be said before the debtor is identified.
func (v *Visit) Rules(ctx context.Context) (rules.Verdict, *visits.Case, error) {
	c, err := v.o.Journal.Case(ctx, v.Case)
	if err != nil || c == nil {
		return rules.Verdict{}, c, err
	}
	q, l, err := v.o.question(ctx, c, v.Second)
	if err != nil {
		return rules.Verdict{}, c, err
	}
	q.Act, q.Visit = rules.Continue, v.ID
	packs, err := v.o.rulesFor(ctx, l, &q)
	if err != nil {
		return rules.Verdict{}, c, err
	}
	return rules.Evaluate(packs, q), c, nil
}

// LeaveMistaken says that the entry of AskedToLeave was made by a slip of the
// finger. Both entries stay: headquarters sees that the button was pressed.
func (v *Visit) LeaveMistaken(ctx context.Context) error {
	_, err := v.write(ctx, visits.LeaveMistaken, visits.Empty{}, nil)
	return err
}

// outcomeOf is the draft's name for the outcome of one subject. The checklist
// asks for the first subject's; the others are no questions of it.
func outcomeOf(party evidence.ID) string { return "c1/" + party.String() }

// SetOutcome has the outcome for one subject on disk when it returns. code is one
// of the choices of question c1; the answer that stood before stays in the log.
func (v *Visit) SetOutcome(ctx context.Context, party evidence.ID, code, reason string) error {
	if err := v.list.Check("c1", checklist.Chosen(code)); err != nil {
		return err
	}
	b, err := json.Marshal(checklist.Chosen(code))
	if err != nil {
		return err
	}
	_, err = v.o.Journal.AnswerDraft(ctx, v.ID, outcomeOf(party), b, reason)
	return err
}

// Outcome is the standing outcome for one subject, "" for none yet.
func Outcome(a checklist.Answers, party evidence.ID) string { return a[outcomeOf(party)].Code }

// secondOf is who goes along on a visit that is under way, as its start says.
func (o *Officer) secondOf(ctx context.Context, visit evidence.ID) (evidence.ID, error) {
	p, err := o.Journal.Visit(ctx, visit)
	if err != nil || p == nil { // nil: a salvage saved the answers and not the start
		return evidence.ID{}, err
	}
	return p.Second, nil
}

// passedFor is the draft's name for a question that was passed over, by the outcome that
// asked for it.
const passedFor = "passed/"

// PassOver has it on disk when it returns that a question of an outcome was passed over:
// it stands behind the talk, where nothing else keeps it from being asked again.
func (v *Visit) PassOver(ctx context.Context, question, outcome string) error {
	return v.keep(ctx, passedFor+question, checklist.Chosen(outcome))
}

// PassedOver reports that a question was passed over while that outcome stood. Another
// outcome may need it, and asks again.
func PassedOver(a checklist.Answers, question, outcome string) bool {
	return a[passedFor+question].Code == outcome && outcome != ""
}

// typedFor is the draft's name for a text that is being typed and is no answer
// yet.
const typedFor = "typed/"

// KeepTyped has a half-typed text on disk when it returns, beside the answers:
// it is none until it is given, and a stop in the middle of a sentence takes
// nothing. "" as the question is the note. The text is in no entry unless the
// visit is abandoned, whose words hold all of the draft.
func (v *Visit) KeepTyped(ctx context.Context, question, text string) error {
	return v.keep(ctx, typedFor+question, checklist.Text(text))
}

// Typed is the text KeepTyped kept for a question, "" for none.
func Typed(a checklist.Answers, question string) string { return a[typedFor+question].Text }
