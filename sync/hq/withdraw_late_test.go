package hq_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"image"
	"image/jpeg"
	"os"
	"path/filepath"
	"testing"

	"fairvisit/evidence"
	fieldsync "fairvisit/sync"
	"fairvisit/sync/hq"
	"fairvisit/sync/hq/store"
)

// interrupting calls do before each frame of a photo's bytes, with how many
// bytes went before.
type interrupting struct {
	fieldsync.Conn
	bytes *int
	do    func(before, now int)
}

func (i interrupting) Write(ctx context.Context, frame []byte) error {
	if fieldsync.Type(frame[0]) == fieldsync.TPhotoBytes {
		p, err := fieldsync.DecodePhotoBytes(frame[1:])
		if err != nil {
			return err
		}
		i.do(*i.bytes, len(p.Data))
		*i.bytes += len(p.Data)
	}
	return i.Conn.Write(ctx, frame)
}

// interrupt has do called while the officer's device sends photos.
func (o *office) interrupt(do func(before, now int)) {
	sent := 0
	o.li.client.Dial = func(ctx context.Context) (fieldsync.Conn, error) {
		c, err := fieldsync.Dialer("https://" + o.server.Addr())(ctx)
		return interrupting{c, &sent, do}, err
	}
}

// noisy is a photo that no coding makes small.
func (o *office) noisy(w, h int) []byte {
	o.Helper()
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	rand.Read(img.Pix)
	var b bytes.Buffer
	o.must(jpeg.Encode(&b, img, nil))
	return b.Bytes()
}

// The officer withdraws a photo while it is being sent.
func TestAPhotoWithdrawnWhileItIsSentStaysNowhere(t *testing.T) {
	o := newOffice(t)
	large := o.noisy(1600, 1200)
	e, err := o.visit.Photograph(o.ctx, bytes.NewReader(large), "d5", "camera")
	o.must(err)
	done := false
	o.interrupt(func(before, _ int) {
		if before > 0 && !done {
			done = true
			o.must(o.visit.Withdraw(o.ctx, e.ID, 0, "child"))
		}
	})
	o.li.sync()
	if !done {
		t.Fatal("the photo was never under way")
	}
	o.closeVisit()
	o.li.sync()
	o.secured()
	o.li.sync()
	o.complete() // nothing is waited for, and nobody says that a photo was lost
	start := large[:64<<10]
	o.until("no bytes of it are left", func() bool { return len(o.holds(start)) == 0 && len(o.holds(large[600:4096])) == 0 })
	if got := o.line(e.ID); got.Withdrawn != "child" || got.Stored {
		t.Errorf("the record says %+v", got)
	}
	o.sameAnew()
}

// What is withdrawn before it was copied never gets into the second copy, even
// where its file still lies there.
func TestAWithdrawnPhotoIsNotCopied(t *testing.T) {
	w := newWorld(t, false)
	w.turn(workday)
	o := &office{world: w, li: w.enrol("officer", "Li")}
	zhao := w.enrol("officer", "Zhao")
	o.caseID = w.importCases(oneCase)[0]
	w.assign(o.caseID, o.li, zhao)
	o.li.sync()
	var err error
	o.visit, _, err = o.li.work.Open(w.ctx, o.caseID, zhao.id)
	w.must(err)
	child, _ := o.photograph(1)
	o.li.sync()
	bytesOfChild := o.asItLies(child)
	w.must(o.visit.Withdraw(w.ctx, child, 0, "child"))
	o.li.sync()
	w.must(w.hq.Settle(w.ctx))
	row, err := w.hq.Store.Photo(w.ctx, child, 0)
	w.must(err)
	o.close()
	w.must(os.WriteFile(filepath.Join(hq.DataFolder(w.dir), "photos", "photos", row.File), bytesOfChild, 0o600))
	w.second = true
	h, err := hq.Open(w.options())
	w.must(err)
	defer h.Close()
	if row.StoredNo < 0 || row.State != store.PhotoWithdrawn {
		t.Fatalf("%+v: there is nothing to be left out", row)
	}
	for more := true; more; {
		more, err = h.SecureOnce(w.ctx)
		w.must(err)
	}
	if files := o.holds(bytesOfChild); len(files) != 1 {
		t.Errorf("the photo lies in %v", files)
	}
	if _, photos, err := h.Store.Secured(w.ctx); err != nil || photos != row.StoredNo+1 {
		t.Errorf("%v: the mark of photos is %d, the withdrawn one is number %d", err, photos, row.StoredNo)
	}
	w.must(h.DeleteWithdrawn(w.ctx))
	if files := o.holds(bytesOfChild); len(files) != 0 {
		t.Errorf("the photo lies in %v", files)
	}
}

// The officer's tablet is brought back from a copy that is older than the
// withdrawal: it holds the photo again, until it has heard of what it did itself.
func TestADeviceBroughtBackFromACopyDeletesWhatItWithdrew(t *testing.T) {
	o := newOffice(t)
	child, bytesOfChild := o.photograph(1)
	o.li.sync()
	copied := filepath.Join(o.dir, "copied")
	o.must(os.CopyFS(copied, os.DirFS(filepath.Join(o.li.root, "data"))))
	o.must(o.visit.Withdraw(o.ctx, child, 0, "child"))
	o.li.sync()
	o.must(o.hq.Settle(o.ctx))
	o.li.reopenFrom(copied)
	o.must(os.RemoveAll(copied))
	onDevice := func() int {
		files, err := filepath.Glob(filepath.Join(o.li.root, "data", "*", "photos", "*"))
		o.must(err)
		return len(files)
	}
	if onDevice() != 1 {
		t.Fatal("the copy does not hold the photo")
	}
	o.li.sync()
	if n := onDevice(); n != 0 {
		t.Errorf("%d photos are on the device", n)
	}
	if r, err := o.li.journal.AtRisk(o.ctx); err != nil || r.Photos != 0 || r.NotSecuredPhotos != 0 {
		t.Errorf("%v: the device waits for %+v", err, r)
	}
	o.until("nothing at headquarters", func() bool { return len(o.holds(bytesOfChild)) == 0 })
	o.sameAnew()
}

// All of a photo's bytes arrive, but the last of them after headquarters had
// withdrawn it and deleted what there was: nothing is left, and the session goes on.
func TestAPhotoThatCompletesAfterItsWithdrawalIsNotKept(t *testing.T) {
	o := newOffice(t)
	small := o.noisy(400, 300) // one chunk: the device holds its bytes though the file is gone
	if len(small) < 64<<10 || len(small) > 256<<10 {
		t.Fatalf("the photo has %d bytes: this test shows nothing", len(small))
	}
	e, err := o.visit.Photograph(o.ctx, bytes.NewReader(small), "d5", "camera")
	o.must(err)
	withdrawn, completed := false, false
	o.interrupt(func(before, now int) {
		if before > 0 && !withdrawn {
			withdrawn = true
			o.must(o.visit.Withdraw(o.ctx, e.ID, 0, "child"))
			o.handInAhead(e.ID)
			o.must(o.hq.DeleteWithdrawn(o.ctx))
		}
		completed = completed || before+now == len(small)+16 // and the tag of its one chunk
	})
	o.li.sync()
	if !withdrawn || !completed {
		t.Fatalf("withdrawn %v, completed %v: this test shows nothing", withdrawn, completed)
	}
	o.until("nothing of it is left", func() bool { return len(o.holds(small[:32<<10])) == 0 })
	o.closeVisit()
	o.li.sync()
	o.sameAnew()
}

// handInAhead has headquarters know of the withdrawal before the session that is
// under way goes on.
func (o *office) handInAhead(photo evidence.Hash) {
	o.Helper()
	epoch := o.li.journal.Epoch()
	from, err := o.li.journal.FirstUnsent(o.ctx, epoch)
	o.must(err)
	out, err := o.li.journal.Unsent(o.ctx, epoch, from, 10, 60<<10)
	o.must(err)
	var items []store.Item
	for i := range out {
		raw, err := o.li.journal.Plain(out[i])
		o.must(err)
		entry, err := evidence.Decode(raw)
		o.must(err)
		items = append(items, store.Item{Entry: &entry, Raw: raw, Received: o.clock().UnixMicro()})
	}
	_, _, err = o.hq.Store.Admit(o.ctx, items)
	o.must(err)
	o.must(o.hq.Settle(o.ctx))
	row, err := o.hq.Store.Photo(o.ctx, photo, 0)
	o.must(err)
	if row.State != store.PhotoWithdrawn {
		o.Fatal("headquarters does not know of the withdrawal")
	}
}
