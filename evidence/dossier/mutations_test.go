package dossier_test

import (
	"bytes"

	"fairvisit/evidence"
	"fairvisit/evidence/dossier"
)

// withoutKeys is what somebody can do who has the dossier and no key, and makes
// every length and CRC of the ZIP fit again.
var withoutKeys = []mutation{
	{"a word is changed", "words are not those that were signed", func(p *parcel) string { return p.flipAt(p.nth(note, 0), -4) }},
	{"a figure is changed", "facts are not those that were signed", func(p *parcel) string {
		name := p.nth("case.imported/1", 0)
		p.set(name, bytes.Replace(p.data(name), []byte("1200050"), []byte("1200059"), 1))
		return name
	}},
	{"a time is changed", "signature does not fit", func(p *parcel) string {
		name := p.nth(note, 0)
		return p.flipAt(name, 2+len(p.entry(name).HeaderBytes())-1-32-32-8-16-2-1)
	}},
	{"the device's signature is changed", "signature does not fit", func(p *parcel) string {
		name := p.nth(note, 0)
		return p.flipAt(name, 2+len(p.entry(name).HeaderBytes())+1+1)
	}},
	{"the officer's signature is changed", "signature does not fit", func(p *parcel) string {
		name := p.nth(note, 0)
		return p.flipAt(name, 2+len(p.entry(name).HeaderBytes())+1+65+1)
	}},
	{"words are cut out", "headquarters listed", func(p *parcel) string {
		name := p.nth(note, 0)
		e := p.entry(name)
		without := e.Without()
		p.set(name, without.Encode())
		return name
	}},
	{"an entry is taken out", "missing", func(p *parcel) string { name := p.nth(note, 0); p.drop(name); return name }},
	{"a proof is taken out", "missing", func(p *parcel) string { name := proofOf(p.nth(note, 0)); p.drop(name); return name }},
	{"an entry and its proof are taken out", "missing", func(p *parcel) string {
		name := p.nth(closed, 1)
		p.drop(name, proofOf(name))
		return name
	}},
	{"a photo is taken out", "missing", func(p *parcel) string { name := p.photo(1); p.drop(name); return name }},
	{"the last photo is taken out", "missing", func(p *parcel) string { name := p.photo(4); p.drop(name); return name }},
	{"a photo is changed", "SHA-256", func(p *parcel) string { return p.flipAt(p.photo(0), 7) }},
	{"the last chunk of a photo is changed", "whose root the device signed", func(p *parcel) string { return p.flipAt(p.photo(1), -1) }},
	{"two photos change places", "whose root the device signed", func(p *parcel) string {
		a, b := p.photo(0), p.photo(3)
		first, second := p.data(a), p.data(b)
		p.set(a, second)
		p.set(b, first)
		return a
	}},
	{"a photo is cut short", "headquarters listed", func(p *parcel) string { name := p.photo(2); p.set(name, p.data(name)[:100]); return name }},
	{"the report is changed", "SHA-256", func(p *parcel) string { return p.flipAt("report.pdf", 300_000) }},
	{"the report is taken out", "missing", func(p *parcel) string { p.drop("report.pdf"); return "report.pdf" }},
	{"the report is another", "headquarters listed", func(p *parcel) string { p.set("report.pdf", readable(77)); return "report.pdf" }},
	{"an enrolment is taken out", "missing", func(p *parcel) string { name := p.files[4].name; p.drop(name); return name }},
	{"an enrolment is changed", "did not sign", func(p *parcel) string {
		name := p.files[4].name
		p.set(name, bytes.Replace(p.data(name), []byte("device_key"), []byte("device_kez"), 1))
		return name
	}},
	{"the keys are of another headquarters", "root of that fingerprint", func(p *parcel) string {
		other := newWorld(p, 99)
		b, err := evidence.MarshalPayload(other.keys)
		p.must(err)
		p.set("keys.json", b)
		return "keys.json"
	}},
	{"the whole dossier is of another headquarters", "root of that fingerprint", func(p *parcel) string {
		other := story(p)
		p.raw = other.dossier(evidence.ID{}, other.size(), "none")
		return "keys.json"
	}},
	{"the checkpoint's root is changed", "did not sign", func(p *parcel) string { return p.flipAt("checkpoint", 60) }},
	{"the checkpoint is of another size, signed by headquarters", "SHA-256", func(p *parcel) string {
		c := p.w.content(evidence.ID{}, p.w.size()-1, "none").Checkpoint
		b, err := c.Sign(p.w.service)
		p.must(err)
		p.set("checkpoint", b)
		return "checkpoint"
	}},
	{"a witness signs the checkpoint", "headquarters listed", func(p *parcel) string {
		p.set("checkpoint", append(bytes.Clone(p.data("checkpoint")), "— witness AAAAAAA=\n"...))
		return "checkpoint"
	}},
	{"a line of the list is changed", "did not sign", func(p *parcel) string { return p.flipAt("list.json", -300) }},
	{"the mask is said to be another", "did not sign", func(p *parcel) string {
		p.set("manifest.json", bytes.Replace(p.data("manifest.json"), []byte(`\"mask\":\"none\"`), []byte(`\"mask\":\"alls\"`), 1))
		return "manifest.json"
	}},
	{"the manifest is spelt otherwise", "not spelt", func(p *parcel) string {
		p.set("manifest.json", append(bytes.Clone(p.data("manifest.json")), ' '))
		return "manifest.json"
	}},
	{"the manifest's signature is in capitals", "did not sign", func(p *parcel) string {
		b := p.data("manifest.json")
		i := bytes.Index(b, []byte(`"sig":"`)) + len(`"sig":"`)
		p.set("manifest.json", append(bytes.Clone(b[:i]), bytes.ToUpper(b[i:])...))
		return "manifest.json"
	}},
	{"the manifest is that of one visit", "headquarters listed", func(p *parcel) string {
		p.set("manifest.json", parcelOf(p, p.w.dossier(p.w.visits[1], p.w.size(), "none")).data("manifest.json"))
		return "list.json"
	}},
	{"a file is added", "does not name it", func(p *parcel) string {
		p.files = append(p.files, file{"photos/00000099-0.jpg", []byte("picture")})
		return "photos/00000099-0.jpg"
	}},
	{"a file with a path is added", "does not name it", func(p *parcel) string {
		p.insertBefore("list.json", file{"../../etc/cron", []byte("bad")})
		return "../../etc/cron"
	}},
	{"a file stands twice", "second time", func(p *parcel) string {
		name := p.nth(note, 0)
		p.files = append(p.files, file{name, p.data(name)})
		return name
	}},
	{"members change places", "header", func(p *parcel) string {
		a := p.index(p.nth(note, 0))
		p.files[a], p.files[a+1] = p.files[a+1], p.files[a]
		return p.files[a+1].name
	}},
}

// onTheZIP is done to the ZIP around the members.
var onTheZIP = []mutation{
	{"a comment is added", "headquarters wrote", func(p *parcel) string {
		p.raw = append(p.pack(), "hello"...)
		le := len(p.raw) - 5 - 2
		p.raw[le] = 5
		return dossier.EndOfZIP
	}},
	{"bytes follow", "headquarters wrote", func(p *parcel) string { p.raw = append(p.pack(), 0); return dossier.EndOfZIP }},
	{"bytes stand before", "does not stand where it must", func(p *parcel) string { p.insert(0, []byte("#!/bin/sh\n")...); return "manifest.json" }},
	{"bytes stand between", "does not stand where it must", func(p *parcel) string {
		name := p.nth(note, 0)
		p.insert(p.header(name), 0, 0, 0)
		return name
	}},
	{"the file is cut in half", "cannot be read", func(p *parcel) string {
		name := p.photo(1)
		p.raw = p.pack()[:p.header(name)+1000]
		return name
	}},
	{"the directory is cut off", "headquarters wrote", func(p *parcel) string { p.raw = p.pack()[:p.directory("manifest.json")]; return dossier.EndOfZIP }},
	{"the file is empty", "does not stand where it must", func(p *parcel) string { p.raw = []byte{}; return "manifest.json" }},
	{"a member is said to be compressed", "header", func(p *parcel) string { name := p.photo(1); p.patch(p.header(name)+8, 8); return name }},
	{"a member's lengths are said to follow it", "header", func(p *parcel) string { name := p.photo(1); p.patch(p.header(name)+6, 8); return name }},
	{"a time is set", "header", func(p *parcel) string { name := p.nth(note, 0); p.patch(p.header(name)+10, 1); return name }},
	{"a member says it is a bomb", "header", func(p *parcel) string {
		name := p.nth(note, 0)
		p.patch(p.header(name)+22, 255, 255, 255, 255)
		return name
	}},
	{"the manifest says it is a bomb", "at most", func(p *parcel) string {
		p.patch(p.header("manifest.json")+18, 255, 255, 255, 127)
		return "manifest.json"
	}},
	{"an extra field is added", "header", func(p *parcel) string {
		name := p.nth(note, 0)
		at := p.header(name)
		p.insert(at+30+len(name), 1, 0, 0, 0)
		p.raw[at+28] = 4
		return name
	}},
	{"a name is changed", "header", func(p *parcel) string {
		name := p.nth(note, 0)
		p.patch(p.header(name)+30+len("entries/0000000"), '1')
		return name
	}},
	{"a CRC in the directory is changed", "directory", func(p *parcel) string { name := p.nth(note, 0); p.patch(p.directory(name)+16, 1, 2, 3, 4); return name }},
	{"a name in the directory is changed", "directory", func(p *parcel) string { name := p.nth(note, 0); p.patch(p.directory(name)+46, 'E'); return name }},
	{"two names of the directory lead to one member", "directory", func(p *parcel) string {
		name, at := p.photo(1), p.header(p.photo(0))
		p.patch(p.directory(name)+42, byte(at), byte(at>>8), byte(at>>16), byte(at>>24))
		return name
	}},
	{"a file gets a mode", "directory", func(p *parcel) string {
		name := p.photo(0)
		p.patch(p.directory(name)+38, 0, 0, 0xff, 0xa1)
		return name
	}},
	{"the end says ZIP64", "what the ZIP holds", func(p *parcel) string { p.patch(len(p.pack())-22+8, 255, 255, 255, 255); return dossier.EndOfZIP }},
	{"the end says another disk", "what the ZIP holds", func(p *parcel) string { p.patch(len(p.pack())-22+4, 1); return dossier.EndOfZIP }},
}
