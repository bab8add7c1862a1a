package hq_test

import (
	"errors"
	"fmt"
	"testing"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/fieldwork"
	"fairvisit/visits/journal"
)

// The gate is asked, and a stop comes in before the start is written: whenever that
// is, the visit does not start. The officer's clock, which is read several times on
// the way, is where the test comes in.
func TestAStopThatComesInWhileTheGateIsAskedIsHeard(t *testing.T) {
	for at, between := 1, 0; ; at++ {
		if at > 20 {
			t.Fatal("the clock is read without end")
		}
		fell := false
		t.Run(fmt.Sprint(at), func(t *testing.T) {
			w, li, zhao := crewed(t)
			c := w.importCases(oneCase)[0]
			w.assign(c, li, zhao)
			li.sync()
			read, now := 0, li.work.Clock.Now
			li.work.Clock.Now = func() int64 {
				if read++; read == at {
					fell = true
					_, err := li.journal.Append(w.ctx, journal.Writing{Kind: visits.FlagRaised, Facts: visits.FlagFacts{Code: "dispute_open", Source: "officer"},
						Refs: []evidence.Ref{{Kind: evidence.RefCase, ID: c}, {Kind: evidence.RefOfficer, ID: li.id}}})
					w.must(err)
				}
				return now()
			}
			_, _, err := li.work.Open(w.ctx, c, zhao.id)
			if fell && !errors.Is(err, fieldwork.ErrNotAllowed) {
				t.Errorf("the start ends with %v", err)
			}
			if !fell {
				w.must(err)
			}
		})
		if !fell {
			if between == 0 {
				t.Error("nothing came in between")
			}
			return
		}
		between++
	}
}
