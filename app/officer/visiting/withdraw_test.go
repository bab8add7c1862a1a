package visiting

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"fairvisit/app/i18n"
	"fairvisit/app/record"
	"fairvisit/visits"
	"fairvisit/visits/checklist"
	"fairvisit/visits/fieldwork"
)

// files are what lies in the room of photos on the device.
func (s *scene) files() []string {
	s.t.Helper()
	var list []string
	for _, room := range []string{"photos", "views"} {
		files, err := filepath.Glob(filepath.Join(filepath.Dir(s.desk.Journal.PhotoFolder().Path("")), room, "*"))
		s.must(err)
		list = append(list, files...)
	}
	return list
}

// withdrawnFor fails unless the visit holds one photo, withdrawn for the reason.
func (s *scene) withdrawnFor(reason string) {
	s.t.Helper()
	v := s.picture()
	w, is := v.Withdrawal(v.Photos[0])
	if !is || w.Reason != reason || v.PhotosWithdrawn() != 1 {
		s.t.Errorf("withdrawn %v: %+v", is, w)
	}
}

// A bystander stepped into the picture of the door: the officer sees it at once.
func TestAPhotoWithABystanderIsWithdrawnAndTakenAgain(t *testing.T) {
	s := atTheDoor(t)
	s.tap("answer.a8-date.3", "answer.a9.no_answer", "next", "answer.d6.nobody", "take", "photo", "withdraw.0")
	s.says("What is on it that should not be?")
	s.says("The picture is deleted here and at headquarters. Its fingerprint, time and reason stay.")
	s.says("take another photo")
	if s.stage.Find("withdraw_photo") != nil {
		t.Error("it can be withdrawn without a reason")
	}
	s.tap("answer.withdraw.child", "answer.withdraw.bystander", "withdraw_photo")
	s.says("withdrawn · a bystander")
	s.says("0 photos of this visit · 1 withdrawn")
	if files := s.files(); len(files) != 0 {
		t.Errorf("still on the device: %v", files)
	}
	s.withdrawnFor("bystander")
	s.tap("to_question")
	s.killed()
	if s.model.at.answers["d5"] != (checklist.Value{}) {
		t.Errorf("the photo still is the answer: %+v", s.model.at.answers["d5"])
	}
	s.tap("photo")
	s.says("The next photo answers: Photo of the door number only")
	s.tap("take", "to_question", "answer.c3.sealed")
	if again := s.model.at.photos[0].Entry; s.model.at.answers["d5"] != checklist.Captured(again) {
		t.Errorf("the photo taken again is not the answer: %+v", s.model.at.answers["d5"])
	}
	s.draw()
	s.tap("sign_now", "left")
	s.says("1 photo · 1 withdrawn")
	s.tap("fine.0", "close_visit")
	v := s.picture()
	if v.Closed == nil || v.Closed.Photos != 2 || len(v.Photos) != 2 || v.PhotosWithdrawn() != 1 {
		t.Errorf("closed %+v with %d photos", v.Closed, len(v.Photos))
	}
	sent, err := s.desk.Journal.VisitSent(context.Background(), s.visit.ID)
	s.must(err)
	if sent.Photos != 1 {
		t.Errorf("%d photos are to be sent", sent.Photos)
	}
}

// The photo check of the close finds what was overlooked at the door.
func TestThePhotoCheckWithdrawsAndTheVisitIsClosed(t *testing.T) {
	s := atTheDoor(t)
	s.tap("answer.a8-date.3", "answer.a9.no_answer", "next", "answer.d6.nobody", "take", "photo", "take", "to_question", "answer.c3.sealed")
	s.draw()
	s.tap("sign_now", "left", "fine.0", "withdraw.1", "answer.withdraw.neighbour")
	s.tap("keep_photo") // thought better of it
	if got := s.picture().PhotosWithdrawn(); got != 0 {
		t.Errorf("going back withdrew %d photos", got)
	}
	s.tap("withdraw.1", "answer.withdraw.neighbour", "withdraw_photo")
	s.says("1 photo · 1 withdrawn")
	s.says("withdrawn · a neighbour")
	s.tap("close_visit") // the other photo was looked at: that is all
	v := s.picture()
	if v.Closed == nil || v.PhotosWithdrawn() != 1 || s.model.at.answers["r2"] != checklist.Yes {
		t.Errorf("closed %+v, %d withdrawn", v.Closed, v.PhotosWithdrawn())
	}
	if n := slices.Index(s.kinds(), visits.PhotoWithdrawn); n < 0 {
		t.Errorf("no entry says so: %v", s.kinds())
	}
}

// With its only photo withdrawn a visit can be closed as well.
func TestTheOnlyPhotoIsWithdrawnAtTheClose(t *testing.T) {
	s := atTheDoor(t)
	s.tap("answer.a8-date.3", "answer.a9.no_answer", "next", "answer.d6.nobody", "take", "answer.c3.sealed")
	s.draw()
	s.tap("sign_now", "left", "withdraw.0", "answer.withdraw.wrong_address", "withdraw_photo", "close_visit")
	s.withdrawnFor("wrong_address")
	if v := s.picture(); v.Closed == nil || v.Closed.Photos != 1 || v.Closed.Entries != len(v.Lines) {
		t.Errorf("closed %+v", v.Closed)
	}
	if _, err := os.Stat(s.desk.Journal.PhotoFolder().Path("")); err != nil || len(s.files()) != 0 {
		t.Errorf("%v: still on the device: %v", err, s.files())
	}
	if err := s.visit.Withdraw(context.Background(), s.picture().Photos[0].Entry, 0, "child"); !errors.Is(err, fieldwork.ErrClosed) {
		t.Errorf("withdrawn after the close: %v", err)
	}
}

func TestEveryReasonToWithdrawHasWords(t *testing.T) {
	for _, lang := range []i18n.Lang{i18n.English, i18n.Chinese} {
		for _, code := range visits.WithdrawReasons {
			if w := i18n.In(lang); !w.Has("withdraw.reason."+code) || !w.Has("withdraw.pick."+code) {
				t.Errorf("%s has no words for %s", lang, code)
			}
		}
	}
	if got := record.WithdrawReason(i18n.In(i18n.English), "later"); got != "later" {
		t.Errorf("a reason of a later version reads %q", got)
	}
}
