package manager

import (
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
	say := widgets.NewButton("zone.say", w.T("roster.zone_say"), widgets.Outlined, func() {
		m.askZone("roster.zone", m.roster.Zone, m.setBranchZone)
	})
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
