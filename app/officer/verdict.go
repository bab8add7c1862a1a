package officer

import (
	"slices"
	"time"

	"fairvisit/app/i18n"
	"fairvisit/app/record"
	"fairvisit/app/ruling"
	"fairvisit/app/widgets"
	"fairvisit/visits/rules"
)

// The codes that decide how a refusal is shown, as visits/rules writes them.
const (
	codeFlag = "flag_stands"
	codeCrew = "crew_too_small"
)

// notBuilt are ways out that this version of the app cannot offer; naming them
// would send an officer to look for a button that is not there.
var notBuilt = []string{"scan_colleague_beacon"}

// chipOf is a verdict in a few words: the answer of the rules and nothing else.
func chipOf(w *i18n.Words, v rules.Verdict, zone *time.Location, now time.Time) (widgets.Sense, string) {
	switch {
	case v.Allowed():
		return allowedChip(w, v, zone)
	case v.NextAllowed != 0:
		return widgets.Neutral, w.T("officer.chip.from", "time", moment(w, v.NextAllowed, zone, now))
	}
	r, ok := worst(v)
	if !ok {
		return widgets.Danger, w.T("officer.chip.unknown")
	}
	if r.Code == codeCrew {
		return widgets.Warning, w.T("officer.chip.crew_too_small")
	}
	return widgets.Danger, coded(w, "officer.chip.", r.Code, paramsOf(w, r, zone))
}

func allowedChip(w *i18n.Words, v rules.Verdict, zone *time.Location) (widgets.Sense, string) {
	end := ""
	if v.EndBy != 0 {
		end = w.Clock(time.UnixMicro(v.EndBy).In(zone))
	}
	switch {
	case v.Decision == rules.Warn && end != "":
		return widgets.Warning, w.T("officer.chip.warned", "time", end)
	case v.Decision == rules.Warn:
		return widgets.Warning, w.T("officer.chip.warned_open")
	case end != "":
		return widgets.Good, w.T("officer.chip.allowed", "time", end)
	}
	return widgets.Good, w.T("officer.chip.allowed_open")
}

// worst is the reason a chip names: a stop before all others, a missing
// colleague after them, for that one the officer can mend.
func worst(v rules.Verdict) (rules.Reason, bool) {
	rank := func(r rules.Reason) int {
		switch r.Code {
		case codeFlag:
			return 0
		case codeCrew:
			return 2
		}
		return 1
	}
	var best rules.Reason
	found := false
	for _, r := range v.Reasons {
		if r.Severity == rules.Block && (!found || rank(r) < rank(best)) {
			best, found = r, true
		}
	}
	return best, found
}

// onlyCrew reports that a second officer is all that is missing.
func onlyCrew(v rules.Verdict) bool {
	blocks := 0
	for _, r := range v.Reasons {
		if r.Severity == rules.Block {
			blocks++
			if r.Code != codeCrew {
				return false
			}
		}
	}
	return blocks > 0
}

// crewMissing reports that among other things a second officer is missing.
func crewMissing(v rules.Verdict) bool {
	return slices.ContainsFunc(v.Reasons, func(r rules.Reason) bool { return r.Code == codeCrew })
}

// moment is a time in the debtor's zone, with the day unless it is today there.
func moment(w *i18n.Words, at int64, zone *time.Location, now time.Time) string {
	return w.Moment(time.UnixMicro(at).In(zone), now.In(zone))
}

// reasonText is one reason in plain words.
func reasonText(w *i18n.Words, r rules.Reason, zone *time.Location) string {
	text := ruling.Text(w, r, zone)
	for param, key := range map[string]string{"since": "stops.told", "newest": "stops.told_contact"} {
		at, err := time.Parse(time.RFC3339, r.Params[param])
		if source := record.SourceOf(w, r.Params["source"], r.Params["said_by"]); err == nil && source != "" {
			text += " " + w.T(key, "day", w.Date(at.In(zone)), "source", source)
		}
	}
	return text
}

// sourceText is the rule a reason stands on: its id, its pack with version.
func sourceText(w *i18n.Words, v rules.Verdict, r rules.Reason) string {
	if r.Pack == "" {
		return w.T("officer.rule.engine", "rule", r.Rule)
	}
	version := ""
	for _, p := range v.Packs {
		if p.ID == r.Pack {
			version = p.Version
		}
	}
	return w.T("officer.rule.pack", "rule", r.Rule, "pack", r.Pack, "version", version)
}

// insteadTexts are what may be done instead.
func insteadTexts(w *i18n.Words, r rules.Reason) []string {
	var list []string
	for _, code := range r.Instead {
		if !slices.Contains(notBuilt, code) {
			list = append(list, coded(w, "officer.instead.", code, nil))
		}
	}
	return list
}

// The words of a ruling, by the short names the pages here use throughout.
var (
	coded    = ruling.Coded
	paramsOf = ruling.Params
)
