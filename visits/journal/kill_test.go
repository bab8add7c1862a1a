package journal_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"testing"

	"fairvisit/evidence"
	"fairvisit/evidence/photo"
	"fairvisit/evidence/probe"
	"fairvisit/visits"
	"fairvisit/visits/journal"
)

// childEnv names the work of a child; the test binary is run again and killed.
const childEnv = "JOURNAL_CHILD"

// childWork is what a child is told: which store, which visit, where to stop.
type childWork struct {
	Root, Dir string
	Identity  journal.Identity
	Visit     evidence.ID
	Case      evidence.ID
	Withdraw  evidence.Hash // the photo to be withdrawn up to the point; zero: one is taken
	Point     string
}

func TestMain(m *testing.M) {
	if os.Getenv(childEnv) == "" {
		fewerHistories()
		os.Exit(m.Run())
	}
	if err := child(); err != nil {
		fmt.Println("child:", err)
		os.Exit(1)
	}
}

// child works on the store until it is killed: it answers for ever, or takes a
// photo up to the point named. Each line it prints is something acknowledged.
func child() error {
	var w childWork
	if err := json.NewDecoder(os.Stdin).Decode(&w); err != nil {
		return err
	}
	d := &tablet{root: w.Root, dir: w.Dir, id: w.Identity, at: 1_790_000_100_000_000}
	j, err := journal.Open(d.dir, d.options())
	if err != nil {
		return err
	}
	if w.Point != "" {
		probe.Watch(func(point string) {
			if point == w.Point {
				fmt.Println(point)
				select {} // until the kill
			}
		})
		if !w.Withdraw.IsZero() {
			v := visit{w.Visit, w.Case}
			err := j.WithdrawPhoto(ctx, journal.Writing{Refs: d.refs(v)}, visits.PhotoWithdrawnFacts{Entry: w.Withdraw, Reason: "child"})
			return fmt.Errorf("the photo was withdrawn before point %s: %w", w.Point, err)
		}
		_, err := j.CapturePhoto(ctx, journal.Capture{Visit: w.Visit, Case: w.Case, Question: "door", Source: "camera", R: bytes.NewReader(picture(500))})
		return fmt.Errorf("the photo was taken before point %s: %w", w.Point, err)
	}
	for {
		n, err := j.AnswerDraft(ctx, w.Visit, "count", []byte("answer"), "")
		if err != nil {
			return err
		}
		fmt.Println(n)
	}
}

// killed runs a child on the closed store, kills it after so many lines and
// returns them.
func (d *tablet) killed(w childWork, lines int) []string {
	d.t.Helper()
	w.Root, w.Dir, w.Identity = d.root, d.dir, d.id
	in, err := json.Marshal(w)
	if err != nil {
		d.t.Fatal(err)
	}
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childEnv+"=1")
	cmd.Stdin, cmd.Stderr = bytes.NewReader(in), os.Stderr
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		d.t.Fatal(err)
	}
	var said []string
	for scan := bufio.NewScanner(out); scan.Scan(); {
		said = append(said, scan.Text())
		if len(said) == lines {
			if err := cmd.Process.Kill(); err != nil {
				d.t.Fatal(err)
			}
		}
	}
	if err := cmd.Wait(); err == nil || len(said) < lines {
		d.t.Fatalf("the child ended by itself: %v, said %q", err, said)
	}
	return said
}

func TestAnAcknowledgedAnswerOutlivesAKill(t *testing.T) {
	d := newTablet(t, "officer")
	v := d.openVisit(evidence.NewID(), evidence.Hash{})
	total := 0
	for round := range 4 {
		d.close()
		said := d.killed(childWork{Visit: v.id}, 5+7*round)
		d.open()
		answers, err := d.DraftAnswers(ctx, v.id)
		if err != nil {
			t.Fatal(err)
		}
		last, err := strconv.Atoi(said[len(said)-1])
		if err != nil || len(answers) < last || last <= total {
			t.Fatalf("answer %q was acknowledged, %d are here (%v)", said[len(said)-1], len(answers), err)
		}
		for i, a := range answers {
			if a.N != i+1 || string(a.Value) != "answer" {
				t.Fatalf("answer %d is %+v", i+1, a)
			}
		}
		total = len(answers)
	}
}

func TestAPhotoKilledAtAnyPointIsKeptOrNamed(t *testing.T) {
	for _, c := range []struct {
		point string
		fate  photo.Fate
	}{
		{"photo.bytes", photo.Broken}, // the last chunk is not sealed before the end is seen
		{"photo.fsync-rename", photo.Adopted},
		{"photo.renamed", photo.Adopted},
		{"photo.entry", photo.Adopted},
	} {
		t.Run(c.point, func(t *testing.T) {
			d := newTablet(t, "officer")
			v := d.openVisit(evidence.NewID(), evidence.Hash{})
			d.close()
			d.killed(childWork{Visit: v.id, Case: v.caseID, Point: c.point}, 1)
			d.open()
			found := d.Found()
			if len(found) != 1 || found[0].Fate != c.fate {
				t.Fatalf("found %+v", found)
			}
			chain := d.chain()
			last := chain[len(chain)-1]
			if c.fate == photo.Broken {
				d.reopen()
				if len(chain) != 2 || len(d.Found()) != 0 || d.seq() != 2 {
					t.Fatalf("%d entries, found again %v", d.seq(), d.Found())
				}
				return
			}
			var f visits.PhotoFacts
			if err := evidence.DecodePayload(last.Facts.Bytes, &f); err != nil {
				t.Fatal(err)
			}
			if len(chain) != 3 || last.Header.Kind != visits.PhotoTaken || !f.Adopted || f.Question != "door" || last.Header.Visit() != v.id || last.Header.Case() != v.caseID {
				t.Fatalf("%d entries, the last is %s of %+v", len(chain), last.Header.Kind, f)
			}
			d.mark(d.MarkStored, d.seq())
			out, err := d.PhotosUnsent(ctx, 5)
			if err != nil || len(out) != 1 {
				t.Fatal(out, err)
			}
			if _, err := d.PhotoChunks(ctx, out[0]); err != nil {
				t.Fatal(err)
			}
			d.reopen()
			if len(d.Found()) != 0 || d.seq() != 3 {
				t.Fatalf("adopted twice: %v, %d entries", d.Found(), d.seq())
			}
		})
	}
}

// The database goes bad before the photo found its entry.
func TestAPhotoWithoutItsEntryOutlivesASalvage(t *testing.T) {
	d := newTablet(t, "officer")
	v := d.openVisit(evidence.NewID(), evidence.Hash{})
	d.close()
	d.killed(childWork{Visit: v.id, Case: v.caseID, Point: "photo.renamed"}, 1)
	d.overwrite(0)
	if report := d.salvage(); report.Entries != 2 || report.Photos != 0 {
		t.Fatalf("%+v", report)
	}
	chain := d.chain()
	if last := chain[len(chain)-1]; len(d.Found()) != 1 || last.Header.Kind != visits.PhotoTaken || last.Header.Visit() != v.id {
		t.Fatalf("found %v, the last entry is %s", d.Found(), last.Header.Kind)
	}
}
