package store

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fairvisit/evidence"
)

func TestAPhotoIsKnownWhenItsEntryIs(t *testing.T) {
	dir := t.TempDir()
	s, other, a := open(t, dir), open(t, dir), newAuthor()
	a.visit, a.cas = evidence.NewID(), evidence.NewID()
	a.photos = []evidence.PhotoRef{{Root: evidence.Hash{1}, Size: 5, Type: 1}, {Root: evidence.Hash{2}, Size: 6, Type: 2}}
	e := a.next()
	if _, err := s.Photo(ctx, e.Entry.ID, 0); !errors.Is(err, ErrNoPhoto) {
		t.Fatal(err)
	}
	admit(t, s, e, e)
	begun, err := s.Photo(ctx, e.Entry.ID, 1)
	if err != nil || len(begun.File) != 32 {
		t.Fatal(begun, err)
	}
	if again, err := other.Photo(ctx, e.Entry.ID, 1); err != nil || cmp.Diff(begun, again) != "" {
		t.Error("taken up again under another name:", again, err)
	}
	if first, err := s.Photo(ctx, e.Entry.ID, 0); err != nil || first.File == begun.File || len(first.File) != 32 {
		t.Error("two photos, one name:", first, err)
	}
	want := PhotoRow{Entry: e.Entry.ID, Index: 1, Root: evidence.Hash{2}, Size: 6, Type: 2, Case: a.cas, Visit: a.visit,
		Device: a.device, File: begun.File, StoredNo: -1, Thumb: []byte{}}
	if d := cmp.Diff(want, begun); d != "" {
		t.Error(d)
	}
	if _, err := s.Photo(ctx, e.Entry.ID, 2); !errors.Is(err, ErrNoPhoto) {
		t.Error(err)
	}
}

func TestStoredPhotosAreNumberedOnce(t *testing.T) {
	s, a := open(t, t.TempDir()), newAuthor()
	a.visit = evidence.NewID()
	a.photos = []evidence.PhotoRef{{Root: evidence.Hash{1}, Size: 5, Type: 1}, {Root: evidence.Hash{2}, Size: 6, Type: 2}}
	one, two := a.next(), a.next()
	admit(t, s, one, two)
	begun, err := s.Photo(ctx, two.Entry.ID, 1)
	if err != nil {
		t.Fatal(err)
	}
	name := func(e Item, idx int) string {
		p, err := s.Photo(ctx, e.Entry.ID, idx)
		if err != nil {
			t.Fatal(err)
		}
		return p.File
	}
	done := func(e Item, idx int, at int64) PhotoDone {
		return PhotoDone{Entry: e.Entry.ID, Index: idx, At: at, Thumb: []byte("thumb")}
	}
	if err := s.PhotosStored(ctx, []PhotoDone{done(one, 0, 9), {Index: 7}}); !errors.Is(err, ErrNoPhoto) {
		t.Fatal(err)
	}
	for _, group := range [][]PhotoDone{
		{done(two, 1, 9), done(one, 0, 9), done(two, 1, 10)},
		{done(one, 0, 11)},
		{done(one, 1, 9)},
	} {
		if err := s.PhotosStored(ctx, group); err != nil {
			t.Fatal(err)
		}
	}
	type told struct {
		No       int64
		Index    int
		State    PhotoState
		File     string
		StoredNo int64
		At       int64
	}
	tell := func(photos []PhotoRow, err error) (all []told) {
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range photos {
			all = append(all, told{p.No, p.Index, p.State, p.File, p.StoredNo, p.At})
		}
		return all
	}
	if d := cmp.Diff([]told{{0, 0, PhotoStored, name(one, 0), 1, 9}, {0, 1, PhotoStored, name(one, 1), 2, 9},
		{1, 0, PhotoAwaited, name(two, 0), -1, 0}, {1, 1, PhotoStored, begun.File, 0, 9}}, tell(s.PhotosOf(ctx, a.visit))); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]told{{1, 0, PhotoAwaited, name(two, 0), -1, 0}}, tell(s.AwaitedPhotos(ctx, a.device))); d != "" {
		t.Error(d)
	}
}

func TestAWithdrawnPhotoIsNeverStored(t *testing.T) {
	s, a := open(t, t.TempDir()), newAuthor()
	a.photos = []evidence.PhotoRef{{Root: evidence.Hash{1}, Size: 5, Type: 1}}
	e := a.next()
	admit(t, s, e)
	if _, err := s.w.Exec("UPDATE photos SET state = ?1", PhotoWithdrawn); err != nil {
		t.Fatal(err)
	}
	if err := s.PhotosStored(ctx, []PhotoDone{{Entry: e.Entry.ID}}); err != nil {
		t.Fatal(err)
	}
	if p, err := s.Photo(ctx, e.Entry.ID, 0); err != nil || p.State != PhotoWithdrawn || p.StoredNo >= 0 {
		t.Error(p, err)
	}
}

func TestTheSecondCopyFollows(t *testing.T) {
	s, a, b := open(t, t.TempDir()), newAuthor(), newAuthor()
	a.photos = []evidence.PhotoRef{{Root: evidence.Hash{1}, Size: 5, Type: 1}}
	ea := a.chain(3)
	admit(t, s, ea[0], b.next(), ea[1], ea[2]) // 0, 1, 2, 3
	if err := s.PhotosStored(ctx, []PhotoDone{{Entry: ea[2].Entry.ID}, {Entry: ea[0].Entry.ID}}); err != nil {
		t.Fatal(err)
	}
	follow := func(limit int, nos, photos []int64) {
		t.Helper()
		rows, shots, err := s.Unsecured(ctx, limit)
		if err != nil {
			t.Fatal(err)
		}
		var gotRows, gotShots []int64
		for _, r := range rows {
			gotRows = append(gotRows, r.No)
		}
		for _, p := range shots {
			gotShots = append(gotShots, p.StoredNo)
		}
		if d := cmp.Diff([][]int64{nos, photos}, [][]int64{gotRows, gotShots}); d != "" {
			t.Error(d)
		}
	}
	secured := func(seq uint64) {
		t.Helper()
		p, err := s.SecuredSeq(ctx, a.device)
		if d := cmp.Diff([]Position{{Device: a.device, Epoch: a.epoch, Seq: seq}}, p); d != "" || err != nil {
			t.Error(d, err)
		}
	}
	follow(3, []int64{0, 1, 2}, []int64{0, 1})
	secured(0)
	if err := s.Secure(ctx, 3, 1); err != nil {
		t.Fatal(err)
	}
	follow(3, []int64{3}, []int64{1})
	secured(2)
	for _, beyond := range [][2]int64{{5, 1}, {4, 3}} {
		if s.Secure(ctx, beyond[0], beyond[1]) == nil {
			t.Errorf("a mark at %v was taken", beyond)
		}
	}
	if err := s.Secure(ctx, 1, 2); err != nil {
		t.Fatal(err)
	}
	if no, photos, err := s.Secured(ctx); no != 3 || photos != 2 || err != nil {
		t.Error(no, photos, err)
	}
	if err := s.Secure(ctx, 4, 2); err != nil {
		t.Fatal(err)
	}
	follow(3, nil, nil)
	secured(3)
}
