package journal_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fairvisit/evidence"
	"fairvisit/evidence/photo"
	"fairvisit/evidence/sound"
	"fairvisit/visits"
	"fairvisit/visits/journal"
)

func (d *tablet) record(v visit) *journal.Recording {
	d.t.Helper()
	r, err := d.StartSound(ctx, journal.Writing{Refs: d.refs(v)}, visits.SoundStartedFacts{Notice: visits.SoundNotice, Language: "en", Answer: visits.SoundYes, Policy: "all_parties"})
	if err != nil {
		d.t.Fatal(err)
	}
	return r
}

// speak is so many seconds of a sound in which no two seconds are alike.
func speak(r *journal.Recording, from, seconds int) error {
	for s := from; s < from+seconds; s++ {
		samples := make([]int16, sound.Rate)
		for i := range samples {
			samples[i] = int16(s*97 + i%(20+s)*300)
		}
		if err := r.Hear(samples); err != nil {
			return err
		}
	}
	return nil
}

// sounds are the recordings of a visit, each checked against its root and played.
func (d *tablet) sounds(v visit) []visits.SoundLine {
	d.t.Helper()
	shown, err := d.Visit(ctx, v.id)
	if err != nil {
		d.t.Fatal(err)
	}
	for _, l := range shown.Sounds {
		length := int64(0)
		for _, f := range l.Files {
			b, err := d.SoundFile(ctx, f.Entry, f.Index)
			if err != nil {
				d.t.Fatal(err)
			}
			if f.Type == photo.WAV {
				samples, err := sound.Decode(b)
				if err != nil {
					d.t.Fatal(err)
				}
				length += sound.Length(int64(len(samples))).Milliseconds()
			}
		}
		if l.Taken != nil && l.Taken.Length != length {
			d.t.Errorf("the entry says %d ms, the pieces hold %d", l.Taken.Length, length)
		}
	}
	return shown.Sounds
}

// nothingStray fails unless every file of a sound has its entry.
func (d *tablet) nothingStray() {
	d.t.Helper()
	running, err := sound.Running(d.dir)
	if err != nil || len(running) != 0 {
		d.t.Errorf("still running: %v, %v", running, err)
	}
	for _, f := range d.files() {
		if !strings.HasPrefix(f, "photos/") {
			d.t.Errorf("%s is left", f)
		}
	}
}

// A talk of 5 min 12 s with a pause becomes one entry with two pieces, which wait
// to be sent as photos do; nothing of it lies on the disk unsealed.
func TestARecordingBecomesPiecesOfOneEntry(t *testing.T) {
	d := newTablet(t, "officer")
	v := d.openVisit(evidence.NewID(), evidence.Hash{})
	r := d.record(v)
	if err := errors.Join(speak(r, 0, 10), r.Pause(), speak(r, 10, 7), r.Resume(), speak(r, 10, 302)); err != nil {
		t.Fatal(err)
	}
	if r.Length() != 312*time.Second {
		t.Fatal(r.Length())
	}
	e, err := r.Finish(ctx, "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Finish(ctx, ""); !errors.Is(err, journal.ErrEnded) {
		t.Errorf("it was finished twice: %v", err)
	}
	if err := r.Hear(make([]int16, 1)); !errors.Is(err, journal.ErrEnded) {
		t.Errorf("it goes on after its end: %v", err)
	}
	list := d.sounds(v)
	if len(list) != 1 || len(list[0].Files) != 2 || list[0].Taken.Cut != "" || list[0].Taken.Length != 312_000 || list[0].Taken.Recording != r.ID {
		t.Fatalf("%+v", list)
	}
	if p := list[0].Taken.Pauses; len(p) != 1 || p[0].At != 10_000 || p[0].To <= p[0].From || list[0].Taken.At == 0 {
		t.Errorf("%+v", list[0].Taken)
	}
	if len(e.Header.Photos) != 2 || e.Header.Photos[0].Type != photo.WAV {
		t.Fatalf("%+v", e.Header.Photos)
	}
	if photos, err := d.PhotosOf(ctx, v.id); err != nil || len(photos) != 0 {
		t.Errorf("%d sounds are shown as photos, %v", len(photos), err)
	}
	d.mark(d.MarkStored, d.seq())
	if out, err := d.PhotosUnsent(ctx, 5); err != nil || len(out) != 2 || out[0].Type != photo.WAV || d.VerifyPhoto(out[1]) != nil {
		t.Errorf("%d are to be sent, %v", len(out), err)
	}
	d.chain()
	d.nothingStray()
	d.reopen()
	d.nothingStray()
	if len(d.sounds(v)) != 1 || len(d.KeptSounds()) != 0 {
		t.Error("a restart made something of it")
	}
}

// The tablet dies in the middle of the talk: the next start keeps what was said,
// as one entry that says it was cut, and tells so once.
func TestARecordingCutByAStopIsKept(t *testing.T) {
	d := newTablet(t, "officer")
	v := d.openVisit(evidence.NewID(), evidence.Hash{})
	r := d.record(v)
	if err := errors.Join(speak(r, 0, 9), r.Pause(), r.Resume(), speak(r, 9, 4)); err != nil {
		t.Fatal(err)
	}
	d.reopen() // nobody finished it
	list := d.sounds(v)
	if len(list) != 1 || list[0].Taken.Cut != visits.CutKilled || list[0].Taken.Length < 13_000-5_000 || len(list[0].Taken.Pauses) != 1 {
		t.Fatalf("%+v", list)
	}
	if kept := d.KeptSounds(); len(kept) != 1 || kept[0].Visit != v.id || kept[0].Length.Milliseconds() != list[0].Taken.Length || kept[0].At != list[0].Taken.At {
		t.Errorf("%+v", kept)
	}
	d.nothingStray()
	d.reopen()
	if len(d.sounds(v)) != 1 || len(d.KeptSounds()) != 0 {
		t.Error("it was kept twice")
	}
	d.closeVisit(v)
	d.chain()
}

// A stop between the pieces and their entry: they are made again from what ran,
// and nothing is left over or twice.
func TestAStopBetweenThePiecesAndTheEntry(t *testing.T) {
	d := newTablet(t, "officer")
	v := d.openVisit(evidence.NewID(), evidence.Hash{})
	r := d.record(v)
	if err := speak(r, 0, 301); err != nil {
		t.Fatal(err)
	}
	stopped, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := r.Finish(stopped, ""); err == nil {
		t.Fatal("the entry was made by one who was stopped")
	}
	if files := d.files(); len(files) != 2 {
		t.Fatalf("the pieces were not there yet: %v", files)
	}
	d.reopen()
	if list := d.sounds(v); len(list) != 1 || list[0].Taken.Length != 301_000 {
		t.Fatalf("%+v", list)
	}
	d.nothingStray()
	if files := d.files(); len(files) != 2 {
		t.Errorf("%v", files)
	}
}

// A recording in which nothing was said has an entry and no file; one whose plan
// is gone, as in a store brought back from a copy, is kept in found/.
func TestAnEmptyAndAnUnknownRecording(t *testing.T) {
	d := newTablet(t, "officer")
	v := d.openVisit(evidence.NewID(), evidence.Hash{})
	if _, err := d.record(v).Finish(ctx, visits.CutLeave); err != nil {
		t.Fatal(err)
	}
	if list := d.sounds(v); len(list) != 1 || len(list[0].Files) != 0 || list[0].Taken.Cut != visits.CutLeave {
		t.Fatalf("%+v", list)
	}
	name := evidence.NewID().String()
	w, err := sound.Create(d.dir, storeKey, name)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(w.Write(1, make([]int16, 100)), w.Close()); err != nil {
		t.Fatal(err)
	}
	d.reopen()
	if found := d.Found(); len(found) != 1 || found[0].Name != name {
		t.Fatalf("%+v", found)
	}
	if _, err := os.Stat(filepath.Join(d.dir, "found", name+".sound")); err != nil {
		t.Error(err)
	}
	if _, err := d.StartSound(ctx, journal.Writing{Refs: d.refs(visit{id: evidence.NewID()})}, visits.SoundStartedFacts{}); !errors.Is(err, journal.ErrNoDraft) {
		t.Errorf("a recording of no open visit: %v", err)
	}
}

// A recorder's file is copied sealed, with its hash and what the officer says; of
// one too large the entry holds the hash alone; a withdrawn one is gone.
func TestARecordersFileIsAttached(t *testing.T) {
	d := newTablet(t, "officer")
	v := d.openVisit(evidence.NewID(), evidence.Hash{})
	film := bytes.Repeat([]byte("film of a body recorder "), 30_000)
	open := func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(film)), nil }
	said := visits.SoundAttachedFacts{Length: 95_000, Offset: -7, Compared: true}
	e, err := d.AttachSound(ctx, journal.Writing{Refs: d.refs(v)}, said, strings.Repeat("long", 100)+"/REC-0001.mp4", open)
	if err != nil {
		t.Fatal(err)
	}
	list := d.sounds(v)
	if len(list) != 1 || !list[0].Attached.Kept || list[0].Attached.Offset != -7 || list[0].Attached.Size != int64(len(film)) || !strings.HasSuffix(list[0].Name, "REC-0001.mp4") {
		t.Fatalf("%+v", list)
	}
	if len(e.Header.Photos) != 1 || e.Header.Photos[0].Root != list[0].Attached.Root || e.Header.Photos[0].Type != photo.File {
		t.Fatalf("%+v", e.Header.Photos)
	}
	huge := func() (io.ReadCloser, error) { return io.NopCloser(io.LimitReader(endless{}, photo.MaxSize+1)), nil }
	if _, err := d.AttachSound(ctx, journal.Writing{Refs: d.refs(v)}, said, "huge.mp4", huge); err != nil {
		t.Fatal(err)
	}
	list = d.sounds(v)
	if i := len(list); i != 2 {
		t.Fatal(i)
	}
	for _, l := range list {
		if l.Attached.Size > photo.MaxSize && (l.Attached.Kept || len(l.Files) != 0 || l.Attached.Root.IsZero()) {
			t.Errorf("%+v", l)
		}
	}
	none := func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader("")), nil }
	if _, err := d.AttachSound(ctx, journal.Writing{Refs: d.refs(v)}, said, "none", none); !errors.Is(err, photo.ErrEmpty) {
		t.Errorf("an empty file: %v", err)
	}
	if len(d.sounds(v)) != 2 {
		t.Error("what was refused left an entry")
	}
	d.withdraw(v, e.ID)
	shown, err := d.Visit(ctx, v.id)
	if err != nil {
		t.Fatal(err)
	}
	gone := 0
	for _, l := range shown.Sounds {
		if w, all := shown.SoundWithdrawal(l); all && w.Reason == "child" {
			gone++
		}
	}
	if files := d.files(); gone != 1 || len(files) != 0 {
		t.Errorf("%d withdrawn, left are %v", gone, files)
	}
	d.reopen()
	d.nothingStray()
}

type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(i)
	}
	return len(p), nil
}
