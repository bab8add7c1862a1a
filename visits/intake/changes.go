package intake

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"fairvisit/visits"
)

// Change is one field of a case that a file says otherwise than what is held.
// What names a person is masked: who looks at a list of changes sees that there
// is one, and opens the case to see which.
type Change struct {
	Field string `json:"field"`
	Was   string `json:"was"`
	Now   string `json:"now"`
}

// Changes lists, in the order of the columns, what taking this content would
// change of a case; none for one that is not held.
func Changes(have *visits.Case, facts visits.CaseFacts, words visits.CaseWords) []Change {
	if have == nil || have.Imported.IsZero() || Undone(have) {
		return nil
	}
	was := visits.CaseWords{}
	if have.Words != nil {
		was = *have.Words
	}
	var list []Change
	add := func(field, old, now string, mask func(string) string) {
		if old == now {
			return
		}
		if mask != nil {
			old, now = mask(old), mask(now)
		}
		list = append(list, Change{field, old, now})
	}
	add(columns[product].name, was.Product, words.Product, nil)
	list = append(list, partyChanges(was.Parties, words.Parties, have.Facts.Parties, facts.Parties)...)
	add(columns[street].name, was.Place.Street, words.Place.Street, visits.MaskStreet)
	add(columns[district].name, was.Place.District, words.Place.District, nil)
	add(columns[city].name, was.Place.City, words.Place.City, nil)
	add(columns[postcode].name, was.Place.Postcode, words.Place.Postcode, nil)
	add(columns[placeKind].name, have.Facts.PlaceKind, facts.PlaceKind, nil)
	if p, q := was.Place, words.Place; p.HasPoint != q.HasPoint || p.LatE7 != q.LatE7 || p.LonE7 != q.LonE7 {
		list = append(list, Change{"point", pointWord(p), movedWord(p, q)}) // where somebody lives is not printed
	}
	add(columns[amount].name, number10(have.Facts.Amount), number10(facts.Amount), nil)
	add(columns[currency].name, have.Facts.Currency, facts.Currency, nil)
	add(columns[daysPastDue].name, number10(have.Facts.DPD), number10(facts.DPD), nil)
	add(columns[bucket].name, have.Facts.Bucket, facts.Bucket, nil)
	add(columns[dueDate].name, have.Facts.Due, facts.Due, nil)
	add(columns[regionCode].name, have.Facts.Region, facts.Region, nil)
	collateralChanges(add, have.Facts.Collateral, facts.Collateral, was.Collateral, words.Collateral)
	add("zone", have.Facts.Zone, facts.Zone, nil)
	return list
}

func number10(n int64) string { return strconv.FormatInt(n, 10) }

func pointWord(p visits.PlaceWords) string {
	if p.HasPoint {
		return "one"
	}
	return "none"
}

// Moved begins what a change of a place says: how far follows.
const Moved = "moved by "

// movedWord says of a place how far it moved: eight metres are a better reading, and
// eight kilometres another house.
func movedWord(was, now visits.PlaceWords) string {
	if !was.HasPoint || !now.HasPoint {
		return pointWord(now)
	}
	m := math.Round(metresBetween(was, now))
	if m < 1000 {
		return Moved + strconv.Itoa(int(m)) + " m"
	}
	return Moved + strconv.FormatFloat(m/1000, 'f', 1, 64) + " km"
}

// partyChanges compares persons by their ids, which hold name and number: one
// whose name is written anew is another person.
func partyChanges(was, now []visits.PartyWords, wasRoles, nowRoles []visits.PartyRole) []Change {
	var list []Change
	for _, p := range was {
		if !slices.ContainsFunc(now, func(q visits.PartyWords) bool { return q.Party == p.Party }) {
			list = append(list, Change{"party", who(p, wasRoles), ""})
		}
	}
	for _, q := range now {
		i := slices.IndexFunc(was, func(p visits.PartyWords) bool { return p.Party == q.Party })
		switch {
		case i < 0:
			list = append(list, Change{"party", "", who(q, nowRoles)})
		case was[i].Phone != q.Phone:
			list = append(list, Change{columns[phone].name, visits.MaskPhone(was[i].Phone), visits.MaskPhone(q.Phone)})
		case was[i].Language != q.Language:
			list = append(list, Change{columns[language].name, was[i].Language, q.Language})
		}
	}
	return list
}

func who(p visits.PartyWords, roles []visits.PartyRole) string {
	words := []string{visits.MaskName(p.Name)}
	for _, r := range roles {
		if r.Party == p.Party {
			words = append(words, r.Role)
		}
	}
	return strings.Join(words, ", ")
}
