package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"fairvisit/visits/rules"
)

// rulesCalendar reads a calendar. Alone it prints closed_days; with a pack it
// writes that pack's next version, which goes the road of every pack: days on
// which nobody may be visited, and days of rest that were made working days, need
// two signatures like any other rule.
func (c *call) rulesCalendar() error {
	name := c.flags.String("pack", "", "the pack to which the days are added")
	version := c.flags.String("version", "", "its next version")
	to := c.flags.String("o", "", "file for it")
	words, err := c.words(c.args)
	if err != nil {
		return err
	}
	if len(words) != 2 || words[0] != "import" || (*name == "") != (*version == "" || *to == "") {
		return errors.New("say: hq rules calendar import FILE.ics [-pack P -version V -o FILE]; nothing was read")
	}
	data, err := os.ReadFile(words[1])
	if err != nil {
		return err
	}
	days, err := rules.ReadCalendar(data)
	if err != nil {
		return err
	}
	if *name == "" {
		days.ID, days.Cites = "FILL-IN", []string{"FILL-IN"}
		return c.json(map[string]rules.ClosedDays{"closed_days": days})
	}
	all, err := shelf()
	if err != nil {
		return err
	}
	chosen, err := choose(all, *name)
	if err != nil {
		return err
	}
	next, err := withDays(chosen[0], days, *version)
	if err != nil {
		return err
	}
	if err := os.WriteFile(*to, next, 0o644); err != nil {
		return err
	}
	fmt.Fprintf(c.out, "%s holds %s %s; run its tests, have two publishers sign it, and publish it\n", *to, chosen[0].ID, *version)
	return nil
}

// withDays is the next version of a pack with more days in its calendar. All that
// is not version and calendar stays as it was written.
func withDays(f packFile, more rules.ClosedDays, version string) ([]byte, error) {
	if rules.CompareVersions(version, f.Version) <= 0 {
		return nil, fmt.Errorf("%s is %s and %s is no later version; nothing was written", f.ID, f.Version, version)
	}
	days, err := f.Closed.Join(more)
	if err != nil {
		return nil, err
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(f.data, &members); err != nil {
		return nil, err
	}
	for name, v := range map[string]any{"version": version, "closed_days": days} {
		if members[name], err = json.Marshal(v); err != nil {
			return nil, err
		}
	}
	next, err := json.MarshalIndent(members, "", "  ")
	if err == nil {
		_, err = rules.ParsePack(next) // what is written must be one
	}
	return next, err
}
