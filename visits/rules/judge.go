package rules

// Judge is Evaluate of what happened already, without the search for a next
// time, which costs more than the verdict.
func Judge(packs []Pack, q Question) Verdict {
	z, zoned := loadZone(q.Case.Zone)
	return hear(packs, q, z, zoned).v
}

// LeaveWithin is how many seconds the packs give a crew to go once that was
// observed; otherwise where none says so.
func LeaveWithin(packs []Pack, observed string, otherwise int) int {
	within := otherwise
	for i := range packs {
		for _, l := range packs[i].LeaveWhen {
			if l.Observed == observed {
				within = min(within, l.Within)
			}
		}
	}
	return within
}
