package hq_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"fairvisit/evidence"
	"fairvisit/evidence/photo"
	"fairvisit/evidence/vault"
	fieldsync "fairvisit/sync"
	"fairvisit/sync/hq"
	"fairvisit/sync/hq/casekeys"
)

// Headquarters is killed in the middle of a photo: what lies there is sealed up to
// the last whole chunk, nothing of it is sent again, and when the photo is through
// no byte of it lies in the open, in the data, the second copy or a backup.
func TestStoryHeadquartersIsKilledInTheMiddleOfAPhoto(t *testing.T) {
	o := newOffice(t)
	large := o.noisy(1600, 1200)
	e, err := o.visit.Photograph(o.ctx, bytes.NewReader(large), "d5", "camera")
	o.must(err)
	left := o.killedAfter(e.ID, 2*vault.SealedChunk+100_000)
	o.chunksLieSealed(e.ID, left, large)

	sent := 0
	o.interrupt(func(_, now int) { sent += now })
	o.li.sync()
	chunks := (len(large) + photo.ChunkSize - 1) / photo.ChunkSize
	held := len(left) - int(vault.ChunkAt(0))
	if want := len(large) + 16*chunks - held; sent != want {
		t.Errorf("%d bytes were sent after the stop; %d of %d lay there", sent, held, held+want)
	}
	if !o.line(e.ID).Stored {
		t.Fatal("the photo is not stored")
	}
	if lies := o.asItLies(e.ID); !bytes.HasPrefix(lies, left[:vault.ChunkAt(2)]) {
		t.Error("the chunks that lay there were sealed anew")
	}
	o.closeVisit()
	o.li.sync()
	o.secured()
	o.must(o.hq.Backup(o.ctx, filepath.Join(o.dir, "backup")))
	o.must(o.hq.Check(o.ctx))
	for at := 0; at+32 <= len(large); at += 60_000 {
		if files := o.holds(large[at : at+32]); len(files) > 0 {
			t.Fatalf("byte %d of the photo lies open in %v", at, files)
		}
	}
	if opens, err := o.opens(o.photoPath(e.ID), e.ID, hq.KeyFolder(o.dir)); !opens {
		t.Errorf("the photo does not open: %v", err)
	}
}

// killedAfter has the officer's device send so many bytes of a photo, and starts
// headquarters anew on what a kill leaves of it then, which it returns.
func (o *office) killedAfter(entry evidence.Hash, most int) (left []byte) {
	o.Helper()
	dial := o.li.client.Dial
	part := ""
	o.li.client.Dial = func(ctx context.Context) (fieldsync.Conn, error) {
		c, err := dial(ctx)
		return killing{c, &most, func() {
			part = filepath.Join(hq.DataFolder(o.dir), "photos", "incoming", filepath.Base(o.photoPath(entry))+".part")
			still := 0 // a kill between the bytes of a chunk and its seal costs that chunk, and is another story
			o.until("two chunks", func() bool {
				b, err := os.ReadFile(part)
				if err != nil || !bytes.Equal(b, left) {
					still = 0
				}
				still++
				left = b
				return still > 20 && int64(len(b)) >= vault.ChunkAt(2)
			})
		}}, err
	}
	if err := o.li.client.Once(o.ctx, func() bool { return true }); !errors.Is(err, errKilled) {
		o.Fatalf("the session ended with %v", err)
	}
	o.close()
	o.must(os.WriteFile(part, left, 0o600))
	o.open()
	return left
}

// killing carries so many bytes of photos, then calls do and nothing more.
type killing struct {
	fieldsync.Conn
	left *int
	do   func()
}

var errKilled = errors.New("headquarters was killed")

func (k killing) Write(ctx context.Context, frame []byte) error {
	if fieldsync.Type(frame[0]) != fieldsync.TPhotoBytes {
		return k.Conn.Write(ctx, frame)
	}
	if *k.left < len(frame) {
		k.do()
		return errKilled
	}
	*k.left -= len(frame)
	return k.Conn.Write(ctx, frame)
}

// chunksLieSealed holds the whole chunks of a part against the photo.
func (o *office) chunksLieSealed(entry evidence.Hash, part, plain []byte) {
	o.Helper()
	salt, err := vault.FileSalt(bytes.NewReader(part))
	o.must(err)
	key, err := o.ringIn(hq.KeyFolder(o.dir)).Key(casekeys.OfPhoto(entry, 0))
	o.must(err)
	chunks := key.Chunks(salt, entry.String()+"/0")
	for i := range int64(2) {
		got, err := chunks.Open(nil, i, false, part[vault.ChunkAt(i):vault.ChunkAt(i+1)])
		if err != nil || !bytes.Equal(got, plain[i*photo.ChunkSize:(i+1)*photo.ChunkSize]) {
			o.Errorf("chunk %d does not lie sealed: %v", i, err)
		}
	}
	for at := 0; at+32 <= len(plain); at += 60_000 {
		if bytes.Contains(part, plain[at:at+32]) {
			o.Errorf("byte %d of the photo lies open in what arrived of it", at)
		}
	}
}
