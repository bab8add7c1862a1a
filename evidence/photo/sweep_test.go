package photo

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"testing"
	"time"

	"fairvisit/evidence/probe"
)

// A kill is shown by a copy of the folder at each point of the write path: the
// copy is what the next start finds. Power cuts at these points are the same
// or less, for every flush lies before the point it is named after.
func TestAKillAtAnyPointLosesNoWholePhoto(t *testing.T) {
	f := openFolder(t)
	photo := append(pngOf(t, noise(400, 300)), make([]byte, ChunkSize)...) // three chunks, whole after two
	type moment struct {
		point string
		dir   string
	}
	var moments []moment
	probe.Watch(func(point string) {
		dir := t.TempDir()
		if err := os.CopyFS(dir, os.DirFS(f.dir)); err != nil {
			t.Error(err)
		}
		moments = append(moments, moment{point, dir})
	})
	defer probe.Watch(nil)
	stored := receive(t, f, photo)
	probe.Watch(nil)
	if len(moments) != len(stored.Chunks)+2 {
		t.Fatalf("%d points were passed for %d chunks", len(moments), len(stored.Chunks))
	}
	var story []string
	for _, m := range moments {
		after, err := Open(m.dir)
		if err != nil {
			t.Fatal(err)
		}
		swept, err := after.Sweep(func(name string) Verdict {
			if name != stored.Name {
				t.Errorf("asked for %q", name)
			}
			return Pending
		})
		if err != nil || len(swept) != 1 {
			t.Fatalf("%s: swept %+v, %v", m.point, swept, err)
		}
		s := swept[0]
		story = append(story, fmt.Sprint(m.point, " ", s.Fate))
		if s.Fate == Adopted {
			if err := after.Verify(s.Name, s.Stored.Salt, s.Stored.Root, s.Stored.Size); err != nil {
				t.Errorf("%s: the adopted photo: %v", m.point, err)
			}
			if s.Stored.Facts != stored.Facts || s.Size != s.Stored.Size {
				t.Errorf("%s: adopted as %+v", m.point, s)
			}
		}
		if files := filesIn(t, after); len(files) != 1 {
			t.Errorf("%s: files %v", m.point, files)
		}
	}
	want := []string{
		fmt.Sprint("photo.bytes ", Broken), fmt.Sprint("photo.bytes ", Adopted), fmt.Sprint("photo.bytes ", Adopted),
		fmt.Sprint("photo.fsync-rename ", Adopted), fmt.Sprint("photo.renamed ", Adopted),
	}
	if !slices.Equal(story, want) {
		t.Errorf("the starts after the kills say %v, want %v", story, want)
	}
}

func TestTheMorningAfterABadNight(t *testing.T) {
	f := openFolder(t)
	whole, half := jpegOf(t, street(80, 60)), jpegOf(t, street(80, 60))[:900]
	at1041 := time.Date(2026, 2, 11, 10, 41, 0, 0, time.UTC)
	put := func(room, file string, b []byte) {
		t.Helper()
		if err := os.WriteFile(f.path(room, file), b, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(f.path(room, file), at1041, at1041); err != nil {
			t.Fatal(err)
		}
	}
	named, uploading := newName(), newName()
	pendingThere, pendingPart, pendingHalf, pendingTorn := newName(), newName(), newName(), newName()
	strange, strangePart := newName(), newName()
	put(photosDir, named, half) // named: not judged here
	put(incomingDir, uploading+".part", half)
	put(photosDir, pendingThere, whole)
	put(incomingDir, pendingPart+".part", whole)
	put(incomingDir, pendingHalf+".part", half)
	put(photosDir, pendingTorn, half)
	put(photosDir, strange, whole)
	put(foundDir, strange, []byte("found before"))
	put(incomingDir, strangePart+".part", half)
	put(photosDir, "Thumbs.db", []byte("x"))
	put(incomingDir, named, half) // no part: nobody's name
	if err := os.Mkdir(f.path(photosDir, "album"), 0o700); err != nil {
		t.Fatal(err)
	}
	verdicts := map[string]Verdict{named: Named, uploading: Named,
		pendingThere: Pending, pendingPart: Pending, pendingHalf: Pending, pendingTorn: Pending}
	known := func(name string) Verdict { return verdicts[name] }

	swept, err := f.Sweep(known)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]Fate{pendingThere: Adopted, pendingPart: Adopted, pendingHalf: Broken, pendingTorn: Broken,
		strange: Stray, strangePart: Stray, "Thumbs.db": Stray, named: Stray, "album": Stray}
	if len(swept) != len(want) {
		t.Errorf("%d files were reported, want %d", len(swept), len(want))
	}
	for _, s := range swept {
		if s.Fate != want[s.Name] {
			t.Errorf("%s: fate %d, want %d", s.Name, s.Fate, want[s.Name])
		}
		if s.Name != "album" && (!s.Modified.Equal(at1041) || s.Size == 0) {
			t.Errorf("%s: %d bytes of %v", s.Name, s.Size, s.Modified)
		}
	}
	wantFiles := []string{
		"photos/" + named, "photos/" + pendingThere, "photos/" + pendingPart, "incoming/" + uploading + ".part",
		"found/" + pendingHalf + ".part", "found/" + pendingTorn, "found/" + strange, "found/" + strange + ".2",
		"found/" + strangePart + ".part", "found/Thumbs.db", "found/" + named,
	}
	got := filesIn(t, f)
	slices.Sort(got)
	slices.Sort(wantFiles)
	if !slices.Equal(got, wantFiles) {
		t.Errorf("files %v\nwant %v", got, wantFiles)
	}
	if b, err := os.ReadFile(f.path(foundDir, strange)); err != nil || !bytes.Equal(b, []byte("found before")) {
		t.Errorf("what was found before became %q, %v", b, err)
	}

	verdicts[pendingThere], verdicts[pendingPart] = Named, Named // the entries are written
	if again, err := f.Sweep(known); err != nil || len(again) != 0 {
		t.Errorf("the next start swept %+v, %v", again, err)
	}
}

// A part whose photo has its place already never replaces it.
func TestASweepReplacesNoPhoto(t *testing.T) {
	f := openFolder(t)
	stored := receive(t, f, jpegOf(t, street(80, 60)))
	if err := os.WriteFile(f.partPath(stored.Name), pngOf(t, street(9, 9)), 0o600); err != nil {
		t.Fatal(err)
	}
	swept, err := f.Sweep(func(string) Verdict { return Pending })
	if err != nil || len(swept) != 2 || swept[0].Fate != Adopted || swept[1].Fate != Broken {
		t.Errorf("swept %+v, %v", swept, err)
	}
	if err := f.Verify(stored.Name, stored.Salt, stored.Root, stored.Size); err != nil {
		t.Error(err)
	}
	if files := filesIn(t, f); len(files) != 2 {
		t.Errorf("files %v", files)
	}
}

// A folder that cannot be read is told, and the other one is still swept.
func TestASweepGoesOnPastWhatItCannotRead(t *testing.T) {
	f := openFolder(t)
	if err := os.Remove(f.path(photosDir, "")); err != nil {
		t.Fatal(err)
	}
	name := newName()
	if err := os.WriteFile(f.partPath(name), []byte("?"), 0o600); err != nil {
		t.Fatal(err)
	}
	swept, err := f.Sweep(func(string) Verdict { return Unknown })
	if err == nil || len(swept) != 1 || swept[0].Name != name {
		t.Errorf("swept %+v, %v", swept, err)
	}
}
