package refuse

import (
	"fairvisit/visits/refuse/linear"
)

// Lesson is a text of which it is known whether it is refused.
type Lesson struct {
	Way      Way
	Text     string
	Refused  bool
	Practice string // of a refused one; an id that is none where it is not known
	Listed   bool   // the lists were made with this text in mind: what they say of it is no sign
	Heavy    bool   // a text that has to pass, such as one of the product: a mistake is worse
}

// How Learn weighs; see linear.Options. More weights, features of
// one example, or more rounds made no difference to texts kept apart that would be worth
// the bytes.
var (
	toRefuse = linear.Options{Least: 2, Cost: 0.01, Rounds: 15, Most: 220000}
	toName   = linear.Options{Least: 3, Cost: 0.01, Rounds: 8, Most: 1500}
)

// Learn makes the file of weights of lessons: the same bytes of the same lessons on
// every machine.
func Learn(lessons []Lesson) []byte {
	d := loaded()
	all := make([]linear.Example, len(lessons))
	for i, l := range lessons {
		all[i] = linear.Example{Features: d.marksTaught(l), Is: l.Refused, Weight: 1}
		if l.Heavy {
			all[i].Weight = 4
		}
	}
	data := linear.Train(append(all, d.lawfulParts(lessons)...), toRefuse).Append(nil)
	for _, p := range d.practices {
		var named []linear.Example
		for i, l := range lessons {
			if l.Refused && Title(l.Practice) != nil {
				named = append(named, linear.Example{Features: all[i].Features, Is: l.Practice == p.ID, Weight: 1})
			}
		}
		data = linear.Train(named, toName).Append(data)
	}
	return data
}

// marksTaught are those of a lesson, as judge makes them of a text.
func (d *detectors) marksTaught(l Lesson) []linear.Feature {
	listed := ""
	if !l.Listed {
		if r := d.listed(l.Way, l.Text); r != nil {
			listed = r.Practice.ID
		}
	}
	if isName(l.Way) {
		return d.marksOf(plain(l.Text), listed, true)
	}
	return d.marksOf(ofOneHour(unified.Replace(l.Text)), listed, false)
}

// lawfulParts are the sentences of lawful texts that have several: each is lawful. Of a
// refused text it is not known which sentence makes it so.
func (d *detectors) lawfulParts(lessons []Lesson) []linear.Example {
	var parts []linear.Example
	for _, l := range lessons {
		if l.Refused || isName(l.Way) {
			continue
		}
		units := sentences.FindAllString(ofOneHour(unified.Replace(l.Text)), -1)
		for _, u := range units {
			if len(units) > 1 {
				parts = append(parts, linear.Example{Features: d.marksOf(u, "", false), Weight: 1})
			}
		}
	}
	return parts
}
