//go:build linux

package powercut

import (
	"fmt"
	"io"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func mounted(t *testing.T, o Options) *FS {
	t.Helper()
	f, err := Mount(t.TempDir(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	})
	return f
}

func cut(t *testing.T, f *FS, seed int64) Report {
	t.Helper()
	report, err := f.Cut(seed)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func want(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want+"\n" {
		t.Errorf("%s: got %q, want %q", what, got, want)
	}
}

// bothWays runs the story with either rule for the entries of new files.
func bothWays(t *testing.T, story func(t *testing.T, strict bool)) {
	for _, strict := range []bool{false, true} {
		t.Run(fmt.Sprintf("strict=%v", strict), func(t *testing.T) { story(t, strict) })
	}
}

func TestWhatWasNotFsyncedIsForgotten(t *testing.T) {
	bothWays(t, func(t *testing.T, strict bool) {
		f := mounted(t, Options{StrictEntries: strict})
		do(t, f.dir, "write whole a 5000 0", "fsync whole", "fsync .", "write empty b 5000 0")
		// Reading puts the lost bytes into the kernel's page cache.
		before := do(t, f.dir, "write whole c 5000 2500", "truncate empty 4000", "read whole", "read empty")
		want(t, "before the cut", before, "a*2500 c*5000\nb*4000")

		report := cut(t, f, 1)
		if report.LostBytes != 10000 || report.Files != 2 || report.TornWrites != 0 {
			t.Errorf("the cut reported %+v, want 10000 bytes of 2 files and nothing torn", report)
		}
		want(t, "the fsynced file", do(t, f.dir, "read whole"), "a*5000")
		if after := do(t, f.dir, "read empty"); after != "gone\n" && after != "\n" {
			t.Errorf("the file that was never fsynced holds %q", after)
		}

		want(t, "life goes on", do(t, f.dir, "write whole d 10 0", "fsync whole", "read whole"), "d*10 a*4990")
		cut(t, f, 2)
		want(t, "after the second cut", do(t, f.dir, "read whole"), "d*10 a*4990")
	})
}

func TestMappedPagesNeedTheirFsyncToo(t *testing.T) {
	f := mounted(t, Options{})
	do(t, f.dir, "write kept a 8192 0", "write lost a 8192 0", "fsync kept", "fsync lost", "fsync .")
	do(t, f.dir, "map kept b synced", "map lost b")
	want(t, "the next process", do(t, f.dir, "read kept", "read lost"), "b*8192\nb*8192")
	cut(t, f, 1)
	want(t, "after the cut", do(t, f.dir, "read kept", "read lost"), "b*8192\na*8192")
}

// outcomes tells the story on a new disk once for each seed and counts what is
// found after the cut.
func outcomes(t *testing.T, o Options, story []string, look ...string) map[string]int {
	t.Helper()
	found := map[string]int{}
	for seed := range int64(8) {
		f := mounted(t, o)
		do(t, f.dir, story...)
		cut(t, f, seed)
		found[strings.TrimSpace(do(t, f.dir, look...))]++
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return found
}

func always(t *testing.T, found map[string]int, one string) {
	t.Helper()
	if len(found) != 1 || found[one] == 0 {
		t.Errorf("over all seeds the cut left %v, want always %q", found, one)
	}
}

func either(t *testing.T, found map[string]int, one, other string) {
	t.Helper()
	if len(found) != 2 || found[one] == 0 || found[other] == 0 {
		t.Errorf("over all seeds the cut left %v, want %q and %q, both seen", found, one, other)
	}
}

func TestANewFileIsThereAfterFsyncOfTheFileUnlessStrict(t *testing.T) {
	story := []string{"write new a 3000 0", "fsync new"}
	always(t, outcomes(t, Options{}, story, "read new"), "a*3000")
	either(t, outcomes(t, Options{StrictEntries: true}, story, "read new"), "a*3000", "gone")
	always(t, outcomes(t, Options{StrictEntries: true}, append(story, "fsync ."), "read new"), "a*3000")
}

func TestAPhotoIsKeptByFsyncRenameFsyncOfTheFolder(t *testing.T) {
	bothWays(t, func(t *testing.T, strict bool) {
		o := Options{StrictEntries: strict, Torn: true}
		photo := []string{"write t a 3000 0", "fsync t", "fsync .", "rename t photo"}
		either(t, outcomes(t, o, photo, "list", "read photo"), "photo\na*3000", "t\ngone")
		// The file is not new any more: its own fsync says nothing of its name.
		either(t, outcomes(t, o, append(photo, "fsync photo"), "list", "read photo"), "photo\na*3000", "t\ngone")
		always(t, outcomes(t, o, append(photo, "fsync ."), "list", "read photo"), "photo\na*3000")
		// The order that forgets the file: its name is safe, its bytes are not.
		forgetful := []string{"write t a 100 0", "rename t photo", "fsync ."}
		either(t, outcomes(t, o, forgetful, "list", "read photo"), "photo\na*100", "photo")
	})
}

func TestANewFileKeepsTheNameItHasAtItsFsync(t *testing.T) {
	always(t, outcomes(t, Options{}, []string{"write t a 9 0", "rename t f", "fsync f"}, "list"), "f")
}

func TestARenameBetweenFoldersWaitsForTheFolderItWentTo(t *testing.T) {
	bothWays(t, func(t *testing.T, strict bool) {
		o := Options{StrictEntries: strict}
		moved := []string{"mkdir in", "mkdir out", "write in/f a 9 0", "fsync in/f", "fsync in", "fsync .", "rename in/f out/f"}
		either(t, outcomes(t, o, append(moved, "fsync in"), "list"), "in in/f out", "in out out/f")
		always(t, outcomes(t, o, append(moved, "fsync out"), "list"), "in out out/f")
	})
}

func TestAnUnlinkOrAFolderWaitsForItsParent(t *testing.T) {
	bothWays(t, func(t *testing.T, strict bool) {
		o := Options{StrictEntries: strict}
		removed := []string{"write f a 9 0", "fsync f", "fsync .", "remove f"}
		either(t, outcomes(t, o, removed, "read f"), "a*9", "gone")
		always(t, outcomes(t, o, append(removed, "fsync ."), "read f"), "gone")
		nested := []string{"mkdir d", "write d/f a 9 0", "fsync d/f", "fsync d"}
		either(t, outcomes(t, o, nested, "read d/f"), "a*9", "gone")
		always(t, outcomes(t, o, append(nested, "fsync ."), "read d/f"), "a*9")
	})
}

func TestTornWritesSurviveBySectorsAndOutOfOrder(t *testing.T) {
	const writes, size = 16, 4096
	story := []string{"write f a 65536 0", "fsync f", "fsync ."}
	for n := range writes {
		story = append(story, fmt.Sprintf("write f b %d %d", size, n*size))
	}
	tell := func(seed int64) (string, Report) {
		f := mounted(t, Options{Torn: true})
		do(t, f.dir, story...)
		report := cut(t, f, seed)
		return do(t, f.dir, "read f"), report
	}
	content, report := tell(7)
	var sectors, lost, length int
	for _, piece := range strings.Fields(content) {
		var letter rune
		if _, err := fmt.Sscanf(piece, "%c*%d", &letter, &length); err != nil || length%sector != 0 {
			t.Fatalf("%q is not made of whole sectors: %v", piece, err)
		}
		sectors += length
		if letter == 'a' {
			lost += length
		}
	}
	if sectors != writes*size || int64(lost) != report.LostBytes {
		t.Errorf("%d bytes are left of which %d are old, the report says %+v", sectors, lost, report)
	}
	if report.TornWrites == 0 || report.TornWrites == writes || lost == 0 || lost == sectors {
		t.Errorf("of %d writes some should be whole, some torn and some lost: %+v", writes, report)
	}
	again, same := tell(7)
	if again != content || !cmp.Equal(same, report) {
		t.Errorf("the same seed lost something else: %+v, then %+v", report, same)
	}
	if other, _ := tell(8); other == content {
		t.Error("another seed lost the same sectors")
	}
}

func TestTheCutRefusesWhileAProcessHoldsAFile(t *testing.T) {
	f := mounted(t, Options{})
	do(t, f.dir, "write f a 9 0")
	holder := child(t, "steps", f.dir, "hold f")
	release, err := holder.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	wait := started(t, holder, "holding")
	if _, err := f.Cut(1); err == nil {
		t.Error("the power was cut under a living process")
	}
	want(t, "after the refusal", do(t, f.dir, "read f"), "a*9")
	if err := release.Close(); err != nil {
		t.Fatal(err)
	}
	wait()
	cut(t, f, 1)
}

// started starts the child and comes back when it has said the word.
func started(t *testing.T, cmd *exec.Cmd, word string) (wait func()) {
	t.Helper()
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	said := make([]byte, len(word))
	if _, err := io.ReadFull(out, said); err != nil || string(said) != word {
		t.Fatalf("the child said %q: %v: %s", said, err, cmd.Stderr)
	}
	return func() {
		if err := cmd.Wait(); err != nil {
			t.Fatalf("%v: %s", err, cmd.Stderr)
		}
	}
}

func TestFsyncsAreCounted(t *testing.T) {
	f := mounted(t, Options{})
	do(t, f.dir, "write f a 9 0", "fsync f", "fsync .", "write f b 9 0", "fsync f")
	cut(t, f, 1)
	if got, want := f.Counts(), (Counts{FileSyncs: 2, FolderSyncs: 1}); got != want {
		t.Errorf("counted %+v, want %+v", got, want)
	}
}

func TestChildrenDoNotInheritTheDevice(t *testing.T) {
	f := mounted(t, Options{})
	want(t, "descriptors of the device in a child", do(t, f.dir, "devices"), "0")
}

func TestMountSaysWhenTheDeviceIsMissing(t *testing.T) {
	cmd := child(t, "mount", t.TempDir())
	cmd.SysProcAttr = &syscall.SysProcAttr{Unshareflags: syscall.CLONE_NEWNS}
	said, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, cmd.Stderr)
	}
	if !strings.Contains(string(said), "no power-cut disk was mounted, this machine offers no /dev/fuse") {
		t.Errorf("without the device Mount said %q", said)
	}
}
