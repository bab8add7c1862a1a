package journal

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"fairvisit/evidence"
	"fairvisit/evidence/folder"
	"fairvisit/evidence/photo"
	"fairvisit/evidence/sound"
	"fairvisit/visits"
)

// What the plan of a capture says it is of, where it is no photo.
const (
	sourceSound    = "sound"
	sourceRecorder = "recorder"
)

// Recording is a recording under way. Its methods may be called from several
// goroutines; the last to be called is Finish.
type Recording struct {
	ID evidence.ID

	j    *Journal
	plan soundPlan

	mu     sync.Mutex
	file   *sound.Writer
	paused bool
	ended  bool
}

// soundPlan is a recording whose entry is still to be made.
type soundPlan struct {
	name string
	refs []evidence.Ref
}

// ErrEnded means that a recording was finished before; nothing was changed.
var ErrEnded = errors.New("journal: this recording has ended")

// ErrRecording means that a recording runs already; it goes on.
var ErrRecording = errors.New("journal: a recording runs on this device already, and goes on")

// StartSound makes the entry of the answer to the notice and begins the
// recording. w is the entry but for its kind and facts; f.Recording is set here.
// ErrNoDraft: the visit is not open here; ErrRecording: another one runs; and
// nothing was changed.
func (j *Journal) StartSound(ctx context.Context, w Writing, f visits.SoundStartedFacts) (*Recording, error) {
	if j.recording.Load() != nil {
		return nil, ErrRecording
	}
	f.Recording = evidence.NewID()
	plan := soundPlan{name: f.Recording.String(), refs: w.Refs}
	w.Kind, w.Facts = visits.SoundStarted, f
	err := j.db.write(ctx, func(tx *Tx) error {
		if err := tx.openVisit(refOf(w.Refs, evidence.RefVisit)); err != nil {
			return err
		}
		if _, err := j.append(tx, w); err != nil {
			return err
		}
		return j.plan(tx, plan.name, w.Refs, sourceSound)
	})
	if err != nil {
		return nil, err
	}
	j.signal()
	file, err := sound.Create(j.dir, j.options.Key, plan.name)
	if err != nil {
		_, told := j.keepSound(ctx, plan, visits.CutDisk)
		return nil, errors.Join(err, told)
	}
	r := &Recording{ID: f.Recording, j: j, plan: plan, file: file}
	j.recording.Store(r)
	return r, nil
}

// Recording is the recording that runs; nil for none. A device has one microphone.
func (j *Journal) Recording() *Recording { return j.recording.Load() }

// openVisit refuses what only an open visit takes.
func (tx *Tx) openVisit(visit evidence.ID) error {
	open, err := tx.one("SELECT 1 FROM drafts WHERE visit = ? AND state = 0", []any{visit[:]}, new(int))
	return errors.Join(err, unless(open, ErrNoDraft))
}

func refOf(refs []evidence.Ref, kind evidence.RefKind) evidence.ID {
	for _, r := range refs {
		if r.Kind == kind {
			return r.ID
		}
	}
	return evidence.ID{}
}

// plan commits what is about to be captured, before its first byte. All refs of
// the entry stand in it.
func (j *Journal) plan(tx *Tx, name string, refs []evidence.Ref, source string) error {
	why, err := json.Marshal(purpose{Refs: refs, Source: source})
	if err != nil {
		return err
	}
	visit := refOf(refs, evidence.RefVisit)
	_, err = tx.exec("INSERT INTO pending_capture (name, visit, question, at, purpose) VALUES (?, ?, ?, ?, ?)",
		name, visit[:], "", j.options.Now(), tx.db.seal(capturePlace(name), why))
	return err
}

// Hear takes samples at sound.Rate, the last of which was heard just now. What
// comes while it is paused is dropped. Any error ends the recording:
// sound.ErrFull, or the disk's.
func (r *Recording) Hear(samples []int16) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.ended {
		return ErrEnded
	}
	if r.paused {
		return nil
	}
	return r.file.Write(r.j.options.Now()-sound.Length(int64(len(samples))).Microseconds(), samples)
}

// Pause has nothing recorded until Resume. An error ends the recording.
func (r *Recording) Pause() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.ended || r.paused {
		return nil
	}
	r.paused = true
	return r.file.Pause(r.j.options.Now())
}

// Resume goes on. An error ends the recording.
func (r *Recording) Resume() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.ended || !r.paused {
		return nil
	}
	r.paused = false
	return r.file.Resume(r.j.options.Now())
}

// Paused reports whether it is.
func (r *Recording) Paused() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.paused
}

// Length is how much was recorded.
func (r *Recording) Length() time.Duration {
	r.mu.Lock()
	defer r.mu.Unlock()
	return sound.Length(r.file.Samples())
}

// Finish ends the recording and makes its entry. cut says why, one of the Cut
// codes of package visits; empty: by the officer's hand. Where it fails the
// recording is kept as it is, and the next Open finishes it. ErrEnded: it was
// finished before.
func (r *Recording) Finish(ctx context.Context, cut string) (evidence.Entry, error) {
	switch err := r.end(); {
	case err == ErrEnded:
		return evidence.Entry{}, err
	case err != nil:
		cut = visits.CutDisk
	}
	return r.j.keepSound(ctx, r.plan, cut)
}

// end has nothing more heard.
func (r *Recording) end() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.ended {
		return ErrEnded
	}
	r.ended = true
	r.j.recording.Store(nil)
	return r.file.Close()
}

// keepSound cuts what a recording holds into pieces, makes its entry and then
// lets the running file go, which until then is the recording: pieces that a stop
// left without an entry are made again from it.
func (j *Journal) keepSound(ctx context.Context, plan soundPlan, cut string) (evidence.Entry, error) {
	r, err := sound.Read(j.dir, j.options.Key, plan.name)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return evidence.Entry{}, err
	}
	key, err := j.soundKey(ctx, plan.refs)
	if err != nil {
		return evidence.Entry{}, err
	}
	w := Writing{Kind: visits.SoundTaken, Refs: plan.refs, Also: forgetPlan(plan.name)}
	var words visits.SoundWords
	for i := range r.Pieces() {
		name := pieceName(plan.name, i)
		if err := j.photos.Delete(name); err != nil {
			return evidence.Entry{}, err
		}
		p, err := j.photos.ReceiveSound(key, bytes.NewReader(r.Piece(i)), name, photo.WAV)
		if err != nil {
			return evidence.Entry{}, err
		}
		w.Photos = append(w.Photos, p)
		words.Photos = append(words.Photos, visits.PhotoSecret{Salt: p.Salt, SHA256: p.SHA256})
	}
	if len(words.Photos) > 0 {
		w.Words = words
	}
	if w.Facts, err = takenFacts(plan.name, r, cut); err != nil {
		return evidence.Entry{}, err
	}
	e, err := j.Append(ctx, w)
	if err != nil {
		return evidence.Entry{}, err
	}
	_ = sound.Delete(j.dir, plan.name) // the next Open tries again
	return e, nil
}

// soundKey is the id of the key by which a sound of these refs is sealed: that of
// its visit, so that a locked device can send it.
func (j *Journal) soundKey(ctx context.Context, refs []evidence.Ref) (id evidence.ID, err error) {
	// Pieces are kept whoever waits for it.
	err = j.db.write(context.WithoutCancel(ctx), func(tx *Tx) error {
		id, err = tx.keyOf(refOf(refs, evidence.RefVisit), j.Epoch())
		return err
	})
	return id, err
}

func takenFacts(name string, r sound.Recording, cut string) (visits.SoundTakenFacts, error) {
	id, err := evidence.ParseID(name)
	f := visits.SoundTakenFacts{Recording: id, Length: sound.Length(r.Samples()).Milliseconds(), At: r.At, Cut: cut, Missing: r.Missing}
	for _, p := range r.Pauses {
		f.Pauses = append(f.Pauses, visits.SoundPause{At: sound.Length(p.At).Milliseconds(), From: p.From, To: p.To})
	}
	return f, err
}

func forgetPlan(name string) func(*Tx) error {
	return func(tx *Tx) error {
		_, err := tx.exec("DELETE FROM pending_capture WHERE name = ?", name)
		return err
	}
}

// pieceName follows from the recording's: a stop between two pieces must not
// leave files that nobody knows.
func pieceName(recording string, i int) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "piece %d of %s", i, recording))
	return evidence.ID(sum[:16]).String()
}

// KeptSound is a recording that a stop cut and the next Open kept.
type KeptSound struct {
	Visit  evidence.ID
	At     int64 // µs, when it began
	Length time.Duration
}

// KeptSounds lists what the last Open kept, for the person to be told.
func (j *Journal) KeptSounds() []KeptSound { return j.keptSounds }

// settleSounds finishes what a stop left of recordings, and takes copies of
// recorders' files away that no entry names: the recorder still has them.
func (j *Journal) settleSounds() error {
	plans := map[string]purpose{}
	err := j.eachPlan(func(name string, _ Capture, why purpose) {
		if why.Source == sourceSound || why.Source == sourceRecorder {
			plans[name] = why
		}
	})
	if err != nil {
		return err
	}
	for name, why := range plans {
		// What cannot be settled today, on a full disk, keeps its plan; the day's
		// work must not wait for it.
		if why.Source == sourceRecorder {
			if j.photos.Delete(name) == nil {
				err = errors.Join(err, j.forget(name))
			}
			continue
		}
		e, failed := j.keepSound(context.Background(), soundPlan{name, why.Refs}, visits.CutKilled)
		var f visits.SoundTakenFacts
		if failed == nil && evidence.DecodePayload(e.Facts.Bytes, &f) == nil && f.Length > 0 {
			j.keptSounds = append(j.keptSounds, KeptSound{Visit: e.Header.Visit(), At: f.At, Length: time.Duration(f.Length) * time.Millisecond})
		}
	}
	return errors.Join(err, j.strayedSounds(plans))
}

// strayedSounds settles running files without a plan: one whose pieces have
// their entry is deleted, of any other the sound is kept in found/.
func (j *Journal) strayedSounds(plans map[string]purpose) error {
	names, err := sound.Running(j.dir)
	if err != nil {
		return err
	}
	for _, name := range names {
		if _, planned := plans[name]; planned {
			continue
		}
		known := false
		if err := j.db.list(context.Background(), "SELECT 1 FROM photos WHERE name = ?", []any{pieceName(name, 0)}, func(scan func(...any) error) error {
			known = true
			return scan(new(int))
		}); err != nil {
			return err
		}
		r, err := sound.Read(j.dir, j.options.Key, name)
		if err == nil && (known || r.Samples() == 0 && r.Missing == 0) || errors.Is(err, fs.ErrNotExist) {
			if err := sound.Delete(j.dir, name); err != nil {
				return err
			}
			continue
		}
		if err := j.soundFound(name); err != nil {
			return err
		}
	}
	return nil
}

func (j *Journal) soundFound(name string) error {
	from, to := filepath.Join(j.dir, "sounds", name), filepath.Join(j.dir, "found", name+".sound")
	info, err := os.Stat(from)
	if err != nil {
		return err
	}
	if err := errors.Join(os.Rename(from, to), folder.Sync(filepath.Dir(to)), folder.Sync(filepath.Dir(from))); err != nil {
		return err
	}
	j.strays = append(j.strays, photo.Swept{Name: name, Fate: photo.Stray, Size: info.Size(), Modified: info.ModTime()})
	return nil
}

// SoundFile reads a file of a sound, and holds it against the root that was
// signed. photo.ErrRoot: it is not that file; fs.ErrNotExist: it is not here.
func (j *Journal) SoundFile(ctx context.Context, entry evidence.Hash, index int) ([]byte, error) {
	var name string
	var salt [32]byte
	var root evidence.Hash
	var size int64
	err := j.db.list(ctx, "SELECT name, body, root, size FROM photos WHERE entry = ? AND idx = ? AND state < 3 AND type > 2", []any{entry[:], index},
		func(scan func(...any) error) error {
			var secret []byte
			if err := scan(&name, &secret, raw(root[:]), &size); err != nil {
				return err
			}
			secret, err := openSecret(j.db.key, entry, index, secret)
			copy(salt[:], secret)
			return err
		})
	if err == nil && name == "" {
		err = fmt.Errorf("journal: this sound is not on this device: %w", fs.ErrNotExist)
	}
	if err == nil {
		err = j.photos.Verify(name, salt, root, size)
	}
	if err != nil {
		return nil, err
	}
	f, err := j.photos.Original(name)
	if err != nil {
		return nil, err
	}
	defer f.Close() // opened for reading: nothing can be lost
	return io.ReadAll(f)
}
