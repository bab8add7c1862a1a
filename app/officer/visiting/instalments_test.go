package visiting

import (
	"fmt"
	"testing"

	"fairvisit/visits/fieldwork"
)

// A promise is divided with two taps: every payment is on a day that can be
// promised, the debtor reads them before signing, and they stand in the record. A
// kill costs none of it, and another amount makes it one payment again.
func TestAPromiseInPayments(t *testing.T) {
	s := atTheDoor(t)
	s.toTheDoor()
	s.tap("answer.d6.debtor", "answer.d11.document", "answer.d13.yes", "answer.d14.doorstep", "answer.d16.none", "answer.t2.owes", "answer.t5.income",
		"answer.t9.ptp", "answer.t7.2", "answer.t10.0", "answer.t10-date.2")
	s.says("In how many payments?")
	s.tap("parts.3", "apart.week")
	s.killed()
	for _, part := range []string{"¥ 666.66 by Tue 17 Mar", "¥ 666.66 by Tue 24 Mar", "¥ 666.68 by Tue 31 Mar"} {
		s.says(part)
	}
	s.tap("parts.6", "apart.month") // half a year is farther than a promise may reach
	s.says("would reach too far")
	if p := fieldwork.Promised(s.model.at.answers); len(p.Parts()) != 6 || p.Date != "2026-04-21" {
		t.Errorf("it is %+v", p)
	}
	s.tap("parts.3", "answer.t10-channel.bank", "answer.t10-read.yes", "next", "answer.c2.yes", "hand_over")
	s.says("In 3 payments: ¥ 666.66 by Tue 17 Mar")
	s.draw()
	s.tap("sign_now", "key.4", "key.7", "key.1", "key.1", "take_back")
	s.draw()
	s.tap("sign_now", "left", "close_visit")
	v := s.picture()
	if v.Closed == nil || len(v.Closed.Promises) != 1 {
		t.Fatalf("closed %+v", v.Closed)
	}
	c := v.Closed.Promises[0]
	if got := fmt.Sprint(c.Instalments); got != "[{2026-03-17 66666} {2026-03-24 66666} {2026-03-31 66668}]" || c.Date != "2026-03-31" || c.Amount != 200000 {
		t.Errorf("promised are %s, until %s", got, c.Date)
	}
}
