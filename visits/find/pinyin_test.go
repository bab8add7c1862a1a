package find

import (
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/mozillazg/go-pinyin"
)

var update = flag.Bool("update", false, "write initials.txt anew")

// wanted is the table as the library would have it.
func wanted() string {
	var lines ['z' - 'a' + 1]strings.Builder
	for r := firstHan; r <= lastHan; r++ {
		var seen uint32
		for reading := range strings.SplitSeq(fold(pinyin.PinyinDict[int(r)]), ",") {
			if reading == "" || seen&(1<<(reading[0]-'a')) != 0 {
				continue
			}
			seen |= 1 << (reading[0] - 'a')
			lines[reading[0]-'a'].WriteRune(r)
		}
	}
	var all strings.Builder
	for i := range lines {
		if lines[i].Len() > 0 {
			all.WriteString(string(rune('a'+i)) + lines[i].String() + "\n")
		}
	}
	return all.String()
}

// The table says of each character what the library says.
func TestTheInitialsAreTheLibrarys(t *testing.T) {
	want := wanted()
	if *update {
		if err := os.WriteFile("initials.txt", []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if strings.Count(want, "\n") < 20 || len([]rune(want)) < 27000 {
		t.Fatalf("the library's table has %d characters", len([]rune(want)))
	}
	if initials != want && !*update {
		t.Error("initials.txt is not the library's table: go test ./visits/find -run Initials -update")
	}
}
