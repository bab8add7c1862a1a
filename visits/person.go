package visits

import "fairvisit/evidence"

// Person is the picture of somebody who works for the branch: whose id headers
// carry, and whose name only words do.
type Person struct {
	ID   evidence.ID `json:"id"`
	Unit evidence.ID `json:"unit"`
	Role string      `json:"role"`
	Name string      `json:"name,omitempty"` // empty once erased
	// Certificates are those headquarters gave, one of each kind, by kind.
	Certificates []Certificate `json:"certificates,omitempty"`
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
	who, err := p.person(f.Officer)
	if err != nil {
		return err
	}
	who.Unit, who.Role, who.Name = in.Entry.Header.Ref(evidence.RefUnit), f.Role, ""
	if w != nil {
		who.Name = w.Name
	}
	p.touch(KindPerson, who.ID, in.Entry.ID)
	return nil
}

func (p *Pictures) person(id evidence.ID) (*Person, error) {
	k := Key{KindPerson, id}
	who, ok, err := held[Person](p, k)
	if err == nil && !ok {
		who = &Person{ID: id}
		p.held[k] = who
	}
	return who, err
}

// Certified is an officer of a visit with the certificates headquarters gave.
type Certified struct {
	ID           evidence.ID
	Named        bool // headquarters knows the person
	Certificates []Certificate
}

// certified gives a hearing its crew.
func (p *Pictures) certified(h *Hearing) error {
	for _, id := range []evidence.ID{h.Visit.Officer, h.Visit.Second} {
		if id.IsZero() {
			continue
		}
		who, err := p.person(id)
		if err != nil {
			return err
		}
		h.Crew = append(h.Crew, Certified{ID: id, Named: who.Role != "", Certificates: who.Certificates})
	}
	return nil
}
