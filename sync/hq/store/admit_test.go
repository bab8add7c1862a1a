package store

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/mod/sumdb/tlog"

	"fairvisit/evidence"
	"fairvisit/evidence/probe"
)

func admit(t testing.TB, s *Store, items ...Item) []Answer {
	t.Helper()
	answers, _, err := s.Admit(ctx, items)
	if err != nil {
		t.Fatal(err)
	}
	return answers
}

// told writes answers the way the stories below read them.
func told(answers []Answer) string {
	var all []string
	for _, a := range answers {
		switch {
		case a.Next > 0:
			all = append(all, fmt.Sprintf("from %d", a.Next))
		case a.Known:
			all = append(all, fmt.Sprintf("%d %s known", a.No, a.Status))
		default:
			all = append(all, fmt.Sprintf("%d %s", a.No, a.Status))
		}
	}
	return strings.Join(all, ", ")
}

func want(t testing.TB, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func stands(t testing.TB, s *Store, a *author, seq uint64, last evidence.Hash) {
	t.Helper()
	p, err := s.Position(ctx, a.device)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]Position{{a.device, a.epoch, seq, last}}, p); d != "" {
		t.Errorf("position (-want +got):\n%s", d)
	}
}

func TestAChainComesInWhole(t *testing.T) {
	s, a := open(t, t.TempDir()), newAuthor()
	e := a.chain(5)
	want(t, told(admit(t, s, e[:3]...)), "0 whole, 1 whole, 2 whole")
	want(t, told(admit(t, s, e[3:]...)), "3 whole, 4 whole")
	stands(t, s, a, 5, e[4].Entry.ID)
	row, err := s.EntryByID(ctx, e[3].Entry.ID)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(Row{No: 3, Status: evidence.Whole, Received: e[3].Received, Raw: e[3].Raw}, row); d != "" {
		t.Error(d)
	}
}

func TestWhatIsHereAlreadyIsAcknowledgedAgain(t *testing.T) {
	s, a := open(t, t.TempDir()), newAuthor()
	e := a.chain(3)
	want(t, told(admit(t, s, e[0], e[0], e[1])), "0 whole, 0 whole known, 1 whole")
	want(t, told(admit(t, s, e...)), "0 whole known, 1 whole known, 2 whole")
	stands(t, s, a, 3, e[2].Entry.ID)
}

func TestAHoleIsNotJumped(t *testing.T) {
	s, a := open(t, t.TempDir()), newAuthor()
	e := a.chain(5)
	want(t, told(admit(t, s, e[0], e[2], e[3], e[1], e[0])), "0 whole, from 2, from 2, from 2, 0 whole known")
	want(t, told(admit(t, s, e[1:]...)), "1 whole, 2 whole, 3 whole, 4 whole")
}

func TestAForkKeepsBothBranches(t *testing.T) {
	s, a := open(t, t.TempDir()), newAuthor()
	e := a.chain(3)
	other := a.at(2, e[0].Entry.ID)
	cloned := a.at(4, prevFor("a store nobody has seen"))
	want(t, told(admit(t, s, append(e, other, cloned)...)), "0 whole, 1 whole, 2 whole, 3 fork, 4 fork")
	stands(t, s, a, 4, cloned.Entry.ID)
	ids, err := s.IDAt(ctx, a.device, a.epoch, 2)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]evidence.Hash{e[1].Entry.ID, other.Entry.ID}, ids); d != "" {
		t.Error(d)
	}
}

// A fork below the position is kept even in a call that found a hole: its
// device would never send it again, the number is settled.
func TestAForkBehindAHoleIsKept(t *testing.T) {
	s, a := open(t, t.TempDir()), newAuthor()
	e := a.chain(4)
	want(t, told(admit(t, s, e[0], e[1], e[3], a.at(2, e[0].Entry.ID))), "0 whole, 1 whole, from 3, 2 fork")
}

func TestUrgentGoesAheadAndIsLinkedLater(t *testing.T) {
	s, a := open(t, t.TempDir()), newAuthor()
	e := a.chain(6)
	want(t, told(admit(t, s, urgent(e[2]), urgent(e[3]))), "0 ahead, 1 ahead")
	stands(t, s, a, 0, evidence.Hash{})
	want(t, told(admit(t, s, e[0], e[1])), "2 whole, 3 whole")
	stands(t, s, a, 4, e[3].Entry.ID)
	want(t, told(admit(t, s, e[2], e[3], e[4], urgent(e[5]))), "0 ahead known, 1 ahead known, 4 whole, 5 whole")
}

func TestUrgentIsLinkedInTheSameCall(t *testing.T) {
	s, a := open(t, t.TempDir()), newAuthor()
	e := a.chain(4)
	want(t, told(admit(t, s, urgent(e[2]), e[0], e[1])), "0 ahead, 1 whole, 2 whole")
	stands(t, s, a, 3, e[2].Entry.ID)
	want(t, told(admit(t, s, e[2], e[3])), "0 ahead known, 3 whole")
}

// What was admitted ahead on a branch that then lost its ground is not stepped
// over by itself, but its device is not asked for it for ever either.
func TestAheadOfAForkPassesWhenItsTurnComes(t *testing.T) {
	s, a := open(t, t.TempDir()), newAuthor()
	e := a.chain(3)
	want(t, told(admit(t, s, urgent(e[2]), e[0], a.at(2, e[0].Entry.ID))), "0 ahead, 1 whole, 2 whole")
	p, _ := s.Position(ctx, a.device)
	if p[0].Seq != 2 {
		t.Fatalf("stands at %d, want 2", p[0].Seq)
	}
	want(t, told(admit(t, s, e[2], a.next())), "0 ahead known, 3 whole")
}

// A copy of a store went on, and its newest stop comes urgent right after the position
// of the life before. Passing it would say that all before it on its own branch is here;
// so it waits, however often it comes out of turn, and passes when it comes in its place.
func TestUrgentOfAnotherBranchDoesNotPassWhatIsNotHere(t *testing.T) {
	s, a := open(t, t.TempDir()), newAuthor()
	e := a.chain(3)
	want(t, told(admit(t, s, e...)), "0 whole, 1 whole, 2 whole")
	second := a.at(2, e[0].Entry.ID)
	third := a.at(3, second.Entry.ID)
	stop := a.at(4, third.Entry.ID)
	want(t, told(admit(t, s, urgent(stop))), "3 ahead")
	want(t, told(admit(t, s, urgent(stop))), "3 ahead known")
	stands(t, s, a, 3, e[2].Entry.ID)
	want(t, told(admit(t, s, second, third, stop)), "4 fork, 5 fork, 3 ahead known")
	stands(t, s, a, 4, stop.Entry.ID)
}

func TestARevokedDeviceDrains(t *testing.T) {
	s, a := open(t, t.TempDir()), newAuthor()
	want(t, told(admit(t, s, a.next(), drain(a.next()))), "0 whole, 1 drain")
}

func TestRefusedNumbersPass(t *testing.T) {
	s, a := open(t, t.TempDir()), newAuthor()
	e := a.chain(5)
	admit(t, s, e[0], urgent(e[3]))
	p, err := s.Refuse(ctx, a.device, a.epoch, 3, []byte("junk"), "malformed", 7)
	if err != nil || p.Seq != 1 {
		t.Fatalf("a refusal out of turn: %+v, %v", p, err)
	}
	if p, err = s.Refuse(ctx, a.device, a.epoch, 2, []byte("more junk"), "signature", 8); err != nil || p.Seq != 2 || !p.Last.IsZero() {
		t.Fatalf("a refusal in turn: %+v, %v", p, err)
	}
	want(t, told(admit(t, s, e[2])), "2 gap")
	stands(t, s, a, 4, e[3].Entry.ID)
	want(t, told(admit(t, s, e[4])), "3 whole")

	letters, err := s.DeadLetters(ctx, 10)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]DeadLetter{{2, a.device, 8, "signature", []byte("more junk")}, {1, a.device, 7, "malformed", []byte("junk")}}, letters); d != "" {
		t.Error(d)
	}
	gaps, err := s.Gaps(ctx, a.device)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]Gap{{a.device, a.epoch, 2, 2, Refused, 8}}, gaps); d != "" {
		t.Error(d)
	}
}

func TestDeadLettersAreBounded(t *testing.T) {
	s, a := open(t, t.TempDir()), newAuthor()
	for range 3 {
		if _, err := s.Refuse(ctx, a.device, a.epoch, 0, make([]byte, maxLetterBytes*2/5), "limit", 1); err != nil {
			t.Fatal(err)
		}
	}
	letters, err := s.DeadLetters(ctx, 10)
	if err != nil || len(letters) != 2 || letters[0].N != 3 {
		t.Fatalf("%d letters kept, %v", len(letters), err)
	}
	if p, err := s.Position(ctx, a.device); err != nil || len(p) != 0 {
		t.Fatalf("letters of no number moved a position: %v, %v", p, err)
	}
}

func TestADeclaredGapPasses(t *testing.T) {
	s, a := open(t, t.TempDir()), newAuthor()
	e := a.chain(7)
	admit(t, s, e[0], urgent(e[5]))
	declare := func(from, to uint64, seq uint64) {
		t.Helper()
		p, err := s.DeclareGap(ctx, a.device, a.epoch, from, to, "damaged", 9)
		if err != nil || p.Seq != seq {
			t.Fatalf("gap %d–%d: stands at %d, want %d, %v", from, to, p.Seq, seq, err)
		}
	}
	declare(3, 4, 1) // not the next number
	declare(2, 4, 4)
	declare(2, 4, 4) // again
	want(t, told(admit(t, s, e[4])), "2 gap")
	stands(t, s, a, 6, e[5].Entry.ID)
	want(t, told(admit(t, s, e[2], e[6])), "3 fork, 4 whole")
	for _, bad := range [][2]uint64{{0, 1}, {9, 8}, {8, 1<<62 + 1}} {
		if _, err := s.DeclareGap(ctx, a.device, a.epoch, bad[0], bad[1], "damaged", 9); err == nil {
			t.Errorf("gap %v was taken", bad)
		}
	}
}

func TestBytesOfAnotherEntryAreRefusedWhole(t *testing.T) {
	s, a := open(t, t.TempDir()), newAuthor()
	e := a.chain(2)
	e[1].Raw = e[1].Raw[1:]
	if _, _, err := s.Admit(ctx, e); err == nil {
		t.Fatal("taken")
	}
	if h, err := s.Head(ctx); err != nil || h.Size != 0 {
		t.Fatalf("%+v, %v", h, err)
	}
}

// Two handles stand for two processes: neither may put its entry on the tree it
// remembers.
func TestTwoProcessesMakeOneLog(t *testing.T) {
	dir := t.TempDir()
	one, two := open(t, dir), open(t, dir)
	a, b := newAuthor(), newAuthor()
	before, err := one.Version(ctx)
	if err != nil {
		t.Fatal(err)
	}
	want(t, told(admit(t, one, a.chain(3)...)), "0 whole, 1 whole, 2 whole")
	want(t, told(admit(t, two, b.chain(2)...)), "3 whole, 4 whole")
	want(t, told(admit(t, one, a.next())), "5 whole")
	want(t, told(admit(t, two, a.next(), b.next())), "6 whole, 7 whole")
	isTheLogOf(t, one)
	after, err := one.Version(ctx)
	if err != nil || after == before {
		t.Fatalf("version %d stayed, %v", after, err)
	}
}

func TestAnErrorBeforeTheCommitLeavesNothing(t *testing.T) {
	s, a := open(t, t.TempDir()), newAuthor()
	e := a.chain(3)
	admit(t, s, e[0])
	func() {
		defer func() { _ = recover() }()
		probe.Watch(func(point string) {
			if point == "hq.before-commit" {
				panic("the process ends here")
			}
		})
		defer probe.Watch(nil)
		_, _, _ = s.Admit(ctx, e[1:])
	}()
	want(t, told(admit(t, s, e[1:]...)), "1 whole, 2 whole")
	isTheLogOf(t, s)
}

// isTheLogOf compares the tree with what tlog makes of the leaves, and proves
// every leaf from the stored hashes.
func isTheLogOf(t testing.TB, s *Store) {
	t.Helper()
	if err := s.Check(ctx); err != nil {
		t.Error(err)
	}
	rows, err := s.EntryRange(ctx, 0, 1<<30)
	if err != nil {
		t.Fatal(err)
	}
	var hashes []tlog.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		var found []tlog.Hash
		for _, i := range indexes {
			found = append(found, hashes[i])
		}
		return found, nil
	})
	var leaves []tlog.Hash
	for i, r := range rows {
		e, err := evidence.Decode(r.Raw)
		if err != nil {
			t.Fatal(err)
		}
		h := &e.Header
		leaf := evidence.Leaf{No: int64(i), ID: e.ID, Device: h.Device, Epoch: h.Epoch, Seq: h.Seq, Received: r.Received, Status: r.Status}
		more, err := tlog.StoredHashes(int64(i), leaf.Data(), reader)
		if err != nil {
			t.Fatal(err)
		}
		hashes = append(hashes, more...)
		leaves = append(leaves, tlog.RecordHash(leaf.Data()))
	}
	size := int64(len(rows))
	root, err := tlog.TreeHash(size, reader)
	if err != nil {
		t.Fatal(err)
	}
	head, err := s.Head(ctx)
	if err != nil {
		t.Fatal(err)
	}
	generation, err := s.Generation(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(Head{Generation: generation, Size: size, Root: evidence.Hash(root)}, head); d != "" {
		t.Errorf("head (-tlog +store):\n%s", d)
	}
	for n := max(0, size-20); n < size; n++ {
		hashes, err := s.Inclusion(size, n)
		if err != nil {
			t.Fatal(err)
		}
		proof := make(tlog.RecordProof, len(hashes))
		for i := range hashes {
			proof[i] = tlog.Hash(hashes[i])
		}
		if err := tlog.CheckRecord(proof, size, root, n, leaves[n]); err != nil {
			t.Errorf("entry %d: %v", n, err)
		}
	}
}
