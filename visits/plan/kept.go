package plan

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"fairvisit/evidence"
	"fairvisit/visits"
)

// said is the value of one field of a roster's part (FORMAT.md section 40); which of
// its members a field has is said there. It names people by their ids: a name is said
// in one place, and changes.
type said struct {
	Text         string        `json:"text,omitempty"`
	List         []string      `json:"list,omitempty"`
	From         string        `json:"from,omitempty"`
	Until        string        `json:"until,omitempty"`
	Minutes      int           `json:"minutes,omitempty"`
	LatE7        int64         `json:"lat_e7,omitempty"`
	LonE7        int64         `json:"lon_e7,omitempty"`
	Certificates []Certificate `json:"certificates,omitempty"`
	Needs        []Need        `json:"needs,omitempty"`
	With         evidence.ID   `json:"with,omitzero"`
	Before       evidence.ID   `json:"before,omitzero"`
	Since        string        `json:"since,omitempty"`
	Works        bool          `json:"works,omitempty"`
	Agreed       bool          `json:"agreed,omitempty"`
}

// Fields are what a roster says, by part (a person, or zero for the branch) and key.
type Fields map[evidence.ID]map[string]string

// Fields are what a roster says. Who is in it without an id is left out: nobody could
// say whose words they are.
func (r *Roster) Fields() Fields {
	parts := Fields{}
	put := func(of evidence.ID, key string, there bool, v said) {
		text, err := json.Marshal(v)
		if !there || err != nil { // strings and numbers are always written
			return
		}
		if parts[of] == nil {
			parts[of] = map[string]string{}
		}
		parts[of][key] = string(text)
	}
	ids := map[string]evidence.ID{}
	for _, p := range r.People {
		ids[p.Name] = p.ID
	}
	r.branchFields(ids, func(key string, there bool, v said) { put(evidence.ID{}, key, there, v) })
	for i := range r.People {
		if p := &r.People[i]; !p.ID.IsZero() {
			p.fields(ids, func(key string, there bool, v said) { put(p.ID, key, there, v) })
		}
	}
	return parts
}

func (r *Roster) branchFields(ids map[string]evidence.ID, put func(string, bool, said)) {
	put("zone", r.Zone != "", said{Text: r.Zone})
	if r.Start != nil {
		put("start", true, said{LatE7: r.Start.LatE7, LonE7: r.Start.LonE7})
	}
	put("workdays", len(r.Workdays) > 0, said{List: r.Workdays})
	put("shift", r.Shift != Hours{}, said{From: r.Shift.From, Until: r.Shift.Until})
	if r.Break != nil {
		put("break", true, said{From: r.Break.From, Until: r.Break.Until, Minutes: r.Break.Minutes})
	}
	put("needs", len(r.Needs) > 0, said{Needs: r.Needs})
	for _, d := range r.Holidays {
		put("day:"+d, true, said{})
	}
	for _, d := range r.MakeUp {
		put("day:"+d, true, said{Works: true})
	}
	for _, s := range r.Swaps {
		one, other := ids[s.One], ids[s.Other]
		put(pairKey("swap", s.Day, one, other), !one.IsZero() && !other.IsZero(), said{With: one, Agreed: s.Agreed})
	}
	for _, p := range r.Pairs {
		one, other := ids[p.One], ids[p.Other]
		put(pairKey("pair", p.Day, one, other), !one.IsZero() && !other.IsZero(), said{With: one})
	}
}

// Clone is a copy that can be changed.
func (f Fields) Clone() Fields {
	of := make(Fields, len(f))
	for part, fields := range f {
		of[part] = maps.Clone(fields)
	}
	return of
}

// pairKey is the same whichever of the two is named first.
func pairKey(what, day string, one, other evidence.ID) string {
	a, b := one.String(), other.String()
	return what + ":" + day + ":" + min(a, b) + ":" + max(a, b)
}

func (p *Person) fields(ids map[string]evidence.ID, put func(string, bool, said)) {
	put("shift", p.Shift != Hours{}, said{From: p.Shift.From, Until: p.Shift.Until})
	put("workdays", len(p.Workdays) > 0, said{List: p.Workdays})
	for _, l := range p.Leave { // a field each: what two managers know of is both true
		put("leave:"+l.From+":"+l.Until, true, said{})
	}
	put("off", p.Off != "", said{From: p.Off, Since: p.OffOn})
	put("languages", len(p.Languages) > 0, said{List: p.Languages})
	put("skills", len(p.Skills) > 0, said{List: p.Skills})
	put("certificates", len(p.Certificates) > 0, said{Certificates: p.Certificates})
	put("partner", p.With != "" || p.Before != "", said{With: ids[p.With], Before: ids[p.Before], Since: p.Since})
}

// FieldsOf are what the parts of a roster say.
func FieldsOf(parts []visits.RosterPart) Fields {
	all := Fields{}
	for i := range parts {
		for _, f := range parts[i].Fields {
			if all[parts[i].Of] == nil {
				all[parts[i].Of] = map[string]string{}
			}
			if f.Value != "" {
				all[parts[i].Of][f.Key] = f.Value
			}
		}
	}
	return all
}

// Keep lets go of what no part says anything of any more, a person's who was erased or a
// day's that is over, and reports whether anything went.
func (f Fields) Keep(parts []visits.RosterPart) (went bool) {
	for of, fields := range f {
		at := slices.IndexFunc(parts, func(p visits.RosterPart) bool { return p.Of == of })
		for key := range fields {
			if at < 0 || !slices.ContainsFunc(parts[at].Fields, func(g visits.RosterField) bool { return g.Key == key }) {
				delete(fields, key)
				went = true
			}
		}
		if len(fields) == 0 {
			delete(f, of)
		}
	}
	return went
}

// Said are the fields in which after differs from before, by part and in order of
// their keys: what an entry says so that whoever reads it has after.
func Said(before, after Fields) map[evidence.ID][]visits.RosterValue {
	said := map[evidence.ID][]visits.RosterValue{}
	for of, fields := range after {
		for key, value := range fields {
			if before[of][key] != value {
				said[of] = append(said[of], visits.RosterValue{Key: key, Value: value})
			}
		}
	}
	for of, fields := range before {
		for key := range fields {
			if _, is := after[of][key]; !is {
				said[of] = append(said[of], visits.RosterValue{Key: key})
			}
		}
	}
	for of := range said {
		slices.SortFunc(said[of], func(x, y visits.RosterValue) int { return strings.Compare(x.Key, y.Key) })
	}
	return said
}

// RosterOf is the roster that the parts of a branch make for its officers; of who is
// none it says nothing. Refused whole is one of which a field is not understood, or
// was left out on its way: an absence that is not read sends somebody alone.
func RosterOf(parts []visits.RosterPart, officers []visits.Person) (Roster, error) {
	r := Roster{Schema: "roster/1"}
	names := map[evidence.ID]string{}
	for _, o := range officers {
		name := cmp.Or(o.Name, o.ID.Short())
		if r.person(name) >= 0 {
			name += " " + o.ID.Short()
		}
		names[o.ID] = name
		r.People = append(r.People, Person{ID: o.ID, Name: name, Papers: PapersOf(&o)})
	}
	for i := range parts {
		part := &parts[i]
		at := slices.IndexFunc(r.People, func(p Person) bool { return p.ID == part.Of })
		if part.Erased || at < 0 && !part.Of.IsZero() {
			continue
		}
		err := errOmitted
		if part.Omitted == 0 {
			err = r.takePart(part, at, names)
		}
		if err != nil {
			return Roster{}, fmt.Errorf("the roster that is kept for this branch is not understood: %w", err)
		}
	}
	slices.Sort(r.Holidays)
	slices.Sort(r.MakeUp)
	if r.Shift == (Hours{}) {
		r.Shift = UsualRoster().Shift
	}
	if err := r.check(); err != nil {
		return Roster{}, fmt.Errorf("the roster that is kept for this branch is not understood: %w", err)
	}
	return r, nil
}

var errOmitted = fmt.Errorf("it is too long to be sent whole")

func (r *Roster) takePart(part *visits.RosterPart, at int, names map[evidence.ID]string) error {
	replaced := replacedPairs(part.Fields, names)
	for _, f := range part.Fields {
		if f.Value == "" {
			continue
		}
		v, err := evidence.DecodeExact[said]([]byte(f.Value))
		if err != nil {
			return fmt.Errorf("%s: %w", f.Key, err)
		}
		known := false
		if part.Of.IsZero() {
			known = r.takeField(f.Key, &v, names, replaced[f.Key])
		} else {
			known = r.People[at].takeField(f.Key, &v, names)
		}
		if !known {
			return fmt.Errorf("a later version says %s", f.Key)
		}
	}
	return nil
}

// replacedPairs are the keys of pairs of which somebody goes with another on that day by a
// later word: nobody can do both.
func replacedPairs(fields []visits.RosterField, names map[evidence.ID]string) map[string]bool {
	pairs := slices.DeleteFunc(slices.Clone(fields), func(f visits.RosterField) bool { return f.Value == "" || !strings.HasPrefix(f.Key, "pair:") })
	slices.SortFunc(pairs, func(f, g visits.RosterField) int { return g.Compare(&f) })
	replaced, goes := map[string]bool{}, map[string]bool{}
	for _, f := range pairs {
		one, other := bothOf(f.Key, evidence.ID{}, names)
		if one == "" || other == "" {
			continue // somebody left
		}
		day := visits.RosterDay(f.Key)
		if goes[day+one] || goes[day+other] {
			replaced[f.Key] = true
			continue
		}
		goes[day+one], goes[day+other] = true, true
	}
	return replaced
}

// takeField takes in what is said of the branch, and false for what nobody knows.
func (r *Roster) takeField(key string, v *said, names map[evidence.ID]string, replaced bool) bool {
	what, _, _ := strings.Cut(key, ":")
	day := visits.RosterDay(key)
	switch what {
	case "zone":
		r.Zone = v.Text
	case "start":
		r.Start = &Spot{v.LatE7, v.LonE7}
	case "workdays":
		r.Workdays = v.List
	case "shift":
		r.Shift = Hours{v.From, v.Until}
	case "break":
		r.Break = &Pause{v.From, v.Until, v.Minutes}
	case "needs":
		r.Needs = v.Needs
	case "day":
		if v.Works {
			r.MakeUp = append(r.MakeUp, day)
		} else {
			r.Holidays = append(r.Holidays, day)
		}
	case "swap", "pair":
		one, other := bothOf(key, v.With, names)
		switch {
		case one == "" || other == "" || one == other: // somebody left
		case what == "swap":
			r.Swaps = append(r.Swaps, Swap{Day: day, One: one, Other: other, Agreed: v.Agreed})
		default:
			r.Pairs = append(r.Pairs, Pair{Day: day, One: one, Other: other, Replaced: replaced})
		}
	default:
		return false
	}
	return true
}

// bothOf are the names of two whose ids end a key, first first; first is zero: in the
// key's order.
func bothOf(key string, first evidence.ID, names map[evidence.ID]string) (one, other string) {
	parts := strings.Split(key, ":")
	if len(parts) != 4 {
		return "", ""
	}
	for i, text := range parts[2:] {
		id, err := evidence.ParseID(text)
		switch {
		case err != nil:
			return "", ""
		case id == first, first.IsZero() && i == 0:
			one = names[id]
		default:
			other = names[id]
		}
	}
	return one, other
}

// takeField takes in what is said of a person, and false for what nobody knows.
func (p *Person) takeField(key string, v *said, names map[evidence.ID]string) bool {
	what, _, _ := strings.Cut(key, ":")
	if what == "leave" && visits.RosterDay(key) != "" {
		p.Leave = append(p.Leave, Days{visits.RosterDay(key), visits.RosterUntil(key)})
		return true
	}
	switch key {
	case "shift":
		p.Shift = Hours{v.From, v.Until}
	case "workdays":
		p.Workdays = v.List
	case "off":
		p.Off, p.OffOn = v.From, v.Since
	case "languages":
		p.Languages = v.List
	case "skills":
		p.Skills = v.List
	case "certificates":
		p.Certificates = v.Certificates
	case "partner":
		if p.With, p.Before, p.Since = names[v.With], names[v.Before], v.Since; p.With == "" && p.Before == "" {
			p.Since = ""
		}
	default:
		return false
	}
	return true
}

// Chunks are what is said of one part in as many entries as it takes.
func Chunks(of []visits.RosterValue) [][]visits.RosterValue {
	var list [][]visits.RosterValue
	for size, from, i := 0, 0, 0; i < len(of); i++ {
		size += len(of[i].Key) + 2*len(of[i].Value) + 40 // quotes in a value are written with a sign before them
		if i+1 == len(of) || i+1-from == visits.RosterFieldsMost || size > 24<<10 {
			list = append(list, of[from:i+1])
			size, from = 0, i+1
		}
	}
	return list
}

// PartsOf are the parts that are said something of, in one order on every machine.
func PartsOf(said map[evidence.ID][]visits.RosterValue) []evidence.ID {
	return slices.SortedFunc(maps.Keys(said), func(a, b evidence.ID) int { return slices.Compare(a[:], b[:]) })
}
