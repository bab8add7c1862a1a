package manager

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"fairvisit/app/i18n"
	"fairvisit/app/record"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/evidence"
	"fairvisit/visits"
	dayplan "fairvisit/visits/plan"
)

// otherWord is a field of the roster that somebody else said otherwise since the
// manager of this device last looked.
type otherWord struct {
	of    evidence.ID // zero: of the whole branch
	field visits.RosterField
}

// othersSaid are those fields, the latest first. A word that took nothing away and says
// nothing, as of a day that is long over, is none.
func (m *Manager) othersSaid() []otherWord {
	var list []otherWord
	kept := &m.branch.rosterKept
	for i := range kept.parts {
		p := &kept.parts[i]
		if !p.Of.IsZero() && m.roster.person(p.Of) == nil {
			continue // who left is nobody's to plan with
		}
		for _, f := range p.Fields {
			if f.By != m.k.Me() && f.Value != kept.seen[p.Of][f.Key] {
				list = append(list, otherWord{p.Of, f})
			}
		}
	}
	slices.SortStableFunc(list, func(x, y otherWord) int { return int(min(1, max(-1, y.field.At-x.field.At))) })
	return list
}

// othersShown is how many words of others are named; the rest are counted.
const othersShown = 8

// forgottenSince are those whom headquarters had the roster forget since the manager of
// this device last looked, by name. No field says it: the part that had them is gone, or
// never came here.
func (m *Manager) forgottenSince() []evidence.ID {
	kept := &m.branch.rosterKept
	list := slices.DeleteFunc(slices.Collect(maps.Keys(kept.forgotten)), func(id evidence.ID) bool { return slices.Contains(kept.forgottenSeen, id) })
	slices.SortFunc(list, func(x, y evidence.ID) int {
		return cmp.Or(strings.Compare(m.name(x), m.name(y)), slices.Compare(x[:], y[:]))
	})
	return list
}

// othersCard says what others changed and who was forgotten, and that it was seen when
// somebody says so.
func (m *Manager) othersCard(w *i18n.Words, list []otherWord, forgotten []evidence.ID) fyne.CanvasObject {
	rows := []fyne.CanvasObject{widgets.Strong(w.T("roster.others"))}
	var said []string
	for _, id := range forgotten {
		said = append(said, w.T("roster.forgotten", "who", m.name(id)))
	}
	for _, o := range list {
		if text := m.otherSaid(w, o); !slices.Contains(said, text) {
			said = append(said, text)
		}
	}
	for _, text := range said[:min(len(said), othersShown)] {
		rows = append(rows, widgets.NewText(text))
	}
	if more := len(said) - othersShown; more > 0 {
		rows = append(rows, widgets.Muted(w.N("roster.others_more", more)))
	}
	parts, gone := m.branch.rosterKept.parts, slices.Collect(maps.Keys(m.branch.rosterKept.forgotten))
	seen := widgets.NewButton("others.seen", w.T("roster.others_seen"), widgets.Outlined, func() {
		shell.Do(m.s.Run, func(ctx context.Context) (struct{}, error) {
			return struct{}{}, errors.Join(keepSeen(ctx, m.k, dayplan.FieldsOf(parts)), keepForgottenSeen(ctx, m.k, gone))
		}, func(_ struct{}, err error) {
			if err != nil {
				m.s.Tell(m.s.Words().T("roster.not_kept", "why", err.Error()), "", nil, 12*time.Second)
			}
			m.Reload()
		})
	})
	return widgets.Notice(theme.InfoGround, append(rows, widgets.Wrap(theme.Gap8, seen))...)
}

// replacedCards say of a day's pairs which a later word on one of the two replaced: two
// managers, each with a pair for one person, and nobody can go with both.
func (m *Manager) replacedCards(w *i18n.Words, day string) []fyne.CanvasObject {
	var cards []fyne.CanvasObject
	for _, p := range m.roster.Pairs {
		if p.Day == day && p.Replaced {
			cards = append(cards, widgets.Notice(theme.InfoGround, widgets.Strong(w.T("roster.replaced", "one", p.One, "other", p.Other)), widgets.NewText(w.T("roster.replaced_what"))))
		}
	}
	return cards
}

// otherSaid is who changed which field of whom.
func (m *Manager) otherSaid(w *i18n.Words, o otherWord) string {
	what, _, _ := strings.Cut(o.field.Key, ":")
	said := w.T("roster.field." + what)
	if day := visits.RosterDay(o.field.Key); day != "" && what != "leave" { // a leave that was made longer is two fields
		said = w.T("roster.field_on", "what", said, "day", record.Date(w, day))
	}
	by := w.T("roster.by_headquarters")
	if !o.field.By.IsZero() {
		by = m.name(o.field.By)
	}
	if p := m.roster.person(o.of); p != nil {
		return w.T("roster.other_said", "who", by, "what", said, "of", p.Name)
	}
	return w.T("roster.branch_said", "who", by, "what", said)
}
