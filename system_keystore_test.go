//go:build system

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/zalando/go-keyring"

	"fairvisit/app/desk"
	"fairvisit/app/desk/hqtest"
	"fairvisit/evidence"
	"fairvisit/evidence/vault"
)

const systemPIN = "4711"

// enrolAct enrols a person and chooses the first PIN, with six words where the app
// asks for some, and says where the device's share lies.
func enrolAct(ctx context.Context, args []string) error {
	dir, invitation := args[0], args[1]
	d, err := deviceAt(dir)
	if err != nil {
		return err
	}
	who, err := d.Enrol(ctx, invitation)
	if err != nil {
		return err
	}
	people, err := d.People()
	if err != nil {
		return err
	}
	if !people[0].Words {
		fmt.Println(who, "keystore")
		return d.ChoosePIN(who, systemPIN)
	}
	words := vault.NewPhrase()
	fmt.Println(who, "words", strings.Join(vault.English().Say(words), " "))
	return d.ChoosePINAndWords(who, systemPIN, words)
}

// openAct opens the store of the one person of a device with a PIN, after their
// words where some are given, and says how that went.
func openAct(_ context.Context, args []string) error {
	dir, typed, words := args[0], args[1], args[2:]
	d, err := deviceAt(dir)
	if err != nil {
		return err
	}
	people, err := d.People()
	if err != nil {
		return err
	}
	who := people[0].ID
	if len(words) > 0 {
		phrase, err := vault.English().Hear(words)
		if err == nil {
			err = d.GiveWords(who, phrase)
		}
		if err != nil {
			return err
		}
	}
	k, err := d.Unlock(who, typed)
	if err == nil {
		bare, err := k.Bare()
		fmt.Println("open, bare:", bare)
		return errors.Join(err, k.Close())
	}
	for name, refusal := range map[string]error{"pin": desk.ErrPINWrong, "words": desk.ErrWords, "no keystore": vault.ErrNoKeystore, "not kept": fs.ErrNotExist} {
		if errors.Is(err, refusal) {
			fmt.Println("refused:", name)
			return nil
		}
	}
	return err
}

// forgetAct takes a secret out of the keystore, as its own program for secrets does.
func forgetAct(_ context.Context, args []string) error { return keyring.Delete("fairvisit", args[0]) }

// bus starts the session's bus.
func (m *machine) bus() {
	m.t.Helper()
	_, out, _ := m.service(nil, "dbus-daemon", "--session", "--nofork", "--print-address=1")
	address, err := out.ReadString('\n')
	if err != nil {
		m.t.Fatal(err)
	}
	m.env = append(m.env, "DBUS_SESSION_BUS_ADDRESS="+strings.TrimSpace(address))
}

// keystore starts the session's keystore, which its user's password opens; without
// one it is there and locked.
func (m *machine) keystore(password string) (end func()) {
	m.t.Helper()
	args := []string{"--foreground", "--components=secrets"}
	if password != "" {
		args = append(args, "--unlock")
	}
	_, out, end := m.service(strings.NewReader(password), "gnome-keyring-daemon", args...)
	go func() { _, _ = io.Copy(io.Discard, out) }()
	m.until("the keystore does not come up", func() bool {
		listed, err := m.command("dbus-send", "--session", "--print-reply", "--dest=org.freedesktop.DBus", "/", "org.freedesktop.DBus.ListNames").Output()
		return err == nil && strings.Contains(string(listed), "org.freedesktop.secrets")
	})
	return end
}

// The share of a store's key lies in a real Secret Service: the PIN alone opens it
// there, also after a boot, and nowhere else; what lies on the disk has nothing of it.
func TestSystemKeystoreHoldsTheShare(t *testing.T) {
	w := hqtest.New(t)
	m, dir := newMachine(t), filepath.Join(t.TempDir(), "device")
	m.bus()
	boot := m.keystore("login")
	who, how, _ := strings.Cut(m.act("enrol", dir, w.Invite("officer", "Li")), " ")
	if how != "keystore" {
		t.Fatalf("a system that keeps secrets: %s", how)
	}
	opens := func(when string, m *machine, dir, typed, expected string) {
		t.Helper()
		if said := m.act("open", dir, typed); said != expected {
			t.Errorf("%s: %s, not %s", when, said, expected)
		}
	}
	const is = "open, bare: false"
	opens("a new process", m, dir, systemPIN, is)
	opens("a wrong PIN", m, dir, "9999", "refused: pin")
	opens("the right one after it", m, dir, systemPIN, is)
	if _, err := os.Stat(filepath.Join(dir, "install", who+".secret")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the share lies beside the lock: %v", err)
	}
	boot()
	boot = m.keystore("login")
	opens("after a boot", m, dir, systemPIN, is)
	boot()
	boot = m.keystore("")
	opens("nobody has opened the keystore", m, dir, systemPIN, "refused: no keystore")
	boot()
	m.keystore("login")
	opens("and then somebody has", m, dir, systemPIN, is)

	other, stolen := newMachine(t), filepath.Join(t.TempDir(), "stolen")
	if err := os.CopyFS(stolen, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	other.bus()
	other.keystore("login")
	opens("the disk on another system", other, stolen, systemPIN, "refused: not kept")
	m.act("forget", who)
	opens("the secret is gone", m, dir, systemPIN, "refused: not kept")
	untried(t, dir, who)
	untried(t, stolen, who)
}

// untried fails where a try that could not be judged was counted.
func untried(t *testing.T, dir, who string) {
	t.Helper()
	id, err := evidence.ParseID(who)
	if err != nil {
		t.Fatal(err)
	}
	l, err := (&vault.Keeper{Dir: filepath.Join(dir, "install")}).Lock(id)
	if err != nil || l.Wrong != 0 || l.Share != vault.InKeystore {
		t.Errorf("%d tries counted, the share in %q, %v", l.Wrong, l.Share, err)
	}
}

// Where no keystore answers, as there is none or nobody can be asked for its
// password, the app asks for six words; a new process wants them before the PIN.
func TestSystemWithoutAKeystoreAsksForSixWords(t *testing.T) {
	w := hqtest.New(t)
	none, locked := newMachine(t), newMachine(t)
	none.env = append(none.env, "DBUS_SESSION_BUS_ADDRESS=unix:path="+filepath.Join(none.home, "nothing"))
	locked.bus()
	locked.keystore("")
	for name, m := range map[string]*machine{"no session": none, "a keystore nobody opened": locked} {
		t.Run(name, func(t *testing.T) {
			m.t = t
			dir := filepath.Join(t.TempDir(), "device")
			said := strings.Fields(m.act("enrol", dir, w.Invite("officer", name)))
			if len(said) != 2+vault.PhraseWords || said[1] != "words" {
				t.Fatalf("%v", said)
			}
			if how := m.act("open", dir, systemPIN); how != "refused: words" {
				t.Errorf("the PIN alone: %s", how)
			}
			if how := m.act("open", append([]string{dir, systemPIN}, said[2:]...)...); how != "open, bare: false" {
				t.Errorf("the words and the PIN: %s", how)
			}
		})
	}
}
