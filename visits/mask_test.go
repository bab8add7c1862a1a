package visits_test

import (
	"testing"

	"fairvisit/visits"
)

func TestTheNumberOfAHouseIsMasked(t *testing.T) {
	for address, want := range map[string]string{
		"澄江一路 99901 号": "澄江一路", "澄江一路99901号3单元": "澄江一路", "12 Green Street": "Green Street", "Green Street 12, flat 3": "Green Street",
		"澄江一路十二号": "澄江一路", "澄江一路一百零三弄五号": "澄江一路", "鼓楼路 第三幢二单元": "鼓楼路", "三楼巷": "", "五一广场": "五一广场", "十字街": "十字街",
		"５号院": "", "": "", "No digits at all": "No digits at all", "5th Avenue 12": "Avenue",
	} {
		if got := visits.MaskStreet(address); got != want {
			t.Errorf("%q is shown as %q, wanted %q", address, got, want)
		}
	}
}
