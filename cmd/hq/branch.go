package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"fairvisit/evidence"
	"fairvisit/sync/hq"
)

// newBranch declares the flag of the commands that may make a branch.
func (c *call) newBranch() *bool {
	return c.flags.Bool("new-branch", false, "make the branch: it is a further one, and not a name typed wrong. The first needs no such word")
}

// knownBranch is the id of a branch that is known here, by its people, its cases or where
// it was placed. Another name is refused: what it would show is nothing, and nothing is
// what somebody would go by.
func knownBranch(ctx context.Context, h *hq.HQ, name string) (evidence.ID, error) {
	unit := h.UnitID(name)
	known, err := h.HasBranch(ctx, unit)
	if err == nil && !known {
		err = unknownBranch(ctx, h, name, "")
	}
	return unit, err
}

// branchToFill is the id of a branch that a command may begin: the first one as it is
// named, a further one where that is said.
func branchToFill(ctx context.Context, h *hq.HQ, name string, begin bool) (evidence.ID, error) {
	unit := h.UnitID(name)
	known, err := h.HasBranch(ctx, unit)
	switch {
	case err != nil:
	case known && begin:
		err = fmt.Errorf("the branch %q is known here already: give it without -new-branch, or give the new one another name; nothing was done", name)
	case !known && !begin:
		others, failed := h.Branches(ctx)
		if err = failed; err == nil && len(others) > 0 {
			err = unknownBranch(ctx, h, name, "give -new-branch if it is a further one; ")
		}
	}
	return unit, err
}

// unknownBranch says that no branch has the name, and which there are. Names are kept
// nowhere, so one is found by trying what may have been meant, and the others are told by
// who works there.
func unknownBranch(ctx context.Context, h *hq.HQ, name, way string) error {
	known, err := h.Branches(ctx)
	if err != nil {
		return err
	}
	if len(known) == 0 {
		return fmt.Errorf("no branch %q is known here, and no other: a branch begins with hq enrol, hq unit or hq import; nothing was done", name)
	}
	is := map[evidence.ID]bool{}
	for _, b := range known {
		is[b.ID] = true
	}
	meant, found := meantName(name, func(s string) bool { return is[h.UnitID(s)] })
	var told []string
	for _, b := range known {
		switch {
		case len(told) == branchesTold:
			told = append(told, fmt.Sprintf("and %d more", len(known)-branchesTold))
		case len(told) > branchesTold:
		case found && b.ID == h.UnitID(meant):
			told = append(told, fmt.Sprintf("%q (%s)", meant, branchText(&b)))
		default:
			told = append(told, "one with "+branchText(&b))
		}
	}
	ask := ""
	if found {
		ask = fmt.Sprintf("; did you mean %q?", meant)
	}
	return fmt.Errorf("no branch %q is known here%s (known: %s); a name is kept as a hash only, so it must be typed letter for letter; %snothing was done",
		name, ask, strings.Join(told, "; "), way)
}

// How many branches, and people of one, are named before the rest is counted.
const (
	branchesTold = 12
	peopleTold   = 4
)

func branchText(b *hq.Branch) string {
	said := fmt.Sprintf("%d cases", b.Cases)
	if b.Cases == 1 {
		said = "1 case"
	}
	if n := len(b.People); n > 0 {
		who := strings.Join(b.People[:min(n, peopleTold)], ", ")
		if n > peopleTold {
			who += fmt.Sprintf(" and %d more", n-peopleTold)
		}
		said = who + ", " + said
	}
	if b.Region != "" {
		said += ", in " + b.Region
	}
	return said
}

// meantName is the name that somebody who typed s may have meant: the same but for
// spaces around it, for capitals, or for one letter more, less, other, or in another
// place. A name is tried by its hash.
func meantName(s string, known func(string) bool) (string, bool) {
	plain := strings.TrimSpace(s)
	for _, like := range slices.Compact([]string{plain, strings.ToLower(plain), strings.ToUpper(plain)}) {
		letters := []rune(like)
		if len(letters) > maxTypedName {
			return "", false
		}
		for try := range onceTyped(letters) {
			if known(try) {
				return try, true
			}
			if t := []rune(try); len(t) > 0 && unicode.IsLower(t[0]) { // north is North
				t[0] = unicode.ToUpper(t[0])
				if known(string(t)) {
					return string(t), true
				}
			}
		}
	}
	return "", false
}

// What is tried is bounded: each letter costs a hash for each that could stand there.
const (
	maxTypedName = 64
	maxHanName   = 10
)

// onceTyped yields a name and all that one slip of the finger makes of it.
func onceTyped(name []rune) func(yield func(string) bool) {
	alphabet := lettersLike(name)
	return func(yield func(string) bool) {
		with := func(parts ...[]rune) bool {
			var b strings.Builder
			for _, p := range parts {
				b.WriteString(string(p))
			}
			return yield(b.String())
		}
		if !with(name) {
			return
		}
		for i := range len(name) + 1 {
			if i < len(name) && !with(name[:i], name[i+1:]) || i+1 < len(name) && !with(name[:i], name[i+1:i+2], name[i:i+1], name[i+2:]) {
				return
			}
			for _, r := range alphabet {
				if !with(name[:i], []rune{r}, name[i:]) || i < len(name) && !with(name[:i], []rune{r}, name[i+1:]) {
					return
				}
			}
		}
	}
}

// lettersLike are the letters that may stand in a name like this one: Chinese ones only
// where it has any, for there are twenty thousand.
func lettersLike(name []rune) []rune {
	alphabet := []rune("abcdefghijklmnopqrstuvwxyz0123456789 -_.")
	upper, han := false, false
	for _, r := range name {
		upper, han = upper || unicode.IsUpper(r), han || unicode.Is(unicode.Han, r)
	}
	if upper {
		alphabet = append(alphabet, []rune("ABCDEFGHIJKLMNOPQRSTUVWXYZ")...)
	}
	if han && len(name) <= maxHanName {
		for r := rune(0x4e00); r <= 0x9fa5; r++ {
			alphabet = append(alphabet, r)
		}
	}
	return alphabet
}
