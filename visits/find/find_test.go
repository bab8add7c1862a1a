package find

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"fairvisit/evidence"
)

// The people of a street, each by the number of their id.
var people = [][]string{
	1: {"林晓", "青石大街 12 号"},
	2: {"单雄信", "重庆北路 7 号"},
	3: {"曾小贤", "长安里 3 号"},
	4: {"Lin Xiao-Müller", "Green Street 12"},
	5: {"ＡＢ公司 王五", "１２０ 号大院"},
	6: {"欧阳修", "青石小街 120 号"},
	7: {"尉迟恭", "銀行街"},
}

func TestWhoIsFoundByWhat(t *testing.T) {
	var x Index
	for i, words := range people {
		if i > 0 {
			x.Add(evidence.ID{byte(i)}, words...)
		}
	}
	for _, c := range []struct {
		query string
		want  []byte
		why   string
	}{
		{"", nil, "a query of nothing"},
		{"  \u3000", nil, "a query of spaces"},
		{"林晓", []byte{1}, "a name"},
		{"lx", []byte{1}, "its initials"},
		{"Lx", []byte{1}, "initials in any case"},
		{"林x", []byte{1}, "half a name, half initials"},
		{"ｌｘ", []byte{1}, "initials in full width"},
		{"x晓", nil, "the initial of another character"},
		{"qsdj", []byte{1}, "initials of a street"},
		{"qs 12", []byte{1, 6}, "two parts, in whatever words"},
		{"qs  lx", []byte{1}, "two parts, name and street"},
		{"sxx", []byte{2}, "a surname by its other reading"},
		{"dxx", []byte{2}, "and by its common one"},
		{"cqbl", []byte{2}, "a place by the reading of the place"},
		{"zxx", []byte{3}, "曾 is Zeng"},
		{"cal", []byte{3}, "长 is Chang"},
		{"yc", []byte{7}, "尉 is Yu"},
		{"oyx", []byte{6}, "a surname of two characters"},
		{"lin xiao", []byte{4}, "a name in letters"},
		{"muller", []byte{4}, "without the dots"},
		{"müller", []byte{4}, "with them"},
		{"MULLER", []byte{4}, "in capitals"},
		{"ab公司", []byte{5}, "full width in the name"},
		{"120", []byte{5, 6}, "full width in the number"},
		{"yhj", []byte{7}, "a character of the old writing has its reading too"},
		{"晓青", nil, "the end of one word and the beginning of the next"},
		{"林晓明", nil, "more than there is"},
		{"lx nobody", nil, "one part that is nowhere"},
	} {
		var want []evidence.ID
		for _, n := range c.want {
			want = append(want, evidence.ID{n})
		}
		got := slices.SortedFunc(maps.Keys(x.Search(c.query)), func(a, b evidence.ID) int { return slices.Compare(a[:], b[:]) })
		if !slices.Equal(got, want) {
			t.Errorf("%q (%s) finds %v, want %v", c.query, c.why, got, want)
		}
	}
}

func many(n int) *Index {
	var x Index
	const sur, given = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许", "伟芳娜敏静丽强磊军洋勇艳杰涛明超霞平刚桂"
	s, g := []rune(sur), []rune(given)
	for i := range n {
		name := string([]rune{s[i%20], g[i/20%20], g[i/400%20]})
		x.Add(evidence.ID{byte(i), byte(i >> 8), 1}, name, fmt.Sprintf("青石大街 %d 号 北院 %d 室", 99000+i, i%900))
	}
	return &x
}

// BenchmarkSearch is a keystroke with 5,000 cases, and what the index costs at an
// unlock.
func BenchmarkSearch(b *testing.B) {
	const cases = 5000
	began := time.Now()
	x := many(cases)
	made := time.Since(began)
	for _, query := range []string{"w", "zww", "青石 99", "nobody there"} {
		b.Run(query, func(b *testing.B) {
			for b.Loop() {
				x.Search(query)
			}
		})
	}
	b.ReportMetric(float64(made.Microseconds())/1000, "ms/index-of-5000")
}
