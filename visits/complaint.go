package visits

import (
	"slices"

	"fairvisit/evidence"
)

// Complaint is one complaint about a case. What it says is words of its entries.
type Complaint struct {
	ComplaintFacts
	Got evidence.Hash `json:"got"` // the entry that said it came in; zero: only what follows it is known
	By  evidence.ID   `json:"by"`
	// Acknowledged is when who complained was told that it is looked into (µs); 0: not yet.
	Acknowledged int64 `json:"acknowledged,omitempty"`
	Ruling
	Replies []ComplaintReply `json:"replies,omitempty"`
}

// ComplaintReply is one answer to a complaint.
type ComplaintReply struct {
	Said
	Told   int64  `json:"told"` // µs: when who complained was told
	Upheld string `json:"upheld"`
}

// Complaint is the complaint of that id; nil: none is known.
func (c *Case) Complaint(id evidence.ID) *Complaint {
	for i := range c.Complaints {
		if c.Complaints[i].ComplaintFacts.Complaint == id {
			return &c.Complaints[i]
		}
	}
	return nil
}

func (c *Case) complaint(id evidence.ID) *Complaint {
	if k := c.Complaint(id); k != nil {
		return k
	}
	i, _ := slices.BinarySearchFunc(c.Complaints, id, func(k Complaint, id evidence.ID) int {
		return slices.Compare(k.ComplaintFacts.Complaint[:], id[:])
	})
	c.Complaints = slices.Insert(c.Complaints, i, Complaint{ComplaintFacts: ComplaintFacts{Complaint: id}})
	return &c.Complaints[i]
}

// Reply is the answer that stands, unless another contradicts it; false: there is none.
func (k *Complaint) Reply() (ComplaintReply, bool) {
	i := slices.IndexFunc(k.Replies, func(r ComplaintReply) bool { return r.Entry == k.Standing })
	if i < 0 || len(k.Contested) > 0 {
		return ComplaintReply{}, false
	}
	return k.Replies[i], true
}

// Open reports whether it was not answered, or answered twice and differently.
func (k *Complaint) Open() bool {
	_, answered := k.Reply()
	return !answered
}

// DueBy is by when it must be acknowledged, or then answered; 0: it is answered, or
// nobody knows when it came in.
func (k *Complaint) DueBy() int64 {
	switch {
	case !k.Open():
		return 0
	case k.Acknowledged == 0:
		return k.AcknowledgeBy
	}
	return k.AnswerBy
}

// complaintsAnswered reports whether there is a complaint behind a stop, and each is
// answered.
func (c *Case) complaintsAnswered(flag evidence.Hash) bool {
	there := false
	for i := range c.Complaints {
		if k := &c.Complaints[i]; k.Flag == flag {
			if k.Open() {
				return false
			}
			there = true
		}
	}
	return there
}

func foldComplaintReceived(_ *Pictures, c *Case, by Said, f ComplaintFacts, in Input) error {
	k := c.complaint(f.Complaint)
	if k.Got.IsZero() {
		k.ComplaintFacts, k.Got, k.By = f, by.Entry, by.Officer
	}
	c.settleStop(k.Flag, in.known())
	return nil
}

func foldComplaintAcknowledged(_ *Pictures, c *Case, _ Said, f AcknowledgedFacts, _ Input) error {
	k := c.complaint(f.Complaint)
	if k.Acknowledged == 0 || f.At < k.Acknowledged {
		k.Acknowledged = max(f.At, 1)
	}
	return nil
}

func foldComplaintAnswered(p *Pictures, c *Case, by Said, f ComplaintAnsweredFacts, in Input) error {
	k := c.complaint(f.Complaint)
	if slices.ContainsFunc(k.Replies, func(r ComplaintReply) bool { return r.Entry == by.Entry }) {
		return nil
	}
	k.Replies = append(k.Replies, ComplaintReply{by, f.At, f.Upheld})
	if k.take(by.Entry, f.Replaces) {
		p.find(StopConflict, in, c.Unit, by.Officer, f.Upheld)
	}
	c.settleStop(k.Flag, in.known())
	return nil
}
