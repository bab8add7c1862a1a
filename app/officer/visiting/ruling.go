package visiting

import (
	"context"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"fairvisit/app/shell"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
	"fairvisit/visits/fieldwork"
	"fairvisit/visits/rules"
)

// askedEvery is how often the rules are asked again while nobody touches
// anything: a window closes, and a stop comes in, by themselves.
const askedEvery = 15 * time.Second

// askAgain puts the visit to the rules as it stands. The screen is built again
// only where the answer is another one: somebody may be writing.
func (m *model) askAgain() {
	now := m.d.Now()
	if now.Sub(m.ruledAt) < askedEvery || m.at.closed() {
		return
	}
	m.ruledAt = now
	answers := m.at.answers
	_, asked := m.at.askedToLeave()
	shell.Do(m.s.Run, func(ctx context.Context) (fieldwork.Standing, error) { return m.v.Stands(ctx, answers, asked) },
		func(s fieldwork.Standing, err error) {
			if err != nil || m.gone || m.busy || s.About == nil {
				return // the next step says what is wrong
			}
			before := against(m.at.verdict)
			m.at.take(s)
			if after := against(s.Verdict); before != after {
				m.show()
			}
		})
}

// take has the snapshot stand as the rules say now.
func (at *snapshot) take(s fieldwork.Standing) {
	at.verdict, at.about, at.say, at.spouse, at.to = s.Verdict, s.About, s.Say, s.Spouse, s.To
}

// against is what the rules say against going on, "" for nothing.
func against(v rules.Verdict) string {
	var list []string
	for _, r := range v.Reasons {
		if r.Severity == rules.Block {
			list = append(list, r.Rule+" "+r.Code)
		}
	}
	return strings.Join(list, "\n")
}

// rulingView says that the rules end the visit, and why; nil while they do not,
// once the crew left, and where another page says it already.
func (m *model) rulingView(st station) fyne.CanvasObject {
	_, left := m.at.left()
	if m.at.about == nil || m.at.verdict.Allowed() || left || st.kind == leaving || st.kind == closed || st.kind == stopped {
		return nil
	}
	w := m.w()
	box := widgets.Column(theme.Gap4, widgets.Colored(w.T("visiting.ruling.title"), theme.Danger))
	said := map[string]bool{}
	for _, r := range m.at.verdict.Reasons {
		if r.Severity != rules.Block {
			continue
		}
		text := w.T("visiting.ruling.unknown", "rule", r.Rule)
		if key := "officer.chip." + r.Code; w.Has(key) {
			text = w.T(key)
		}
		if n := r.Params["within_seconds"]; n != "" {
			text = w.T("visiting.ruling.leave", "n", n)
		}
		if flag := r.Params["flag"]; flag != "" && w.Has("officer.flag."+flag) {
			text = w.T("visiting.ruling.stop", "flag", w.T("officer.flag."+flag))
		}
		if !said[text] {
			said[text] = true
			box.Add(widgets.Strong(text))
		}
	}
	box.Add(widgets.NewText(w.T("visiting.ruling.what")))
	return widgets.Notice(theme.DangerGround, box)
}

// leaveWithin is how long the crew may stay after it was asked to leave, by the
// strictest pack; a minute where none is asked (the case came from a salvage).
func (at *snapshot) leaveWithin() time.Duration {
	within := time.Minute
	for _, r := range at.verdict.Reasons {
		if n, err := strconv.Atoi(r.Params["within_seconds"]); err == nil && r.Params["observed"] == "asked_to_leave" {
			within = min(within, time.Duration(n)*time.Second)
		}
	}
	return within
}
