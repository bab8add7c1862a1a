package manager

import (
	"errors"
	"time"

	"fyne.io/fyne/v2"

	"fairvisit/app/i18n"
	"fairvisit/app/theme"
	"fairvisit/app/widgets"
)

// zoneCards say that nothing names the branch's time zone, and have it said. Before the
// first cases nothing is: they come with one.
func (m *Manager) zoneCards(w *i18n.Words) []fyne.CanvasObject {
	if m.zone() != nil || len(m.branch.Cases) == 0 {
		return nil
	}
	say := widgets.NewButton("zone.say", w.T("roster.zone_say"), widgets.Outlined, func() { m.askBranchZone(m.setBranchZone) })
	return []fyne.CanvasObject{widgets.Notice(theme.WarningGround, widgets.Strong(w.T("roster.zone_none")),
		widgets.NewText(w.T("roster.zone_device", "zone", m.now().Format("UTC-07:00"))), widgets.Wrap(theme.Gap8, say))}
}

// setBranchZone has the roster name the zone: headquarters and the other managers go by
// it too. The day that is looked at moves with the branch's today.
func (m *Manager) setBranchZone(zone string) {
	before := m.today()
	m.changeRoster(func(r *roster) { r.Zone = zone })
	m.turnWithBranch(before)
	m.s.Rebuild()
}

func (m *Manager) askBranchZone(take func(zone string)) {
	m.askZone("roster.zone", m.roster.Zone, take)
}

// errNoZone says that nothing names the branch's time zone, so no day of it is planned
// and no rule asked by an hour. Lists go by this device's clock then, which may stand in
// another country; who is sent to a door by it could come at night.
var errNoZone = errors.New("nothing names the branch's time zone")

// planZone is the name of the zone days are planned in; "" where none is known, which
// the plan refuses. It is never this device's.
func (m *Manager) planZone() string {
	if at := m.zone(); at != nil {
		return at.String()
	}
	return ""
}

// notAsked says why the rules could not be asked.
func notAsked(w *i18n.Words, err error) string {
	if errors.Is(err, errNoZone) {
		return w.T("roster.zone_no_plan")
	}
	return w.T("drag.not_asked", "why", err.Error())
}

// tellNotAsked says so at the foot, with the way out where there is one.
func (m *Manager) tellNotAsked(err error) {
	w := m.s.Words()
	if !errors.Is(err, errNoZone) {
		m.s.Tell(notAsked(w, err), "", nil, 12*time.Second)
		return
	}
	m.s.Tell(notAsked(w, err), w.T("roster.zone_say"), func() { m.askBranchZone(m.setBranchZone) }, 12*time.Second)
}
