package hq

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"fairvisit/evidence"
	"fairvisit/sync/hq/store"
	"fairvisit/visits"
)

// Day is what one day brought, and what the log came to at its end. The head is
// for printing where nobody can take it back: from then on nobody can write the
// log of before anew, not even with all of headquarters' keys.
type Day struct {
	visits.PrintedFacts
	Zone     string         // in which the day is counted
	Until    time.Time      // its end, or now while it lasts
	Lasts    bool           // it has not ended: later there is another head
	Received int64          // entries
	Kinds    map[string]int // of them
	Devices  int            // that wrote one of them
	Practice int            // of an exercise
	Entry    evidence.Hash  // that says the head was given to be printed
}

// ErrNoHead means that headquarters had no entry by then: there is nothing to print.
var ErrNoHead = errors.New("headquarters had no entry by the end of that day; nothing was printed")

// PrintDay tells of a day (yyyy-mm-dd) in a zone and writes into the log that its
// head was given to be printed, unless just that was written before. Refused: a
// day that has not begun, and ErrNoHead.
func (h *HQ) PrintDay(ctx context.Context, day string, zone *time.Location) (Day, error) {
	from, err := time.ParseInLocation(time.DateOnly, day, zone)
	if err != nil {
		return Day{}, fmt.Errorf("%q is no day like 2026-11-25; nothing was printed", day)
	}
	until, now := from.AddDate(0, 0, 1), h.now()
	if now.Before(from) {
		return Day{}, fmt.Errorf("%s has not begun; nothing was printed", day)
	}
	d := Day{PrintedFacts: visits.PrintedFacts{Day: day}, Zone: from.Format("UTC-07:00"), Until: until, Kinds: map[string]int{}}
	if now.Before(until) {
		d.Lasts, d.Until = true, now.In(zone)
	}
	if d.Size, err = h.Store.SizeAt(ctx, until.UnixMicro()); err != nil {
		return d, err
	}
	if d.Size == 0 {
		return d, ErrNoHead
	}
	if d.Root, err = h.Store.RootAt(d.Size); err != nil {
		return d, err
	}
	if d.Generation, err = h.Store.Generation(ctx); err != nil {
		return d, err
	}
	if err := h.countDay(ctx, &d, from.UnixMicro()); err != nil {
		return d, err
	}
	return d, h.notePrinted(ctx, &d)
}

// countDay counts the entries that were received from a time on.
func (h *HQ) countDay(ctx context.Context, d *Day, from int64) error {
	no, err := h.Store.SizeAt(ctx, from)
	if err != nil {
		return err
	}
	wrote := map[evidence.ID]bool{}
	for no < d.Size {
		rows, err := h.Store.EntryRange(ctx, no, int(min(maxLines, d.Size-no)))
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			return fmt.Errorf("entry %d is missing; nothing was printed, let hq audit look", no)
		}
		for _, row := range rows {
			l, err := loggedRow(row)
			if err != nil {
				return err
			}
			head := &l.entry.Header
			d.Received++
			d.Kinds[head.Kind]++
			if head.Practice {
				d.Practice++
			}
			wrote[head.Device] = true
		}
		no = rows[len(rows)-1].No + 1
	}
	d.Devices = len(wrote)
	return nil
}

// notePrinted makes it an entry, once for each head of a day.
func (h *HQ) notePrinted(ctx context.Context, d *Day) error {
	head, err := h.Store.Head(ctx)
	if err != nil {
		return err
	}
	printed, err := h.printed(ctx, head.Size)
	if err != nil {
		return err
	}
	if i := slices.IndexFunc(printed, func(p printedHead) bool { return p.PrintedFacts == d.PrintedFacts }); i >= 0 {
		d.Entry = printed[i].leaf.ID
		return nil
	}
	entries, err := h.Do(ctx, Act{Kind: visits.HeadPrinted, Facts: d.PrintedFacts})
	if err == nil {
		d.Entry = entries[0].ID
	}
	return err
}

// printedHead is a head that the log says was given to be printed.
type printedHead struct {
	visits.PrintedFacts
	leaf evidence.Leaf
}

func (h *HQ) printed(ctx context.Context, below int64) ([]printedHead, error) {
	var all []printedHead
	for row, err := range h.Store.EntriesOfKind(ctx, h.keys.ChainID, visits.HeadPrinted, below) {
		if err != nil {
			return nil, err
		}
		l, err := loggedRow(row)
		if err != nil {
			return nil, err
		}
		p := printedHead{leaf: l.leaf}
		if err := evidence.DecodePayload(l.entry.Facts.Bytes, &p.PrintedFacts); err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return all, nil
}

// String is the report as it is printed. Of a day that ended it is the same
// whenever it is asked for.
func (d Day) String() string {
	var b strings.Builder
	line := func(name string, value any) { fmt.Fprintf(&b, "%-22s%v\n", name, value) }
	fmt.Fprintf(&b, "Fairvisit 明访, report of %s (%s)\n", d.Day, d.Zone)
	if d.Lasts {
		fmt.Fprintf(&b, "The day has not ended: this is as of %s, and its head will be another.\n", d.Until.Format("15:04:05"))
	}
	b.WriteByte('\n')
	line("entries received", d.Received)
	line("from devices", d.Devices)
	if d.Practice > 0 {
		line("of an exercise", d.Practice)
	}
	for _, kind := range slices.Sorted(maps.Keys(d.Kinds)) {
		line("  "+kind, d.Kinds[kind])
	}
	b.WriteString("\nHead of the day: print it where nobody can take it back, with the day beside it.\n\n")
	hex := d.Root.String()
	for row := range 4 {
		part := hex[16*row : 16*row+16]
		fmt.Fprintf(&b, "    %s %s %s %s\n", part[:4], part[4:8], part[8:12], part[12:])
	}
	fmt.Fprintf(&b, "\nin one line           %s\n", hex)
	line("entries in the log", d.Size)
	line("life of the log", d.Generation)
	line("noted as entry", d.Entry)
	fmt.Fprintf(&b, "\nWho has this head can ask headquarters at any time, and nobody can answer who wrote the log anew:\n\n    hq audit -anchor %s\n", hex)
	return b.String()
}

// stampAgain is how long an authority that did not answer is left alone.
const stampAgain = 15 * time.Minute

// runDaily prints the day before as soon as it has ended, and at a start where
// nobody did.
func (h *HQ) runDaily(ctx context.Context) {
	if h.o.Daily == "" {
		return
	}
	t := time.NewTicker(time.Minute)
	defer t.Stop()
	var stamped string  // the day that needs no stamp any more
	var again time.Time // no authority is asked before
	for {
		yesterday := h.now().AddDate(0, 0, -1).Format(time.DateOnly)
		if err := h.PrintYesterday(ctx); err != nil && ctx.Err() == nil {
			h.log.Error("the head of yesterday could not be printed; it is tried again", "error", err)
		}
		if h.o.Authority.URL != "" && stamped != yesterday && time.Now().After(again) {
			switch err := h.StampDay(ctx, yesterday); {
			case err == nil:
				stamped = yesterday
			case ctx.Err() == nil:
				again = time.Now().Add(stampAgain)
				h.log.Error("the head of yesterday could not be stamped; it is tried again", "error", err)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
	}
}

// PrintYesterday writes the report of the day before into o.Daily, unless it is
// there. Days on which headquarters did not run are not made up for: the next
// head vouches for them too.
func (h *HQ) PrintYesterday(ctx context.Context) error {
	now := h.now()
	day := now.AddDate(0, 0, -1).Format(time.DateOnly)
	path := filepath.Join(h.o.Daily, day+".txt")
	if _, err := os.Lstat(path); err == nil {
		return nil
	}
	d, err := h.PrintDay(ctx, day, now.Location())
	if errors.Is(err, ErrNoHead) {
		return nil
	}
	if err == nil {
		err = WriteDay(path, d)
	}
	if err == nil {
		h.log.Info("the head of the day", "day", d.Day, "size", d.Size, "head", d.Root, "report", path)
	}
	return err
}

// WriteDay writes the report whole or not at all. One that is there stays.
func WriteDay(path string, d Day) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil { // made to be handed on: no secret is in it
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".day-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // once linked it has its name
	_, err = f.WriteString(d.String())
	if err := errors.Join(err, f.Chmod(0o644), f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Link(f.Name(), path)
}

// Anchored is where a printed head fits the log.
type Anchored struct {
	Size    int64  `json:"size"`              // at which the log had this head
	Day     string `json:"day,omitempty"`     // for which it was printed, as the log says; empty: it does not say that it was
	Entry   int64  `json:"entry,omitempty"`   // that says so
	Head    string `json:"head"`              // hex
	Printed int64  `json:"printed,omitempty"` // µs, when that entry was received
}

// ParseHead reads a head as people copy it: 64 hex digits in groups.
func ParseHead(text string) (evidence.Hash, error) {
	hex := strings.ToLower(strings.Join(strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == '-' || r == '\n' || r == '\t' || r == '\r' }), ""))
	root, err := evidence.ParseHash(hex)
	if err != nil || root.IsZero() {
		return root, fmt.Errorf("%q is no head: it has 64 hex digits, and spaces between them if you like", text)
	}
	return root, nil
}

// anchors looks for printed heads in the log as an audit reads it.
type anchors struct {
	wanted  map[evidence.Hash]*Anchored
	order   []evidence.Hash
	edge    evidence.Edge
	broken  bool // an entry could not be read: what follows has no place in the tree
	chainID evidence.ID
}

func newAnchors(heads []evidence.Hash, chainID evidence.ID) *anchors {
	a := &anchors{wanted: map[evidence.Hash]*Anchored{}, chainID: chainID}
	for _, head := range heads {
		if a.wanted[head] == nil {
			a.wanted[head] = &Anchored{Head: head.String()}
			a.order = append(a.order, head)
		}
	}
	return a
}

// take looks at one entry more of the log.
func (a *anchors) take(e *store.AuditedEntry) {
	if len(a.wanted) == 0 || a.broken {
		return
	}
	h := &e.Entry.Header
	if _, err := a.edge.Append(&evidence.Leaf{No: e.No, ID: e.Entry.ID, Device: h.Device, Epoch: h.Epoch, Seq: h.Seq, Received: e.Received, Status: e.Status}); err != nil {
		a.broken = true
		return
	}
	if found := a.wanted[a.edge.Root()]; found != nil {
		found.Size = a.edge.Size
	}
	if h.Kind != visits.HeadPrinted || h.Device != a.chainID {
		return
	}
	var f visits.PrintedFacts
	if evidence.DecodePayload(e.Entry.Facts.Bytes, &f) != nil {
		return
	}
	if found := a.wanted[f.Root]; found != nil && found.Entry == 0 {
		found.Day, found.Entry, found.Printed = f.Day, e.No, e.Received
	}
}
