package officer_test

import (
	"bytes"
	"image"
	"image/jpeg"
	"testing"

	"fairvisit/app/desk/desktest"
	"fairvisit/app/i18n"
	"fairvisit/app/shell"
)

func photo(t testing.TB) *bytes.Reader {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewRGBA(image.Rect(0, 0, 64, 48)), nil); err != nil {
		t.Fatal(err)
	}
	return bytes.NewReader(b.Bytes())
}

func TestSendingSaysWhatWouldBeLost(t *testing.T) {
	m := newMorning(t)
	id := m.case_("李秀兰", "澄江一路 1 号", 1)
	m.desk = m.Open(m.me)
	m.Take(m.desk)
	m.Secure(m.desk)
	m.begin(phone, english)
	m.again("sending")
	m.says("If this device died now you would lose", "Nothing.", "All of it is in the second copy too.", "All secured", "Offline since")
	m.silent("Keep Fairvisit open")

	v := m.visit(id)
	if _, err := v.Photograph(ctx, photo(t), "door", "camera"); err != nil {
		t.Fatal(err)
	}
	m.must(v.Close(ctx, nil, nil))
	m.again("sending")
	m.says("1 visit, 1 photo (", "The oldest is from", "Visit · 李**", "3 records · photos 0 of 1", "Saved here", "Keep Fairvisit open until it says All secured.", "1 visit waiting · 1 photo")
	m.silent("Nothing.", "李秀兰")

	m.Take(m.desk)
	m.again("sending")
	m.says("1 photo (", "3 records and photos have no second copy", "Saved here")
	m.silent("1 visit, 1 photo")
	m.TakePhotos(m.desk)
	m.again("sending")
	m.says("Nothing.", "4 records and photos have no second copy", "Stored at HQ", "photos 1 of 1")
	m.Secure(m.desk)
	m.again("sending")
	m.says("Nothing.", "All of it is in the second copy too.", "✓✓ Secured ", "All secured")
	m.silent("Keep Fairvisit open", "Saved here")
}

func TestARefusedRecordIsToldAsASentence(t *testing.T) {
	m := newMorning(t)
	id := m.case_("李秀兰", "澄江一路 1 号", 1)
	m.desk = m.Open(m.me)
	m.visit(id)
	m.Take(m.desk)
	m.must(m.desk.Journal.MarkRefused(ctx, m.desk.Journal.Epoch(), 2, "signed by a key nobody knows"))
	m.begin(phone, english)
	m.again("sending")
	m.says("Not taken by headquarters", "was not taken: signed by a key nobody knows. Its bytes are kept here and at headquarters")
}

func TestTheChecksSayWhatTheDeviceKnows(t *testing.T) {
	m := newMorning(t)
	m.case_("李秀兰", "澄江一路 1 号", 1)
	open := m.case_("吴芳", "栖霞东巷 88 号", 2)
	m.desk = m.Open(m.me)
	m.begin(tablet, english) // the checks stand beside the tour
	m.says("Ready for the tour", "Heard from headquarters just now.", "base.house 2026.2.0 · from today · not confirmed by counsel", "2 stops today", "Not confirmed yet.", "Known from this device only")
	m.silent("Camera")
	m.Clock(desktest.Day + " 12:30")
	m.visit(open)
	m.Clock(desktest.Day + " 23:30")
	m.again("today")
	m.says("Heard from headquarters 13 hours ago. Connect before you set out.")
	m.tap("evening")
	m.says("If this device died now you would lose 1 visit", "1 visit is still open.", "1 stop was not visited.")
}

func TestSettingsAreAppliedAndKeptByTheShell(t *testing.T) {
	m := newMorning(t)
	m.begin(tablet, english)
	kept := []shell.Prefs{}
	m.shell.Changed = func(p shell.Prefs) { kept = append(kept, p) }
	m.again("more")
	m.says("Your visits on this device", "周彦")
	m.tap("settings", "answer.zh-Hans", "answer.dark", "answer.200", "answer.left")
	m.says("设置", "文字大小")
	want := shell.Prefs{Lang: i18n.Chinese, Dark: true, Scale: 2, Left: true}
	if len(kept) != 4 || kept[3] != want || m.shell.Prefs != want {
		t.Errorf("kept %+v", kept)
	}
	m.tap("lock")
	if m.locked != 1 {
		t.Error("Lock locked nothing")
	}
}
