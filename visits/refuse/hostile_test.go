package refuse_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	. "fairvisit/visits/refuse"
)

// vocabulary are the words that are looked for, by language, and pieces of the
// patterns: what a text that wants to be slow is made of.
func vocabulary(t testing.TB) map[string][]string {
	words := map[string][]string{}
	for _, file := range []string{"meaning.json", "together.json", "notions.json", "practices.json"} {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var lists struct {
			Words     map[string]string
			Classes   map[string]map[string][]string
			Practices []struct {
				Names, En []string
				Chinese   []string `json:"zh-Hans"`
			}
		}
		if err := json.Unmarshal(data, &lists); err != nil {
			t.Fatal(err)
		}
		for _, class := range lists.Classes {
			words["en"] = append(words["en"], class["en"]...)
			words["zh-Hans"] = append(words["zh-Hans"], class["zh-Hans"]...)
		}
		pieces := func(source string) {
			words["patterns"] = append(words["patterns"], regexp.MustCompile(`[a-z]{2,}(?: [a-z]{2,})*`).FindAllString(source, -1)...)
			words["patterns"] = append(words["patterns"], regexp.MustCompile(`\p{Han}+`).FindAllString(source, -1)...)
		}
		for _, w := range lists.Words {
			pieces(w)
		}
		for _, p := range lists.Practices {
			pieces(strings.Join(p.En, "|") + "|" + strings.Join(p.Chinese, "|"))
			words["names"] = append(words["names"], p.Names...)
		}
	}
	for _, list := range words {
		slices.Sort(list) // the order of a map is none
	}
	return words
}

// soups are texts of about so many bytes that are made to be slow, by what is in them.
func soups(t testing.TB, size int) map[string]string {
	v := vocabulary(t)
	both := slices.Concat(v["en"], v["zh-Hans"])
	denials := []string{"not", "never", "no", "without", "must not", "不", "未", "不得", "没有", "禁止"}
	conditions := []string{"if he does not answer,", "unless", "如果", "若不还，", "不开门", "when", "not"}
	harmless := []string{"He said that", "Did the debtor", "客户说", "债务人是否", "the wife", "邻居"}
	made := map[string]string{}
	add := func(name, between string, lists ...[]string) {
		r := rand.New(rand.NewPCG(7, uint64(len(made))))
		var b strings.Builder
		for b.Len() < size {
			list := lists[r.IntN(len(lists))]
			b.WriteString(list[r.IntN(len(list))])
			b.WriteString(between)
		}
		text := b.String()[:size]
		for !utf8.ValidString(text) {
			text = text[:len(text)-1]
		}
		made[name] = text
	}
	add("english", " ", v["en"])
	add("chinese", "", v["zh-Hans"])
	add("both", " ", both)
	add("denied", " ", both, denials)
	add("conditions", " ", both, denials, conditions)
	add("commas", ",", both, denials)
	add("commas chinese", "，", v["zh-Hans"], denials[5:])
	add("sentences", ". ", both, denials)
	add("stops", ".", []string{"a", "债", "不", "x"})
	add("one character", "", []string{"债"})
	add("one letter", "", []string{"a"})
	add("apostrophes", "'", both, []string{"a", "s"})
	add("patterns", " ", v["patterns"])
	add("patterns denied", " ", v["patterns"], denials, v["patterns"])
	add("patterns without blanks", "", v["patterns"])
	add("short sentences", "。", v["patterns"], v["names"])
	add("names", ". ", v["names"], denials)
	add("joints", " and ", both, harmless)
	add("breaks", " so then but ", both, harmless, denials)
	add("others act", ", ", harmless, both)
	for name, text := range maps.Clone(made) { // what denies first makes all that follows be tried
		made["not: "+name] = "never 不得 " + text
	}
	made["one line, denied"] = "不" + strings.Repeat("告诉妻子邻居老板知道", size/27)
	made["one line, never near"] = strings.Repeat("wife wife wife wife tell tell tell tell x x x x x x x x x x x x x x x x ", size/72)
	return made
}

// ordinary is a text as people write it, of about so many bytes.
func ordinary(t testing.TB, size int) string {
	data, err := os.ReadFile("testdata/lawful.txt")
	if err != nil {
		t.Fatal(err)
	}
	return strings.Repeat(string(data), size/len(data)+1)[:size]
}

// The cost of a text is a small constant for each byte of it, whatever it holds.
func BenchmarkHostile(b *testing.B) {
	for _, size := range []int{4 << 10, 16 << 10, 60 << 10} {
		texts := soups(b, size)
		texts["ordinary"] = ordinary(b, size)
		for name, text := range texts {
			b.Run(fmt.Sprintf("%dK/%s/look", size>>10, name), func(b *testing.B) {
				for b.Loop() {
					Look(Question, text)
				}
			})
			b.Run(fmt.Sprintf("%dK/%s/name", size>>10, name), func(b *testing.B) {
				for b.Loop() {
					Look(Column, text)
				}
			})
			b.Run(fmt.Sprintf("%dK/%s/admits", size>>10, name), func(b *testing.B) {
				for b.Loop() {
					Admits(text)
				}
			})
		}
	}
}

// Where the search of a soup is cut short by its bound, it is refused where something
// is refused, and a note admits nothing by it. The last word stands too far away for
// the line to be fulfilled.
func TestASearchCutShort(t *testing.T) {
	for soup, last := range map[string]string{"let hr know ": "x x x x x x x x x x x x x x x x x x x x x x x x owe", "让hr知道": "哦哦哦哦哦哦哦哦哦哦哦哦哦哦哦哦哦哦哦哦哦哦哦哦哦哦哦哦哦哦欠"} {
		few, many := soup+last, strings.Repeat(soup, 440/len(soup))+last
		if r := Listed(Question, few); r != nil {
			t.Errorf("%q is taken for %s", few, r.Practice.ID)
		}
		if Listed(Question, many) == nil {
			t.Errorf("%q: a soup was let through", soup)
		}
		if got := Admits(many); got != nil {
			t.Errorf("%q admits %q", soup, got)
		}
	}
}
