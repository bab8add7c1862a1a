package visits

import (
	"cmp"
	"slices"
	"strings"

	"fairvisit/evidence"
)

// What a visit has come to. Unknown is a visit of which only headers of kinds
// this version does not know were seen: it counts as a contact all the same.
const (
	StatusUnknown   = "unknown"
	StatusOpened    = "opened"
	StatusLeft      = "left"
	StatusAbandoned = "abandoned"
	StatusClosed    = "closed"
)

// rank orders statuses so that entries read in any order end at the same one.
var rank = map[string]int{StatusUnknown: 0, StatusOpened: 1, StatusLeft: 2, StatusAbandoned: 3, StatusClosed: 4}

// Visit is the picture of one visit: a set of entries and what they say. Every
// list is keyed by the entry that brought the item and kept sorted, so reading
// an entry twice or late changes nothing.
type Visit struct {
	ID           evidence.ID     `json:"id"`
	Case         evidence.ID     `json:"case"`
	Unit         evidence.ID     `json:"unit"`
	Officer      evidence.ID     `json:"officer"`
	Second       evidence.ID     `json:"second"`
	Device       evidence.ID     `json:"device"`
	Practice     bool            `json:"practice,omitempty"`
	Late         bool            `json:"late,omitempty"` // done under a decision no longer in force when it came in
	Status       string          `json:"status"`
	Lines        []Line          `json:"lines"`
	Opened       *OpenedFacts    `json:"opened,omitempty"`
	Closed       *ClosedFacts    `json:"closed,omitempty"`
	Phases       []Phase         `json:"phases,omitempty"`
	Photos       []PhotoLine     `json:"photos,omitempty"`
	Withdrawn    []WithdrawnLine `json:"withdrawn,omitempty"`
	AskedBack    []WithdrawnLine `json:"asked_back,omitempty"` // withdrawals after the end that were asked for
	Answered     []AskedAnswer   `json:"answered,omitempty"`
	Reviews      []ReviewLine    `json:"reviews,omitempty"` // all; Review says which stands
	Masked       []MaskedLine    `json:"masked,omitempty"`
	SoundAnswers []SoundAnswer   `json:"sound_answers,omitempty"`
	Sounds       []SoundLine     `json:"sounds,omitempty"`
	Money        []MoneyLine     `json:"money,omitempty"`
	Notes        []NoteLine      `json:"notes,omitempty"`
	Signed       []SignedLine    `json:"signed,omitempty"`
	Cosigned     []CosignLine    `json:"cosigned,omitempty"`
	Safety       Safety          `json:"safety,omitzero"`
	Cancelled    *CaseAct        `json:"cancelled,omitempty"`
	Erased       *CaseAct        `json:"erased,omitempty"`  // its case was: neither words nor photos are left
	Last         evidence.Hash   `json:"last"`              // the newest entry by chain order
	Omitted      int             `json:"omitted,omitempty"` // items left out of the lists by Cut; 0 at headquarters
}

// Line is one entry of the visit, as the header tells it.
type Line struct {
	Entry evidence.Hash `json:"entry"`
	Kind  string        `json:"kind"`
	Epoch evidence.ID   `json:"epoch"`
	Seq   uint64        `json:"seq"`
	Wall  int64         `json:"wall"`
	// Device is who wrote it; zero: the visit's own, as of nearly all.
	Device evidence.ID `json:"device,omitzero"`
}

// Phase is one handed-in phase.
type Phase struct {
	Entry    evidence.Hash `json:"entry"`
	Phase    string        `json:"phase"`
	Replaces evidence.Hash `json:"replaces"`
	Answers  []Answer      `json:"answers,omitempty"`
	Words    []Answer      `json:"words,omitempty"`
	// WordsAre says whether Words are all its entry said in words: "" where it never had
	// any, or WordsHere, WordsGone.
	WordsAre string `json:"words_are,omitempty"`
}

// What became of the words of a phase. Those that are gone were erased or withheld.
const (
	WordsHere = "here"
	WordsGone = "gone"
)

// PhotoLine is one photo, named by (entry, index).
type PhotoLine struct {
	Entry    evidence.Hash `json:"entry"`
	Index    int           `json:"index"`
	Device   evidence.ID   `json:"device"` // that took it: only it may withdraw the photo
	Root     evidence.Hash `json:"root"`
	Size     int64         `json:"size"`
	Type     uint8         `json:"type"`
	Question string        `json:"question,omitempty"`
	Noted    []string      `json:"noted,omitempty"` // out of NotedCodes, or of a later version's
	Lost     string        `json:"lost,omitempty"`  // why, when the device says the file is gone
}

// MoneyLine is money taken.
type MoneyLine struct {
	Entry evidence.Hash `json:"entry"`
	MoneyFacts
	// At is when it was taken (µs), as well as headquarters knows, and not before
	// depositsFrom; 0 where it came in before that, and on the device itself.
	At int64 `json:"at,omitempty"`
}

// Cash reports that it is money in hand that came in since its taking is judged.
// An amount below 1 is no payment, and takes nothing from what another one was.
func (m *MoneyLine) Cash() bool {
	return m.InHand() && m.Amount > 0 && m.At != 0
}

// Code is a currency where it is written as one (ISO 4217), else "?": what a foreign
// client writes there could be a name, and goes into no picture and no finding that
// nothing erases.
func (m *MoneyLine) Code() string {
	if len(m.Currency) != 3 || strings.Trim(m.Currency, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return "?"
	}
	return m.Currency
}

// NoteLine is a note; Text and Strokes are empty once erased.
type NoteLine struct {
	Entry     evidence.Hash `json:"entry"`
	Text      string        `json:"text,omitempty"`
	Strokes   []Stroke      `json:"strokes,omitempty"`
	Elsewhere int           `json:"elsewhere,omitempty"` // strokes left out by Cut: they are in the record at headquarters
}

// SignedLine is a signature taken.
type SignedLine struct {
	Entry evidence.Hash `json:"entry"`
	SignatureFacts
}

// Day is the local day of the visit, empty until its opening was read.
func (v *Visit) Day() string {
	if v.Opened == nil {
		return ""
	}
	return v.Opened.Day
}

// take notes the header: enough to count, to order and to follow the chain.
func (v *Visit) take(e *evidence.Entry) {
	h := &e.Header
	if v.Device.IsZero() && !beside(h) {
		v.own(h.Device)
	}
	v.Lines = inOrder(insert(v.Lines, lineOf(e, v.Device), func(l Line) evidence.Hash { return l.Entry }, Line.bySeq))
	v.Last = v.Lines[len(v.Lines)-1].Entry
	if o := h.Officer(); v.Officer.IsZero() && !o.IsZero() && !beside(h) {
		v.Officer = o
	}
	if s := h.Ref(evidence.RefSecond); v.Second.IsZero() && !s.IsZero() {
		v.Second = s
	}
	v.Practice = v.Practice || h.Practice
}

// start is the entry that the visit goes by as its start, of its own device.
func (v *Visit) start() (Line, bool) {
	i := slices.IndexFunc(v.Lines, func(l Line) bool { return l.Kind == VisitOpened && l.Device.IsZero() })
	if i < 0 {
		return Line{}, false
	}
	return v.Lines[i], true
}

// inOrder puts the lines of a visit into their order, which is the same whatever order
// they came in. Within one life of a store the number of an entry rules. Between two
// lives, and two devices, it is the time on the wall, which may have been put back: a
// line stands no earlier than what its own store wrote before it.
func inOrder(lines []Line) []Line {
	if !slices.ContainsFunc(lines, func(l Line) bool { return l.Epoch != lines[0].Epoch }) {
		return lines
	}
	slices.SortFunc(lines, func(a, b Line) int { return cmp.Or(slices.Compare(a.Epoch[:], b.Epoch[:]), a.bySeq(b)) })
	at, latest := make(map[evidence.Hash]int64, len(lines)), int64(0)
	for i, l := range lines {
		if i == 0 || l.Epoch != lines[i-1].Epoch {
			latest = l.Wall
		}
		latest = max(latest, l.Wall)
		at[l.Entry] = latest
	}
	slices.SortFunc(lines, func(a, b Line) int {
		return cmp.Or(cmp.Compare(at[a.Entry], at[b.Entry]), slices.Compare(a.Epoch[:], b.Epoch[:]), a.bySeq(b))
	})
	return lines
}

func (l Line) bySeq(o Line) int {
	return cmp.Or(cmp.Compare(l.Seq, o.Seq), slices.Compare(l.Entry[:], o.Entry[:]))
}

// lineOf is the line of an entry in a visit of a device.
func lineOf(e *evidence.Entry, own evidence.ID) Line {
	h := &e.Header
	l := Line{Entry: e.ID, Kind: h.Kind, Epoch: h.Epoch, Seq: h.Seq, Wall: h.Wall}
	if h.Device != own {
		l.Device = h.Device
	}
	return l
}

func (v *Visit) reach(status string) {
	if rank[status] > rank[v.Status] {
		v.Status = status
	}
}

// insert puts x into a list sorted by order unless an item with its key is there.
func insert[T any](list []T, x T, key func(T) evidence.Hash, order func(a, b T) int) []T {
	k := key(x)
	for i := len(list) - 1; i >= 0; i-- {
		if key(list[i]) == k {
			return list
		}
	}
	i, _ := slices.BinarySearchFunc(list, x, order)
	return slices.Insert(list, i, x)
}

// insertByEntry is insert for lists whose order does not matter but must be the
// same whatever order entries came in.
func insertByEntry[T any](list []T, x T, key func(T) evidence.Hash) []T {
	return insert(list, x, key, func(a, b T) int {
		ka, kb := key(a), key(b)
		return slices.Compare(ka[:], kb[:])
	})
}

func compare(a, b int64) int { return cmp.Compare(a, b) }

func compareAt(at int64, a evidence.Hash, bt int64, b evidence.Hash) int {
	return cmp.Or(cmp.Compare(at, bt), slices.Compare(a[:], b[:]))
}

func sortPhotos(list []PhotoLine) {
	slices.SortFunc(list, func(a, b PhotoLine) int {
		return cmp.Or(slices.Compare(a.Entry[:], b.Entry[:]), cmp.Compare(a.Index, b.Index))
	})
}
