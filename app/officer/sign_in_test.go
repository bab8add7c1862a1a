package officer_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"github.com/zalando/go-keyring"

	"fairvisit/app/desk"
	"fairvisit/app/desk/desktest"
	"fairvisit/app/desk/hqtest"
	"fairvisit/app/officer"
	"fairvisit/app/shell"
	"fairvisit/app/stage"
	"fairvisit/app/theme"
	"fairvisit/evidence/vault"
)

// signIn shows the sign-in page as a start of the app does.
func (m *morning) signIn() {
	m.t.Helper()
	test.NewTempApp(m.t).Settings().SetTheme(&theme.Theme{})
	m.shell = shell.New(shell.NewInlineRunner(), english, m.Now)
	m.shell.Only(officer.SignIn(m.shell, m.Device, func(k *desk.Desk) {
		m.desk = k
		m.t.Cleanup(m.signOut)
	}))
	m.stage = stage.New(m.shell, phone)
}

// signOut closes the desk of whoever is signed in.
func (m *morning) signOut() {
	if m.desk != nil {
		m.must(m.desk.Close())
		m.desk = nil
	}
}

func TestAPersonChoosesAPINAndSignsIn(t *testing.T) {
	m := newMorning(t)
	m.signIn()
	m.says("Who is it?", "It seals what lies on this device", "Person "+m.me.Short(), "no PIN yet")
	m.tap("answer." + m.me.String())
	m.tellsWords(vault.English())
	m.says("Choose a PIN of at least 4 digits")
	m.pin("12")
	m.says("At least 4 digits.")
	m.pin("1234")
	m.says("The same PIN once more")
	m.pin("1243")
	m.says("The two were not the same.")
	m.pin("1234")
	m.pin("1234")
	if m.desk == nil || m.desk.Me() != m.me {
		t.Fatal("nobody is signed in")
	}
	m.Pull(m.desk)
	m.signOut()
	m.signIn()
	m.says("周彦", "Officer")
}

func TestWrongTriesAreCountedOverARestart(t *testing.T) {
	m := newMorning(t)
	m.must(m.Device.ChoosePIN(m.me, "1234"))
	m.signIn()
	m.tap("answer." + m.me.String())
	for range 4 {
		m.pin("9999")
	}
	m.says("Too many wrong tries. Wait 30 s.")
	m.offered("pin.1", false)

	// The app is started anew, on the same device.
	again := desk.NewDevice(m.Device.Dir, m.Device.Build)
	again.Now, again.SinceBoot, again.Packs, again.List, again.PINCost = m.Device.Now, m.Device.SinceBoot, m.Device.Packs, m.Device.List, m.Device.PINCost
	m.Device = again
	m.At += 10_000_000
	m.signIn()
	m.tap("answer." + m.me.String())
	m.says("Too many wrong tries. Wait 20 s.")
	m.offered("pin.1", false)

	m.At += 20_000_000
	m.signIn()
	m.tap("answer." + m.me.String())
	m.pin("1234")
	if m.desk == nil {
		t.Fatal("the right PIN after the wait lets nobody in")
	}
}

// After ten wrong tries the right PIN opens nothing before headquarters' code; a
// wrong code costs a minute, and the code itself opens nothing.
func TestAnUnlockCodeIsAskedForAfterTenWrongTries(t *testing.T) {
	m := newMorning(t)
	m.must(m.Device.ChoosePIN(m.me, "1234"))
	for range 10 {
		if err := m.Device.CheckPIN(m.me, "9999"); !errors.Is(err, desk.ErrPINWrong) {
			t.Fatal(err)
		}
		m.At += time.Hour.Microseconds()
	}
	codes := desktest.Unlock
	m.signIn()
	m.tap("answer." + m.me.String())
	m.says("Unlock code for", "○ ○ ○ ○ ○ ○ ○ ○", "Ask your manager or headquarters for the unlock code of device", "request 0")
	m.pin("1234")
	m.says("That code is not right.")
	m.pin(codes.At(0))
	m.says("once a minute")
	m.At += time.Minute.Microseconds()
	m.pin(codes.At(0))
	if m.desk != nil {
		t.Fatal("the code opened the store")
	}
	m.pin("1234")
	if m.desk == nil {
		t.Fatal("the right PIN after the code lets nobody in")
	}
}

// A store whose key stayed on another device is said to be one, and takes no PIN.
func TestAStoreWithoutItsKeyIsToldInASentence(t *testing.T) {
	m := newMorning(t)
	m.must(os.RemoveAll(filepath.Join(m.Device.Dir, "install")))
	m.signIn()
	m.tap("answer." + m.me.String())
	m.says("not on this device", "recovery key")
	m.offered("pin.1", false)
}

// The system does not give out the secret it keeps: that is said, and the same PIN lets
// in once it does.
func TestASilentKeystoreIsToldInASentence(t *testing.T) {
	m := newMorning(t)
	m.signIn()
	m.tap("answer." + m.me.String())
	m.tellsWords(vault.English())
	m.pin("1234")
	m.pin("1234")
	m.signOut()
	lock := filepath.Join(m.Device.Dir, "install", m.me.String()+".lock.json")
	words, err := os.ReadFile(lock)
	m.must(err)
	m.must(os.WriteFile(lock, bytes.Replace(words, []byte(`"share":"words"`), []byte(`"share":"keystore"`), 1), 0o600))
	keyring.MockInitWithError(errors.New("org.freedesktop.Secret.Error.IsLocked"))
	t.Cleanup(keyring.MockInit)
	m.Device.Keystore = vault.SystemKeystore("fairvisit sign-in test")
	m.signIn()
	m.tap("answer." + m.me.String())
	m.pin("1234")
	m.says("Sign in to the system again", "no try was counted")
	if m.desk != nil || m.stage.Says("vault:") {
		t.Error("somebody is let in, or told the cause that is for the log")
	}
	m.must(os.WriteFile(lock, words, 0o600))
	m.pin("1234")
	if m.desk == nil {
		t.Error("the PIN lets nobody in afterwards")
	}
}

func TestAWrongInvitationIsToldInASentence(t *testing.T) {
	m := newMorning(t)
	m.signIn()
	m.tap("add", "enrol")
	m.says("Paste the invitation first.")
	m.must(m.stage.Type("invitation", "https://example.com/hello"))
	m.tap("enrol")
	m.says("This is not an invitation of Fairvisit. Nothing was enrolled.")
	// What was pasted is still there after the page was built again.
	m.tap("language.zh-Hans")
	m.says("登记人员")
	if got := officer.Pasted(m.stage.Find("invitation")); got != "https://example.com/hello" {
		t.Errorf("the field reads %q", got)
	}
	m.tap("language.en")
	m.must(m.stage.Type("invitation", "fairvisit:enrol?c=00112233445566778899aabbccddeeff&r=0011223344556677889900112233445566778899001122334455667788990011&u=https%3A%2F%2F127.0.0.1%3A1"))
	m.tap("enrol")
	m.says("Headquarters cannot be reached. Nothing was enrolled and the invitation can be used again.")
	m.tap("other")
	m.says("Who is it?")
}

func TestAnInvitationIsGoodOnce(t *testing.T) {
	w := hqtest.New(t)
	url := w.Enrol("manager", "高明").Journal.Identity().URL
	who, err := w.HQ.Person(ctx, w.Unit, "officer", "周彦")
	w.Must(err)
	invitation, err := w.HQ.Invite(ctx, url, "officer", who, w.Unit, "周彦")
	w.Must(err)

	m := &morning{Branch: desktest.New(t), t: t} // a device nobody is enrolled on
	m.signIn()
	m.says("Nobody is enrolled on this device.")
	text := invitation.Text()
	m.must(m.stage.Type("invitation", text[:40]+"\n  "+text[40:])) // as a message breaks it
	m.tap("enrol")
	m.offered("phrase.without", false) // headquarters was made for real people
	m.tellsWords(vault.English())
	m.says("Choose a PIN of at least 4 digits")
	m.pin("1234")
	m.pin("1234")
	if m.desk == nil || m.desk.Me() != who || m.desk.Role() != "officer" {
		t.Fatal("the enrolled officer is not signed in")
	}
	m.signOut()

	m.signIn()
	m.says("PIN of Officer " + who.Short()) // headquarters has not told the name yet
	m.tap("add")
	m.must(m.stage.Type("invitation", text))
	m.tap("enrol")
	m.says("Headquarters did not take this invitation", "was used before", "Nothing was enrolled")
}

func TestAKeyboardTypesThePINOfWhoIsChosenOnly(t *testing.T) {
	m := newMorning(t)
	m.must(m.Device.ChoosePIN(m.me, "1234"))
	m.signIn()
	typed := func(names ...fyne.KeyName) {
		for _, n := range names {
			m.shell.Typed(&fyne.KeyEvent{Name: n})
		}
	}
	typed(fyne.Key1, fyne.Key2, fyne.KeyReturn, fyne.KeyBackspace) // nobody is chosen
	m.tap("answer." + m.me.String())
	typed(fyne.Key9, fyne.KeyBackspace, fyne.Key1, fyne.Key2, fyne.Key3, fyne.Key4)
	m.tap("add")
	typed(fyne.KeyReturn) // the keys are not on the page
	if m.desk != nil {
		t.Fatal("a PIN was taken beside its page")
	}
	m.tap("other", "answer."+m.me.String())
	typed(fyne.Key1, fyne.Key2, fyne.Key3, fyne.Key4, fyne.KeyReturn)
	if m.desk == nil {
		t.Fatal("the keyboard lets nobody in")
	}
}
