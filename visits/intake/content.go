package intake

import (
	"reflect"

	"fairvisit/evidence"
	"fairvisit/visits"
)

// ID is the id of the case under a branch import key.
func (c Case) ID(key []byte) evidence.ID { return visits.KeyedID(key, c.Creditor, c.Number) }

// Content splits a case into what stays and what can be erased. Ids of persons,
// place and debt are keyed hashes of what names them, so that two imports of one
// case, even by managers who are offline, speak of the same persons. zone is the
// IANA name at the debtor's address, which no bank's file says.
func (c Case) Content(key []byte, zone string) (visits.CaseFacts, visits.CaseWords) {
	f := visits.CaseFacts{Amount: c.AmountMinor, Currency: c.Currency, DPD: c.DaysPastDue, Bucket: c.Bucket, Due: c.DueDate, Zone: zone,
		Region: c.Place.Region, PlaceKind: c.Place.Kind, Debt: visits.KeyedID(key, "debt", c.Creditor, c.Number),
		Place: visits.KeyedID(key, "place", c.Place.City, c.Place.District, c.Place.Street)}
	w := visits.CaseWords{Creditor: c.Creditor, Number: c.Number, Product: c.Product, Place: visits.PlaceWords{Street: c.Place.Street,
		District: c.Place.District, City: c.Place.City, Postcode: c.Place.Postcode, LatE7: c.Place.LatE7, LonE7: c.Place.LonE7, HasPoint: c.Place.HasPoint, Given: c.Place.Given}}
	f.Collateral, w.Collateral = c.Collateral.content()
	for _, p := range c.Parties {
		id := visits.KeyedID(key, "party", c.Creditor, c.Number, p.Role, p.Name, p.IDNumber)
		f.Parties = append(f.Parties, visits.PartyRole{Party: id, Role: p.Role, Person: personID(key, p)})
		w.Parties = append(w.Parties, visits.PartyWords{Party: id, Name: p.Name, IDNumber: p.IDNumber, Phone: p.Phone, Language: p.Language})
	}
	return f, w
}

// personID is the same for every creditor: by the number of an identity document,
// for a name is many people's. Without one it is zero.
func personID(key []byte, p Party) evidence.ID {
	number := plain(p.IDNumber)
	if number == "" {
		return evidence.ID{}
	}
	return visits.KeyedID(key, "person", number)
}

// Held reports whether a case is held with exactly this content, so that taking
// it again would change nothing. have is nil when nothing is held.
func Held(have *visits.Case, facts visits.CaseFacts, words visits.CaseWords) bool {
	return have != nil && !have.Imported.IsZero() && have.Words != nil && !Undone(have) &&
		reflect.DeepEqual(have.Facts, facts) && reflect.DeepEqual(*have.Words, words)
}

// Undone reports whether the import that a case came with was taken back, and the
// case with it: the bank's next file brings it as a new one.
func Undone(have *visits.Case) bool {
	return have != nil && have.Closed != nil && have.Closed.Reason == visits.ImportUndoneReason
}
