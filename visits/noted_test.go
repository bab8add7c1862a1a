package visits_test

import (
	"crypto/ed25519"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"fairvisit/evidence"
	"fairvisit/evidence/photo"
	"fairvisit/visits"
)

const fine = 500 // a variance of the Laplacian of a sharp photo

// What is noted of a photo, at each bound and beyond it.
func TestWhatIsNotedOfAPhoto(t *testing.T) {
	place := &visits.PlaceWords{HasPoint: true, LatE7: 25_0460333, LonE7: 102_7033000}
	sharp := photo.Look{Sharp: fine, Luma: 120}
	const wall = 1_770_777_667_000_000 // 2026-02-11T02:41:07Z
	for name, c := range map[string]struct {
		facts photo.Facts
		at    visits.Taking
		want  []string
		clock int64
		off   int64
	}{
		"nothing to say":           {photo.Facts{Look: sharp}, visits.Taking{Wall: wall, Place: place}, nil, 0, 0},
		"blurred":                  {photo.Facts{Look: photo.Look{Sharp: 3}}, visits.Taking{Wall: wall}, []string{"blurred"}, 0, 0},
		"dark, so not blurred":     {photo.Facts{Look: photo.Look{Dark: 950}}, visits.Taking{Wall: wall}, []string{"dark"}, 0, 0},
		"bright, so not blurred":   {photo.Facts{Look: photo.Look{Bright: 950}}, visits.Taking{Wall: wall}, []string{"bright"}, 0, 0},
		"the camera's own zone":    {photo.Facts{Look: sharp, TakenLocal: "2026-02-11T10:41:07+08:00"}, visits.Taking{Wall: wall}, nil, 0, 0},
		"the device's zone":        {photo.Facts{Look: sharp, TakenLocal: "2026-02-11T10:41:17"}, visits.Taking{Wall: wall, Zone: 480}, nil, 10, 0},
		"a quarter of an hour":     {photo.Facts{Look: sharp, TakenLocal: "2026-02-11T10:26:07"}, visits.Taking{Wall: wall, Zone: 480}, nil, -900, 0},
		"a second more":            {photo.Facts{Look: sharp, TakenLocal: "2026-02-11T10:26:06"}, visits.Taking{Wall: wall, Zone: 480}, []string{"time"}, -901, 0},
		"in the future":            {photo.Facts{Look: sharp, TakenLocal: "2026-02-11T11:41:07"}, visits.Taking{Wall: wall, Zone: 480}, []string{"time"}, 3600, 0},
		"at the door":              {photo.Facts{Look: sharp, HasPlace: true, LatE7: 25_0461333, LonE7: 102_7033000}, visits.Taking{Wall: wall, Place: place}, nil, 0, 11},
		"a long way east":          {photo.Facts{Look: sharp, HasPlace: true, LatE7: 25_0460333, LonE7: 102_7233000}, visits.Taking{Wall: wall, Place: place}, []string{"far"}, 0, 2015},
		"the case has no place":    {photo.Facts{Look: sharp, HasPlace: true, LatE7: 1, LonE7: 1}, visits.Taking{Wall: wall, Place: &visits.PlaceWords{}}, nil, 0, 0},
		"seen, and everything bad": {photo.Facts{Look: photo.Look{Dark: 950}, TakenLocal: "2020-01-01T00:00:00Z", HasPlace: true, LatE7: 1}, visits.Taking{Wall: wall, Place: place, Seen: true}, []string{"seen", "far", "dark"}, 0, 11285369},
	} {
		var f visits.PhotoFacts
		f.Note(c.facts, c.at)
		if !slices.Equal(f.Noted, c.want) || f.Clock != c.clock || f.Off != c.off {
			t.Errorf("%s: %v, clock %d s, %d m; want %v, %d s, %d m", name, f.Noted, f.Clock, f.Off, c.want, c.clock, c.off)
		}
	}
}

// An entry from before photos were measured says what it said.
func TestAPhotoFromBeforeNotesIsReadAsItWas(t *testing.T) {
	var f visits.PhotoFacts
	old := `{"question":"d5","source":"camera","width":4000,"height":3000}`
	if err := evidence.DecodePayload([]byte(old), &f); err != nil || f.Question != "d5" || f.Noted != nil {
		t.Fatalf("%+v, %v", f, err)
	}
	if b, err := evidence.MarshalPayload(f); err != nil || string(b) != old {
		t.Errorf("%s, %v", b, err)
	}
}

func TestAPrintIsReadAsItWasWritten(t *testing.T) {
	for _, p := range []uint64{0, 1, 1 << 63, 0xdeadbeef00112233} {
		if got := visits.ReadPrint(visits.WritePrint(p)); got != p {
			t.Errorf("%x became %x", p, got)
		}
	}
	for _, s := range []string{"0", "0000000000000000", "DEADBEEF00112233", "+eadbeef00112233", "12345678901234567", "deadbeef0011223 "} {
		if got := visits.ReadPrint(s); got != 0 {
			t.Errorf("%q is read as %x", s, got)
		}
	}
}

// taken is a photo of a case by a device, with the print it has.
func taken(t *testing.T, device, visit, caseID evidence.ID, seq uint64, print uint64) *evidence.Entry {
	t.Helper()
	return takenOf(t, device, visit, caseID, seq, print, evidence.Hash{})
}

// takenOf is taken of a file.
func takenOf(t *testing.T, device, visit, caseID evidence.ID, seq uint64, print uint64, file evidence.Hash) *evidence.Entry {
	t.Helper()
	facts, err1 := evidence.MarshalPayload(visits.PhotoFacts{Source: "camera", Noted: []string{visits.NotedBlurred}})
	words, err2 := evidence.MarshalPayload(visits.PhotoWords{Photos: []visits.PhotoSecret{{Print: visits.WritePrint(print), SHA256: file}}})
	h := evidence.Header{Kind: visits.PhotoTaken, Build: "test", Device: device, Epoch: device, Seq: seq, Wall: 1, Prev: evidence.Hash{byte(seq), byte(seq >> 8)},
		Refs:   []evidence.Ref{{Kind: evidence.RefCase, ID: caseID}, {Kind: evidence.RefVisit, ID: visit}},
		Photos: []evidence.PhotoRef{{Root: evidence.Hash{9}, Size: 10, Type: 1}}}
	e, err3 := evidence.Sign(h, evidence.NewPart(facts), evidence.NewPart(words), evidence.Keys{Device: ed25519.NewKeyFromSeed(make([]byte, 32))})
	if err1 != nil || err2 != nil || err3 != nil {
		t.Fatal(err1, err2, err3)
	}
	return &e
}

// The same picture, turned and a little worse, handed in for two cases by two
// devices is a finding that names the first; for one case, or with the words
// erased, it is none. A device makes none. Read again from what was stored it is
// the same finding.
func TestOnePictureForTwoCasesIsAFinding(t *testing.T) {
	const print = 0x9d3c61f00b57a2e8
	turned := photo.Turns(print)[6] ^ 0x8000_0100_0000_0001 // three bits off, in three quarters
	a, b := evidence.ID{1}, evidence.ID{2}
	here, there := evidence.ID{3}, evidence.ID{4}
	first, again := taken(t, a, evidence.ID{5}, here, 2, print), taken(t, a, evidence.ID{5}, here, 3, print)
	other, far := taken(t, b, evidence.ID{6}, there, 2, turned), taken(t, b, evidence.ID{6}, there, 3, turned^0xf0f0)
	erased := *taken(t, b, evidence.ID{6}, there, 4, print)
	erased.Words = evidence.Part{State: evidence.Erased}

	read := func(received int64, each bool) (found []*visits.Finding) {
		stored := map[visits.Key][]byte{}
		p := visits.NewPictures(func(k visits.Key) ([]byte, error) { return stored[k], nil })
		for _, e := range []*evidence.Entry{first, again, other, far, &erased} {
			if err := p.Apply(visits.Input{Entry: e, Status: evidence.Whole, Received: received}); err != nil {
				t.Fatal(err)
			}
			if each {
				for _, c := range changed(t, p) {
					stored[c.Key] = c.Body
				}
				p.Drop()
			}
		}
		for _, c := range changed(t, p) {
			stored[c.Key] = c.Body
		}
		for k, body := range stored {
			switch k.Kind {
			case visits.KindFinding:
				f := new(visits.Finding)
				if err := json.Unmarshal(body, f); err != nil {
					t.Fatal(err)
				}
				found = append(found, f)
			case visits.KindVisit:
				if !strings.Contains(string(body), `"noted":["blurred"]`) {
					t.Errorf("the visit does not say what was noted: %s", body)
				}
			case visits.KindPrints:
				if received == 0 {
					t.Error("a device compares")
				}
			}
		}
		return found
	}
	for _, each := range []bool{false, true} {
		found := read(7, each)
		if len(found) != 1 {
			t.Fatalf("%d findings", len(found))
		}
		f := found[0]
		if f.Code != visits.SamePicture || f.Entry != other.ID || f.Case != there || f.Device != b || f.Detail != fmt.Sprintf("photo %s/0 of case %s; 3 of 64 bits differ", first.ID.Short(), here.Short()) {
			t.Errorf("%+v", f)
		}
	}
	if found := read(0, false); len(found) != 0 {
		t.Errorf("a device finds %+v", found[0])
	}
}

// The file of a photo that comes back in a later visit of its case is found, and names
// the first; another picture of the same door, the same file twice in one visit, and the
// file of which the words are erased are not.
func TestOneFileForTwoVisitsIsAFinding(t *testing.T) {
	const print = 0x9d3c61f00b57a2e8
	device, of, other := evidence.ID{1}, evidence.ID{3}, evidence.ID{4}
	first, later := evidence.ID{5}, evidence.ID{6}
	door, file := evidence.Hash{1}, evidence.Hash{2}
	original := takenOf(t, device, first, of, 3, print, file)
	erased := *takenOf(t, device, later, of, 9, print, file)
	erased.Words = evidence.Part{State: evidence.Erased}
	for name, c := range map[string]struct {
		again *evidence.Entry
		code  string
	}{
		"the file in a later visit":             {takenOf(t, device, later, of, 9, print, file), visits.SameFile},
		"the file again in that visit":          {takenOf(t, device, first, of, 9, print, file), ""},
		"another picture of the door":           {takenOf(t, device, later, of, 9, print, evidence.Hash{7}), ""},
		"without its words":                     {&erased, ""},
		"of a device that says nothing of them": {takenOf(t, device, later, of, 9, print, evidence.Hash{}), ""},
		"the file in another case":              {takenOf(t, device, later, other, 9, print, file), visits.SamePicture},
	} {
		p := visits.NewPictures(func(visits.Key) ([]byte, error) { return nil, nil })
		for _, e := range []*evidence.Entry{takenOf(t, device, first, of, 2, print, door), original, c.again} {
			if err := p.Apply(visits.Input{Entry: e, Status: evidence.Whole, Received: 7}); err != nil {
				t.Fatal(err)
			}
		}
		found := ""
		for _, k := range changed(t, p) {
			if f, is := k.Value.(*visits.Finding); is {
				found += f.Code
				if f.Code == visits.SameFile && (f.Detail != "photo "+original.ID.Short()+"/0" || f.Entry != c.again.ID) {
					t.Errorf("%s: %+v", name, f)
				}
			}
		}
		if found != c.code {
			t.Errorf("%s: found %q, not %q", name, found, c.code)
		}
	}
}

// A photo that is dark all over is known again by its file, however many other dark ones
// came before; where no digest says which file it is, nothing is found.
func TestADarkFileForTwoVisitsIsAFinding(t *testing.T) {
	device, of := evidence.ID{1}, evidence.ID{3}
	for name, c := range map[string]struct {
		file  evidence.Hash
		later evidence.ID // case
		found int
	}{
		"the file":                    {evidence.Hash{2}, of, 1},
		"another file":                {evidence.Hash{7}, of, 0},
		"a device that says no file":  {evidence.Hash{}, of, 0},
		"the file in another's visit": {evidence.Hash{2}, evidence.ID{4}, 0},
	} {
		p := visits.NewPictures(func(visits.Key) ([]byte, error) { return nil, nil })
		var entries []*evidence.Entry
		for i := range 300 { // more than share one quarter of a print
			entries = append(entries, takenOf(t, device, evidence.ID{9, byte(i), byte(i >> 8)}, of, uint64(i+2), 0, evidence.Hash{5, byte(i), byte(i >> 8)}))
		}
		entries = append(entries, takenOf(t, device, evidence.ID{5}, of, 400, 0, evidence.Hash{2}), takenOf(t, device, evidence.ID{6}, c.later, 401, 0, c.file))
		for _, e := range entries {
			if err := p.Apply(visits.Input{Entry: e, Status: evidence.Whole, Received: 7}); err != nil {
				t.Fatal(err)
			}
		}
		found := 0
		for _, k := range changed(t, p) {
			if f, is := k.Value.(*visits.Finding); is && f.Code == visits.SameFile && f.Visit == (evidence.ID{6}) {
				found++
			}
		}
		if found != c.found {
			t.Errorf("%s: found %d, not %d", name, found, c.found)
		}
	}
}
