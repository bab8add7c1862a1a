package headquarters

import (
	"context"
	"testing"

	"fairvisit/app/capture"
	"fairvisit/evidence/sound"
	"fairvisit/visits"
	"fairvisit/visits/fieldwork"
)

// records a talk of so many seconds and returns its entry.
func records(t *testing.T, v *fieldwork.Visit, seconds int) string {
	t.Helper()
	rec, err := v.Record(t.Context(), "en", true)
	if err != nil {
		t.Fatal(err)
	}
	samples := make([]int16, sound.Rate*seconds)
	for i := range samples {
		samples[i] = int16(i % 9000)
	}
	if err := rec.Hear(samples); err != nil {
		t.Fatal(err)
	}
	e, err := rec.Finish(context.Background(), "")
	if err != nil {
		t.Fatal(err)
	}
	return e.ID.String()
}

// The record of a case lists the recordings with their length; who listens says
// why, and stands in the log before the first sound. A loudspeaker that is not
// there, and a recording that was withdrawn, are said in words.
func TestARecordingIsHeardForAReason(t *testing.T) {
	o := newOffice(t)
	o.Assign(o.cases[0], o.lin, o.zhou, "2026-11-25")
	o.Sync(o.lin)
	v, _, err := o.lin.Officer.Open(t.Context(), o.cases[0], o.zhou.Me())
	o.Must(err)
	if _, err := v.Record(t.Context(), "en", false); err == nil {
		t.Fatal("it records after a no")
	}
	kept := records(t, v, 305)
	gone := records(t, v, 3)
	shown, err := o.lin.Journal.Visit(t.Context(), v.ID)
	o.Must(err)
	for _, l := range shown.Sounds {
		if l.Entry.String() == gone {
			o.Must(v.WithdrawSound(t.Context(), l, "child"))
		}
	}
	o.Must(v.Leave(t.Context()))
	o.Must(v.Close(t.Context(), []visits.Outcome{{Code: "nf"}}, nil))
	o.Sync(o.lin)
	o.Must(o.HQ.Settle(t.Context()))

	heard, logged := 0, 0
	played := func() (n int) {
		for _, line := range o.Record(o.cases[0]).Entries {
			if line.Kind == visits.SoundPlayed {
				n++
			}
		}
		return n
	}
	o.rec.Device.Sound = &capture.Tone{Played: func(samples []int16) {
		if heard == 0 {
			logged = played()
		}
		heard += len(samples)
	}}
	d := sit(t, o.rec, desktopSize, english)
	d.tap("section.visits", "case."+o.cases[0].String())
	d.says("2 recordings", "· 5:05", "withdrawn · a child", "The answer to the notice: yes", "Sound files here: 2 of 2", "No photos", "Proof complete")
	if d.Find("play."+gone) != nil {
		t.Error("a withdrawn recording can be played")
	}
	d.tap("play."+kept, "play.cancel")
	if heard != 0 || played() != 0 {
		t.Errorf("%d samples were heard without a reason, %d entries", heard, played())
	}
	d.tap("play."+kept, "play.for.complaint")
	if heard != 305*sound.Rate || logged == 0 {
		t.Errorf("%d samples were heard; %d entries stood in the log before the first", heard, logged)
	}
	o.rec.Device.Sound = capture.NoSound(capture.NoLoudspeaker)
	d.tap("play."+kept, "play.for.court")
	d.says("It could not be played: There is no loudspeaker here, or the system does not allow it.")
}
