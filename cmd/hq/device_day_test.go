package main

import (
	"bytes"
	"context"
	"encoding/json"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"fairvisit/cmd/hq/demo"
)

// serves runs a desk's headquarters and returns its address.
func (d *desk) serves() string {
	d.Helper()
	ctx, stop := context.WithCancel(context.Background())
	from, to := io.Pipe()
	ended := make(chan int, 1)
	go func() {
		ended <- run(ctx, []string{"serve", "-dir", d.dir, "-listen", "127.0.0.1:0", "-second", filepath.Join(d.work, "second")}, nil, to, io.Discard)
	}()
	d.Cleanup(func() {
		stop()
		if code := <-ended; code != 0 {
			d.Errorf("the server ended with %d", code)
		}
	})
	line := make([]byte, 200)
	n, err := from.Read(line)
	if err != nil {
		d.Fatal(err)
	}
	return strings.TrimPrefix(strings.TrimSpace(string(line[:n])), "serving on ")
}

// blocks is the picture of a QR printed in half blocks, each module some pixels
// wide. A terminal is dark: what is printed is light.
func blocks(text string) image.Image {
	const px = 6
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	rows := 2 * len(lines)
	if !strings.ContainsAny(lines[len(lines)-1], "█▄") { // an odd number of them: below the last is nothing
		rows--
	}
	p := image.NewGray(image.Rect(0, 0, px*len([]rune(lines[0])), px*rows))
	for y, line := range lines {
		for x, r := range []rune(line) {
			for half, light := range [2]bool{r == '█' || r == '▀', r == '█' || r == '▄'} {
				for i := range px * px {
					if light {
						p.SetGray(x*px+i%px, (2*y+half)*px+i/px, color.Gray{255})
					}
				}
			}
		}
	}
	return p
}

// scanned is what a camera reads of what hq enrol printed.
func (d *desk) scanned(printed string) string {
	d.Helper()
	end := strings.Index(printed, "fairvisit:")
	if end < 0 {
		d.Fatal(printed)
	}
	bits, err := gozxing.NewBinaryBitmap(gozxing.NewHybridBinarizer(gozxing.NewLuminanceSourceFromImage(blocks(printed[:end]))))
	if err != nil {
		d.Fatal(err)
	}
	// What is drawn of whole blocks needs no search for corners, which misses one now and then.
	found, err := qrcode.NewQRCodeReader().Decode(bits, map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_PURE_BARCODE: true})
	if err != nil {
		d.Fatalf("%v:\n%s", err, printed)
	}
	return found.GetText()
}

// enrolled enrols a device by the QR, as a camera sees it, and says whose it is.
func (d *desk) enrolled(url, name string) (dir, officer string) {
	d.Helper()
	dir = filepath.Join(d.work, "device of "+name)
	d.said(0, "device", "enrol", "-dir", dir, d.scanned(d.said(0, "enrol", "-dir", d.dir, "-unit", "north", "-name", name, "-url", url)))
	return dir, strings.TrimSpace(d.said(0, "device", "people", "-dir", dir))
}

func (d *desk) photo(name string, shade uint8) string {
	d.Helper()
	p := image.NewGray(image.Rect(0, 0, 64, 48))
	for i := range p.Pix {
		p.Pix[i] = uint8(i) ^ shade
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, p, nil); err != nil {
		d.Fatal(err)
	}
	return d.file(name, b.String())
}

// A day at the command line: two are enrolled by their QR, cases come in and are
// given out, one is visited as the help says, and headquarters has the whole of it.
func TestADayAtTheCommandLine(t *testing.T) {
	d := newDesk(t)
	url := d.serves()
	tablet, _ := d.enrolled(url, "Li Wei")
	_, second := d.enrolled(url, "Zhao")
	d.said(0, "unit", "-dir", d.dir, "-unit", "north", "-region", "house") // where it is day there may be no rules
	zone := demo.Daylight(time.Now())
	d.said(0, "import", "-dir", d.dir, "-unit", "north", "-zone", zone, d.file("cases.csv", strings.TrimSpace(headOfBank)+headOfCollateral+"Bank A,1,李秀兰,中山路 9 号,100.00,CNY,45,yes,vehicle,White van,沪A12345,yes,yes,yes,\n"))
	d.said(0, "import", "notices", "-dir", d.dir, "-unit", "north", d.file("notices.csv",
		"creditor,number,date,form\nBank A,1,"+time.Now().AddDate(0, 0, -10).Format(time.DateOnly)+",written\n"))
	for _, who := range []string{"Li Wei", "Zhao"} {
		d.said(0, "certify", "-dir", d.dir, "-unit", "north", "-officer", who, "-until", time.Now().AddDate(1, 0, 0).Format(time.DateOnly))
	}
	d.said(0, "assign", "-dir", d.dir, "-unit", "north", "-officer", "Li Wei", "-second", "Zhao", "all")
	on := func(code int, verb string, args ...string) string {
		t.Helper()
		return strings.TrimSpace(d.said(code, append([]string{"device", verb, "-dir", tablet}, args...)...))
	}
	on(0, "sync")
	caseID := regexp.MustCompile(`^[0-9a-f]{32}`).FindString(on(0, "cases"))
	if told := on(0, "ask", "-second", second, caseID); !strings.Contains(told, `"allow`) {
		t.Errorf("asked: %s", told)
	}
	tomorrow := time.Now().AddDate(0, 0, 2).Format(time.DateOnly)
	on(1, "swap", "-day", "tomorrow")
	swap := on(0, "swap", "-day", tomorrow, "-with", second, "-say", "school")
	if told := on(0, "swaps"); on(0, "swap", "-day", tomorrow, "-with", second, "-say", "school") != swap || strings.Count(told, tomorrow) != 1 || !strings.Contains(told, `"sent":false,"state":"open"`) {
		t.Errorf("a swap asked for: %s, %s", swap, told)
	}
	if told := on(1, "open", caseID); !strings.Contains(told, "instead") {
		t.Errorf("alone: %s", told)
	}
	visit := on(0, "open", "-second", second, caseID)
	answers := d.file("answers.json", `{"a7": "all_tried", "a8": "yes", "a8-date": "`+time.Now().AddDate(0, 0, -10).Format(time.DateOnly)+`", "a9": "agreed", "a13": "2"}`)
	on(0, "answer", "-file", answers, visit)
	if told := on(1, "answer", "-file", d.file("twice.json", `{"a7": "all_tried", "a7": "some_tried"}`), visit); !strings.Contains(told, "each question stands once") {
		t.Errorf("a question twice: %s", told)
	}
	on(0, "answer", "-file", d.file("list.json", `[{"q": "a11", "a": "yes"}, {"q": "a16-letter", "a": "no"}]`), visit)
	on(0, "answer", visit, "a17=no", "a19=none", "a12-need=yes", "a12=yes")
	var next struct{ ID string }
	if err := json.Unmarshal([]byte(on(0, "next", visit)), &next); err != nil || next.ID == "" {
		t.Errorf("after all of this the next question is %+v (%v)", next, err)
	}
	if next.ID != "a20" { // that there is collateral was answered by itself; of its papers one is not known
		t.Errorf("of the collateral's papers nobody is asked, but %s", next.ID)
	}
	on(0, "answer", visit, "a20=yes")
	on(0, "arrive", visit)
	if told := on(0, "photo", visit, d.photo("1.jpg", 1), d.photo("2.jpg", 2), d.photo("3.jpg", 3)); len(strings.Fields(told)) != 3 {
		t.Errorf("photos: %s", told)
	}
	says := on(1, "sign", visit)
	example := regexp.MustCompile(`\[\{"points".*\}\]`).FindString(says) // the help's own
	if told := on(1, "sign", visit, answers); !strings.Contains(told, `[{"points"`) {
		t.Errorf("a file that is none: %s", told)
	}
	on(0, "sign", visit, d.file("strokes.json", example))
	on(0, "note", visit, "nobody", "came")
	on(0, "leave", visit)
	on(0, "close", visit, "obj") // an objection stops the case, as it does on a screen
	if told := on(0, "cases"); !strings.Contains(told, "dispute_open") && !strings.Contains(told, "stopped") {
		t.Errorf("an objection stopped nothing: %s", told)
	}
	if told := on(0, "risk"); !strings.Contains(told, "3 photos") {
		t.Errorf("before it is handed in: %s", told)
	}
	on(0, "sync")
	if told := on(0, "risk"); !strings.Contains(told, "you would lose: nothing") {
		t.Errorf("after it was handed in: %s", told)
	}
	if told := on(0, "swaps"); !strings.Contains(told, `"sent":true,"state":"open"`) {
		t.Errorf("a swap that was handed in: %s", told)
	}
	d.said(0, "rebuild", "-dir", d.dir) // what the server has not folded yet included
	told := d.said(0, "export", "-dir", d.dir, "visits")
	if !strings.Contains(told, visit) || !strings.Contains(told, "closed") || !strings.Contains(told, "obj") {
		t.Errorf("visits: %s", told)
	}
	if told := d.said(0, "status", "-dir", d.dir); strings.Count(told, "officer") != 2 {
		t.Errorf("status: %s", told)
	}
	if told := on(0, "salvage"); !strings.Contains(told, "entries") && !strings.Contains(told, "Entries") {
		t.Errorf("salvage of a store that is whole: %s", told)
	}
	on(0, "sync")
	if told := d.said(0, "audit", "-dir", d.dir); !strings.Contains(told, "all as it must be") {
		t.Error(told)
	}
}
