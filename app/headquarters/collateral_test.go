package headquarters

import "testing"

// The record says what the debt is secured by and what is known of its papers; of the
// plate its end alone, and no description, for a file may call a thing by its owner. A
// case without any has none of it.
func TestTheRecordShowsCollateralMasked(t *testing.T) {
	o := newOffice(t)
	pledged := o.Import("creditor,number,name,street,amount,currency,days_past_due,collateral,collateral_kind,collateral_what,collateral_mark,default_notice,notice_period_over\n" +
		"Bank A,0009,赵一,东风路 9 号,500.00,CNY,95,yes,vehicle,Van of Zhao,虚A·88123,yes,no\n").Cases[0]
	d := sit(t, o.rec, desktopSize, english)
	d.tap("section.visits", "case."+pledged.String())
	d.says("Collateral", "Vehicle", "****8123", "The default notice was given", "The period of the notice still runs", "Not known whether the contract allows it to be taken")
	for _, hidden := range []string{"Van of Zhao", "A·88123"} {
		if d.Says(hidden) {
			t.Errorf("%q is shown", hidden)
		}
	}
	d = sit(t, o.rec, desktopSize, english)
	d.tap("section.visits", "case."+o.cases[0].String())
	d.says("0001")
	if d.Says("Collateral") || d.Says("default notice") {
		t.Errorf("a case without any says %s", d.Reads())
	}
}
