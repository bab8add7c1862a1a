package intake

import "fairvisit/visits"

var relations = choices{"A consent of the kind family can only be for the debtor's spouse here: of another adult nobody at the door can tell whether they are who was meant. Write spouse, or leave the row out.", map[string]string{
	"spouse": visits.RelationSpouse, "husband": visits.RelationSpouse, "wife": visits.RelationSpouse, "配偶": visits.RelationSpouse,
}}

// family refuses a consent that would be for nobody, or for somebody it is not about.
// A cell that was refused already is not refused twice.
func (rd *said) family(words map[string]string) {
	switch kind, whom := words["consent"], words["for"]; {
	case rd.bad || kind == "":
	case kind == visits.ConsentFamily && whom == "":
		rd.refuse("for", say("The row does not say whom of the family this consent is for; it can be spouse."))
	case kind != visits.ConsentFamily && whom != "":
		rd.refuse("for", say("Only the consent family is for somebody else; the cell has to be empty."))
	}
}
