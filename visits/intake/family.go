package intake

import "fairvisit/visits"

var relations = choices{"This is nobody of the family a consent can be for; it can be spouse or household_adult.", map[string]string{
	"spouse": visits.RelationSpouse, "husband": visits.RelationSpouse, "wife": visits.RelationSpouse, "配偶": visits.RelationSpouse,
	"householdadult": visits.RelationHouseholdAdult, "同住成年人": visits.RelationHouseholdAdult, "同住成年家属": visits.RelationHouseholdAdult,
}}

// family refuses a consent that would be for nobody, or for somebody it is not about.
// A cell that was refused already is not refused twice.
func (rd *said) family(words map[string]string) {
	switch kind, whom := words["consent"], words["for"]; {
	case rd.bad || kind == "":
	case kind == visits.ConsentFamily && whom == "":
		rd.refuse("for", say("The row does not say whom of the family this consent is for; it can be spouse or household_adult."))
	case kind != visits.ConsentFamily && whom != "":
		rd.refuse("for", say("Only the consent family is for somebody else; the cell has to be empty."))
	}
}
