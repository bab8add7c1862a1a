package desk_test

import (
	"context"
	"testing"
	"time"

	"fairvisit/app/desk/hqtest"
)

const oneCase = "creditor,number,name,street,amount,currency,days_past_due\nBank A,0001,王小明,中山路 9999 号,12000.50,CNY,45\n"

// The app is started on a tablet that nobody unlocks; then somebody does, while
// it sends, and gets their desk.
func TestAnAppThatNobodyUnlocksSendsWhatIsThere(t *testing.T) {
	w := hqtest.New(t)
	li, zhao := w.Enrol("officer", "Li"), w.Enrol("officer", "Zhao")
	c := w.Import(oneCase).Cases[0]
	w.Assign(c, li, zhao, w.Now.Format(time.DateOnly))
	w.Sync(li)
	w.Visit(li, zhao, c, 2, w.Now.AddDate(0, 0, 9).Format(time.DateOnly))
	d, who := li.Device, li.Me()
	w.Must(li.Close())

	ctx, stop := context.WithCancel(w.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		d.SendLocked(ctx)
	}()
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		record := w.Record(c)
		stored := 0
		for _, p := range record.Photos {
			if p.Stored {
				stored++
			}
		}
		if stored == 2 {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("the locked app sent %d of 2 photos", stored)
		}
	}
	again, err := d.Open(who)
	w.Must(err)
	li.Journal = again.Journal  // which the world closes
	w.Must(again.PullOnce(ctx)) // what was marked last may be told again
	if r, err := again.Journal.AtRisk(ctx); err != nil || r.Photos != 0 {
		t.Errorf("it still thinks that it must send: %+v, %v", r, err)
	}
	stop()
	<-ended
}
