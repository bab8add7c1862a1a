package record

import "testing"

// A list shows the number of a reference and no whole name.
func TestAReferenceInAListNamesNobody(t *testing.T) {
	for reference, want := range map[string]string{"合同 0002，李华的": "0002", "Bank A N-002": "N-002", "王小明": "王**", "CN-7/王小明": "CN-7/"} {
		if got := Referred(reference); got != want {
			t.Errorf("%s is shown as %s", reference, got)
		}
	}
}
