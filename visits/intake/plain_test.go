package intake

import "testing"

func TestNoCellThatGoesOutIsAFormula(t *testing.T) {
	for text, want := range map[string]string{"": "", "=1+1": "'=1+1", "+86": "'+86", "-2": "'-2", "@a": "'@a", "\ta": "'\ta", "\ra": "'\ra", "王**": "王**", "a=1": "a=1"} {
		if got := Plain(text); got != want {
			t.Errorf("%q goes out as %q", text, got)
		}
	}
}
