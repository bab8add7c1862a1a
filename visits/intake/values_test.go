package intake

import (
	"bytes"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"pgregory.net/rapid"
)

func TestAmounts(t *testing.T) {
	const no = -1
	for _, tt := range []struct {
		text   string
		places int
		want   int64
	}{
		{"0", 2, 0}, {"5", 2, 500}, {"5.5", 2, 550}, {"5,5", 2, 550}, {"5.05", 2, 505}, {"007.10", 2, 710},
		{"1,234.50", 2, 123450}, {"1.234,50", 2, 123450}, {"1,234,567", 2, 123456700}, {"1.234.567", 2, 123456700},
		{"1,234,567.8", 2, 123456780}, {"1234.500", 2, 123450}, {"1234.5000", 2, 123450}, {"0.500", 2, 50},
		{"1,234", 2, no}, {"1.234", 2, no}, {"1.234", 0, no}, {"1,234", 0, 1234}, {"12,345,678", 0, 12345678},
		{"1234", 0, 1234}, {"1234.00", 0, 1234}, {"1234.01", 0, no},
		{"1,23,456", 2, no}, {"1,2345.60", 2, no}, {"12,34.5", 2, no}, {"1.234,567.8", 2, no}, {"1,234.567", 2, no}, {"1234,567,890", 2, no}, {",123.45", 2, no},
		{".5", 2, no}, {"5.", 2, no}, {"", 2, no}, {"-5", 2, no}, {"−5", 2, no}, {"(5)", 2, no}, {"+5", 2, no},
		{"1e3", 2, no}, {"５", 2, 500}, {"1 234,50", 2, 123450}, {"¥5", 2, no}, {"0x10", 2, no}, {"NaN", 2, no},
		{"9999999999999999.99", 2, 999999999999999999}, {"10000000000000000.00", 2, no}, {"0000000000000000000000001", 2, 100},
	} {
		minor, w := parseAmount(tt.text, tt.places)
		if tt.want == no && !w.said() || tt.want != no && (w.said() || minor != tt.want) {
			t.Errorf("%q with %d decimals is %d %q, want %d", tt.text, tt.places, minor, w.format, tt.want)
		}
	}
}

func TestBuckets(t *testing.T) {
	for days, want := range map[int64]string{0: "M0", 1: "M1", 30: "M1", 31: "M2", 60: "M2", 61: "M3", 91: "M4", 121: "M5", 150: "M5", 151: "M6", 180: "M6", 181: "M6+", 36500: "M6+"} {
		if got := bucketOf(days); got != want {
			t.Errorf("%d days past due is %s, want %s", days, got, want)
		}
	}
}

func TestDegrees(t *testing.T) {
	for text, want := range map[string]int64{"31.2304167": 312304167, "0": 0, "-0.5": -5000000, "90": 900000000, "31.23041674": 312304167, "31.23041675": 312304168} {
		if got, w := parseDegrees(text, 90); w.said() || got != want {
			t.Errorf("%q is %d %q, want %d", text, got, w.format, want)
		}
	}
	for _, text := range []string{"90.0000001", "-91", "9999999999999999999", "31,23", "31.2.3", "--1", "31°", ".5", "5.", "+5", ""} {
		if got, w := parseDegrees(text, 90); !w.said() {
			t.Errorf("%q is %d, want a refusal", text, got)
		}
	}
}

// What the bytes look like decides; a file that shows little is only guessed.
func TestEncodingIsDetected(t *testing.T) {
	for _, tt := range []struct{ text, in, name, confidence string }{
		{"plain letters", "latin", "utf-8", Certain},
		{"Größe, Köln, Jürgen, Bär", "latin", "windows-1252", Likely},
		{"Prénom, déjà créée à Orléans", "latin", "windows-1252", Likely},
		{"Åse Sørensen, Tromsø", "latin", "windows-1252", Likely},
		{"王小明，中山路一号", "gbk", "gb18030", Likely},
		{"喆 王建国 上海市", "gbk", "gb18030", Likely},
		{"王", "gbk", "gb18030", Guess},
		{"é", "latin", "windows-1252", Likely},
		{"öß", "latin", "windows-1252", Guess},
	} {
		var data []byte
		var err error
		if tt.in == "gbk" {
			data, err = simplifiedchinese.GBK.NewEncoder().Bytes([]byte(tt.text))
		} else {
			data, err = charmap.Windows1252.NewEncoder().Bytes([]byte(tt.text))
		}
		if err != nil {
			t.Fatal(err)
		}
		if name, confidence := detect(data); name != tt.name || confidence != tt.confidence {
			t.Errorf("%q in %s is taken for %s (%s), want %s (%s)", tt.text, tt.in, name, confidence, tt.name, tt.confidence)
		}
	}
}

// A broken character does not swallow the semicolon that parts it from the next.
func TestABrokenCharacterLeavesTheSeparator(t *testing.T) {
	first := firstGB18030(simplifiedchinese.GB18030.NewDecoder())
	if r, size := first([]byte("\x81;\x810")); r != utf8.RuneError || size != 1 {
		t.Errorf("%q, %d bytes", r, size)
	}
}

// Character by character is the same as the whole at once.
func TestGB18030CharactersAreTheWhole(t *testing.T) {
	first := firstGB18030(simplifiedchinese.GB18030.NewDecoder())
	rapid.Check(t, func(t *rapid.T) {
		data := rapid.SliceOf(rapid.OneOf(rapid.Byte(), rapid.ByteRange(0x81, 0xfe), rapid.ByteRange('0', '9'), rapid.SampledFrom([]byte(",|\n\"")))).Draw(t, "bytes")
		for i, b := range data {
			if '9' < b && b < '@' { // the library takes these for second bytes of four; the standard does not
				data[i] = ','
			}
		}
		want, err := simplifiedchinese.GB18030.NewDecoder().Bytes(data)
		if err != nil {
			t.Fatal(err)
		}
		var got []byte
		for rest := data; len(rest) > 0; {
			r, size := first(rest)
			got, rest = utf8.AppendRune(got, r), rest[size:]
		}
		if !bytes.Equal(got, want) {
			t.Fatalf("% x\n is %q\nwant %q", data, got, want)
		}
	})
}
