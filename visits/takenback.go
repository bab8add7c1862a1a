package visits

import (
	"fmt"
	"slices"

	"fairvisit/evidence"
)

// WithdrawalPolicy is from which share of withdrawn photos on an officer's is
// looked at: at least Least in Days days, and more than Percent of those taken.
type WithdrawalPolicy struct {
	Least   int
	Percent int
	Days    int64
}

// HouseWithdrawals is the house's policy.
var HouseWithdrawals = WithdrawalPolicy{Least: 10, Percent: 20, Days: 30}

// PhotoDay counts an enrolment's photos of one day, by headquarters' clock: the
// device's could be set so that they fall apart.
type PhotoDay struct {
	Day       int64 `json:"day"` // since 1970, UTC
	Taken     int   `json:"taken,omitempty"`
	Withdrawn int   `json:"withdrawn,omitempty"`
}

const dayMicros = int64(24 * 3600 * 1_000_000)

// countPhotos counts photos taken, or withdrawn, by the officer of the device that
// took them; a share of withdrawn ones above the policy is a finding, once in its
// days.
func (p *Pictures) countPhotos(in Input, device evidence.ID, taken, withdrawn int) error {
	if p.Withdrawals == (WithdrawalPolicy{}) || in.Received == 0 || in.Entry.Header.Practice || taken+withdrawn == 0 {
		return nil
	}
	d, err := p.device(device)
	if err != nil {
		return err
	}
	today := in.Received / dayMicros
	d.PhotoDays = slices.DeleteFunc(d.PhotoDays, func(x PhotoDay) bool { return x.Day <= today-p.Withdrawals.Days })
	i := slices.IndexFunc(d.PhotoDays, func(x PhotoDay) bool { return x.Day == today })
	if i < 0 {
		i, d.PhotoDays = len(d.PhotoDays), append(d.PhotoDays, PhotoDay{Day: today})
	}
	d.PhotoDays[i].Taken += taken
	d.PhotoDays[i].Withdrawn += withdrawn
	p.touch(KindDevice, d.ID, in.Entry.ID)
	if withdrawn == 0 || d.SharedOn > today-p.Withdrawals.Days && d.SharedOn != 0 {
		return nil
	}
	all, back := 0, 0
	for _, x := range d.PhotoDays {
		all, back = all+x.Taken, back+x.Withdrawn
	}
	if back >= p.Withdrawals.Least && back*100 > all*p.Withdrawals.Percent {
		d.SharedOn = today
		p.find(OftenWithdrawn, in, d.Unit, d.Officer, fmt.Sprintf("%d / %d", back, all))
	}
	return nil
}
