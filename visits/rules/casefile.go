package rules

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"fairvisit/evidence"
)

// maxCases is how many cases a file may hold.
const maxCases = 2000

// ParseCases reads a file of cases that stand outside a pack (CASES.md): one case, a
// list, or {"common": {...}, "cases": [...]}. It reads as strictly as a pack and names
// the field it does not know; what a case leaves out is not known.
func ParseCases(data []byte) ([]PackCase, error) {
	cases, err := parseCases(data)
	if err != nil {
		return nil, fmt.Errorf("case not understood, nothing was judged: %w", err)
	}
	return cases, nil
}

func parseCases(data []byte) ([]PackCase, error) {
	list, common, err := rawCases(data)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 || len(list) > maxCases {
		return nil, fmt.Errorf("%d cases; a file holds 1 to %d", len(list), maxCases)
	}
	var cases []PackCase
	for i, raw := range list {
		var named struct{ Case string }
		_ = json.Unmarshal(raw, &named) // for the sentence alone; what is wrong is found below
		c, err := parseCase(raw, common)
		if err != nil {
			return nil, fmt.Errorf("case %d %q: %w", i+1, named.Case, err)
		}
		cases = append(cases, c)
	}
	return cases, nil
}

// rawCases gives the cases of a file as they stand there, and the fields that all share.
func rawCases(data []byte) (list []json.RawMessage, common map[string]json.RawMessage, err error) {
	if text := bytes.TrimSpace(data); len(text) > 0 && text[0] == '[' {
		return list, nil, json.Unmarshal(data, &list)
	}
	var file map[string]json.RawMessage
	if err := json.Unmarshal(data, &file); err != nil {
		return nil, nil, fmt.Errorf("no JSON object and no list of them: %w", err)
	}
	many, is := file["cases"]
	if !is {
		return []json.RawMessage{data}, nil, nil
	}
	for name := range file {
		if name != "cases" && name != "common" {
			return nil, nil, fmt.Errorf("%s stands beside cases; only common can", name)
		}
	}
	if shared, is := file["common"]; is {
		// Read as a case by itself, so that a name that stands twice in it is seen.
		if _, err := evidence.DecodeExact[PackCase](shared); err != nil {
			return nil, nil, fmt.Errorf("common: %w", sentence(err))
		}
		if err := json.Unmarshal(shared, &common); err != nil {
			return nil, nil, fmt.Errorf("common: %w", err)
		}
	}
	return list, common, json.Unmarshal(many, &list)
}

// parseCase reads one case. What it does not say itself it takes from common, field by
// field and whole: a list of its own takes the place of the one in common.
func parseCase(raw json.RawMessage, common map[string]json.RawMessage) (PackCase, error) {
	c, err := evidence.DecodeExact[PackCase](raw)
	if err == nil && len(common) > 0 {
		var own map[string]json.RawMessage
		err = json.Unmarshal(raw, &own)
		whole := maps.Clone(common)
		maps.Copy(whole, own)
		if err == nil {
			raw, err = json.Marshal(whole)
		}
		if err == nil {
			c, err = evidence.DecodeExact[PackCase](raw)
		}
	}
	if err == nil {
		err = c.checkFile()
	}
	c.Act = cmp.Or(c.Act, Start)
	return c, sentence(err)
}

// sentence says where to look a field up that is none.
func sentence(err error) error {
	if err == nil {
		return nil
	}
	if field, is := strings.CutPrefix(err.Error(), "json: unknown field "); is {
		return fmt.Errorf("%s is no field here; visits/rules/CASES.md lists them", field)
	}
	return err
}

// checkFile refuses what could be read in two ways. Of words the engine does not know
// (a place, a flag, a channel) it is the verdict that says so.
func (c *PackCase) checkFile() error {
	one := func(word string, words ...string) bool { return word == "" || slices.Contains(words, word) }
	switch {
	case !one(string(c.Expect), string(Allow), string(Warn), string(Block)):
		return fmt.Errorf("expect %q: can be allow, warn or block", c.Expect)
	case c.Expect == "" && (c.Rule != "" || c.Code != "" || c.NextAllowed+c.NextOnline+c.Close != 0 || len(c.Params) > 0 || c.Notes != nil || c.Says != nil || c.Needs != nil || c.MaySay != nil):
		return errors.New("it says what is expected of it, and not whether to allow, warn or block: expect is left out")
	case c.Expect == Allow && (c.Rule != "" || c.Code != "" || len(c.Params) > 0):
		return errors.New("rule, code and params are of a warning or a block; of an allow, what is owed stands in notes")
	case !one(string(c.Act), string(Start), string(Continue)):
		return fmt.Errorf("act %q: can be start or continue", c.Act)
	case !one(c.TimeClass, "A", "B", "C"):
		return fmt.Errorf("time_class %q: can be A, B or C", c.TimeClass)
	case c.Latest != 0 && (c.TimeClass == "B" || c.TimeClass == "C"), c.NewestEntry != 0 && c.TimeClass != "B":
		return errors.New("latest is of time_class A, newest_entry of B")
	case c.Crew < 0 || c.Crew > 10:
		return fmt.Errorf("crew %d: can be 0 to 10", c.Crew)
	case c.FlagsAge < 0, c.FlagsAge > 100_000, c.PacksAge < 0, c.PacksAge > 100_000:
		return errors.New("flags_age_hours or packs_age_hours: can be 0 to 100000")
	case c.FlagsAge > 0 && c.FlagsAsOf != 0, c.PacksAge > 0 && c.PacksAsOf != 0:
		return errors.New("the age is said twice: in hours, and by as_of")
	case len(c.With) > 0:
		return errors.New("with is for a test inside a pack; name the packs by -pack")
	case c.Region != "" && !IsRegion(c.Region), c.PlaceRegion != "" && !IsRegion(c.PlaceRegion), c.Branch != "" && !IsRegion(c.Branch):
		return errors.New("region, place_region or branch: want CN or US-MA, of branch also *")
	case c.Cash != nil && (c.Cash.Taker < 0 || c.Cash.Taker > c.Crew):
		return fmt.Errorf("cash taker %d: the crew is %d", c.Cash.Taker, c.Crew)
	}
	for _, held := range c.Certificates {
		if held.Officer < 1 || held.Officer > c.Crew {
			return fmt.Errorf("certificate of officer %d: the crew is %d", held.Officer, c.Crew)
		}
	}
	return nil
}

// Governing are the regions whose law governs the case, as of one that was imported.
func (c PackCase) Governing() []string {
	return Where{Said: c.Region, Zone: c.Zone, Branch: c.Branch}.Governing()
}
