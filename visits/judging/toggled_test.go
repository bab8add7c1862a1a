package judging

import "testing"

// The debt was told at second 3, who it is was asked at second 12; t1 is then tapped to no and to yes again.
func TestStoryTappingNoAndYesAgainHidesNothing(t *testing.T) {
	talk := phase("talk", 2, 0, 3, "t1=yes", "x=1", "x=1", "x=1", "x=1", "x=1", "x=1", "x=1", "x=1", "x=1", "x=1", "t1=no", "t1=yes")
	h := atDoor(phase("door", 1, 0, 12, "d11=document"), talk)
	if h.judgeIdentity(); len(h.found) == 0 {
		t.Error("debt_first is not found")
	}
}
