package desk_test

import (
	"errors"
	"testing"

	"github.com/zalando/go-keyring"

	"fairvisit/app/desk"
	"fairvisit/app/desk/desktest"
	"fairvisit/app/desk/hqtest"
	"fairvisit/evidence"
	"fairvisit/evidence/vault"
)

// started is the app started anew on a device.
func started(d *desk.Device) *desk.Device {
	again := desk.NewDevice(d.Dir, d.Build)
	again.Now, again.SinceBoot, again.Packs, again.List, again.PINCost, again.Keystore = d.Now, d.SinceBoot, d.Packs, d.List, d.PINCost, d.Keystore
	return again
}

// Where the system keeps no secrets six words are chosen with the PIN. They are
// asked for after a start, after a boot and after twelve hours; in between the PIN
// opens, and no disk opens the store.
func TestSixWordsAreAskedForOnceAndThenThePINOpens(t *testing.T) {
	b := desktest.New(t)
	b.Real = true
	who := b.Enrol("officer", "周彦")
	boot, since := evidence.ID{1}, int64(1e9)
	b.Device.SinceBoot = func() (evidence.ID, int64) { return boot, since }
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	if p := person(t, b.Device); !p.Words || !p.NoPIN {
		t.Fatalf("a system without a keystore asks for no words: %+v", p)
	}
	words := vault.NewPhrase()
	if err := b.Device.ChoosePINAndWords(who, "12", words); !errors.Is(err, desk.ErrPINShort) {
		t.Error(err)
	}
	must(b.Device.ChoosePINAndWords(who, pin, words))
	opens := func(when string, d *desk.Device) {
		t.Helper()
		if p := person(t, d); p.Words {
			t.Errorf("%s the words are asked for", when)
		}
		k, err := d.Unlock(who, pin)
		if err != nil {
			t.Fatalf("%s: %v", when, err)
		}
		if bare, err := k.Bare(); bare || err != nil {
			t.Errorf("%s a file opens it: %v", when, err)
		}
		must(k.Close())
	}
	asks := func(when string, d *desk.Device) {
		t.Helper()
		if p := person(t, d); !p.Words || p.NoPIN || p.NoKey {
			t.Errorf("%s: %+v", when, p)
		}
		if _, err := d.Unlock(who, pin); !errors.Is(err, desk.ErrWords) {
			t.Errorf("%s the PIN alone: %v", when, err)
		}
		if err := d.GiveWords(who, vault.NewPhrase()); !errors.Is(err, desk.ErrOtherWords) {
			t.Errorf("%s other words: %v", when, err)
		}
		must(d.GiveWords(who, words))
	}
	opens("as they were chosen", b.Device)
	d := started(b.Device)
	asks("after a start", d)
	opens("with the words", d)
	opens("a second time", d)
	since += 12 * 3600 * 1e6
	asks("after twelve hours", d)
	opens("and again", d)
	boot[0]++
	asks("after a boot", d)
	opens("after it", d)
	if _, err := copied(t, d).Unlock(who, pin); !errors.Is(err, desk.ErrWords) {
		t.Errorf("the whole disk and the PIN: %v", err)
	}
}

// With a keystore nobody is asked for words.
func TestASystemThatKeepsSecretsAsksForNoWords(t *testing.T) {
	keyring.MockInit()
	w := hqtest.New(t)
	w.Keystore = vault.SystemKeystore("fairvisit desk test")
	k := w.Enrol("officer", "Li")
	d, who := k.Device, k.Me()
	d.PINCost = vault.Cost{Passes: 1, Memory: 8, Lanes: 1}
	if p := person(t, d); p.Words || !p.NoPIN {
		t.Errorf("before the PIN: %+v", p)
	}
	w.Must(d.ChoosePIN(who, pin))
	if bare, err := k.Bare(); bare || err != nil {
		t.Errorf("the share lies in a file: %v", err)
	}
	again := started(d)
	if p := person(t, again); p.Words || p.NoPIN {
		t.Errorf("after a start: %+v", p)
	}
	w.Must(again.CheckPIN(who, pin))
}

// Two people share a tablet. What is asked, ordered and given of one says nothing of
// the other.
func TestEverybodyOnATabletIsLockedForThemselves(t *testing.T) {
	w := hqtest.New(t)
	li := w.Enrol("officer", "Li")
	zhao := w.EnrolOn(li.Device, "officer", "Zhao")
	d := li.Device
	d.PINCost = vault.Cost{Passes: 1, Memory: 8, Lanes: 1}
	wordsOfLi, wordsOfZhao := vault.NewPhrase(), vault.NewPhrase()
	w.Must(d.ChoosePINAndWords(li.Me(), "1111", wordsOfLi))
	w.Must(d.ChoosePINAndWords(zhao.Me(), "2222", wordsOfZhao))
	hidden := map[string]int{}
	li.OnHide(func() { hidden["Li"]++ })
	zhao.OnHide(func() { hidden["Zhao"]++ })
	w.Sync(li, zhao)

	// Wrong tries of one, and headquarters' order, lock that one.
	if err := d.CheckPIN(li.Me(), "2222"); !errors.Is(err, desk.ErrPINWrong) {
		t.Errorf("Zhao's PIN opens Li's store: %v", err)
	}
	_, err := w.HQ.Order(t.Context(), li.Journal.Identity().Device, evidence.OrderLock, "lost")
	w.Must(err)
	w.Sync(zhao, li)
	if hidden["Li"] != 1 || hidden["Zhao"] != 0 {
		t.Errorf("screens were locked: %v", hidden)
	}
	if _, err := d.Unlock(li.Me(), "1111"); !errors.Is(err, desk.ErrHeldBack) {
		t.Errorf("Li: %v", err)
	}
	if k, err := d.Unlock(zhao.Me(), "2222"); err != nil || k != zhao {
		t.Errorf("Zhao: %v", err)
	}
	// A code made for Zhao's request opens nothing of Li's, and the other way round.
	for n := range uint64(2) {
		code, err := w.HQ.UnlockCode(t.Context(), zhao.Journal.Identity().Device, n)
		w.Must(err)
		if err := d.Lift(li.Me(), code); !errors.Is(err, desk.ErrCodeWrong) && !errors.Is(err, desk.ErrPINWait) {
			t.Errorf("Zhao's code: %v", err)
		}
	}
	if _, err := d.Open(li.Me()); !errors.Is(err, desk.ErrHeldBack) {
		t.Errorf("Li's desk in memory: %v", err)
	}

	// After a start each gives their own words.
	again := started(d)
	if err := again.GiveWords(zhao.Me(), wordsOfLi); !errors.Is(err, desk.ErrOtherWords) {
		t.Errorf("Li's words for Zhao: %v", err)
	}
	w.Must(again.GiveWords(zhao.Me(), wordsOfZhao))
	w.Must(again.CheckPIN(zhao.Me(), "2222"))
	if err := again.CheckPIN(li.Me(), "1111"); !errors.Is(err, desk.ErrWords) {
		t.Errorf("Zhao's words open for Li: %v", err)
	}
	_, err = w.HQ.Order(t.Context(), zhao.Journal.Identity().Device, evidence.OrderWipe, "lost")
	w.Must(err)
	w.Sync(zhao)
	people, err := again.People()
	w.Must(err)
	for _, p := range people {
		if p.Wiped != (p.ID == zhao.Me()) || p.ID == li.Me() && (!p.Held || p.NoKey) {
			t.Errorf("after Zhao's wipe: %+v", p)
		}
	}
}
