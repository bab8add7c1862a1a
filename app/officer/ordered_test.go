package officer_test

import (
	"path/filepath"
	"testing"

	"fairvisit/app/desk/desktest"
	"fairvisit/evidence/vault"
)

// The sign-in page says that headquarters locked a tablet, takes the code and then
// the PIN; of one that was wiped it says what became of the records, and takes
// nothing.
func TestALockedAndAWipedTabletSayWhatToDo(t *testing.T) {
	m := newMorning(t)
	m.must(m.Device.ChoosePIN(m.me, "1234"))
	k := &vault.Keeper{Dir: filepath.Join(m.Device.Dir, "install"), SinceBoot: m.Device.SinceBoot}
	m.must(k.Hold(m.me, 7))
	m.signIn()
	m.tap("answer." + m.me.String())
	m.says("Headquarters locked this device", "request 0", "nothing was deleted")
	m.pin(desktest.Unlock.At(0))
	if m.desk != nil {
		t.Fatal("the code opened the store")
	}
	m.pin("1234")
	if m.desk == nil {
		t.Fatal("the right PIN after the code lets nobody in")
	}
	m.signOut()
	m.must(k.Wipe(m.me, 8))
	m.signIn()
	m.tap("answer." + m.me.String())
	m.says("wiped this person's records", "stays sealed here", "recovery key")
	m.offered("pin.1", false)
}
