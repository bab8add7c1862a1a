package fieldsync

import (
	"testing"
	"time"

	"fairvisit/visits/journal"
)

// What was sent of a photo that headquarters then refuses is not waited for: it
// would close the window to all photos after it.
func TestARefusedPhotoFreesTheFlow(t *testing.T) {
	now := time.Unix(0, 0)
	b := photobox{now: func() time.Time { return now }, flow: flow{frame: MaxFrame}}
	b.slots[0] = &sending{out: journal.OutPhoto{Size: 1 << 20}, ready: true, bytes: 2 * MinFlow}
	b.flow.send(now, 2*MinFlow)
	now = now.Add(time.Minute)
	if b.flow.room(now) != 0 {
		t.Fatal("there is room while twice the window is unanswered")
	}
	if err := b.place(t.Context(), PhotoAt{Slot: 0, Refused: true}); err != nil {
		t.Fatal(err)
	}
	if b.flow.room(now) == 0 || !b.empty() {
		t.Error("a refused photo still counts")
	}
}
