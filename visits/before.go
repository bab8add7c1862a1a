package visits

import (
	"cmp"
	"slices"

	"fairvisit/evidence"
)

// What others did and said before a visit (evidence/FORMAT.md section 21). Only
// headquarters' own chain counts: a device that writes one of these changes
// nothing, or it could open a door to itself.
const (
	ContactNoted     = "contact.noted/1"
	NoticeGiven      = "notice.given/1"
	ConsentGiven     = "consent.given/1"
	ConsentWithdrawn = "consent.withdrawn/1"
	CertificateGiven = "certificate.given/1"
)

// The sources of what is said: a file of the creditor, or headquarters itself.
const (
	SourceFile         = "file"
	SourceHeadquarters = "headquarters"
)

// NotedContactFacts is one contact that no crew of ours made. An empty channel,
// reached or parties is not known.
type NotedContactFacts struct {
	Contact   evidence.ID   `json:"contact"`
	Channel   string        `json:"channel,omitempty"`
	At        int64         `json:"at"`                  // µs
	WholeDay  bool          `json:"whole_day,omitempty"` // only the day was said; At is its last second
	Reached   string        `json:"reached,omitempty"`   // somebody, nobody
	Parties   []evidence.ID `json:"parties,omitempty"`
	Solicited bool          `json:"solicited,omitempty"`
	Source    string        `json:"source"`
}

// NoticeFacts is one notice of a visit.
type NoticeFacts struct {
	Notice   evidence.ID `json:"notice"`
	Kind     string      `json:"kind"`
	Form     string      `json:"form"`
	At       int64       `json:"at"`
	WholeDay bool        `json:"whole_day,omitempty"`
	Source   string      `json:"source"`
}

// ConsentFacts is one consent of one person.
type ConsentFacts struct {
	Consent  evidence.ID `json:"consent"`
	Kind     string      `json:"kind"`
	Party    evidence.ID `json:"party"`
	Form     string      `json:"form"`
	At       int64       `json:"at"`
	WholeDay bool        `json:"whole_day,omitempty"`
	Until    int64       `json:"until,omitempty"` // 0: until withdrawn
	Source   string      `json:"source"`
	// For is whom of the family it lets be spoken to, by what they are to Party and by
	// no name; "": nobody.
	For string `json:"for,omitempty"`
}

// WithdrawnConsentFacts takes a consent back.
type WithdrawnConsentFacts struct {
	Consent evidence.ID `json:"consent"`
	At      int64       `json:"at"`
}

// CertificateFacts gives an officer a certificate, or with a time that is over
// takes it back.
type CertificateFacts struct {
	Officer evidence.ID `json:"officer"`
	Kind    string      `json:"kind"`
	Until   int64       `json:"until"` // µs
}

// NotedContact is such a contact as it stands on a case.
type NotedContact struct {
	Entry evidence.Hash `json:"entry"`
	Said  int64         `json:"said"` // µs: when headquarters wrote it down
	NotedContactFacts
}

// NoticeLine is a notice as it stands on a case.
type NoticeLine struct {
	Entry evidence.Hash `json:"entry"`
	Said  int64         `json:"said"`
	NoticeFacts
}

// ConsentLine is a consent as it stands on a case. One whose withdrawal came in
// first has no more than its id and that.
type ConsentLine struct {
	Entry     evidence.Hash `json:"entry"`
	Said      int64         `json:"said"`
	Withdrawn int64         `json:"withdrawn,omitempty"` // µs; 0: it was not
	ConsentFacts
}

// Certificate is one of a person's, the newest of its kind.
type Certificate struct {
	Entry evidence.Hash `json:"entry"`
	Said  int64         `json:"said"`
	Kind  string        `json:"kind"`
	Until int64         `json:"until"`
}

// said folds one such entry of headquarters on a case; of a device it counts
// nothing.
func said[T any](do func(p *Pictures, c *Case, f T, in Input) error) func(*Pictures, Input) error {
	return func(p *Pictures, in Input) error {
		if is, err := p.byHeadquarters(in.Entry); err != nil || !is {
			return err
		}
		f, err := facts[T](in.Entry)
		if err != nil {
			return err
		}
		c, err := p.theCase(in)
		if err != nil {
			return err
		}
		return do(p, c, f, in)
	}
}

func foldNotedContact(p *Pictures, c *Case, f NotedContactFacts, in Input) error {
	known := slices.ContainsFunc(c.Outside, func(o NotedContact) bool { return o.Contact == f.Contact })
	if known {
		return nil
	}
	c.Outside = insert(c.Outside, NotedContact{in.Entry.ID, in.Entry.Header.Wall, f}, func(x NotedContact) evidence.Hash { return x.Entry },
		func(a, b NotedContact) int { return compareAt(a.At, a.Entry, b.At, b.Entry) })
	return p.copyContacts(c, in.Entry)
}

func foldNotice(_ *Pictures, c *Case, f NoticeFacts, in Input) error {
	if !slices.ContainsFunc(c.Notices, func(n NoticeLine) bool { return n.Notice == f.Notice }) {
		c.Notices = insert(c.Notices, NoticeLine{in.Entry.ID, in.Entry.Header.Wall, f}, func(x NoticeLine) evidence.Hash { return x.Entry },
			func(a, b NoticeLine) int { return compareAt(a.At, a.Entry, b.At, b.Entry) })
	}
	return nil
}

func foldConsent(_ *Pictures, c *Case, f ConsentFacts, in Input) error {
	l := c.consent(f.Consent)
	switch {
	case l.Entry.IsZero():
		l.Entry, l.Said, l.ConsentFacts = in.Entry.ID, in.Entry.Header.Wall, f
	case f.Until != 0 && (l.Until == 0 || f.Until < l.Until):
		l.Until = f.Until // said again with an end: nobody rests on it for longer
	}
	return nil
}

func foldConsentWithdrawn(_ *Pictures, c *Case, f WithdrawnConsentFacts, _ Input) error {
	l := c.consent(f.Consent)
	if l.Withdrawn == 0 || f.At < l.Withdrawn {
		l.Withdrawn = max(f.At, 1) // a withdrawal of no time holds from the beginning
	}
	return nil
}

// consent is the line of that consent, made if this is the first heard of it.
func (c *Case) consent(id evidence.ID) *ConsentLine {
	i, found := slices.BinarySearchFunc(c.Consents, id, func(l ConsentLine, id evidence.ID) int { return slices.Compare(l.Consent[:], id[:]) })
	if !found {
		c.Consents = slices.Insert(c.Consents, i, ConsentLine{ConsentFacts: ConsentFacts{Consent: id}})
	}
	return &c.Consents[i]
}

func foldCertificate(p *Pictures, in Input) error {
	if is, err := p.byHeadquarters(in.Entry); err != nil || !is {
		return err
	}
	f, err := facts[CertificateFacts](in.Entry)
	if err != nil {
		return err
	}
	who, err := p.person(f.Officer)
	if err != nil {
		return err
	}
	c := Certificate{in.Entry.ID, in.Entry.Header.Wall, f.Kind, f.Until}
	i, found := slices.BinarySearchFunc(who.Certificates, c.Kind, func(have Certificate, kind string) int { return cmp.Compare(have.Kind, kind) })
	switch {
	case !found:
		who.Certificates = slices.Insert(who.Certificates, i, c)
	case who.Certificates[i].Said <= c.Said: // of one moment the one that came in later
		who.Certificates[i] = c
	}
	p.touch(KindPerson, who.ID, in.Entry.ID)
	return nil
}
