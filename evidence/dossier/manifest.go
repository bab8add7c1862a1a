package dossier

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"fairvisit/evidence"
	"fairvisit/evidence/photo"
)

// Mask says what of a dossier's words and photos is withheld.
type Mask string

// The masking levels.
const (
	MaskNone  Mask = "none"
	MaskNames Mask = "names" // all words but those a photo is compared by, all sounds
	MaskAll   Mask = "all"   // all words, all photos
)

// ParseMask reads a level's name.
func ParseMask(s string) (Mask, error) {
	switch m := Mask(s); m {
	case MaskNone, MaskNames, MaskAll:
		return m, nil
	}
	return "", fmt.Errorf("%q is no masking level: give none, names or all", s)
}

// hides reports whether the words of an entry with that header are withheld. It
// goes by the header alone and never by the kind: a list of kinds would show
// the names of the next kind.
func (m Mask) hides(h *evidence.Header) bool {
	silent := func(p evidence.PhotoRef) bool { return !m.hidesFile(p.Type) }
	return m == MaskAll || m == MaskNames && !slices.ContainsFunc(h.Photos, silent)
}

// hidesFile reports whether a file of that type is withheld: in what can be heard
// people are called by their names.
func (m Mask) hidesFile(kind uint8) bool {
	return m == MaskAll || m == MaskNames && !photo.IsPicture(kind)
}

// shown is an entry as a dossier of that mask holds it, and whether its words
// were withheld for the mask's sake.
func (m Mask) shown(e *evidence.Entry) (evidence.Entry, bool) {
	if w := e.Words.State; m.hides(&e.Header) && (w == evidence.Present || w == evidence.Sealed) {
		return e.Without(), true
	}
	return *e, false
}

const version = 1

// manifest is the body of fv-dossier-v1.
type manifest struct {
	Version    int64       `json:"version"`
	Case       evidence.ID `json:"case"`
	Visit      evidence.ID `json:"visit"`
	Generation evidence.ID `json:"generation"`
	Size       int64       `json:"size"`
	Mask       Mask        `json:"mask"`
	Members    string      `json:"members"`
	Absent     string      `json:"absent"`
}

// list is the body of fv-list-v1.
type list struct {
	Case       evidence.ID `json:"case"`
	Visit      evidence.ID `json:"visit"`
	Generation evidence.ID `json:"generation"`
	Size       int64       `json:"size"`
	Entries    string      `json:"entries"`
}

// listed is one line of a list.
type listed struct {
	no int64
	id evidence.Hash
}

func (l listed) String() string { return strconv.FormatInt(l.no, 10) + " " + l.id.String() + "\n" }

func (m *member) String() string {
	return strconv.FormatInt(m.size, 10) + " " + m.sum.String() + " " + m.name + "\n"
}

// absence is one line of absent.
type absence struct{ part, where, state, reason string }

func (a absence) String() string {
	return a.part + " " + a.where + " " + a.state + " " + a.reason + "\n"
}

var errLines = errors.New("its lines are not as headquarters writes them")

// lines reads a text of lines, each of exactly n words.
func lines(text string, n int, each func(words []string) error) error {
	for text != "" {
		line, rest, whole := strings.Cut(text, "\n")
		words := strings.Split(line, " ")
		if !whole || len(words) != n {
			return errLines
		}
		if err := each(words); err != nil {
			return err
		}
		text = rest
	}
	return nil
}

// parseMembers reads the members' lines: names that a place can write, in order,
// none twice, so that nothing else is ever looked for in the file.
func parseMembers(text string) ([]*member, error) {
	var all []*member
	last := place{room: roomManifest}
	err := lines(text, 3, func(w []string) error {
		m := &member{name: w[2]}
		p, ok := parsePlace(m.name)
		if !ok || last.compare(p) >= 0 || len(m.name) > maxName {
			return fmt.Errorf("the name %.80q is not one a dossier has there", m.name)
		}
		last = p
		var err error
		if m.size, err = strconv.ParseInt(w[0], 10, 64); err == nil {
			m.sum, err = evidence.ParseHash(w[1])
		}
		if err != nil || m.size < 0 || m.size > maxFile || m.String() != strings.Join(w, " ")+"\n" || len(all) >= maxMembers-1 { // and the manifest
			return errLines
		}
		all = append(all, m)
		return nil
	})
	return all, err
}

// parseListed reads a list's lines: numbers below size that ascend.
func parseListed(text string, size int64) ([]listed, error) {
	var all []listed
	err := lines(text, 2, func(w []string) error {
		no, err := strconv.ParseInt(w[0], 10, 64)
		if err != nil {
			return errLines
		}
		id, err := evidence.ParseHash(w[1])
		l := listed{no, id}
		if err != nil || l.String() != strings.Join(w, " ")+"\n" || no < 0 || no >= size || len(all) > 0 && all[len(all)-1].no >= no {
			return errLines
		}
		all = append(all, l)
		return nil
	})
	return all, err
}

func parseAbsent(text string) ([]absence, error) {
	var all []absence
	err := lines(text, 4, func(w []string) error {
		all = append(all, absence{w[0], w[1], w[2], w[3]})
		return nil
	})
	return all, err
}

// carried reads a statement's file. It is written again and compared: what has
// two spellings can be changed unseen.
func carried(b []byte) (evidence.Statement, error) {
	var s evidence.Statement
	if err := evidence.DecodePayload(b, &s); err != nil {
		return s, err
	}
	again, err := evidence.MarshalPayload(s)
	if err == nil && !bytes.Equal(again, b) {
		err = errors.New("it is not spelt as headquarters writes it")
	}
	return s, err
}
