package refuse_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	. "fairvisit/visits/refuse"
)

// Wordings by somebody who never saw the lists (practice|text), twenty-four of each
// practice and language, and lawful texts that come near them, five hundred of a
// language. Each was parted into halves by lot before anything was changed, practice by
// practice. The first half was tuned on; of the second nobody saw a line, only these
// counts, and they say what a stranger's text meets: before, 143 in English and 151 in
// Chinese were refused, and 5 and 14 lawful ones; by the lists alone 190 and 208, and 5 and
// 10; the rest is what was learned (learned.go), of other writers' wordings. Nothing may fall behind what was reached.
var aside = []struct {
	language                string
	tuned, held             int // refused, of 300
	lawfulTuned, lawfulHeld int // taken for what is refused at most, of 250
}{
	{"en", 295, 260, 2, 10},
	{"zh", 295, 264, 1, 10},
}

func TestWordingsOfAnotherWriter(t *testing.T) {
	for _, a := range aside {
		for file, least := range map[string]int{"wordings_tuned_" + a.language + ".txt": a.tuned, "wordings_held_" + a.language + ".txt": a.held} {
			lines, seen, right := linesOf(t, file), 0, 0
			byPractice, all := map[string]int{}, map[string]int{}
			for _, line := range lines {
				practice, text, _ := strings.Cut(line, "|")
				all[practice]++
				r := Look(Question, text)
				if r == nil {
					continue
				}
				seen++
				byPractice[practice]++
				if r.Practice.ID == practice {
					right++
				}
			}
			var counts []string
			for practice, n := range all {
				counts = append(counts, fmt.Sprintf("%s %d/%d", practice, byPractice[practice], n))
			}
			slices.Sort(counts)
			t.Logf("%s: %d of %d refused, %d by the practice meant: %s", file, seen, len(lines), right, strings.Join(counts, ", "))
			if seen < least || len(lines) != 300 || len(all) != len(Practices()) {
				t.Errorf("%s: %d of %d refused, wanted %d", file, seen, len(lines), least)
			}
		}
	}
}

// How many lawful texts are taken for what is refused. In the half that was tuned on
// they are fewer than one in a hundred, as in the older files; in the other they are not,
// and this says by how many.
func TestNearMissesOfAnotherWriter(t *testing.T) {
	for _, a := range aside {
		for half, most := range map[string]int{"tuned": a.lawfulTuned, "held": a.lawfulHeld} {
			lines := linesOf(t, "near_misses_"+half+"_"+a.language+".txt")
			taken := takenOf(lines)
			t.Logf("near misses, %s, %s: %d of %d", a.language, half, taken, len(lines))
			if taken > most || len(lines) != 250 {
				t.Errorf("near misses, %s, %s: %d of %d lawful texts are taken for what is refused, %d at most", a.language, half, taken, len(lines), most)
			}
		}
	}
	// written by who wrote the lists, when they were nearly done
	lines := linesOf(t, "near_misses_made.txt")
	if taken := takenOf(lines); taken > 6 || len(lines) < 140 {
		t.Errorf("near misses, made: %d of %d lawful texts are taken for what is refused", taken, len(lines))
	}
}

func takenOf(lines []string) (taken int) {
	for _, text := range lines {
		if slices.ContainsFunc([]Way{Question, Template, Value, Screen}, func(way Way) bool { return Look(way, text) != nil }) {
			taken++
		}
	}
	return taken
}

// What is told by its form: a time of day ends no clause, a label tells what was done to
// whom it names, a letter's condition denies nothing; and a complaint names what it is about.
func TestForms(t *testing.T) {
	for _, text := range []string{"Knock at 23:30", "22:30上门催收", "Debtor told he is blacklisted everywhere", "If you do not pay we will inform your husband.", "Has the employer been told about the arrears?"} {
		if Look(Question, text) == nil {
			t.Errorf("%q was let through", text)
		}
	}
	for _, text := range []string{"Knock at 10:30", "Debtor told his wife about the debt", "Complaint: officer told my wife about the debt", "客户投诉催收员爆通讯录", "Has anyone threatened you?"} {
		if r := Look(Question, text); r != nil {
			t.Errorf("%q is taken for %s", text, r.Practice.ID)
		}
	}
	if Look(Question, "Complaint: "+strings.Repeat("text ", 60)+". Tell his wife about the debt.") == nil {
		t.Error("a long text is harmless by its first word")
	}
}
