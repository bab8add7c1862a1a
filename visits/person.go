package visits

import "fairvisit/evidence"

// Person is the picture of somebody who works for the branch: whose id headers
// carry, and whose name only words do.
type Person struct {
	ID   evidence.ID `json:"id"`
	Unit evidence.ID `json:"unit"`
	Role string      `json:"role"`
	Name string      `json:"name,omitempty"` // empty once erased
}

// PersonFacts gives an id to a person.
type PersonFacts struct {
	Officer evidence.ID `json:"officer"`
	Role    string      `json:"role"` // officer, manager, headquarters
}

// PersonWords names the person.
type PersonWords struct {
	Name string `json:"name"`
}

func foldPerson(p *Pictures, in Input) error {
	f, err := facts[PersonFacts](in.Entry)
	if err != nil {
		return err
	}
	w, err := words[PersonWords](in.Entry)
	if err != nil {
		return err
	}
	who := &Person{ID: f.Officer, Unit: in.Entry.Header.Ref(evidence.RefUnit), Role: f.Role}
	if w != nil {
		who.Name = w.Name
	}
	p.held[Key{KindPerson, who.ID}] = who
	p.touch(KindPerson, who.ID, in.Entry.ID)
	return nil
}
