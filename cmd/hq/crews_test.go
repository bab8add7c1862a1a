package main

import (
	"bytes"
	"context"
	"path/filepath"
	"strings"
	"testing"

	"fairvisit/sync/hq"
	"fairvisit/visits/safety"
)

// An operator is told of an overdue crew whether its device was in touch since, for
// these are two different things; and of a silent call what not to do.
func TestWhatAnOperatorIsToldOfACrew(t *testing.T) {
	const due = 1_770_777_600_000_000
	for name, c := range map[string]struct {
		out    hq.CrewOut
		says   string
		silent string
	}{
		"online":   {hq.CrewOut{State: safety.Overdue, Due: due, Seen: due + 1}, "nobody checked in", "may be waiting"},
		"offline":  {hq.CrewOut{State: safety.Overdue, Due: due, Seen: due - 1}, "may be waiting on it", "nobody checked in"},
		"in time":  {hq.CrewOut{State: safety.Safe, Due: due, Seen: due - 1}, "", "may be waiting"},
		"silently": {hq.CrewOut{State: safety.Safe, Help: 2, Silent: 1}, "1 of 2 times silently: ring no phone", ""},
		"openly":   {hq.CrewOut{State: safety.Safe, Help: 1}, "asked for help", "silently"},
		"incident": {hq.CrewOut{State: safety.Safe, Incidents: []string{"dog", "threat"}}, "incident: dog, threat", ""},
	} {
		said := strings.Join(besides(c.out), "")
		if !strings.Contains(said, c.says) || c.silent != "" && strings.Contains(said, c.silent) {
			t.Errorf("%s: %q", name, said)
		}
	}
}

func TestAnOperatorListsCrews(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "hq")
	for _, args := range [][]string{{"init", "-dir", dir}, {"crews", "-dir", dir}} {
		var out, errs bytes.Buffer
		if code := run(context.Background(), args, nil, &out, &errs); code != 0 {
			t.Fatalf("hq %v: %d, %s", args, code, errs.String())
		}
		if args[0] == "crews" && !strings.Contains(out.String(), "No visit is under way") {
			t.Errorf("it says %q", out.String())
		}
	}
}
