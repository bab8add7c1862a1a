package visits

import (
	"errors"
	"slices"

	"fairvisit/evidence"
	"fairvisit/evidence/photo"
)

// The kinds of sound (evidence/FORMAT.md section 17).
const (
	SoundStarted  = "sound.started/1"
	SoundRefused  = "sound.refused/1"
	SoundTaken    = "sound.taken/1"
	SoundAttached = "sound.attached/1"
	SoundPlayed   = "sound.played/1"
)

// SoundNotice is the text that is read aloud before a recording. Another wording
// is another code.
const SoundNotice = "recording/1"

// The answers to the notice.
const (
	SoundYes = "yes"
	SoundNo  = "no"
)

// Why a recording ended where not by the officer's hand.
const (
	CutKilled     = "killed"
	CutLeave      = "leave"
	CutPage       = "page"
	CutMicrophone = "microphone"
	CutDisk       = "disk"
	CutFull       = "full"
)

// SoundWithdrawReasons are the codes of why a recording is withdrawn: who can be
// heard that nobody had a right to record.
var SoundWithdrawReasons = []string{"unasked", "bystander", "child", "neighbour", "wrong_address"}

// SoundStartedFacts say that the notice was read aloud and what was answered.
type SoundStartedFacts struct {
	Recording evidence.ID `json:"recording"` // zero: nothing is recorded
	Notice    string      `json:"notice"`
	Language  string      `json:"language"`
	Answer    string      `json:"answer"` // SoundYes or SoundNo
	Policy    string      `json:"policy"` // a mode of rules.Recording
	Rule      string      `json:"rule,omitempty"`
}

// SoundPause is a stretch of a recording that was not recorded.
type SoundPause struct {
	At   int64 `json:"at"`   // ms of sound before it
	From int64 `json:"from"` // µs
	To   int64 `json:"to"`   // µs; 0: it did not go on
}

// SoundTakenFacts say what a recording came to. Its pieces are in the header.
type SoundTakenFacts struct {
	Recording evidence.ID  `json:"recording"`
	Length    int64        `json:"length"` // ms
	At        int64        `json:"at"`     // µs
	Pauses    []SoundPause `json:"pauses,omitempty"`
	Cut       string       `json:"cut,omitempty"`
	Missing   int          `json:"missing,omitempty"` // slices that do not open
}

// SoundAttachedFacts are the hash of a body recorder's file, and what the
// officer says of it.
type SoundAttachedFacts struct {
	Root     evidence.Hash `json:"root"`
	Size     int64         `json:"size"`
	Length   int64         `json:"length,omitempty"` // ms; 0: not said
	Offset   int64         `json:"offset,omitempty"` // s, from this device's clock to the recorder's
	Compared bool          `json:"compared,omitempty"`
	Kept     bool          `json:"kept,omitempty"` // the file was copied and is photo 0
}

// SoundWords are the salts of the pieces, and the name of an attached file.
type SoundWords struct {
	Name   string        `json:"name,omitempty"`
	Photos []PhotoSecret `json:"photos"`
}

// SoundPlayedFacts log that somebody listens, before they can.
type SoundPlayedFacts struct {
	Entry  evidence.Hash `json:"entry"`
	Index  int           `json:"index"`
	Reason string        `json:"reason"`
	Reader evidence.ID   `json:"reader"`
}

// SoundAnswer is one answer to the notice.
type SoundAnswer struct {
	Entry evidence.Hash `json:"entry"`
	Wall  int64         `json:"wall"`
	SoundStartedFacts
}

// SoundLine is one recording, or one recorder's file, with the files it has here:
// they are in the header of its entry and travel as photos do.
type SoundLine struct {
	Entry    evidence.Hash       `json:"entry"`
	Device   evidence.ID         `json:"device"`
	Wall     int64               `json:"wall"`
	Files    []PhotoLine         `json:"files,omitempty"`
	Taken    *SoundTakenFacts    `json:"taken,omitempty"`
	Attached *SoundAttachedFacts `json:"attached,omitempty"`
	Name     string              `json:"name,omitempty"` // of an attached file; empty once erased
}

// SoundWithdrawal is how a recording was withdrawn: true when all its files were.
func (v *Visit) SoundWithdrawal(l SoundLine) (first WithdrawnLine, all bool) {
	for _, f := range l.Files {
		w, is := v.Withdrawal(f)
		if !is {
			return WithdrawnLine{}, false
		}
		first = w
	}
	return first, len(l.Files) > 0
}

// Files are all files of the visit that are kept and sent, photos first.
func (v *Visit) Files() []PhotoLine {
	list := slices.Clone(v.Photos)
	for _, s := range v.Sounds {
		list = append(list, s.Files...)
	}
	return list
}

// Asked is the newest answer to the notice, by chain order; false: nobody was
// asked.
func (v *Visit) Asked() (SoundAnswer, bool) {
	for _, l := range slices.Backward(v.Lines) {
		for _, a := range v.SoundAnswers {
			if a.Entry == l.Entry {
				return a, true
			}
		}
	}
	return SoundAnswer{}, false
}

func foldSoundAnswer(p *Pictures, in Input) error {
	f, err := facts[SoundStartedFacts](in.Entry)
	if err != nil {
		return err
	}
	v, err := p.theVisit(in)
	if err != nil {
		return err
	}
	a := SoundAnswer{Entry: in.Entry.ID, Wall: in.Entry.Header.Wall, SoundStartedFacts: f}
	v.SoundAnswers = insertByEntry(v.SoundAnswers, a, func(x SoundAnswer) evidence.Hash { return x.Entry })
	return nil
}

func foldSoundTaken(p *Pictures, in Input) error {
	f, err := facts[SoundTakenFacts](in.Entry)
	if err != nil {
		return err
	}
	return p.foldSound(in, photo.WAV, SoundLine{Taken: &f})
}

func foldSoundAttached(p *Pictures, in Input) error {
	f, err := facts[SoundAttachedFacts](in.Entry)
	if err != nil {
		return err
	}
	w, err := words[SoundWords](in.Entry)
	if err != nil {
		return err
	}
	l := SoundLine{Attached: &f}
	if w != nil {
		l.Name = w.Name
	}
	return p.foldSound(in, photo.File, l)
}

var errOtherType = errors.New("a sound has files of another type")

func (p *Pictures) foldSound(in Input, kind uint8, l SoundLine) error {
	v, err := p.theVisit(in)
	if err != nil {
		return err
	}
	h := &in.Entry.Header
	l.Entry, l.Device, l.Wall = in.Entry.ID, h.Device, h.Wall
	for i, r := range h.Photos {
		if r.Type != kind {
			return payloadError{errOtherType}
		}
		l.Files = append(l.Files, PhotoLine{Entry: l.Entry, Index: i, Device: l.Device, Root: r.Root, Size: r.Size, Type: r.Type})
	}
	v.Sounds = insert(v.Sounds, l, func(x SoundLine) evidence.Hash { return x.Entry },
		func(a, b SoundLine) int { return compareAt(a.Wall, a.Entry, b.Wall, b.Entry) })
	return nil
}
