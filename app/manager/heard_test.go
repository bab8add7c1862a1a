package manager

import (
	"strings"
	"testing"
	"time"

	"fairvisit/app/desk"
	"fairvisit/app/i18n"
	"fairvisit/app/shell"
	fieldsync "fairvisit/sync"
)

// tells has a tablet say of its machine that so much is free and its clock is off.
func tells(k *desk.Desk, free int64, off time.Duration) {
	k.Client.Self = func() fieldsync.Self { return fieldsync.Self{Wall: k.Now().Add(off).UnixMicro(), Free: free} }
}

// withUnsent has the first crew's tablet say that a visit with two photos waits on
// it, and lose the network before any of it was handed in.
func (s *team) withUnsent() {
	s.Helper()
	chen, deng := s.officers[0], s.officers[1]
	s.Sync(chen)
	s.Visit(chen, deng, s.HQ.CaseID("Bank A", "P0"), 2, "2026-12-05")
	s.CutShort(chen)
}

// The manager sees what waits on a tablet that lost its network, that another has
// little space and a third a wrong clock, and who was not seen for days: the worst
// first. Once the work came in the board says so.
func TestTheBoardSaysWhatTheDevicesSaidOfThemselves(t *testing.T) {
	s := newTeam(t)
	lin, zhao, gao := s.officers[4], s.officers[6], s.officers[2]
	s.Now = s.Now.Add(-73 * time.Hour)
	s.Sync(gao)
	s.Now = s.Now.Add(73 * time.Hour)
	tells(lin, 50<<20, 0)
	tells(zhao, 5<<30, -11*time.Minute)
	s.Sync(lin, zhao)
	s.Now = s.Now.Add(70 * time.Minute)
	tells(s.officers[0], 9<<30, 0)
	s.withUnsent()
	s.Sync(s.manager)
	file := ""
	d := sit(t, s.manager, desktopSize, english, &file)

	d.says("Not seen for 3 days", "Little space: 52.4 MB", "Clock 11 min behind", "Chain whole", "9.7 GB free · clock right",
		"Not sent when it connected: ", " entries and 2 photos (", "Last connected 1 hour ago · test", "All it had when it connected is at headquarters",
		"as headquarters told at "+s.manager.Now().In(zoneNamed(t, "Asia/Shanghai")).Format("15:04")+". None says how full its battery is.")
	_, cards, _ := strings.Cut(d.Reads(), "Ask headquarters now")
	for _, next := range []string{"Not seen for 3 days", "Little space", "Clock 11 min behind", "Not sent when"} {
		at := strings.Index(cards, next)
		if at < 0 {
			t.Fatalf("%q does not stand behind what is worse:\n%s", next, d.Reads())
		}
		cards = cards[at:]
	}

	s.Sync(s.officers[0])
	if d.tap("devices.ask"); d.Says("Not sent when") {
		t.Errorf("all was handed in, and the board reads\n%s", d.Reads())
	}
	d.tap("device." + lin.Journal.Identity().Device.String())
	d.says("Little space: 52.4 MB", "Last connected 1 hour ago")
}

// Who takes a case from a crew is told what of that crew is unsent, and as of when.
func TestReassigningSaysWhatIsUnsent(t *testing.T) {
	s := newTeam(t)
	s.withUnsent()
	heard := s.manager.Now().In(zoneNamed(t, "Asia/Shanghai")).Format("15:04")
	s.Now = s.Now.Add(20 * time.Minute)
	s.Sync(s.manager)
	for _, c := range []struct {
		prefs        shell.Prefs
		when, unsent string
	}{
		{english, "Chen: no visit received yet · last heard " + heard + ": ", " entries and 2 photos (8 kB) of this tablet were not sent"},
		{shell.Prefs{Lang: i18n.Chinese, Scale: 1}, "Chen：从未收到上门记录 · 最近连接 " + heard + "：此设备尚有 ", " 条记录和 2 张照片（8 kB）未上传"},
	} {
		file := ""
		d := sit(t, s.manager, desktopSize, c.prefs, &file)
		d.tap("section.plan", "filter.assigned", "case."+s.HQ.CaseID("Bank A", "P0").String(), "crew.3.picked", "check")
		d.says(c.when, c.unsent)
	}
}

// Without headquarters the board says since when it knows nothing, and what was
// told before stays, with its age.
func TestTheBoardSaysSinceWhenNothingIsKnown(t *testing.T) {
	s := newTeam(t)
	s.withUnsent()
	s.Sync(s.manager)
	file := ""
	d := sit(t, s.manager, desktopSize, english, &file)
	told := s.manager.Now().In(zoneNamed(t, "Asia/Shanghai")).Format("15:04")
	s.Stop()
	s.Now = s.Now.Add(30 * time.Minute)
	d.tap("devices.ask")
	d.says("as headquarters told at "+told, "Headquarters did not answer at "+s.manager.Now().In(zoneNamed(t, "Asia/Shanghai")).Format("15:04"), "Not sent when it connected: ")
	d.tap("section.plan", "filter.assigned", "case."+s.HQ.CaseID("Bank A", "P0").String(), "crew.3.picked", "check")
	d.says("last heard "+told+", as far as headquarters told at "+told, "2 photos (")

	again := sit(t, s.manager, desktopSize, english, &file) // the program was started anew
	again.says("Unsent work, free space and clocks of the devices are not known: ")
	again.tap("section.plan", "filter.assigned", "case."+s.HQ.CaseID("Bank A", "P0").String(), "crew.3.picked", "check")
	again.says("Chen: no visit received yet · unsent work not known: headquarters did not answer at " + s.manager.Now().In(zoneNamed(t, "Asia/Shanghai")).Format("15:04"))
}

// Every asking is an entry at headquarters: going to and fro asks once a minute,
// and a board that stands open every ten.
func TestABoardAsksSeldom(t *testing.T) {
	s := newTeam(t)
	s.Sync(s.manager)
	file := ""
	d := sit(t, s.manager, desktopSize, english, &file)
	asked := d.m.heard.tried
	s.Sync(s.officers[6], s.manager)
	d.m.Reload()
	d.says("Never connected") // as headquarters told
	s.Now = s.Now.Add(50 * time.Second)
	d.tap("section.plan", "section.board")
	s.Now = s.Now.Add(8 * time.Minute)
	d.m.askByItself()
	if d.m.heard.tried != asked {
		t.Error("it was asked again at once")
	}
	s.Now = s.Now.Add(2 * time.Minute)
	if d.m.askByItself(); d.m.heard.tried == asked {
		t.Error("after ten minutes it was not asked")
	}
	if d.Says("Never connected") {
		t.Errorf("what headquarters told anew is not shown:\n%s", d.Reads())
	}
}
