package dossier_test

import (
	"bytes"
	"crypto/ed25519"
	"fmt"
	"slices"
	"strings"

	"fairvisit/evidence"
)

// withServiceKey is what even the holder of headquarters' service key cannot do
// unseen: what devices signed and what the log holds speaks against them.
var withServiceKey = []mutation{
	{"sealed anew: a word is changed", "words are not those that were signed", func(p *parcel) string { name := p.flipAt(p.nth(note, 0), -4); p.seal(); return name }},
	{"sealed anew: a time is changed", "list.json names under this number", func(p *parcel) string {
		name := p.nth(note, 0)
		p.flipAt(name, 2+len(p.entry(name).HeaderBytes())-1-32-32-8-16-2-1)
		p.seal()
		return name
	}},
	{"sealed anew: an entry is signed by a stranger", "signature does not fit", func(p *parcel) string {
		name := p.nth(note, 0)
		e := p.entry(name)
		forged, err := evidence.Sign(e.Header, e.Facts, e.Words, evidence.Keys{Device: newKey(), Officer: newKey()})
		p.must(err)
		p.set(name, forged.Encode())
		p.seal()
		return name
	}},
	{"sealed anew: an entry is cut out of a visit", "is not inside", func(p *parcel) string {
		name := p.nth(note, 0)
		p.unlist(name)
		p.drop(name, proofOf(name))
		p.seal()
		return p.nth(closed, 0)
	}},
	{"sealed anew: a photo's entry is cut out of a visit", "is not inside", func(p *parcel) string {
		name, gone := p.nth(picture, 0), p.photo(0)
		p.unlist(name)
		p.drop(name, proofOf(name), gone)
		p.seal()
		return p.nth(picture, 0)
	}},
	{"sealed anew: a visit's beginning is cut off", "is not inside", func(p *parcel) string {
		name := p.nth("visit.opened/1", 1)
		p.unlist(name)
		p.drop(name, proofOf(name))
		p.seal()
		return p.nth("visit.arrived/1", 1)
	}},
	{"sealed anew: an entry is not in the list", "does not name it", func(p *parcel) string { name := p.nth(closed, 1); p.unlist(name); p.seal(); return name }},
	{"sealed anew: an entry of the list is not inside", "list.json names it and it is not inside", func(p *parcel) string {
		name := p.nth(closed, 1)
		p.drop(name, proofOf(name))
		p.seal()
		return name
	}},
	{"sealed anew: a proof is not inside", "not inside", func(p *parcel) string { name := proofOf(p.nth(closed, 1)); p.drop(name); p.seal(); return name }},
	{"sealed anew: a photo is another", "whose root the device signed", func(p *parcel) string { name := p.flipAt(p.photo(0), 3); p.seal(); return name }},
	{"sealed anew: a photo is gone", "does not say why", func(p *parcel) string { name := p.photo(0); p.drop(name); p.seal(); return name }},
	{"sealed anew: a photo nobody names", "no entry inside names it", func(p *parcel) string {
		name := strings.Replace(p.photo(4), "-0.", "-7.", 1)
		p.insertBefore("report.pdf", file{name, []byte("picture")})
		p.seal()
		return name
	}},
	{"sealed anew: a photo inside is said to be withdrawn", "says it is not", func(p *parcel) string {
		name := p.photo(0)
		p.seal(absent("photo " + where(name) + " withdrawn child"))
		return name
	}},
	{"sealed anew: something absent that is nowhere", "nothing inside calls for that", func(p *parcel) string {
		p.seal(absent("words 99 erased -"))
		return "manifest.json"
	}},
	{"sealed anew: an entry that is inside is said to be unknown", "nothing inside calls for that", func(p *parcel) string {
		e := p.entry(p.nth(closed, 0))
		p.seal(absent("entry " + e.Header.PrevVisit.String() + " unknown -"))
		return "manifest.json"
	}},
	{"sealed anew: a witness signs the checkpoint", "more than headquarters' signature", func(p *parcel) string {
		b := p.data("checkpoint")
		_, key, _ := ed25519.GenerateKey(nil)
		c := p.w.content(evidence.ID{}, p.w.size(), "none").Checkpoint
		other, err := c.Sign(key)
		p.must(err)
		_, line, _ := bytes.Cut(other, []byte("\n\n"))
		p.set("checkpoint", append(bytes.Clone(b), line...))
		p.seal()
		return "checkpoint"
	}},
	{"sealed anew: a photo is absent without a mask", "does not say why", func(p *parcel) string {
		name := p.photo(0)
		p.drop(name)
		p.seal(absent("photo " + where(name) + " withheld mask"))
		return name
	}},
	{"sealed anew: words are cut out and nothing says so", "does not say so", func(p *parcel) string {
		name := p.nth(note, 0)
		e := p.entry(name)
		without := e.Without()
		p.set(name, without.Encode())
		p.seal()
		return name
	}},
	{"sealed anew: a hand-in is dated anew", "not in the log", func(p *parcel) string { name := p.flipAt(proofOf(p.nth(note, 0)), 98); p.seal(); return name }},
	{"sealed anew: a status is another", "not in the log", func(p *parcel) string {
		name := proofOf(p.nth(note, 0))
		b := bytes.Clone(p.data(name))
		b[99] = byte(evidence.Fork)
		p.set(name, b)
		p.seal()
		return name
	}},
	{"sealed anew: a hash of a proof is another", "not in the log", func(p *parcel) string { name := p.flipAt(proofOf(p.nth(note, 0)), 101); p.seal(); return name }},
	{"sealed anew: a proof is half a hash short", "no leaf", func(p *parcel) string {
		name := proofOf(p.nth(note, 0))
		p.set(name, p.data(name)[:len(p.data(name))-16])
		p.seal()
		return name
	}},
	{"sealed anew: a proof is another entry's", "under this number", func(p *parcel) string {
		name := proofOf(p.nth(note, 0))
		p.set(name, p.data(proofOf(p.nth(note, 1))))
		p.seal()
		return name
	}},
	{"sealed anew: the checkpoint is of another tree", "not in the log", func(p *parcel) string {
		c := p.w.content(evidence.ID{}, p.w.size(), "none").Checkpoint
		c.Root[0] ^= 1
		b, err := c.Sign(p.w.service)
		p.must(err)
		p.set("checkpoint", b)
		p.seal()
		return proofOf(p.nth("case.imported/1", 0))
	}},
	{"sealed anew: the checkpoint is of another size", "the manifest of size", func(p *parcel) string {
		b, err := p.w.content(evidence.ID{}, p.w.size()-1, "none").Checkpoint.Sign(p.w.service)
		p.must(err)
		p.set("checkpoint", b)
		p.seal()
		return "checkpoint"
	}},
	{"sealed anew: the list is of another size", "another case, visit or size", func(p *parcel) string {
		p.restate("list.json", evidence.MagicList, func(body map[string]any) { body["size"] = p.w.size() + 1 })
		p.seal()
		return "list.json"
	}},
	{"sealed anew: the list is out of order", "lines", func(p *parcel) string {
		p.restate("list.json", evidence.MagicList, func(body map[string]any) {
			l := slices.Collect(strings.Lines(body["entries"].(string)))
			l[0], l[1] = l[1], l[0]
			body["entries"] = strings.Join(l, "")
		})
		p.seal()
		return "list.json"
	}},
	{"sealed anew: an enrolment is another device's", "enrols another device", func(p *parcel) string {
		p.files[4].data = p.files[5].data
		p.seal()
		return p.files[4].name
	}},
	{"sealed anew: an enrolment names other keys", "signature does not fit", func(p *parcel) string {
		first := p.nth(note, 0)
		name := "devices/" + p.entry(first).Header.Device.String() + ".json"
		p.restate(name, evidence.MagicEnrol, func(body map[string]any) {
			body["officer_key"] = fmt.Sprintf("%x", public(newKey()))
		})
		p.seal()
		return p.nth("visit.opened/1", 0)
	}},
	{"sealed anew: an enrolment is of another officer", "not enrolled on its device", func(p *parcel) string {
		first := p.nth(note, 0)
		name := "devices/" + p.entry(first).Header.Device.String() + ".json"
		p.restate(name, evidence.MagicEnrol, func(body map[string]any) { body["officer"] = evidence.NewID().String() })
		p.seal()
		return p.nth("visit.opened/1", 0)
	}},
	{"sealed anew: an enrolment is gone", "is not inside", func(p *parcel) string {
		p.drop("devices/" + p.entry(p.nth(note, 0)).Header.Device.String() + ".json")
		p.seal()
		return p.nth("visit.opened/1", 0)
	}},
	{"sealed anew: an enrolment too many", "no entry inside", func(p *parcel) string {
		d := p.w.enrol(true)
		b, err := evidence.MarshalPayload(d.statement)
		p.must(err)
		name := "devices/" + d.id.String() + ".json"
		i := slices.IndexFunc(p.files, func(f file) bool {
			return f.name > name && strings.HasPrefix(f.name, "devices/") || strings.HasPrefix(f.name, "entries/")
		})
		p.files = slices.Insert(p.files, i, file{name, b})
		p.seal()
		return name
	}},
	{"sealed anew: the mask says names and words show", "the mask names withholds", func(p *parcel) string {
		p.seal(func(body map[string]any) { body["mask"] = "names" })
		return p.nth("case.imported/1", 0)
	}},
	{"sealed anew: the mask is none that is known", "no masking level", func(p *parcel) string {
		p.seal(func(body map[string]any) { body["mask"] = "some" })
		return "manifest.json"
	}},
	{"sealed anew: another case's entry is put in", "another case", func(p *parcel) string {
		i := slices.IndexFunc(p.w.entries, func(e evidence.Entry) bool { return e.Header.Kind == note && e.Header.Case() == p.w.cases[1] })
		name := fmt.Sprintf("entries/%08d.bin", i)
		p.insertBefore(p.nth("visit.opened/1", 1), file{name, p.w.entries[i].Encode()})
		p.seal()
		return name
	}},
	{"sealed anew: it is of another visit", "not of the visit", func(p *parcel) string {
		v := p.w.visits[0].String()
		p.restate("list.json", evidence.MagicList, func(body map[string]any) { body["visit"] = v })
		p.seal(func(body map[string]any) { body["visit"] = v })
		return p.nth("case.imported/1", 0)
	}},
	{"sealed anew: it is of a later version", "version 2", func(p *parcel) string {
		p.seal(func(body map[string]any) { body["version"] = 2 })
		return "manifest.json"
	}},
	{"sealed anew: there are two reports", "not one a dossier has", func(p *parcel) string {
		p.files = append(p.files, file{"report.pdf", readable(5)})
		p.seal()
		return "manifest.json"
	}},
	{"sealed anew: the report stands before the photos", "not one a dossier has", func(p *parcel) string {
		report := file{"report.pdf", p.data("report.pdf")}
		p.drop(report.name)
		p.insertBefore(p.photo(0), report)
		p.seal()
		return "manifest.json"
	}},
	{"sealed anew: a member's name is a path", "not one a dossier has", func(p *parcel) string {
		p.files = append(p.files, file{"photos/../../x", []byte("bad")})
		p.seal()
		return "manifest.json"
	}},
	{"sealed anew: a member is named twice", "not one a dossier has", func(p *parcel) string {
		name := p.photo(4)
		p.files = append(p.files, file{name, p.data(name)})
		p.seal()
		return "manifest.json"
	}},
	{"sealed anew: it is said to be larger than a ZIP", "more than a dossier holds", func(p *parcel) string {
		p.seal(func(body map[string]any) {
			lines, report := body["members"].(string), strings.LastIndex(body["members"].(string), fmt.Sprint(len(p.data("report.pdf"))))
			body["members"] = lines[:report] + fmt.Sprintf("4000000000 %x photos/99999999-0.jpg\n4000000000 %x photos/99999999-1.jpg\n", [32]byte{}, [32]byte{}) + lines[report:]
		})
		return "manifest.json"
	}},
	{"sealed anew: there is no list", "keys, checkpoint and list", func(p *parcel) string { p.drop("list.json"); p.seal(); return "manifest.json" }},
}
