package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"fairvisit/assets"
	"fairvisit/visits/rules"
)

// errRules means that a pack does not hold what it says of itself; it has been told.
var errRules = errors.New("a rule pack must not be taken into use")

// enoughNoticed is the share of changes (percent) that a pack's own tests must
// notice. Some changes alter no verdict at all, so all of them it cannot be.
const enoughNoticed = 90

func runRules(ctx context.Context, c *call) error {
	what := ""
	if len(c.args) > 0 {
		what, c.args = c.args[0], c.args[1:]
	}
	switch what {
	case "test":
		return c.rulesTest()
	case "check":
		return c.rulesCheck()
	case "mutate":
		return c.rulesMutate()
	case "calendar":
		return c.rulesCalendar()
	}
	if act := ruleActs[what]; act != nil {
		return act(c, ctx)
	}
	fmt.Fprint(c.err, `usage: hq rules test     [-pack P,...]                     run each pack's own tests
       hq rules check    -case FILE [-pack P,... [-alone]] [-json]  judge a case, a file of them or a folder (visits/rules/CASES.md);
                                                           without -pack by the law of its region, zone and branch
       hq rules mutate   [-pack P,...] [-json]             change each number, day and verdict word: is it noticed?
       hq rules calendar import FILE.ics                   whole-day events as closed_days, to be put into a pack
       hq rules calendar import FILE.ics -pack P -version V -o FILE   the next version of a pack, with these days added
       hq rules key        -name NAME -o FILE              a publisher's key, and FILE.pub to be named by
       hq rules publishers -root FILE A.pub B.pub ...      have the root name who publishes; takes the place of the list before
       hq rules sign       FILE.json -key K [-from DAY]    sign a pack, for in force from a day on; writes FILE.json.NAME.sig
       hq rules publish    FILE.json -sig A -sig B         put it in force, signed by two
       hq rules withdraw   P -reason CODE                  take it out of force; its bytes stay
       hq rules confirm    P -name NAME                    a named person read it against the law; two make it confirmed
       hq rules list       [-json]                         what was published
P is the id of a pack that ships with headquarters (ID: its newest edition, or ID@VERSION), or a file that ends in .json;
of withdraw and confirm a published one: ID, or ID@VERSION
`)
	return errUsage
}

// packFile is a pack with its bytes.
type packFile struct {
	name string
	data []byte
	rules.Pack
}

// shelf gives the packs that ship, by file name.
func shelf() ([]packFile, error) {
	files, err := assets.Packs()
	if err != nil {
		return nil, err
	}
	var all []packFile
	for _, name := range slices.Sorted(maps.Keys(files)) {
		p, err := rules.ParsePack(files[name])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		all = append(all, packFile{name, files[name], p})
	}
	return all, nil
}

// newest keeps one version of each pack: the old one is carried for devices
// that do not know the new schema yet.
func newest(all []packFile) []packFile {
	var kept []packFile
	for _, f := range all {
		i := slices.IndexFunc(kept, func(o packFile) bool { return o.ID == f.ID })
		switch {
		case i < 0:
			kept = append(kept, f)
		case f.EffectiveFrom > kept[i].EffectiveFrom || f.EffectiveFrom == kept[i].EffectiveFrom && f.Version > kept[i].Version:
			kept[i] = f
		}
	}
	return kept
}

func packsOf(files []packFile) []rules.Pack {
	var packs []rules.Pack
	for _, f := range files {
		packs = append(packs, f.Pack)
	}
	return packs
}

// choose gives the packs named, or all that are no sketches.
func choose(shelf []packFile, names string) ([]packFile, error) {
	var chosen []packFile
	if names == "" {
		for _, f := range shelf {
			if f.Status != "sketch" {
				chosen = append(chosen, f)
			}
		}
		return chosen, nil
	}
	for name := range strings.SplitSeq(names, ",") {
		if f, is := named(shelf, name); is {
			chosen = append(chosen, f)
			continue
		}
		if !strings.HasSuffix(name, ".json") {
			return nil, fmt.Errorf("no pack is called %s, and it is no .json file; nothing was judged. There are: %s", name, strings.Join(idsOf(shelf), ", "))
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		p, err := rules.ParsePack(data)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		chosen = append(chosen, packFile{name, data, p})
	}
	return chosen, nil
}

// named finds ID, of which the newest is meant, or ID@VERSION.
func named(shelf []packFile, name string) (packFile, bool) {
	id, version, exact := strings.Cut(name, "@")
	if !exact {
		shelf = newest(shelf)
	}
	i := slices.IndexFunc(shelf, func(f packFile) bool { return f.ID == id && (!exact || f.Version == version) })
	if i < 0 {
		return packFile{}, false
	}
	return shelf[i], true
}

// idsOf are the packs that can be named, sketches left out: one by one they judge nothing.
func idsOf(shelf []packFile) []string {
	var ids []string
	for _, f := range shelf {
		if !f.Sketch() {
			ids = append(ids, f.ID+"@"+f.Version)
		}
	}
	slices.Sort(ids)
	return ids
}

func (c *call) rulesTest() error {
	names := c.flags.String("pack", "", "packs, by comma; left out: all that are no sketches")
	if err := c.parse(); err != nil {
		return err
	}
	all, err := shelf()
	if err != nil {
		return err
	}
	chosen, err := choose(all, *names)
	if err != nil {
		return err
	}
	failed := 0
	for _, f := range chosen {
		if err := f.Prove(packsOf(newest(all))...); err != nil {
			failed++
			fmt.Fprintln(c.out, err)
			continue
		}
		fmt.Fprintf(c.out, "%s %s: %d tests hold\n", f.ID, f.Version, len(f.Cases))
	}
	if failed > 0 {
		return fmt.Errorf("%d of %d packs fail: %w", failed, len(chosen), errRules)
	}
	return nil
}

func (c *call) rulesMutate() error {
	names := c.flags.String("pack", "", "packs, by comma; left out: all that are no sketches")
	asJSON := c.flags.Bool("json", false, "as JSON")
	if err := c.parse(); err != nil {
		return err
	}
	all, err := shelf()
	if err != nil {
		return err
	}
	chosen, err := choose(newest(all), *names)
	if err != nil {
		return err
	}
	low := 0
	found := []rules.Mutation{}
	for _, f := range chosen {
		m, err := rules.Mutate(f.data, packsOf(newest(all))...)
		if err != nil {
			return err
		}
		found = append(found, m)
		if m.Score() < enoughNoticed {
			low++
		}
		if *asJSON {
			continue
		}
		fmt.Fprintf(c.out, "%s: %d %% (%d changes noticed, %d not; %d make no pack)\n", m.Pack, m.Score(), m.Noticed, len(m.Survived), m.Refused)
		for _, s := range m.Survived {
			fmt.Fprintln(c.out, "  not noticed:", s)
		}
	}
	if *asJSON {
		err = c.json(found)
	}
	if low > 0 {
		err = errors.Join(err, fmt.Errorf("%d packs notice less than %d %% of what is changed in them: %w", low, enoughNoticed, errRules))
	}
	return err
}
