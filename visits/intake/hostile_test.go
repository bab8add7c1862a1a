package intake

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"fairvisit/visits/refuse"
)

// allocated is everything a reading takes from the heap, given back or not.
func allocated(read func()) int64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	read()
	runtime.ReadMemStats(&after)
	return int64(after.TotalAlloc - before.TotalAlloc)
}

const allowance = 1 << 20

// Whatever is in a file, reading it costs no more than four times its length
// and a mebibyte.
func TestHostileFilesCostLittle(t *testing.T) {
	if testing.Short() {
		t.Skip("It reads dozens of files of a megabyte: make test has it.")
	}
	const table = "creditor,number,name,street,amount,currency,days_past_due,due_date,role\n"
	const size = 1 << 20
	for what, unit := range map[string]string{
		"short rows":         "a\n",
		"commas":             ",",
		"nothing":            "\n",
		"quotes":             "\"",
		"quotes on lines":    "\"\n",
		"open quotes":        "a,\"b\n",
		"stray quotes":       "a\"b,\n",
		"closed in the word": "\"a\"b\n",
		"escaped quotes":     "a,\"b\"\"\n",
		"NULs":               "\x00",
		"NULs in rows":       "c,1,\x00,s,1,USD,1,,\n",
		"one long cell":      "x",
		"long cells":         strings.Repeat("y", 100_000) + "\n",
		"long euro signs":    "c,1,n," + strings.Repeat("\x80", 3000) + ",1,EUR,1,,\n",
		"euro signs":         "c,1,n," + strings.Repeat("\x80", 1900) + ",x,EUR,1,,\n",
		"broken Chinese":     "c,1,\xd6\xff\xd6,s,1,CNY,1,,\n",
		"Chinese":            "c,1,\xd6\xd0,\xc9\xbd\xc2\xb7,x,CNY,1,,\n",
		"bad amounts":        "c,1,n,s,99999999999999999999,USD,1,,\n",
		"grouped amounts":    "c,1,n,s,1.1.1.1.1.1.1.1.1.1.1,USD,1,,\n",
		"bad dates":          "c,1,n,s,1,USD,1,1-1-1-1-1-1-1-1,\n",
		"31 February":        "c,1,n,s,1,USD,1,2023-02-31,\n",
		"bad roles":          "c,1,n,s,1,USD,1,,ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEF\n",
		"bad days":           "c,1,n,s,1,USD,99999999999999999999,,\n",
		"one case again":     "c,1,n,s,1,USD,1,,\n",
		"carriage returns":   "\"\r\"\r",
	} {
		data := []byte(table + strings.Repeat(unit, size/len(unit)))
		for _, in := range []string{"", "windows-1252"} {
			var f File
			var err error
			cost := allocated(func() {
				f, err = Read(onlyReader{bytes.NewReader(data)}, Options{Today: today.Today, Encoding: in, MaxRows: size})
			})
			if most := 4*int64(len(data)) + allowance; cost > most {
				t.Errorf("%s as %q: %d bytes cost %d, %d too much (%d cases, %d problems, %v)", what, in, len(data), cost, cost-most, len(f.Cases), len(f.Problems), err)
			}
			if len(f.Problems) > MaxProblems+1 {
				t.Errorf("%s as %q: %d problems listed", what, in, len(f.Problems))
			}
		}
	}
}

// Bytes of unknown length are gathered for little more than twice their length.
func TestGatheringBytesCostsTwice(t *testing.T) {
	for _, size := range []int{0, 1, 40_000, 300_000, 3_000_000} {
		data := bytes.Repeat([]byte("x"), size)
		var got []byte
		var err error
		cost := allocated(func() { got, err = readAll(onlyReader{bytes.NewReader(data)}, 64<<20) })
		if err != nil || !bytes.Equal(got, data) || cost > int64(size)*9/4+128<<10 {
			t.Errorf("%d bytes: %d came back for %d, %v", size, len(got), cost, err)
		}
	}
}

// onlyReader hides how long the data is.
type onlyReader struct{ io.Reader }

// The cases handed back come on top of that: less than a kibibyte each.
func TestLongListCostsItsCases(t *testing.T) {
	if testing.Short() {
		t.Skip("It reads fifty thousand cases: make test has it.")
	}
	var list strings.Builder
	list.WriteString("creditor,number,name,street,city,amount,currency,days_past_due\n")
	for i := range 50_000 {
		fmt.Fprintf(&list, "Sparbank,%d,Anna Berg %d,Hill %d,Hilltown,%d.50,USD,%d\n", i, i, i, i, i%200)
	}
	var f File
	var err error
	cost := allocated(func() { f, err = Read(onlyReader{strings.NewReader(list.String())}, today) })
	if err != nil || len(f.Cases) != 50_000 || len(f.Problems) != 0 {
		t.Fatalf("%v, %d cases, %d problems", err, len(f.Cases), len(f.Problems))
	}
	if most := 4*int64(list.Len()) + allowance + 1024*int64(len(f.Cases)); cost > most {
		t.Errorf("%d bytes with %d cases cost %d, %d too much", list.Len(), len(f.Cases), cost, cost-most)
	}
}

// Problems beyond the most that are listed are counted, their rows are refused
// and the good rows between them are taken all the same.
func TestUnlistedProblemsAreCounted(t *testing.T) {
	list := "creditor,number,name,street,amount,currency,days_past_due\n" +
		strings.Repeat("bad\n", MaxProblems+234) + "Sparbank,1,Anna Berg,Hill 1,10,USD,1\n"
	f, err := Read(strings.NewReader(list), today)
	if err != nil || len(f.Cases) != 1 || len(f.Problems) != MaxProblems+1 {
		t.Fatalf("%v, %d cases, %d problems", err, len(f.Cases), len(f.Problems))
	}
	last := f.Problems[MaxProblems]
	if last.Row != 0 || last.Why != "There are 234 more problems than are listed here, and none of the rows they are in was taken." {
		t.Errorf("the last problem is %+v", last)
	}
}

// Going back after each open quote stops before it takes the square of the
// file's length, and says where.
func TestGoingBackIsBounded(t *testing.T) {
	s := newScanner([]byte(strings.Repeat("\"\"\"\n", 10_000)), utf8Text(t), ',')
	s.spare = 100
	records, fault := 0, ""
	for s.next() {
		records++
		fault = s.fault
	}
	if s.spare < 0 && !strings.HasSuffix(fault, "nothing after this row was read.") {
		t.Errorf("after %d records the scanner gave up and said %q", records, fault)
	}
	s = newScanner([]byte("\"a\n\"b\n"+strings.Repeat("c\n", 100)+"\"d\n"), utf8Text(t), ',')
	s.spare = 0
	if !s.next() || !strings.HasSuffix(s.fault, "nothing after this row was read.") || s.next() {
		t.Errorf("with nothing to spare the scanner said %q and went on", s.fault)
	}
}

// A cell of any length is counted to its end and kept only as far as it may go.
func TestLongCellIsNotKept(t *testing.T) {
	s := newScanner([]byte(strings.Repeat("街", 100_000)+",x\n"), utf8Text(t), ',')
	s.keep = []int{2000, 2000}
	if !s.next() || s.cells[0].runes != 100_000 || len(s.value(0)) != 3*2000 || string(s.value(1)) != "x" {
		t.Errorf("of %+v the scanner keeps %d bytes", s.cells, len(s.buffer))
	}
}

func utf8Text(t *testing.T) text {
	t.Helper()
	known, ok := named("utf-8")
	if !ok {
		t.Fatal("utf-8 is not known")
	}
	return known
}

// FuzzRead feeds anything at all in any encoding. Reading never panics, costs
// little, comes out the same twice, and hands back only what it promises.
func FuzzRead(f *testing.F) {
	refuse.Look(refuse.Column, "anything at all") // what is read once in a process is no file's cost
	forced := []string{"", "utf-8", "utf-16le", "utf-16be", "gb18030", "windows-1252"}
	files, err := filepath.Glob(filepath.Join("testdata", "*.csv"))
	if err != nil || len(files) == 0 {
		f.Fatal("the little files are gone: ", err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		if len(data) < 10_000 { // the fuzzer slows down with a long one
			f.Add(data, byte(0))
		}
	}
	f.Fuzz(func(t *testing.T, data []byte, in byte) {
		o := Options{Today: today.Today, Encoding: forced[int(in)%len(forced)]}
		var first File
		var err error
		cost := allocated(func() { first, err = Read(onlyReader{bytes.NewReader(data)}, o) })
		if most := 4*int64(len(data)) + allowance; cost > most {
			t.Fatalf("%d bytes cost %d, %d too much", len(data), cost, cost-most)
		}
		second, again := Read(bytes.NewReader(data), o)
		if !reflect.DeepEqual(first, second) || fmt.Sprint(err) != fmt.Sprint(again) {
			t.Fatalf("read twice:\n%+v %v\n%+v %v", first, err, second, again)
		}
		if err != nil && len(first.Cases)+len(first.Problems) > 0 {
			t.Fatalf("refused, and yet %+v", first)
		}
		checkPromises(t, first)
	})
}

func checkPromises(t *testing.T, f File) {
	t.Helper()
	seen := map[key]bool{}
	for _, c := range f.Cases {
		k := key{c.Creditor, c.Number}
		debtor := slices.ContainsFunc(c.Parties, func(p Party) bool { return p.Role == "debtor" && p.Name != "" })
		if seen[k] || !debtor || c.Creditor == "" || c.Number == "" || c.Place.Street == "" || c.Place.Kind == "" || c.AmountMinor < 0 || c.DaysPastDue < 0 || c.Bucket == "" || c.Row < 2 {
			t.Fatalf("a case that should have been refused: %+v", c)
		}
		if _, known := exponents[c.Currency]; !known {
			t.Fatalf("a currency nobody knows: %+v", c)
		}
		seen[k] = true
	}
	if len(f.Cases) > f.Rows || len(f.Problems) > MaxProblems+1 {
		t.Fatalf("%d rows, %d cases, %d problems", f.Rows, len(f.Cases), len(f.Problems))
	}
	for _, p := range f.Problems {
		if utf8.RuneCountInString(p.Value) > 80 || p.Why == "" || strings.Contains(p.Why, "%!") || p.Row != 0 && (p.Row < 2 || p.Record < 1 || p.Record > f.Rows) {
			t.Fatalf("a problem that says too much or too little: %+v", p)
		}
	}
}
