package rules

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// shipped reads every pack of the tree by file name.
func shipped(t testing.TB) (packs map[string]Pack, files map[string][]byte) {
	t.Helper()
	names, err := filepath.Glob("../../assets/packs/*.json")
	if err != nil || len(names) == 0 {
		t.Fatalf("no packs found: %v", err)
	}
	packs, files = map[string]Pack{}, map[string][]byte{}
	for _, n := range names {
		data, err := os.ReadFile(n)
		if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimSuffix(filepath.Base(n), ".json")
		if packs[name], err = ParsePack(data); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		files[name] = data
	}
	return packs, files
}

// editedFile is a shipped pack file with a change.
func editedFile(t testing.TB, name string, edit func(object)) []byte {
	t.Helper()
	_, files := shipped(t)
	var o object
	if err := json.Unmarshal(files[name], &o); err != nil {
		t.Fatal(err)
	}
	edit(o)
	data, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// complete are the packs of the second schema that are no sketches, lowest
// layer first.
var complete = []string{"house-2", "cn", "us-federal-4", "us-ma-4", "ie-3", "gr"}

func below(packs map[string]Pack) []Pack {
	var all []Pack
	for _, name := range complete {
		all = append(all, packs[name])
	}
	return all
}

// lastEditions are the shipped packs, of each the newest.
func lastEditions(t testing.TB) []Pack {
	t.Helper()
	packs, _ := shipped(t)
	var last []Pack
	for _, p := range packs {
		if !slices.ContainsFunc(slices.Collect(maps.Values(packs)), func(o Pack) bool { return o.ID == p.ID && CompareVersions(o.Version, p.Version) > 0 }) {
			last = append(last, p)
		}
	}
	return last
}

func TestEveryShippedPackProvesItself(t *testing.T) {
	packs, files := shipped(t)
	for name, p := range packs {
		err := p.Prove(below(packs)...)
		switch {
		case p.Status == statusSketch && err == nil:
			t.Errorf("%s: a sketch proves something", name)
		case p.Status != statusSketch && err != nil:
			t.Error(err)
		case p.Status != statusSketch && len(p.Cases) < 20:
			t.Errorf("%s carries only %d tests", name, len(p.Cases))
		}
		for i, c := range p.Cases {
			if slices.ContainsFunc(p.Cases[:i], func(o PackCase) bool { return o.Case == c.Case }) {
				t.Errorf("%s: two tests are called %s", name, c.Case)
			}
		}
		if len(files[name]) > maxPack/2 {
			t.Errorf("%s: grows too large to be carried", name)
		}
	}
}

// A pack whose numbers can be changed without one of its own cases noticing is
// a pack whose numbers nobody has checked.
func TestPacksNoticeBeingChanged(t *testing.T) {
	packs, files := shipped(t)
	for _, name := range complete {
		m, err := Mutate(files[name], below(packs)...)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		t.Logf("%s: %d noticed, %d refused, %d survived: %d %%", name, m.Noticed, m.Refused, len(m.Survived), m.Score())
		t.Log(strings.Join(m.Survived, "\n"))
		if m.Score() < 95 {
			t.Errorf("%s: only %d %%; nobody notices %s", name, m.Score(), strings.Join(m.Survived, "; "))
		}
	}
	if len(packs) < len(complete)+1 {
		t.Errorf("only %v", slices.Sorted(maps.Keys(packs)))
	}
}
