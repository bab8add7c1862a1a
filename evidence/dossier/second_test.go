package dossier_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"fairvisit/evidence"
	"fairvisit/evidence/dossier"
)

const secondVerifier = "../testdata/second/verify.py"

// opinion is what the second verifier says of a file.
type opinion struct {
	File    string
	Verdict int
	Faults  [][2]string
}

// question is a dossier that both verifiers are asked about.
type question struct {
	name string
	w    *world
	b    []byte
	// anyFirst: several members have a fault of equal right, and the format does
	// not say which is told first, so only the verdicts are compared.
	anyFirst bool
}

// second is one process of the verifier in Python, which was written from
// FORMAT.md and not from this package.
type second struct {
	in  io.WriteCloser
	out *bufio.Reader
	cmd *exec.Cmd
}

func startSecond(t testing.TB) *second {
	t.Helper()
	s := &second{cmd: exec.Command("python3", secondVerifier, "-")}
	s.cmd.Stderr = os.Stderr
	var err error
	if s.in, err = s.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	s.out = bufio.NewReader(out)
	if err := s.cmd.Start(); err != nil {
		t.Fatalf("the second verifier needs python3 and openssl (make setup): %v", err)
	}
	t.Cleanup(func() {
		if err := s.in.Close(); err != nil {
			t.Error(err)
		}
		if err := s.cmd.Wait(); err != nil {
			t.Errorf("the second verifier ended with %v", err)
		}
	})
	return s
}

func (s *second) ask(path string, q question) (o opinion, err error) {
	if err = os.WriteFile(path, q.b, 0o600); err != nil {
		return o, err
	}
	if _, err = fmt.Fprintf(s.in, "%x %s\n", public(q.w.root), path); err != nil {
		return o, err
	}
	line, err := s.out.ReadBytes('\n')
	if err != nil {
		return o, fmt.Errorf("no answer (it needs python3 and openssl 3): %w", err)
	}
	return o, json.Unmarshal(line, &o)
}

// questions are all that the other tests do to a dossier, and what they do not.
func questions(t *testing.T) []question {
	w := story(t)
	whole := w.dossier(evidence.ID{}, w.size(), dossier.MaskNone)
	all := []question{{name: "nothing", w: w, b: whole}}
	for _, m := range mutations() {
		b, _ := m.done(t, w, whole)
		all = append(all, question{name: m.did, w: w, b: b})
	}
	for _, m := range slices.Concat(statements, headers, envelopes) {
		b, _ := m.done(t, w, whole)
		all = append(all, question{name: m.did, w: w, b: b})
	}
	for _, l := range lies {
		w, b := l.dossier(t)
		// Either of two entries at one place is as guilty as the other.
		all = append(all, question{name: l.told, w: w, b: b, anyFirst: strings.Contains(l.word, "fork")})
	}
	for _, c := range cosignatures {
		w, b := c.dossier(t)
		all = append(all, question{name: "cosigned, " + c.did, w: w, b: b})
	}
	for _, w := range slices.Concat(payloads(t), unreadable(t)) {
		all = append(all, question{name: w.told, w: w.world, b: w.dossier(evidence.ID{}, w.size(), dossier.MaskNone)})
	}
	for _, mask := range masks {
		w, v := ahead(t)
		all = append(all, question{name: "ahead", w: w, b: w.dossier(v, w.size(), mask)})
		w, v = branched(t)
		all = append(all, question{name: "a fork", w: w, b: w.dossier(v, w.size(), mask)})
		w = erased(t)
		all = append(all, question{name: "words erased", w: w, b: w.dossier(evidence.ID{}, w.size(), mask)})
	}
	for n := range 12 {
		all = append(all, question{name: fmt.Sprintf("cut, %d", n), w: w, b: whole[:len(whole)*n*n/144]})
	}
	late, v := ahead(t)
	p := parcelOf(t, late.dossier(v, late.size(), dossier.MaskNone))
	p.w = late
	p.seal(func(body map[string]any) {
		body["absent"] = strings.Replace(body["absent"].(string), "unknown -", "unknown lost", 1)
	})
	// The manifest says it wrong, and then nothing says it of the entry.
	all = append(all, question{name: "absent for no reason", w: late, b: p.pack(), anyFirst: true})
	p = parcelOf(t, whole)
	for range 3000 {
		p.files = append(p.files, file{"x", nil})
	}
	all = append(all, question{name: "3,000 members nobody listed", w: w, b: p.pack()})
	flips(t, 4, 15, func(f flip) {
		all = append(all, question{name: fmt.Sprintf("dossier %d, a bit of %s at %d", f.dossier, f.member, f.at), w: f.w, b: f.b})
	})
	for i := range 15 {
		w, visit, n := anySound(t, i)
		all = append(all, question{name: fmt.Sprintf("sound dossier %d", i), w: w, b: w.dossier(visit, n, masks[i%3])})
	}
	return all
}

// Two verifiers that share nothing but FORMAT.md say the same of every dossier,
// sound or not: what a stranger's program would say is what ours says.
func TestASecondVerifierAgrees(t *testing.T) {
	if testing.Short() {
		t.Skip("It asks a Python program about thousands of dossiers: make test has it.")
	}
	todo := make(chan question)
	var work sync.WaitGroup
	for range 2 {
		s, path := startSecond(t), filepath.Join(t.TempDir(), "case.zip")
		work.Go(func() {
			for q := range todo {
				o, err := s.ask(path, q)
				if err != nil {
					t.Errorf("%s: %v", q.name, err)
					continue
				}
				q.compare(t, o)
			}
		})
	}
	all := questions(t)
	for _, q := range all {
		todo <- q
	}
	close(todo)
	work.Wait()
	t.Logf("two verifiers say the same of %d dossiers", len(all))
}

// crashed: it answers what it did not foresee with a fault of the file, too.
func (o *opinion) crashed() bool {
	return slices.ContainsFunc(o.Faults, func(f [2]string) bool { return f[0] == "file" })
}

func (q *question) compare(t *testing.T, o opinion) {
	_, faults := q.w.verify(q.b)
	switch {
	case o.crashed():
		t.Errorf("%s: the second verifier cannot check it: %v", q.name, o.Faults)
	case min(1, len(faults)) != o.Verdict:
		t.Errorf("%s: ours says %v, the second %v", q.name, faults, o.Faults)
	case o.Verdict == 1 && !q.anyFirst && faults[0].Member != o.Faults[0][0]:
		t.Errorf("%s: ours names first %v, the second %v", q.name, faults[0], o.Faults[0])
	}
}

// What a person calls: one file, an answer and an exit code.
func TestTheSecondVerifierIsACommand(t *testing.T) {
	if testing.Short() {
		t.Skip("It starts a Python program for each question: make test has it.")
	}
	w := story(t)
	whole := w.dossier(evidence.ID{}, w.size(), dossier.MaskNone)
	p := parcelOf(t, whole)
	altered := p.flipAt(p.nth(note, 0), -4)
	root := fmt.Sprintf("%x", public(w.root))
	for _, c := range []struct {
		bytes []byte
		root  string
		code  int
		says  string
	}{
		{whole, root, 0, "sound: case " + w.cases[0].String()},
		{p.pack(), root, 1, altered + ": "},
		{whole, strings.Repeat("0", 64), 1, "keys.json: "},
		{whole, "that root", 2, "nothing was checked"},
		{nil, root, 2, "nothing was checked"},
	} {
		path := filepath.Join(t.TempDir(), "case.zip")
		if c.bytes != nil {
			w.must(os.WriteFile(path, c.bytes, 0o600))
		}
		cmd := exec.Command("python3", secondVerifier, path, c.root)
		out, err := cmd.CombinedOutput()
		if cmd.ProcessState == nil {
			t.Fatalf("it needs python3 and openssl (make setup): %v", err)
		}
		if cmd.ProcessState.ExitCode() != c.code || !strings.HasPrefix(string(out), c.says) && !strings.Contains(string(out), "; "+c.says) {
			t.Errorf("it ends with %d, wanted %d and %q: %s", cmd.ProcessState.ExitCode(), c.code, c.says, out)
		}
	}
}
