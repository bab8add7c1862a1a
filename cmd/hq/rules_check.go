package main

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"fairvisit/visits/rules"
)

// errExpected means that a case came out otherwise than it says; it has been told.
var errExpected = errors.New("not as the cases expect")

func (c *call) rulesCheck() error {
	names := c.flags.String("pack", "", "packs, by comma; left out: those whose law governs the case")
	file := c.flags.String("case", "", "file with one case or more, or a folder of such files (visits/rules/CASES.md)")
	alone := c.flags.Bool("alone", false, "by the packs of -pack with no house under them: what a law itself says. No visit is judged so")
	asJSON := c.flags.Bool("json", false, "as JSON; more than one case: a list")
	if err := c.parse(); err != nil {
		return err
	}
	cases, err := casesIn(*file)
	if err != nil {
		return err
	}
	all, err := shelf()
	if err != nil {
		return err
	}
	if *alone && *names == "" {
		return errors.New("-alone needs -pack; nothing was judged")
	}
	var chosen []packFile
	if *names != "" {
		if chosen, err = choose(all, *names); err != nil {
			return err
		}
	}
	library := packsOf(newest(all))
	var tried []rules.Trial
	for _, asked := range cases {
		switch {
		case *alone:
			tried = append(tried, asked.TryAlone(packsOf(chosen)))
		case *names != "":
			tried = append(tried, asked.Try(packsOf(chosen), nil))
		default:
			governed := asked.Governing()
			tried = append(tried, asked.Try(rules.Of(library, governed...), governed))
		}
	}
	if *asJSON && len(tried) == 1 {
		err = c.json(tried[0])
	} else if *asJSON {
		err = c.json(tried)
	} else {
		err = c.tried(tried)
	}
	return errors.Join(err, c.otherwise(tried))
}

// casesIn reads a file, or every .json file under a folder in the order of their names.
func casesIn(path string) ([]rules.PackCase, error) {
	var cases []rules.PackCase
	err := filepath.WalkDir(path, func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || file != path && !strings.HasSuffix(file, ".json") {
			return err
		}
		data, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		more, err := rules.ParseCases(data)
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		cases = append(cases, more...)
		return nil
	})
	if err == nil && len(cases) == 0 {
		err = fmt.Errorf("%s holds no case: no file that ends in .json; nothing was judged", path)
	}
	return cases, err
}

// otherwise counts the cases that say what they expect, and fails where one of them
// came out otherwise.
func (c *call) otherwise(tried []rules.Trial) error {
	expected, bad := 0, 0
	for _, t := range tried {
		if t.Expected != "" {
			expected++
		}
		if t.Otherwise != "" {
			bad++
			fmt.Fprintf(c.err, "%s: %s\n", t.Case, t.Otherwise)
		}
	}
	if bad > 0 {
		return fmt.Errorf("%d of %d cases came out otherwise: %w", bad, expected, errExpected)
	}
	return nil
}

// tried writes verdicts for people at a terminal.
func (c *call) tried(all []rules.Trial) error {
	for _, t := range all {
		if len(all) > 1 {
			fmt.Fprintf(c.out, "%s: ", t.Case)
		}
		if err := c.triedOne(t); err != nil {
			return err
		}
	}
	return nil
}

func (c *call) triedOne(t rules.Trial) error {
	v := t.Verdict
	fmt.Fprintln(c.out, v.Decision)
	if t.At != "" {
		fmt.Fprintf(c.out, "  asked about %s %s\n", t.At, weekday(t.At))
	}
	for _, r := range slices.Concat(v.Reasons, v.Notes) {
		fmt.Fprintf(c.out, "  %s %s: %s%s; instead: %s\n", r.Severity, strings.TrimSpace(r.Pack+" "+r.Rule), r.Code, details(r.Params, t.Zone), strings.Join(r.Instead, ", "))
		for _, s := range t.Cites {
			if s.Rule == r.Rule {
				fmt.Fprintf(c.out, "    by %s of %s: %s, %s\n", s.Source, s.Pack, s.Law, s.Article)
			}
		}
	}
	if slices.ContainsFunc(v.Reasons, func(r rules.Reason) bool { return r.Code == "pack_missing" }) {
		fmt.Fprintln(c.out, "  a country's rules stand on the house's: add base.house to -pack, or -alone to see what they say themselves")
	}
	for _, at := range []struct{ what, local string }{{"must end by", t.EndBy}, {"next allowed", t.Next}, {"next allowed if synced by then", t.NextOnline}} {
		if at.local != "" {
			fmt.Fprintf(c.out, "  %s %s %s\n", at.what, at.local, weekday(at.local))
		}
	}
	if v.Allowed() {
		fmt.Fprintf(c.out, "  may be said: %s\n", strings.Join(t.Says, ", "))
	}
	for _, l := range t.SaysTo {
		known := "not identified"
		if l.Identified {
			known = "identified"
		}
		fmt.Fprintf(c.out, "  may be said to %s, %s: %s\n", strings.TrimSpace(l.To+" "+l.Party), known, strings.Join(l.MaySay, ", "))
	}
	fmt.Fprintf(c.out, "  must bring back: %s\n", strings.Join(t.Needs, ", "))
	for _, p := range t.JudgedBy {
		fmt.Fprintf(c.out, "  judged by %s, in force by a word of %s ago, %s\n", p.Pack, p.Age, p.Counsel)
	}
	if len(t.Unknown) > 0 {
		fmt.Fprintf(c.out, "  not known: %s\n", strings.Join(t.Unknown, ", "))
	}
	if len(t.NotUnderstood) > 0 {
		fmt.Fprintf(c.out, "  not understood: %s\n", strings.Join(t.NotUnderstood, ", "))
	}
	if t.Otherwise != "" {
		fmt.Fprintln(c.out, "  expected otherwise:", t.Otherwise)
	}
	return nil
}

// weekday is the day of the week of a moment, by its own offset.
func weekday(moment string) string {
	at, err := time.Parse(time.RFC3339, moment)
	if err != nil {
		return ""
	}
	return at.Weekday().String()
}

// details are the parameters of a reason for people: moments by the clock at the address.
func details(params map[string]string, zone string) string {
	loc, err := time.LoadLocation(zone)
	if err != nil {
		loc = time.UTC
	}
	text := ""
	for _, key := range slices.Sorted(maps.Keys(params)) {
		value := params[key]
		if moment, err := time.Parse(time.RFC3339, value); err == nil {
			value = moment.In(loc).Format(time.RFC3339)
		} else if us, err := strconv.ParseInt(value, 10, 64); err == nil && strings.HasSuffix(key, "_us") {
			key, value = strings.TrimSuffix(key, "_us"), time.UnixMicro(us).In(loc).Format(time.RFC3339)
		}
		text += " " + key + "=" + value
	}
	return text
}
