package headquarters

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"fairvisit/app/desk"
	"fairvisit/app/i18n"
	"fairvisit/app/shell"
	fieldsync "fairvisit/sync"
	"fairvisit/visits"
)

const workday = "2026-11-25"

// takesCash has an officer visit a case, take 1,200.00 and hand the visit in.
func (o *office) takesCash(k *desk.Desk, i int) {
	o.Helper()
	o.Assign(o.cases[i], k, o.zhou, workday)
	o.Sync(k)
	v, verdict, err := k.Officer.Open(o.Context(), o.cases[i], o.zhou.Me())
	if err != nil {
		o.Fatalf("%v: %+v", err, verdict)
	}
	o.Must(v.Arrive(o.Context(), nil))
	o.Must(v.Money(o.Context(), visits.MoneyFacts{Amount: 120000, Currency: "CNY", Method: visits.MethodCash, Receipt: "R-1"}))
	o.Must(v.Close(o.Context(), nil, nil))
	o.Sync(k)
}

// Lin is ready without papers, takes cash, counts less than was taken and hands it
// over; He takes cash and never says that the day is over. The reconciler's page
// says each, that of the day before too, and nobody else may read it.
func TestTheToursOfADaySayHowItBeganAndEnded(t *testing.T) {
	o := newOffice(t)
	he, mate := o.Enrol("officer", "He"), o.EnrolOn(o.lin.Device, "officer", "Qian")
	o.Must(o.lin.Device.ChoosePIN(mate.Me(), "4711"))
	o.Must(o.lin.Officer.SayReady(o.Context(), visits.ReadyFacts{Day: workday, Stops: 1, Class: "A", Free: -1}, o.zhou.Me()))
	o.takesCash(o.lin, 0)
	o.takesCash(he, 1)
	f, err := o.lin.Officer.Ending(o.Context(), workday)
	o.Must(err)
	f.Cash[0].Counted, f.Cash[0].Reason = 100000, "missing"
	letters := 2
	f.Letters = &letters
	o.Must(o.lin.Officer.EndTour(o.Context(), f, o.zhou.Me()))
	o.Sync(o.lin)

	d := sit(t, o.rec, desktopSize, english)
	d.tap("section.tours")
	d.says("2 officers", "Cash differs", "ready 10:00 · day over 10:00 · 1 visit", "Not ended yet")
	d.tap("tour." + o.lin.Me().String())
	d.says("No authority papers", "Zhou", "Taken, by the visits", "¥ 1,200.00", "Counted ¥ 1,000.00, ¥ 200.00 less than taken: Some of it is missing",
		"Nobody confirmed yet that they received the cash", "2 letters brought back")

	h, err := o.lin.Officer.AskHandover(o.Context(), workday)
	o.Must(err)
	o.Must(o.lin.ReceiveHere(o.Context(), h, mate.Me(), "4711"))
	o.Sync(o.lin)
	d.tap("section.tours", "tour."+o.lin.Me().String())
	d.says("Handed over to Qian, counted by two")
	d.tap("tour." + he.Me().String())
	d.says("The officer did not say to be ready", "The officer did not say that the day is over", "Nobody said what was counted")

	o.Now = o.Now.Add(24 * time.Hour)
	phone := sit(t, o.rec, fyne.NewSize(360, 780), shell.Prefs{Lang: i18n.Chinese, Scale: 1})
	phone.tap("section.tours")
	phone.says("这一天没有记录")
	phone.tap("tours.earlier")
	phone.says("现金不符", "现金未清点")
	phone.tap("tour." + o.lin.Me().String())
	phone.says("未带授权文件", "清点 ¥ 1,000.00，比收取少 ¥ 200.00：有部分缺失", "已移交 Qian")

	r := fieldsync.NewReader(o.wang.Journal.Identity(), o.wang.Journal.Epoch())
	if _, err := r.Tours(t.Context(), workday); err == nil {
		t.Error("a manager reads the tours of every branch")
	}
	o.Must(r.Close())
}
