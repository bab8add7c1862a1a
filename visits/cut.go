package visits

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"

	"fairvisit/evidence"
)

// MaxPicture bounds a picture as a feed shows it, in bytes: half of what one
// batch of rows may come to. An honest picture stays far below; a device that is
// broken or means harm must not make one that no session could carry.
const MaxPicture = 512 << 10

// worstText is what one entry's text can come to in a picture: JSON writes `<`
// in six bytes. What a picture holds outside its lists is of one entry, so it
// fits even then; this line does not compile where it would not.
const (
	worstText = 6*evidence.MaxEntry + 8<<10
	_         = uint(MaxPicture - worstText)
)

// Cut is a picture as one feed may see it: a stopped case without its address on
// its way to an officer, so that nobody can drive to a door by mistake; a visit
// without long handwriting; and nothing above MaxPicture. It is a function of the picture alone, so sums over
// what was cut hold in whatever order the picture came to be. Headquarters keeps
// the whole picture: it is the record, and limits on what is recorded would lose
// what happened.
func Cut(feed string, k Key, body []byte) ([]byte, error) {
	// A case without flags is not stopped, and has no such member: reading each
	// row to its end would be a fifth of what a morning's pull costs.
	if k.Kind == KindCase && bytes.HasPrefix([]byte(feed), []byte("officer:")) && bytes.Contains(body, []byte(`"flags":`)) {
		var err error
		if body, err = withoutAddress(k, body); err != nil {
			return nil, err
		}
	}
	if k.Kind == KindVisit {
		var err error
		if body, err = withoutLongInk(k, body); err != nil {
			return nil, err
		}
	}
	if len(body) <= MaxPicture {
		return body, nil
	}
	switch k.Kind {
	case KindVisit:
		return cutTo(k, body, cutVisit)
	case KindCase:
		return cutTo(k, body, cutCase)
	case KindDevice:
		return cutTo(k, body, cutDevice)
	case KindTour:
		return cutTo(k, body, cutTour)
	case KindAsk:
		return cutTo(k, body, cutAsk)
	case KindRoster:
		return cutTo(k, body, cutRoster)
	case KindSwap:
		return cutTo(k, body, cutSwap)
	}
	return nil, fmt.Errorf("picture %s of %d bytes has no list that could give way", k.Entity(), len(body))
}

func withoutAddress(k Key, body []byte) ([]byte, error) {
	var c Case
	if err := json.Unmarshal(body, &c); err != nil {
		return nil, fmt.Errorf("picture %s: %w", k.Entity(), err)
	}
	if !c.Stopped() || c.Words == nil {
		return body, nil
	}
	c.Words.Place, c.Words.Collateral = PlaceWords{}, nil // what a house is pledged by is an address too
	return json.Marshal(&c)
}

func cutTo[T any](k Key, body []byte, cut func(*T) ([]byte, error)) ([]byte, error) {
	v := new(T)
	if err := json.Unmarshal(body, v); err != nil {
		return nil, fmt.Errorf("picture %s: %w", k.Entity(), err)
	}
	return cut(v)
}

// cutVisit leaves out of the longest lists. Of the lines the newest stay: the
// chain is followed from the last one.
func cutVisit(v *Visit) ([]byte, error) {
	lists := []list{newest(&v.Lines), oldest(&v.Phases), oldest(&v.Photos), oldest(&v.Withdrawn), oldest(&v.AskedBack), oldest(&v.Answered), v.pastReviews(), oldest(&v.Masked), oldest(&v.SoundAnswers), oldest(&v.Sounds), oldest(&v.Money), oldest(&v.Notes), oldest(&v.Signed), oldest(&v.Cosigned), newest(&v.Safety.Help), newest(&v.Safety.Incidents)}
	if o := v.Opened; o != nil {
		lists = append(lists, oldest(&o.Subjects), oldest(&o.Used), oldest(&o.Verdict.Rules))
	}
	if c := v.Closed; c != nil {
		lists = append(lists, oldest(&c.Outcomes), oldest(&c.Promises), oldest(&c.Evidence))
	}
	return giveWay(v, &v.Omitted, lists)
}

func cutDevice(d *Device) ([]byte, error) {
	return giveWay(d, &d.Omitted, []list{oldest(&d.Epochs), oldest(&d.Gaps), newest(&d.Orders)})
}

// cutTour leaves out old words on received cash: what counts is of the last end.
func cutTour(t *Tour) ([]byte, error) {
	return giveWay(t, &t.Omitted, []list{t.settledCash()})
}

// cutAsk leaves out old answers.
func cutAsk(a *Ask) ([]byte, error) {
	return giveWay(a, &a.Omitted, []list{oldest(&a.Answers)})
}

// cutCase leaves out decisions long settled and the outcomes of contacts. Flags,
// contacts (its own, others' and those of other cases), parties, notices,
// consents, promises, payments and the decisions that count now decide whether somebody may
// go there: if they do not fit, the case is shown as one that was never
// imported, which every device refuses to visit. To show some of them would let
// a flood of contacts push out the one that fills a limit.
func cutCase(c *Case) ([]byte, error) {
	lists := []list{c.settled(), c.pastSlots(), c.pastReminders(), oldest(&c.Hazards), oldest(&c.Complaints), oldest(&c.Answered), oldest(&c.Asks)}
	for i := range c.Contacts {
		lists = append(lists, oldest(&c.Contacts[i].Codes))
	}
	for i := range c.Stops {
		lists = append(lists, newest(&c.Stops[i].Decisions), oldest(&c.Stops[i].Answers))
	}
	body, err := giveWay(c, &c.Omitted, lists)
	if err != nil || len(body) <= MaxPicture {
		return body, err
	}
	bare := &Case{ID: c.ID, Unit: c.Unit, Standing: c.Standing, Flags: c.Flags}
	bare.Omitted = c.Omitted + len(c.Lifted) + len(c.Stops) + len(c.Complaints) + len(c.Contested) + len(c.Contacts) + len(c.Facts.Parties) + len(c.Outside) + len(c.Elsewhere) + len(c.Notices) + len(c.Consents) + len(c.Promises) + len(c.Payments) + len(c.Reminders)
	if c.Words != nil {
		bare.Omitted += len(c.Words.Parties)
	}
	if d, ok := c.Decision(c.Standing); ok {
		bare.Decisions = []Decision{d}
	}
	bare.Omitted += len(c.Decisions) - len(bare.Decisions)
	return giveWay(bare, &bare.Omitted, []list{oldest(&bare.Flags), oldest(&bare.Decisions)})
}

// settled is the list of decisions that neither stand nor are contested.
func (c *Case) settled() list {
	counts := func(d Decision) bool { return d.Entry == c.Standing || slices.Contains(c.Contested, d.Entry) }
	l := list{}
	for _, d := range c.Decisions {
		if !counts(d) {
			l.sizes = append(l.sizes, sizeOf(d))
		}
	}
	slices.Reverse(l.sizes) // the newest stay
	l.keep = func(n int) {
		out := len(l.sizes) - n
		c.Decisions = slices.DeleteFunc(c.Decisions, func(d Decision) bool {
			if out == 0 || counts(d) {
				return false
			}
			out--
			return true
		})
	}
	return l
}

// pastSlots is the list of slots of decisions that do not stand.
func (c *Case) pastSlots() list {
	l := list{}
	past := func(s Slot) bool { return s.Decision != c.Standing }
	for _, s := range slices.Backward(c.Slots) { // the newest stay
		if past(s) {
			l.sizes = append(l.sizes, sizeOf(s))
		}
	}
	l.keep = func(n int) {
		out := len(l.sizes) - n
		c.Slots = slices.DeleteFunc(c.Slots, func(s Slot) bool {
			if out == 0 || !past(s) {
				return false
			}
			out--
			return true
		})
	}
	return l
}

// pastReminders is the list of reminders of which it is said what became of them;
// their contacts stay.
func (c *Case) pastReminders() list {
	l := list{}
	past := func(r ReminderLine) bool { return r.Result != "" }
	for _, r := range slices.Backward(c.Reminders) { // the newest stay
		if past(r) {
			l.sizes = append(l.sizes, sizeOf(r))
		}
	}
	l.keep = func(n int) {
		out := len(l.sizes) - n
		c.Reminders = slices.DeleteFunc(c.Reminders, func(r ReminderLine) bool {
			if out == 0 || !past(r) {
				return false
			}
			out--
			return true
		})
	}
	return l
}

// list is one list of a picture that may give way.
type list struct {
	sizes []int       // bytes of each item, those that stay longest first
	keep  func(n int) // leaves the first n of them
}

func (l list) size() (sum int) {
	for _, s := range l.sizes {
		sum += s
	}
	return sum
}

// oldest gives way at its end, newest at its beginning.
func oldest[T any](items *[]T) list {
	return list{sizesOf(*items), func(n int) { *items = (*items)[:n] }}
}

func newest[T any](items *[]T) list {
	sizes := sizesOf(*items)
	slices.Reverse(sizes)
	return list{sizes, func(n int) { *items = (*items)[len(*items)-n:] }}
}

func sizesOf[T any](items []T) []int {
	sizes := make([]int, 0, len(items))
	for _, x := range items {
		sizes = append(sizes, sizeOf(x))
	}
	return sizes
}

// sizeOf is an item with its comma. What was read from JSON can be written: an
// item that could not would show when the whole picture is.
func sizeOf(x any) int {
	b, err := json.Marshal(x)
	if err != nil {
		return 0
	}
	return len(b) + 1
}

// giveWay shortens the longest lists to one common length in bytes, the largest
// with which the picture fits: a short list is never touched for the sake of a
// long one. Without its lists a picture may still be too large; that is for the
// caller to see.
func giveWay(picture any, omitted *int, lists []list) ([]byte, error) {
	const room = MaxPicture - 64 // for the member omitted
	whole, err := json.Marshal(picture)
	if err != nil || len(whole) <= room {
		return whole, err
	}
	free := room - len(whole)
	sizes := make([]int, 0, len(lists))
	for _, l := range lists {
		sizes = append(sizes, l.size())
		free += l.size()
	}
	most := level(sizes, free)
	for _, l := range lists {
		n, used := 0, 0
		for n < len(l.sizes) && used+l.sizes[n] <= most {
			used += l.sizes[n]
			n++
		}
		if n < len(l.sizes) {
			*omitted += len(l.sizes) - n
			l.keep(n)
		}
	}
	return json.Marshal(picture)
}

// level is the largest length to which sizes can be shortened so that they come
// to no more than free.
func level(sizes []int, free int) int {
	slices.Sort(sizes)
	for i, s := range sizes {
		left := len(sizes) - i
		if s*left > free {
			return max(0, free) / left
		}
		free -= s
	}
	return MaxPicture
}
