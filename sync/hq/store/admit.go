package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"fairvisit/evidence"
	"fairvisit/evidence/probe"
)

// Item is one entry to admit. Its size and signatures have been checked; Raw
// are its bytes as they came.
type Item struct {
	Entry    *evidence.Entry
	Raw      []byte
	Received int64 // µs, headquarters' clock
	Urgent   bool  // may be admitted ahead of the numbers under it
	Drain    bool  // comes from a revoked device
}

// Answer says what became of an Item.
type Answer struct {
	No     int64
	Status evidence.Admission
	// Received is what its leaf says, µs: of one that was here already, when it
	// came first.
	Received int64
	Known    bool   // it was here already, with this No and Status
	Next     uint64 // > 0: there is a hole before it, upload goes on from this seq; not stored unless Known
}

// Head is the log as a checkpoint speaks of it.
type Head = evidence.Checkpoint

// Admit puts items into the log in their order, in one transaction that is on
// disk when Admit returns (D12). Nothing is refused for what it says, nothing
// is admitted twice. On an error nothing was admitted. The Head is the log
// right after the transaction.
func (s *Store) Admit(ctx context.Context, items []Item) ([]Answer, Head, error) {
	return s.admit(ctx, items, nothing, nothing)
}

func nothing(*sql.Tx) error { return nil }

// AdmitAndFold is Admit, and Fold of all that is unfolded then, in one
// transaction: who waits for a picture waits for one flush and not for two.
// Where more than limit entries are unfolded, or the fold fails, it is Admit
// alone and folded is false; Fold then meets the same error.
func (s *Store) AdmitAndFold(ctx context.Context, items []Item, limit int, f func(tx *FoldTx, rows []Row) error) (answers []Answer, head Head, folded bool, err error) {
	failed := false
	answers, head, err = s.admit(ctx, items, nothing, func(tx *sql.Tx) error {
		rows, err := s.unfolded(tx, limit+1)
		if err == nil && len(rows) <= limit {
			err, folded = s.foldRows(tx, rows, f), true
		}
		failed = err != nil
		return err
	})
	if failed { // all of it was undone
		folded = false
		answers, head, err = s.Admit(ctx, items)
	}
	return answers, head, folded, err
}

// admit calls first and also in the same transaction, before and after all else.
func (s *Store) admit(ctx context.Context, items []Item, first, also func(tx *sql.Tx) error) ([]Answer, Head, error) {
	sealed := make([]placed, len(items))
	for i := range items {
		if len(items[i].Raw) != items[i].Entry.Size() {
			return nil, Head{}, fmt.Errorf("admit: item %d: the bytes are not those of its entry, nothing was admitted", i)
		}
		sealed[i] = placed{entry: items[i].Entry, raw: items[i].Raw, received: items[i].Received, urgent: items[i].Urgent}
	}
	if err := s.sealWords(sealed); err != nil {
		return nil, Head{}, err
	}
	var answers []Answer
	var end appended
	var head Head
	err := s.write(ctx, func(tx *sql.Tx) error {
		if err := first(tx); err != nil {
			return err
		}
		a := admission{
			tx: tx, sealed: sealed, answers: make([]Answer, len(items)),
			chains: make(map[[2]evidence.ID]*chain),
			fresh:  make(map[evidence.Hash]int, len(items)),
		}
		for i := range items {
			if err := a.place(i, &items[i]); err != nil {
				return err
			}
		}
		// The head row is locked last: where transactions run side by side
		// (PostgreSQL) its lock is the order of the log (D13).
		var err error
		if end, err = s.append(tx, a.stored); err != nil {
			return err
		}
		lowest := end.edge.Size - int64(len(a.stored))
		for _, i := range a.numbered {
			a.answers[i].No += lowest
		}
		if err := a.settle(lowest); err != nil {
			return err
		}
		answers = a.answers
		if err := also(tx); err != nil {
			return err
		}
		probe.At("hq.before-commit")
		head = Head{Generation: end.generation, Size: end.edge.Size, Root: end.edge.Root()}
		if s.Committing != nil {
			s.Committing(head)
		}
		return nil
	})
	if err != nil {
		return nil, Head{}, err
	}
	probe.At("hq.committed")
	s.remember(end)
	return answers, head, nil
}

// placed is an entry that goes into the log, in want of a number.
type placed struct {
	entry    *evidence.Entry
	raw      []byte
	words    []byte // its words part as it is to lie
	received int64
	status   evidence.Admission
	urgent   bool
}

// admission is one call of Admit before the numbers are known: a number is its
// index in stored.
type admission struct {
	tx       *sql.Tx
	sealed   []placed // the items, without a status
	chains   map[[2]evidence.ID]*chain
	stored   []placed
	fresh    map[evidence.Hash]int // id → index in stored
	answers  []Answer
	numbered []int // answers whose No counts from the first number of this call
}

func (a *admission) place(i int, item *Item) error {
	h := &item.Entry.Header
	c, err := a.chain(h.Device, h.Epoch)
	if err != nil {
		return err
	}
	known, err := a.known(i, item, c)
	if err != nil {
		return err
	}
	if known {
		if h.Seq > c.Seq+1 && !item.Urgent {
			// Admitted ahead, and sent in its place although what lies before it
			// never came: settling it would settle that too.
			c.held = true
			a.answers[i].Next = c.Seq + 1
		}
		if h.Seq != c.Seq+1 || item.Urgent && c.fits(h.Prev, item.Drain) == evidence.Fork {
			return nil // or it came out of its turn once more
		}
		// Admitted ahead, now its turn. If its prev does not fit, the entry
		// before it was forked; it passes all the same, or its device would be
		// asked for it for ever.
		c.pass(h.Seq, item.Entry.ID)
		return c.link(a.tx)
	}
	switch {
	case h.Seq <= c.Seq:
		a.store(i, item, evidence.Fork, c)
	case c.held && !item.Urgent, h.Seq > c.Seq+1 && !item.Urgent:
		c.held = true
		a.answers[i] = Answer{Next: c.Seq + 1}
	case h.Seq > c.Seq+1, item.Urgent && c.fits(h.Prev, item.Drain) == evidence.Fork:
		// Of another branch than the one that stands here, what lies before it on its own
		// was not sent yet: passing it would tell its device that all of that is stored.
		a.store(i, item, evidence.Ahead, c)
		c.wait(item.Entry)
	default:
		a.store(i, item, c.fits(h.Prev, item.Drain), c)
		c.pass(h.Seq, item.Entry.ID)
		return c.link(a.tx)
	}
	return nil
}

func (a *admission) store(i int, item *Item, status evidence.Admission, c *chain) {
	n := len(a.stored)
	p := a.sealed[i]
	p.status = status
	a.stored = append(a.stored, p)
	a.fresh[item.Entry.ID] = n
	a.numbered = append(a.numbered, i)
	a.answers[i] = Answer{No: int64(n), Status: status, Received: item.Received}
	c.stored = n
}

// known answers an item that is in the log or came earlier in this call. Above
// a position there are only entries admitted ahead; where there are none, an
// entry that goes on with its chain is new without a look at the table.
func (a *admission) known(i int, item *Item, c *chain) (bool, error) {
	if n, ok := a.fresh[item.Entry.ID]; ok {
		a.answers[i] = Answer{No: int64(n), Status: a.stored[n].status, Received: a.stored[n].received, Known: true}
		a.numbered = append(a.numbered, i)
		return true, nil
	}
	where, args := "id = ?1", []any{item.Entry.ID[:]}
	if probe.Planted("dedupe by (device, seq)") {
		where, args = "device = ?1 AND seq = ?2", []any{c.Device[:], int64(item.Entry.Header.Seq)}
	} else if item.Entry.Header.Seq > c.Seq && !c.ahead {
		return false, nil
	}
	ans := Answer{Known: true}
	err := a.tx.QueryRow("SELECT no, status, received FROM entries WHERE "+where, args...).Scan(&ans.No, &ans.Status, &ans.Received)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	a.answers[i] = ans
	return err == nil, err
}

func (a *admission) chain(device, epoch evidence.ID) (*chain, error) {
	key := [2]evidence.ID{device, epoch}
	if c := a.chains[key]; c != nil {
		return c, nil
	}
	c, err := loadChain(a.tx, device, epoch)
	if err == nil {
		a.chains[key] = c
	}
	return c, err
}

// settle writes the positions that moved.
func (a *admission) settle(first int64) error {
	for _, c := range a.chains {
		if c.stored >= 0 {
			c.newest, c.moved = first+int64(c.stored), true
		}
		if err := c.save(a.tx); err != nil {
			return err
		}
	}
	return nil
}
