package visits

import (
	"cmp"
	"slices"

	"fairvisit/evidence"
)

// What headquarters does with a whole case. Only its own chain counts: a device
// that writes one of these changes nothing, or a stolen tablet could destroy what
// everybody recorded.
const (
	CaseClosed   = "case.closed/1"       // the claim is settled; nobody is to go there
	CaseHeld     = "case.held/1"         // a legal hold: nothing of it may be erased
	CaseReleased = "case.released/1"     // of the hold
	CaseErased   = "case.erased/1"       // its key is destroyed
	ErasureDone  = "erasure.completed/1" // no copy of the keys holds its key any more
)

// ImportUndoneReason closes a case that came with an import that was taken back.
const ImportUndoneReason = "import_undone"

// KindSuppressed is the picture of what no import may bring back.
const KindSuppressed = "suppressed"

// CloseReasons, HoldReasons and EraseReasons are codes; a later version may write
// others.
var (
	CloseReasons = []string{"paid", "settled", "recalled", "written_off", "wrong_party", ImportUndoneReason}
	HoldReasons  = []string{"court", "complaint", "investigation", "audit"}
	EraseReasons = []string{"wrong_party", "wrong_address", "request", "order", "retention"}
)

// ReasonFacts says why, by a code.
type ReasonFacts struct {
	Reason string `json:"reason"`
	// Imported and Standing are there only where a manager's device closes a case
	// because it takes an import back: the import it came with, and the decision that
	// stood on it. Where either is another by then, nothing is closed.
	Imported evidence.Hash `json:"imported,omitzero"`
	Standing evidence.Hash `json:"standing,omitzero"`
}

// ErasedFacts says of a case why its key was destroyed, which visits went with it,
// from when on no copy of the keys holds it, and what no import may bring back.
type ErasedFacts struct {
	Reason   string        `json:"reason"`
	Visits   []evidence.ID `json:"visits,omitempty"`
	Gone     int64         `json:"gone"` // µs
	Suppress []Mark        `json:"suppress,omitempty"`
	Found    []Finding     `json:"found,omitempty"` // of its visits, the WordFindings as they stand
}

// WordFindings are the codes of what is found from words: who makes the pictures anew
// after an erasure cannot, so the erasure says what stood.
var WordFindings = []string{EvidenceMissing, ToldOthers, NoteAdmits, SamePicture, SameFile}

// WordFindingIDs are the ids that such findings of a visit can have: what the bench finds
// is about its start, of photos each is about the entry that took it.
func (v *Visit) WordFindingIDs() map[evidence.ID]bool {
	ids := map[evidence.ID]bool{}
	for _, l := range v.Lines { // not v.Photos, which lacks those that another officer took
		switch l.Kind {
		case VisitOpened:
			ids[findingID(EvidenceMissing, l.Entry)], ids[findingID(ToldOthers, l.Entry)], ids[findingID(NoteAdmits, l.Entry)] = true, true, true
		case PhotoTaken:
			ids[findingID(SamePicture, l.Entry)], ids[findingID(SameFile, l.Entry)] = true, true
		}
	}
	return ids
}

// Mark is a person, phone or address by a keyed hash: it names nobody, and is
// found again only by who holds the key and has the same words.
type Mark struct {
	What string      `json:"what"` // person, phone, address
	ID   evidence.ID `json:"id"`
}

// DoneFacts names the erasure that is complete.
type DoneFacts struct {
	Erasure evidence.Hash `json:"erasure"`
}

// CaseAct is one of these acts as it stands on a case.
type CaseAct struct {
	Entry  evidence.Hash `json:"entry"`
	At     int64         `json:"at"` // µs, headquarters' clock
	Reason string        `json:"reason"`
}

// Erasure is how a case was erased.
type Erasure struct {
	CaseAct
	Gone int64         `json:"gone"` // µs: from then on no copy of the keys holds its key
	Done evidence.Hash `json:"done"` // the entry that says so; zero: not yet
}

// Suppressed is the picture of one mark.
type Suppressed struct {
	ID    evidence.ID     `json:"id"`
	What  string          `json:"what"`
	Cases []SuppressedFor `json:"cases"`
}

// SuppressedFor is one erasure that made the mark.
type SuppressedFor struct {
	Case evidence.ID `json:"case"`
	CaseAct
}

// byHeadquarters reports whether an entry is of headquarters' own chain, as its
// enrolment says.
func (p *Pictures) byHeadquarters(e *evidence.Entry) (bool, error) {
	d, err := p.device(e.Header.Device)
	return d != nil && d.Role == "hq", err
}

// caseAct folds one act of headquarters on a case; of a device it counts nothing.
func caseAct(do func(p *Pictures, c *Case, a CaseAct, in Input) error) func(*Pictures, Input) error {
	return func(p *Pictures, in Input) error {
		if is, err := p.byHeadquarters(in.Entry); err != nil || !is {
			return err
		}
		f, err := facts[ReasonFacts](in.Entry)
		if err != nil {
			return err
		}
		c, err := p.theCase(in)
		if err != nil {
			return err
		}
		return do(p, c, CaseAct{Entry: in.Entry.ID, At: in.Entry.Header.Wall, Reason: f.Reason}, in)
	}
}

func foldCaseClosed(_ *Pictures, c *Case, a CaseAct, _ Input) error {
	c.Closed = &a
	return nil
}

// foldClosing folds a close: any of headquarters; of a manager's device only one
// that takes back the import the case came with, of a case of that branch on which
// nobody acted since. A file taken by mistake can then be put right without a
// network, and a stolen device closes nothing else.
func foldClosing(p *Pictures, in Input) error {
	f, err := facts[ReasonFacts](in.Entry)
	if err != nil {
		return err
	}
	if f.Reason == ImportUndoneReason && !f.Imported.IsZero() {
		return p.takeBack(in, TakesBack{Imported: f.Imported, Standing: f.Standing})
	}
	return caseAct(foldCaseClosed)(p, in)
}

func (p *Pictures) takeBack(in Input, t TakesBack) error {
	author, err := p.device(in.Entry.Header.Device)
	if err != nil || author.Role != "manager" && in.Received != 0 {
		return err // a device folds only its own, which its screens let it write
	}
	c, err := p.caseOf(in.Entry.Header.Case())
	if err != nil || in.Received != 0 && c.Unit != author.Unit {
		return err
	}
	if !t.stands(c) || c.Came != t.Imported {
		return nil // what another import brought first is not this one's to close
	}
	if c, err = p.theCase(in); err != nil {
		return err
	}
	// Its time of keeping is headquarters' to count: a device's clock may be years slow.
	c.Closed = &CaseAct{Entry: in.Entry.ID, At: cmp.Or(in.Received, in.Entry.Header.Wall), Reason: ImportUndoneReason}
	return nil
}

func foldHeld(_ *Pictures, c *Case, a CaseAct, _ Input) error {
	c.Held = &a
	return nil
}

func foldReleased(_ *Pictures, c *Case, _ CaseAct, _ Input) error {
	c.Held = nil
	return nil
}

func foldErased(p *Pictures, c *Case, a CaseAct, in Input) error {
	f, err := facts[ErasedFacts](in.Entry)
	if err != nil {
		return err
	}
	if c.Erased == nil {
		c.Erased = &Erasure{CaseAct: a, Gone: f.Gone}
	}
	c.Words = nil
	c.unsaid()
	if err := p.rosterErased(c, in.Entry.ID); err != nil {
		return err
	}
	if err := p.swapsErased(c, in.Entry.ID); err != nil {
		return err
	}
	if err := p.unanswered(c, in.Entry.ID); err != nil {
		return err
	}
	// That somebody came back was read from words: who makes this anew cannot.
	c.Flags = slices.DeleteFunc(c.Flags, func(f Flag) bool { return f.Code == FlagErased })
	c.Lifted = slices.DeleteFunc(c.Lifted, func(l LiftedFlag) bool { return l.Code == FlagErased })
	for _, id := range f.Visits {
		v, err := p.visit(id)
		if err != nil {
			return err
		}
		if v.Case == c.ID {
			v.erase(c.Erased.CaseAct)
			p.touch(KindVisit, v.ID, in.Entry.ID)
		}
	}
	if err := p.foundBefore(c, f.Found); err != nil {
		return err
	}
	for _, m := range f.Suppress {
		if err := p.suppress(m, SuppressedFor{c.ID, a}); err != nil {
			return err
		}
	}
	return nil
}

// foundBefore puts back what was found from words that are gone: of the case, and that a
// photo of another case is a picture of this one's.
func (p *Pictures) foundBefore(c *Case, found []Finding) error {
	for _, f := range found {
		k := Key{KindFinding, findingID(f.Code, f.Entry)}
		if f.ID != k.ID || !f.RestsOn(c.ID) {
			continue
		}
		have, ok, err := held[Finding](p, k)
		if err != nil {
			return err
		}
		if ok && *have == f {
			continue
		}
		p.held[k] = &f
		p.touch(KindFinding, k.ID, f.Entry)
	}
	return nil
}

func (p *Pictures) suppress(m Mark, by SuppressedFor) error {
	k := Key{KindSuppressed, m.ID}
	s, ok, err := held[Suppressed](p, k)
	if err != nil {
		return err
	}
	if !ok {
		s = &Suppressed{ID: m.ID, What: m.What}
		p.held[k] = s
	}
	s.Cases = insertByEntry(s.Cases, by, func(x SuppressedFor) evidence.Hash { return x.Entry })
	p.touch(KindSuppressed, m.ID, by.Entry)
	return nil
}

func foldErasureDone(p *Pictures, in Input) error {
	if is, err := p.byHeadquarters(in.Entry); err != nil || !is {
		return err
	}
	f, err := facts[DoneFacts](in.Entry)
	if err != nil {
		return err
	}
	c, err := p.theCase(in)
	if err == nil && c.Erased != nil && c.Erased.Entry == f.Erasure {
		c.Erased.Done = in.Entry.ID
	}
	return err
}

// erase takes out of a visit what its words said.
func (v *Visit) erase(by CaseAct) {
	v.Erased = &by
	for i := range v.Phases {
		if p := &v.Phases[i]; p.WordsAre != "" {
			p.Words, p.WordsAre = nil, WordsGone
		}
	}
	for i := range v.Notes {
		v.Notes[i].Text, v.Notes[i].Strokes = "", nil
	}
	for i := range v.Safety.Incidents {
		v.Safety.Incidents[i].Text = ""
	}
	for i := range v.Reviews {
		v.Reviews[i].Text = ""
	}
}

// eraseLate marks a visit of which the first entry came after its case was erased.
func (p *Pictures) eraseLate(v *Visit, e *evidence.Entry) error {
	if v.Case.IsZero() || v.Erased != nil {
		return nil
	}
	c, err := p.caseOf(v.Case)
	if err == nil && c.Erased != nil {
		v.erase(c.Erased.CaseAct)
		p.touch(KindVisit, v.ID, e.ID)
	}
	return err
}

// erased is the entry as it is to be read: without the words if its case was
// erased, also where the key that opens them is still there.
func (p *Pictures) erased(in Input) (Input, error) {
	e := in.Entry
	if e.Words.State != evidence.Present {
		return in, nil
	}
	id := e.Header.Case()
	if id.IsZero() && !e.Header.Visit().IsZero() {
		v, err := p.visit(e.Header.Visit())
		if err != nil {
			return in, err
		}
		id = v.Case
	}
	if id.IsZero() {
		return in, nil
	}
	c, err := p.caseOf(id)
	if err != nil || c.Erased == nil {
		return in, err
	}
	without := *e
	without.Words = evidence.Part{State: evidence.Erased}
	in.Entry = &without
	return in, nil
}

// ForgetPrints is a Prints without the photos of a case, and false where it had
// none of them. What is left was made by the entry of its newest photo.
func (x *Prints) ForgetPrints(caseID evidence.ID) (madeBy evidence.Hash, changed bool) {
	before := len(x.Photos)
	x.Photos = slices.DeleteFunc(x.Photos, func(p Printed) bool { return p.Case == caseID })
	if len(x.Photos) > 0 {
		madeBy = x.Photos[len(x.Photos)-1].Entry
	}
	return madeBy, len(x.Photos) != before
}
