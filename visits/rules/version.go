package rules

import (
	"cmp"
	"strconv"
	"strings"
)

// CompareVersions orders versions part by part between the dots: numbers as
// numbers, anything else as text and after every number.
func CompareVersions(a, b string) int {
	as, bs := strings.Split(a, "."), strings.Split(b, ".")
	for i := range max(len(as), len(bs)) {
		if i >= len(as) || i >= len(bs) {
			return cmp.Compare(len(as), len(bs))
		}
		an, errA := strconv.ParseUint(as[i], 10, 32)
		bn, errB := strconv.ParseUint(bs[i], 10, 32)
		var c int
		switch {
		case errA == nil && errB == nil:
			c = cmp.Compare(an, bn)
		case errA == nil:
			c = -1
		case errB == nil:
			c = 1
		default:
			c = cmp.Compare(as[i], bs[i])
		}
		if c != 0 {
			return c
		}
	}
	return 0
}

// Region is where the pack holds, as it is signed: country and part of it.
func (p Pack) Region() (country, region string) { return p.Jurisdiction.Country, p.Jurisdiction.Region }

// Sketch reports that the pack may be read and never taken into use.
func (p Pack) Sketch() bool { return p.Status == statusSketch }

// Counsel is the pack with the word of those who read it against the law, which
// says nothing of what it allows. The pack's own word on itself does not count:
// who writes a file is not who confirms it.
func (p Pack) Counsel(confirmed bool) Pack {
	switch {
	case p.Sketch():
	case confirmed:
		p.Status = statusConfirmed
	default:
		p.Status = statusUnverified
	}
	return p
}

const (
	statusUnverified = "unverified"
	statusConfirmed  = "confirmed"
)

// IsRegion reports a region as a branch or a case has it: CN, US-MA, or * for the
// house alone.
func IsRegion(s string) bool {
	country, part, parted := strings.Cut(s, "-")
	return country == "*" && !parted || country != "*" && isRegion(country, 2, 2) && (!parted || part != "*" && isRegion(part, 1, 3))
}

// PartsOf are the country and its part that a region (IsRegion) names; * where it
// names none.
func PartsOf(region string) (country, part string) {
	country, part, parted := strings.Cut(region, "-")
	if !parted {
		part = "*"
	}
	return country, part
}
