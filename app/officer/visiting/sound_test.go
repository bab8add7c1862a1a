package visiting

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"testing"
	"time"

	"fairvisit/app/capture"
	"fairvisit/app/i18n"
	"fairvisit/app/record"
	"fairvisit/app/widgets"
	"fairvisit/evidence/sound"
	"fairvisit/visits"
	"fairvisit/visits/checklist"
	"fairvisit/visits/rules"
)

// talking brings a visit to its talk, on a device that hears.
func talking(t *testing.T) (*scene, *capture.Tone) {
	s := atTheDoor(t)
	tone := &capture.Tone{Ahead: time.Minute}
	s.branch.Device.Sound = tone
	s.tap("answer.a8-date.3", "answer.a9.agreed", "next", "answer.d6.debtor", "answer.d11.document", "answer.d13.yes", "answer.d14.doorstep", "answer.d16.none")
	if st := s.model.stage(); st.phase != checklist.PhaseTalk {
		t.Fatalf("the visit is at %s: %v", st.phase, s.stage.IDs())
	}
	return s, tone
}

var errEnough = errors.New("enough was heard")

// hears has the microphone hear something: an inline runner opens none.
func (s *scene) hears(tone *capture.Tone, d time.Duration) {
	s.t.Helper()
	n := time.Duration(0)
	err := tone.Listen(context.Background(), func(samples []int16) error {
		if n >= d {
			return errEnough
		}
		n += sound.Length(int64(len(samples)))
		return s.desk.Journal.Recording().Hear(samples)
	})
	if !errors.Is(err, errEnough) {
		s.t.Fatal(err)
	}
	s.model.tick()
}

func (s *scene) sounds() []visits.SoundLine { s.t.Helper(); return s.picture().Sounds }

// The notice is read in the debtor's language and agreed to; the talk is recorded
// with a pause; the strip is over every page, in the debtor's hands too, and its
// buttons are large enough for a thumb; the close lists the recording and plays it,
// which is an entry of its own.
func TestATalkIsRecordedAfterAYes(t *testing.T) {
	s, tone := talking(t)
	s.model.at.about.Words.Parties[0].Language = "zh-CN"
	s.tap("record_sound")
	s.says("Read this aloud to everybody who can be heard.")
	s.says(i18n.In(i18n.Chinese).T("sound.notice"))
	for _, id := range []string{"photo", "note", "help"} { // never out of reach while it is read
		if s.stage.Find(id) == nil {
			t.Errorf("the notice leaves no way to %s", id)
		}
	}
	if len(s.sounds()) != 0 || s.desk.Journal.Recording() != nil {
		t.Fatal("it recorded before the answer")
	}
	s.tap("answer.sound.yes")
	s.hears(tone, 11*time.Second)
	s.says("Recording 0:11")
	s.tap("photo")
	s.says("Recording 0:11")
	for _, id := range []string{"sound_pause", "sound_stop"} {
		if size := s.stage.Find(id).Size(); size.Height < 48 || size.Width < 48 {
			t.Errorf("%s is %v", id, size)
		}
	}
	s.tap("to_question")
	q, _ := s.model.list().Question("c2")
	s.model.handOver(q)
	s.says("Recording 0:11")
	if s.stage.Find("sound_stop") == nil {
		t.Error("the debtor who has the tablet cannot stop it")
	}
	s.model.to(asking)
	s.tap("sound_pause")
	s.says("Paused: nothing is recorded")
	s.hears(tone, 5*time.Second) // what is said now is dropped
	s.tap("sound_pause")
	s.hears(tone, 4*time.Second)
	s.says("Recording 0:15")
	if s.stage.Find("record_sound") != nil {
		t.Error("a second recording can be begun")
	}
	s.tap("sound_stop")
	s.says("The recording has ended and is kept.")
	list := s.sounds()
	if len(list) != 1 || list[0].Taken.Length != 15_000 || len(list[0].Taken.Pauses) != 1 || list[0].Taken.Cut != "" {
		t.Fatalf("%+v", list)
	}
	answer, _ := s.model.at.visit.Asked()
	if answer.Answer != visits.SoundYes || answer.Language != "zh-Hans" || answer.Policy != rules.RecordAllParties || answer.Recording != list[0].Taken.Recording {
		t.Errorf("%+v", answer)
	}

	s.toClose()
	s.says("1 recording")
	s.says("1 sound recording") // is sent too
	s.says("The answer to the notice: yes")
	s.says("· 0:15")
	s.says("Paused 1 time")
	heard := 0
	tone.Played = func(samples []int16) { heard += len(samples) }
	before := s.played()
	s.tap("play.0")
	if heard != 15*sound.Rate || s.played() != before+1 {
		t.Errorf("%d samples were heard, %d entries", heard, s.played()-before)
	}
	if lines := s.picture(); len(lines.Lines) != len(s.kinds()) || slices.Contains(s.kinds(), visits.SoundPlayed) {
		t.Error("listening adds to the visit")
	}
}

// played counts the entries that say somebody listened.
func (s *scene) played() (n int) {
	s.t.Helper()
	epochs, err := s.desk.Journal.Epochs(context.Background())
	s.must(err)
	for _, ep := range epochs {
		list, err := s.desk.Journal.Unsent(context.Background(), ep.Epoch, 1, 500, 1<<20)
		s.must(err)
		for _, e := range list {
			if e.Kind == visits.SoundPlayed {
				n++
			}
		}
	}
	return n
}

// toClose brings the talk to the close by the shortest way.
func (s *scene) toClose() {
	s.t.Helper()
	s.tap("asked_to_leave", "left")
	for range 20 {
		st := s.model.stage()
		if st.kind == ending {
			return
		}
		switch {
		case st.kind == judgement || st.kind == questions && st.page[0].ID == "c1":
			s.tap("answer.c1.left")
		case s.stage.Find("answer.c2.no") != nil:
			s.tap("answer.c2.no")
		case st.kind == questions && st.page[0].Kind == checklist.KindSignature:
			s.draw()
			s.tap("sign_now")
		default:
			s.tap("next")
		}
	}
	s.t.Fatal("the close is not reached:", s.stage.IDs())
}

// Who meant to record is asked at the door for the answer to the notice: to record
// there answers the question too.
func TestTheNoticeAtTheDoorAnswersTheChecklist(t *testing.T) {
	for yes, code := range map[bool]string{true: "agreed", false: "declined"} {
		s := atTheDoor(t)
		s.branch.Device.Sound = &capture.Tone{}
		s.tap("change.a17", "answer.a17.yes", "answer.a8-date.3", "answer.a9.agreed", "next")
		if s.stage.Find("record_sound") != nil {
			t.Error("it can be recorded before anybody opened the door")
		}
		s.tap("answer.d6.debtor", "record_sound")
		if yes {
			s.tap("answer.sound.yes")
		} else {
			s.tap("answer.sound.no")
		}
		if got := s.model.at.answers[asksNotice].Code; got != code {
			t.Errorf("the question is answered %q", got)
		}
		if running := s.desk.Journal.Recording() != nil; running != yes {
			t.Errorf("after %v it records: %v", yes, running)
		}
	}
}

// Somebody says no: that is an entry and nothing is recorded; whoever asks again is
// told so.
func TestARefusalIsNotedAndNothingIsRecorded(t *testing.T) {
	s, _ := talking(t)
	s.tap("record_sound", "answer.sound.no")
	s.says("Noted: they said no. Nothing is recorded.")
	if s.stage.Find("sound_stop") != nil || s.desk.Journal.Recording() != nil || len(s.sounds()) != 0 {
		t.Error("something is recorded")
	}
	if kinds := s.kinds(); !slices.Contains(kinds, visits.SoundRefused) || slices.Contains(kinds, visits.SoundStarted) {
		t.Errorf("%v", kinds)
	}
	s.tap("record_sound")
	s.says("the answer was no. Ask again only if they bring it up themselves.")
	s.tap("to_question")
	if len(s.picture().SoundAnswers) != 1 {
		t.Error("not asked is noted as an answer")
	}
}

// Where a pack forbids recording, or there is no microphone, the button says so
// and nothing begins.
func TestWhereNothingMayOrCanBeRecorded(t *testing.T) {
	s, _ := talking(t)
	s.branch.Device.Sound = capture.NoSound(capture.NoMicrophone)
	s.model.show()
	s.tap("record_sound")
	s.says("There is no microphone here")
	if s.stage.Find("answer.sound.yes") != nil {
		t.Error("it can be recorded without a microphone")
	}
	s.tap("to_question")
	s.model.at.verdict.Recording = rules.Recording{Mode: rules.RecordNothing, Rule: "R-7"}
	s.model.show()
	if b := s.stage.Find("record_sound").(*widgets.Button); !b.Refused {
		t.Error("the button is not locked")
	}
	s.tap("record_sound")
	s.says("do not allow this talk to be recorded (rule R-7)")
	if s.model.sub == noticing {
		t.Error("the notice can be read all the same")
	}
}

// Asked to leave ends the recording with the entry that says so first; so does
// leaving the page, and a microphone that goes away.
func TestWhatEndsARecording(t *testing.T) {
	for _, c := range []struct {
		cut string
		end func(s *scene)
	}{
		{visits.CutLeave, func(s *scene) { s.tap("asked_to_leave") }},
		{visits.CutPage, func(s *scene) { s.tap("back") }},
		{visits.CutMicrophone, func(s *scene) {
			s.model.unheard(s.model.voice.rec, &capture.Refusal{Code: capture.MicrophoneGone})
			s.says("The microphone went away. What was recorded is kept.")
		}},
		{visits.CutFull, func(s *scene) { s.model.unheard(s.model.voice.rec, sound.ErrFull) }},
	} {
		t.Run(c.cut, func(t *testing.T) {
			s, tone := talking(t)
			s.tap("record_sound", "answer.sound.yes")
			s.hears(tone, 7*time.Second)
			c.end(s)
			list := s.sounds()
			if len(list) != 1 || list[0].Taken.Cut != c.cut || list[0].Taken.Length != 7000 || s.desk.Journal.Recording() != nil {
				t.Fatalf("%+v", list)
			}
			kinds := s.kinds()
			asked, taken := slices.Index(kinds, visits.LeaveAsked), slices.Index(kinds, visits.SoundTaken)
			if c.cut == visits.CutLeave && asked > taken {
				t.Errorf("the recording was finished before it was noted that they were asked to leave: %v", kinds)
			}
		})
	}
}

// The process dies while it records: what was said is there, the visit says so and
// goes on, and the recording can be withdrawn.
func TestARecordingOutlivesTheProcessAndIsWithdrawn(t *testing.T) {
	s, tone := talking(t)
	s.tap("record_sound", "answer.sound.yes")
	s.hears(tone, 20*time.Second)
	s.killed()
	list := s.sounds()
	if len(list) != 1 || list[0].Taken.Cut != visits.CutKilled || list[0].Taken.Length < 15_000 {
		t.Fatalf("%+v", list)
	}
	s.says("We kept a recording from")
	s.toClose()
	s.says("cut: the app or the tablet stopped")
	s.tap("withdraw_sound.0")
	s.says("Who can be heard that should not be?")
	s.tap("answer.withdraw.unasked", "withdraw_sound")
	s.says("withdrawn · somebody who was not asked")
	s.silent("1 sound recording")
	if files := s.files(); len(files) != 0 || s.stage.Find("play.0") != nil {
		t.Errorf("left are %v", files)
	}
}

// A body recorder's file goes in with its name, hash and the two clocks compared.
func TestABodyRecordersFileIsAttached(t *testing.T) {
	s, _ := talking(t)
	s.tap("record_sound", "attach")
	if s.stage.Find("attach_file") != nil {
		t.Error("nothing can be attached")
	}
	film := bytes.Repeat([]byte("film"), 5000)
	s.model.chosen("REC_0042.MP4", func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(film)), nil })
	s.tap("more.minutes", "more.minutes", "answer.clock.behind", "more.seconds", "attach_file")
	s.says("The file is attached with its hash.")
	list := s.sounds()
	if len(list) != 1 || list[0].Name != "REC_0042.MP4" || list[0].Attached.Offset != -5 || list[0].Attached.Length != 120_000 || !list[0].Attached.Kept || !list[0].Attached.Compared {
		t.Fatalf("%+v", list)
	}
	s.tap("to_question")
	s.toClose()
	s.says("Recorder's file REC_0042.MP4")
	s.says("its clock is -5 s from this device's")
	if s.stage.Find("play.0") != nil {
		t.Error("a file that is no recording made here is played")
	}
}

func TestEveryWordOfSoundIsInBothCatalogues(t *testing.T) {
	keys := []string{capture.NoMicrophone, capture.NoSoundHere, capture.MicrophoneGone, capture.MicrophoneSilent, capture.NoLoudspeaker, capture.SoundFailed,
		"sound.policy." + rules.RecordAllParties, "sound.policy." + rules.RecordOneParty, "sound.asked.yes", "sound.asked.no"}
	for _, code := range []string{visits.CutKilled, visits.CutLeave, visits.CutPage, visits.CutMicrophone, visits.CutDisk, visits.CutFull} {
		keys = append(keys, "sound.cut."+code)
	}
	for _, code := range clocks {
		keys = append(keys, "sound.attach."+code)
	}
	for _, code := range visits.SoundWithdrawReasons {
		keys = append(keys, "withdraw.reason."+code, "withdraw.heard."+code)
	}
	for _, lang := range []i18n.Lang{i18n.English, i18n.Chinese} {
		for _, key := range keys {
			if !i18n.In(lang).Has(key) {
				t.Errorf("%s has no words for %s", lang, key)
			}
		}
	}
	if got := record.Minutes(125 * time.Second); got != "2:05" {
		t.Error(got)
	}
}
