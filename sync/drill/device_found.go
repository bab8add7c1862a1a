package drill

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"fairvisit/evidence"
	"fairvisit/evidence/photo"
	"fairvisit/visits"
	"fairvisit/visits/journal"
)

// deviceFound is one device as it is found in the end.
type deviceFound struct {
	entries       map[evidence.Hash]bool
	live, rebuilt []byte // all pictures, written out
}

// readDevice opens a journal, reads its chain, rebuilds it and looks at every
// file it holds. What is wrong in itself goes to the verdict. On an error the
// device is found as far as it could be read.
func readDevice(ctx context.Context, g *ground, device int, v *Verdict) (*deviceFound, error) {
	d := &deviceFound{entries: map[evidence.Hash]bool{}}
	people, err := journal.People(g.Devices[device])
	if err != nil {
		return d, err
	}
	if len(people) != 1 {
		return d, fmt.Errorf("%d people are enrolled", len(people))
	}
	j, err := journal.Open(journal.Folder(g.Devices[device], people[0]), g.journal(device))
	if err != nil {
		return d, err
	}
	return d, errors.Join(d.read(ctx, j, device, v), j.Close())
}

func (d *deviceFound) read(ctx context.Context, j *journal.Journal, device int, v *Verdict) error {
	files, err := readFiles(j.PhotoFolder())
	if err != nil {
		return err
	}
	err = eachEntry(ctx, j, func(e *evidence.Entry, hole bool) error {
		d.entries[e.ID] = true
		if hole {
			v.fault("device %d: numbers before %d of epoch %s are gone", device+1, e.Header.Seq, e.Header.Epoch.Short())
		}
		return checkFiles(e, files, func(why string) { v.fault("device %d: entry %s: %s", device+1, e.ID, why) })
	})
	if err != nil {
		return err
	}
	for sum, f := range files {
		if !f.named {
			v.fault("device %d: no entry names the photo file of hash %s", device+1, sum.Short())
		}
	}
	if d.live, err = allPictures(ctx, j); err != nil {
		return err
	}
	if err := j.Rebuild(ctx); err != nil {
		return err
	}
	d.rebuilt, err = allPictures(ctx, j)
	return err
}

// eachEntry calls f with every entry of the journal, and whether a number
// before it is missing.
func eachEntry(ctx context.Context, j *journal.Journal, f func(e *evidence.Entry, hole bool) error) error {
	epochs, err := j.Epochs(ctx)
	if err != nil {
		return err
	}
	for _, epoch := range epochs {
		for seq := uint64(0); seq < epoch.Seq; {
			list, err := j.Unsent(ctx, epoch.Epoch, seq+1, 500, 4<<20)
			if err != nil {
				return err
			}
			for _, out := range list {
				raw, err := j.Plain(out)
				if err != nil {
					return err
				}
				e, err := evidence.Decode(raw)
				if err != nil {
					return err
				}
				if err := f(&e, out.Seq != seq+1); err != nil {
					return err
				}
				seq = out.Seq
			}
		}
	}
	return nil
}

// photoFile is one file of originals.
type photoFile struct {
	chunks []evidence.Hash
	size   int64
	named  bool
}

// readFiles reads every original, by the hash of its bytes.
func readFiles(folder *photo.Folder) (map[evidence.Hash]*photoFile, error) {
	list, err := os.ReadDir(folder.Path(""))
	if err != nil {
		return nil, err
	}
	files := map[evidence.Hash]*photoFile{}
	for _, entry := range list {
		f := &photoFile{}
		if f.chunks, f.size, err = folder.Hashes(entry.Name()); err != nil {
			return nil, err
		}
		sum, err := hashPhoto(folder, entry.Name())
		if err != nil {
			return nil, err
		}
		files[sum] = f
	}
	return files, nil
}

func hashPhoto(folder *photo.Folder, name string) (evidence.Hash, error) {
	f, err := folder.Original(name)
	if err != nil {
		return evidence.Hash{}, err
	}
	sum := sha256.New()
	_, err = io.Copy(sum, f)
	return evidence.Hash(sum.Sum(nil)), errors.Join(err, f.Close())
}

// checkFiles holds the photos an entry signed against the files that are there.
func checkFiles(e *evidence.Entry, files map[evidence.Hash]*photoFile, fault func(why string)) error {
	if len(e.Header.Photos) == 0 {
		return nil
	}
	var w visits.PhotoWords
	if err := evidence.DecodePayload(e.Words.Bytes, &w); err != nil {
		return err
	}
	for i, ref := range e.Header.Photos {
		f := files[w.Photos[i].SHA256]
		switch {
		case f == nil:
			fault("its photo has no file")
		case f.size != ref.Size || photo.Root([32]byte(w.Photos[i].Salt), f.size, f.chunks) != ref.Root:
			fault("the file is not the photo that was signed")
		default:
			f.named = true
		}
	}
	return nil
}

// allPictures writes every picture out.
func allPictures(ctx context.Context, j *journal.Journal) ([]byte, error) {
	var b bytes.Buffer
	for _, kind := range kinds {
		list, err := j.Pictures(ctx, kind)
		if err != nil {
			return nil, err
		}
		if err := json.NewEncoder(&b).Encode(list); err != nil {
			return nil, err
		}
	}
	return b.Bytes(), nil
}
