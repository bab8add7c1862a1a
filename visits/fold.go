package visits

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"fairvisit/evidence"
)

// Apply folds one entry in. It is total: any order, unknown kinds, erased
// parts, forks and repeats. ErrNotUnderstood means the entry is to be
// quarantined (its header was counted all the same); any other error is the
// store's, and the batch must be dropped.
func (p *Pictures) Apply(in Input) error {
	p.counting = in.Received != 0
	if err := p.header(in); err != nil {
		return err
	}
	in, err := p.erased(in)
	if err != nil {
		return err
	}
	e := in.Entry
	fold, known := folds[e.Header.Kind]
	if !known {
		return p.quarantine(in, "kind "+e.Header.Kind)
	}
	if err := p.foldTime(in); err != nil {
		return err
	}
	if foreign, err := p.foreign(in); err != nil || foreign {
		return err
	}
	if e.Facts.State != evidence.Present {
		return nil // the header was counted; what is withheld or erased says no more
	}
	err = fold(p, in)
	if err == nil {
		err = p.settleAsks(in)
	}
	if err == nil {
		return errors.Join(p.rehear(in), p.keptCash(in))
	}
	if !isPayload(err) {
		return err
	}
	return p.quarantine(in, err.Error())
}

func (p *Pictures) quarantine(in Input, why string) error {
	unit, officer, err := p.author(in.Entry)
	if err != nil {
		return err
	}
	p.find(NotUnderstood, in, unit, officer, "")
	return fmt.Errorf("%s: %w", why, ErrNotUnderstood)
}

// header folds what every entry says before its payload is looked at: which
// visit and case it belongs to, and how it was admitted.
func (p *Pictures) header(in Input) error {
	e := in.Entry
	visitID, caseID := e.Header.Visit(), e.Header.Case()
	if !visitID.IsZero() {
		v, err := p.visit(visitID)
		if err != nil {
			return err
		}
		v.take(e)
		if e.Header.Device == v.Device {
			v.Safety.hear(e.Header.Wall, in.Received)
		}
		if v.Case.IsZero() {
			v.Case = caseID
		}
		if err := p.settleUnit(v, e); err != nil {
			return err
		}
		if err := p.eraseLate(v, e); err != nil {
			return err
		}
		p.touch(KindVisit, v.ID, e.ID)
		if !v.Case.IsZero() && e.Header.Kind != VisitReviewed { // who reads a visit at a desk was at no door
			if err := p.count(v, e); err != nil {
				return err
			}
		}
	}
	return p.admission(in)
}

func (p *Pictures) settleUnit(v *Visit, e *evidence.Entry) error {
	if !v.Unit.IsZero() {
		return nil
	}
	if !v.Case.IsZero() {
		c, err := p.caseOf(v.Case)
		if err != nil {
			return err
		}
		v.Unit = c.Unit
	}
	if v.Unit.IsZero() && !beside(&e.Header) {
		d, err := p.device(e.Header.Device)
		if err != nil {
			return err
		}
		v.Unit = d.Unit
	}
	return nil
}

// count keeps the case's contact record from headers alone. Practice visits
// never count as contacts.
func (p *Pictures) count(v *Visit, e *evidence.Entry) error {
	if v.Practice {
		return nil
	}
	c, err := p.caseOf(v.Case)
	if err != nil {
		return err
	}
	before := *c.contact(v.ID)
	line := c.contact(v.ID)
	line.Officer, line.Device, line.Status, line.Day, line.Late = v.Officer, v.Device, v.Status, v.Day(), v.Late
	if line.First == 0 || e.Header.Wall < line.First {
		line.First = e.Header.Wall
	}
	if v.Opened != nil {
		line.Place = v.Opened.Place
	}
	if v.Closed != nil {
		line.Codes = line.Codes[:0:0]
		for _, o := range v.Closed.Outcomes {
			line.Codes = append(line.Codes, o.Code)
		}
	}
	if before.Visit != line.Visit || before.First != line.First || before.Status != line.Status || before.Day != line.Day ||
		before.Late != line.Late || before.Officer != line.Officer || before.Device != line.Device || before.Place != line.Place || !slices.Equal(before.Codes, line.Codes) {
		c.sortContacts()
		p.touch(KindCase, c.ID, e.ID)
		return p.copyContacts(c, e)
	}
	return nil
}

// admission turns how an entry came in into findings.
func (p *Pictures) admission(in Input) error {
	code := map[evidence.Admission]string{evidence.Fork: ForkSeen, evidence.Gap: GapSeen, evidence.Drain: DrainSeen}[in.Status]
	if code == "" {
		return nil
	}
	unit, officer, err := p.author(in.Entry)
	if err != nil {
		return err
	}
	p.find(code, in, unit, officer, "")
	if in.Status == evidence.Fork {
		d, err := p.device(in.Entry.Header.Device)
		if err != nil {
			return err
		}
		d.Forks++
		p.touch(KindDevice, d.ID, in.Entry.ID)
	}
	return nil
}

// author is the branch and person behind an entry.
func (p *Pictures) author(e *evidence.Entry) (unit, officer evidence.ID, err error) {
	d, err := p.device(e.Header.Device)
	if err != nil {
		return unit, officer, err
	}
	officer = e.Header.Officer()
	if officer.IsZero() {
		officer = d.Officer
	}
	unit = d.Unit
	if id := e.Header.Case(); !id.IsZero() {
		c, err := p.caseOf(id)
		if err != nil {
			return unit, officer, err
		}
		if !c.Unit.IsZero() {
			unit = c.Unit
		}
	}
	return unit, officer, nil
}

// payloadError marks an error of the payload, as opposed to the store's.
type payloadError struct{ error }

func isPayload(err error) bool {
	_, is := err.(payloadError)
	return is
}

func facts[T any](e *evidence.Entry) (T, error) {
	var v T
	if err := evidence.DecodePayload(e.Facts.Bytes, &v); err != nil {
		return v, payloadError{err}
	}
	return v, nil
}

// words reads the words, or nil when they are not here. Words that do not parse
// are a payload error like facts that do not.
func words[T any](e *evidence.Entry) (*T, error) {
	if e.Words.State != evidence.Present {
		return nil, nil
	}
	v := new(T)
	if err := evidence.DecodePayload(e.Words.Bytes, v); err != nil {
		return nil, payloadError{err}
	}
	return v, nil
}

// folds is the table of what each kind does to the pictures. A kind that only
// needs its header counted has the empty fold.
var folds = map[string]func(*Pictures, Input) error{
	DeviceEnrolled: foldEnrolled, DeviceRevoked: foldRevoked, EpochOpened: foldEpoch, GapDeclared: foldGap, LetterRefused: foldLetter,
	CaseImported: thenEarly(foldImported), CaseAssigned: foldAssigned, FlagRaised: foldFlag,
	VisitOpened: foldOpened, VisitPhase: foldPhase, PhotoTaken: foldPhoto, PhotoLost: foldPhotoLost, PhotoWithdrawn: foldPhotoWithdrawn, PhotoMasked: foldPhotoMasked,
	WithdrawalAsked: foldWithdrawalAsked, WithdrawalConfirmed: foldWithdrawalAnswer, WithdrawalDeclined: foldWithdrawalAnswer, MoneyTaken: foldMoney,
	NoteAdded: foldNote, SignatureTaken: foldSignature, VisitLeft: foldStatus(StatusLeft), VisitClosed: foldClosed,
	VisitAbandoned: foldStatus(StatusAbandoned), VisitCosigned: foldCosigned, HelpAsked: foldHelp, IncidentReported: foldIncident, HazardNoted: foldHazard, CheckinMade: counted, VisitCancelled: ofHeadquarters(foldVisitCancelled), VisitReviewed: foldReviewed, HQRestored: foldRestored, PersonNamed: foldPerson,
	ProofFailed: foldProof, ViewSplit: foldSplit,
	VisitArrived: counted, LeaveAsked: counted, LeaveMistaken: counted, TimeBeacon: counted, ImportTaken: counted, ImportUndone: counted, RecordViewed: counted, HeadPrinted: counted,
	UnlockGiven: counted, SheetPrinted: ofHeadquarters(foldSheet),
	CaseClosed: foldClosing, CaseHeld: caseAct(foldHeld), CaseReleased: caseAct(foldReleased), CaseErased: caseAct(foldErased), ErasureDone: foldErasureDone,
	SlotReturned: foldSlotReturned, DeviceForfeited: ofHeadquarters(foldForfeited),
	DeviceOrdered: foldOrdered, DeviceLocked: foldLocked, DeviceWiped: foldWiped, OrderRefused: foldRefusedOrder,
	PublishersNamed: ofHeadquarters(foldPublishers), PackPublished: ofHeadquarters(publishedPacks.publish), PackWithdrawn: ofHeadquarters(foldPackWithdrawn),
	PackConfirmed: ofHeadquarters(publishedPacks.confirm), UnitPlaced: ofHeadquarters(foldUnit),
	ChecklistPublished: ofHeadquarters(publishedLists.publish), ChecklistConfirmed: ofHeadquarters(publishedLists.confirm), ChecklistWithdrawn: ofHeadquarters(foldListWithdrawn),
	ContactNoted: said(foldNotedContact), NoticeGiven: said(foldNotice), ConsentGiven: said(foldConsent), ConsentWithdrawn: said(foldConsentWithdrawn), PaymentNoted: said(foldPayment), CertificateGiven: foldCertificate,
	ReminderClaimed: said(foldReminderClaimed), ReminderEnded: foldReminderEnded,
	VisitAsked: foldVisitAsked, AskAnswered: foldAskAnswered,
	RosterKept: foldRosterKept,
	SwapAsked:  foldSwapAsked, SwapAnswered: foldSwapAnswered,
	StopDecided: deciding(foldStopDecided), ReleaseConfirmed: deciding(foldReleaseAnswer), ReleaseDeclined: deciding(foldReleaseAnswer),
	ComplaintReceived: deciding(foldComplaintReceived), ComplaintAcknowledged: deciding(foldComplaintAcknowledged), ComplaintAnswered: deciding(foldComplaintAnswered),
	TourReady: foldTourReady, TourEnded: foldTourEnded, CashReceived: foldCashReceived, FindingAnswered: foldFindingAnswered,
	SoundStarted: foldSoundAnswer, SoundRefused: foldSoundAnswer, SoundTaken: foldSoundTaken, SoundAttached: foldSoundAttached, SoundPlayed: counted,
}

func counted(*Pictures, Input) error { return nil }

func foldImported(p *Pictures, in Input) error {
	f, err := facts[CaseFacts](in.Entry)
	if err != nil {
		return err
	}
	w, err := words[CaseWords](in.Entry)
	if err != nil {
		return err
	}
	back, err := facts[TakesBack](in.Entry)
	if err != nil {
		return err
	}
	c, err := p.decided(in)
	if err != nil {
		return err
	}
	if !back.Imported.IsZero() && !back.stands(c) {
		c.Stale = append(c.Stale, in.Entry.ID)
		return nil
	}
	if c.Imported.IsZero() || c.Closed != nil && c.Closed.Reason == ImportUndoneReason {
		c.Came = in.Entry.ID
	}
	shared := c.shared()
	c.Facts, c.Imported, c.Pledged = f, in.Entry.ID, c.Pledged || f.Collateral != nil
	c.Words, c.Closed = w, nil // who hands a case over again opens it again
	if u := in.Entry.Header.Ref(evidence.RefUnit); !u.IsZero() {
		c.Unit = u
	}
	if err := p.tie(c, shared, in); err != nil {
		return err
	}
	if err := p.issue(c, in); err != nil {
		return err
	}
	return p.comesBack(c, in)
}

// theCase is the case an entry must name; it is marked as changed.
func (p *Pictures) theCase(in Input) (*Case, error) {
	id := in.Entry.Header.Case()
	if id.IsZero() {
		return nil, payloadError{fmt.Errorf("no case is named")}
	}
	c, err := p.caseOf(id)
	if err == nil {
		p.touch(KindCase, id, in.Entry.ID)
	}
	return c, err
}

var errNoDesk = errors.New("it is of a device that may not hand over or assign this case")

// decided is theCase for what only headquarters decides of it, or a manager of its
// branch: another's word would move a case to a branch whose managers then lift its
// stops, or give its author the contact that a crew was granted. A device folds
// only its own, which its screens let it write.
func (p *Pictures) decided(in Input) (*Case, error) {
	if in.Received != 0 {
		h := &in.Entry.Header
		author, err := p.device(h.Device)
		if err != nil {
			return nil, err
		}
		c, err := p.caseOf(h.Case())
		if err != nil {
			return nil, err
		}
		to := h.Ref(evidence.RefUnit)
		own := author.Role == "manager" && (to.IsZero() || to == author.Unit) && (c.Unit.IsZero() || c.Unit == author.Unit)
		if !own && author.Role != "hq" && author.Role != "headquarters" {
			return nil, payloadError{errNoDesk}
		}
	}
	return p.theCase(in)
}

func foldAssigned(p *Pictures, in Input) error {
	f, err := facts[AssignFacts](in.Entry)
	if err != nil {
		return err
	}
	c, err := p.decided(in)
	if err != nil {
		return err
	}
	d := Decision{Entry: in.Entry.ID, Officer: f.Officer, Second: f.Second, Day: f.Day, Order: f.Order, Replaces: f.Replaces}
	if c.decide(d) {
		p.find(Conflict, in, c.Unit, in.Entry.Header.Officer(), "")
	}
	return p.issue(c, in)
}

func foldFlag(p *Pictures, in Input) error {
	f, err := facts[FlagFacts](in.Entry)
	if err != nil {
		return err
	}
	c, err := p.theCase(in)
	if err != nil {
		return err
	}
	raised := Flag{Entry: in.Entry.ID, Code: f.Code, Source: f.Source, At: in.Entry.Header.Wall}
	if in.Received != 0 {
		raised.Device, raised.Received = in.Entry.Header.Device, in.Received
	}
	if !f.Of.IsZero() && f.Source == FlagOfColleague {
		raised.Entry = f.Of
	}
	if f.Source == SourceFile {
		if is, err := p.byHeadquarters(in.Entry); err != nil {
			return err
		} else if is { // a device's own clock says when it raised one
			raised.At, raised.By, raised.Until, raised.Said = cmp.Or(f.At, raised.At), saidBy(f.By), f.Until, f.Said
		}
	}
	c.raise(raised)
	c.settleStop(raised.Entry, in.known()) // what was decided of it may have come first
	return nil
}
