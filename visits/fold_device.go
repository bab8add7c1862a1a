package visits

import (
	"errors"
	"fmt"
	"slices"

	"fairvisit/evidence"
)

func foldEnrolled(p *Pictures, in Input) error {
	st, err := facts[evidence.Statement](in.Entry)
	if err != nil {
		return err
	}
	var en evidence.Enrolment
	if err := evidence.DecodePayload([]byte(st.Body), &en); err != nil {
		return payloadError{err}
	}
	// What a device may do follows from its role, so it is headquarters' word or none.
	if p.Service != nil && (st.Open(evidence.MagicEnrol, p.Service, &en) != nil || en.Device != in.Entry.Header.Device) {
		return payloadError{errors.New("headquarters did not sign this enrolment of this device")}
	}
	d, err := p.device(in.Entry.Header.Device)
	if err != nil {
		return err
	}
	d.Officer, d.Unit, d.Role, d.OfficerKey, d.Enrolled = en.Officer, en.Unit, en.Role, en.OfficerKey, in.Entry.ID
	if p.Inside != nil && in.Received != 0 && en.Issued <= in.Received+ClockTolerance {
		d.Clock.Enrolled = max(d.Clock.Enrolled, en.Issued)
	}
	p.touch(KindDevice, d.ID, in.Entry.ID)
	return p.holds(en.Officer, d.ID, in)
}

func foldRevoked(p *Pictures, in Input) error {
	id := in.Entry.Header.Ref(evidence.RefDevice)
	if id.IsZero() {
		return payloadError{fmt.Errorf("no device is named")}
	}
	if is, err := p.byHeadquarters(in.Entry); err != nil {
		return err
	} else if !is {
		return payloadError{errNotHeadquarters}
	}
	d, err := p.device(id)
	if err != nil {
		return err
	}
	if d.Revoked.IsZero() {
		d.Revoked = in.Entry.ID
		p.touch(KindDevice, d.ID, in.Entry.ID)
	}
	return nil
}

func foldEpoch(p *Pictures, in Input) error {
	f, err := facts[EpochFacts](in.Entry)
	if err != nil {
		return err
	}
	d, err := p.device(in.Entry.Header.Device)
	if err != nil {
		return err
	}
	d.Epochs = insertByEntry(d.Epochs, EpochLine{in.Entry.Header.Epoch, in.Entry.ID, f}, func(l EpochLine) evidence.Hash { return l.Entry })
	p.touch(KindDevice, d.ID, in.Entry.ID)
	return nil
}

func foldGap(p *Pictures, in Input) error {
	f, err := facts[GapFacts](in.Entry)
	if err != nil {
		return err
	}
	d, err := p.device(f.Device)
	if err != nil {
		return err
	}
	if !slices.Contains(d.Gaps, f) {
		d.Gaps = append(d.Gaps, f)
		p.touch(KindDevice, d.ID, in.Entry.ID)
	}
	p.find(GapSeen, in, d.Unit, d.Officer, fmt.Sprintf("%d–%d: %s", f.From, f.To, f.Reason))
	return nil
}

func foldLetter(p *Pictures, in Input) error {
	f, err := facts[LetterFacts](in.Entry)
	if err != nil {
		return err
	}
	d, err := p.device(f.Device)
	if err != nil {
		return err
	}
	d.Letters++
	p.touch(KindDevice, d.ID, in.Entry.ID)
	p.find(LetterSeen, in, d.Unit, d.Officer, fmt.Sprintf("%d: %s", f.Seq, f.Why))
	return nil
}

func foldRestored(p *Pictures, in Input) error {
	p.find(RestoredSeen, in, evidence.ID{}, evidence.ID{}, "")
	return nil
}

func foldProof(p *Pictures, in Input) error {
	f, err := facts[ProofFacts](in.Entry)
	if err != nil {
		return err
	}
	unit, officer, err := p.author(in.Entry)
	if err != nil {
		return err
	}
	p.find(ProofBroken, in, unit, officer, fmt.Sprintf("%s: %d, %d", f.What, f.Held, f.Size))
	return nil
}

func foldSplit(p *Pictures, in Input) error {
	f, err := facts[SplitFacts](in.Entry)
	if err != nil {
		return err
	}
	d, err := p.device(f.Device)
	if err != nil {
		return err
	}
	p.find(SplitView, in, d.Unit, d.Officer, fmt.Sprintf("%d, %d", f.Size, f.Log))
	return nil
}
