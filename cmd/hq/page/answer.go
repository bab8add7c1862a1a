package page

import (
	"bytes"
	"errors"
	"io"

	"fairvisit/evidence/dossier"
)

// Text is one sentence in both languages: the page shows one and switches
// without asking again.
type Text struct {
	En string `json:"en"`
	Zh string `json:"zh"`
}

// Verdict is what the page can say of a file.
type Verdict string

// The verdicts.
const (
	Holds     Verdict = "holds"
	Altered   Verdict = "altered"
	Unchecked Verdict = "unchecked" // for want of a fingerprint or of a file
)

// Answer is all that the page shows of one file.
type Answer struct {
	Verdict Verdict `json:"verdict"`
	Head    Text    `json:"head"`
	Lead    Text    `json:"lead"`
	Rows    []Row   `json:"rows"`
	Faults  []Fault `json:"faults"`
}

// Row is one line of the summary.
type Row struct {
	Name  Text `json:"name"`
	Value Text `json:"value"`
}

// Fault is a fault of dossier.Verify with its sentence in both languages.
type Fault struct {
	Member string `json:"member"`
	Is     Text   `json:"is"` // what that member is to a person
	What   Text   `json:"what"`
}

// Limit is the size from which no dossier is: ZIP without ZIP64 ends there.
const Limit = 1 << 32

// Check judges a file of size bytes by a fingerprint as a person typed it. What
// stops it from reading is told as such and never as a fault of the dossier.
func Check(file io.ReaderAt, size int64, fingerprint string) Answer {
	root, wrong := parseFingerprint(fingerprint)
	if wrong != nil {
		return unchecked(*wrong)
	}
	if size >= Limit {
		return unchecked(tooLarge)
	}
	r := &watched{ReaderAt: file}
	report, faults := dossier.Verify(r, size, root)
	switch {
	case r.err != nil:
		return unchecked(unreadable)
	case len(faults) == 0:
		return Answer{Verdict: Holds, Head: holdsHead, Lead: holdsLead, Rows: summary(&report)}
	}
	a := Answer{Verdict: Altered, Head: alteredHead, Lead: alteredLead(len(faults))}
	switch {
	case faults[0].Member == "manifest.json" && !beginsAsZIP(r):
		a.Head, a.Lead = strangerHead, strangerLead
	case faults[0].What == ofAnotherRoot:
		a.Head, a.Lead = rootHead, rootLead
	}
	for _, f := range faults {
		a.Faults = append(a.Faults, Fault{Member: f.Member, Is: memberIs(f.Member), What: Text{f.What, inChinese(f.What)}})
	}
	return a
}

func unchecked(why Text) Answer { return Answer{Verdict: Unchecked, Head: uncheckedHead, Lead: why} }

// watched remembers that the file itself could not be read: it was moved or
// changed after it was chosen, or is a folder.
type watched struct {
	io.ReaderAt
	err error
}

func (w *watched) ReadAt(b []byte, at int64) (int, error) {
	n, err := w.ReaderAt.ReadAt(b, at)
	if err != nil && !errors.Is(err, io.EOF) {
		w.err = err
	}
	return n, err
}

func beginsAsZIP(r io.ReaderAt) bool {
	var b [4]byte
	_, err := r.ReadAt(b[:], 0)
	return err == nil && bytes.Equal(b[:], []byte("PK\x03\x04"))
}
