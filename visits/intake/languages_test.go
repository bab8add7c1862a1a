package intake

import (
	"strings"
	"testing"
)

// However a file writes a language, it is one; a word nobody knows refuses its row.
func TestLanguagesAreReadAsTags(t *testing.T) {
	for word, want := range map[string]string{
		"zh": "zh", "中文": "zh", "普通话": "zh", "Chinese": "zh", "Mandarin": "zh", "mandarin chinese": "zh", "zh-CN": "zh-Hans", "ZH_hans": "zh-Hans", "zh-TW": "zh-Hant",
		"zho": "zh", "粤语": "yue", "Cantonese": "yue", "English": "en", "en-GB": "en", "EN": "en", "German": "de", "de-AT": "de", "Uyghur": "ug", "": "",
		"klingon": "-", "gibberish": "-", "und": "-", "x": "-", "Zhongguo hua": "-",
	} {
		f, err := Read(strings.NewReader("creditor,number,name,street,amount,currency,days_past_due,language\nBank A,1,陈某,Hill 1,10.00,CNY,5,"+word+"\n"), Options{Today: "2026-11-26"})
		if err != nil {
			t.Fatal(err)
		}
		switch {
		case want == "-" && (len(f.Cases) != 0 || len(f.Problems) != 1 || f.Problems[0].Column != "language" || f.Problems[0].Value != word || f.Problems[0].Row != 2):
			t.Errorf("%q: taken, or not told by its cell: %+v", word, f.Problems)
		case want != "-" && (len(f.Cases) != 1 || f.Cases[0].Parties[0].Language != want):
			t.Errorf("%q: %+v, %+v; want %s", word, f.Cases, f.Problems, want)
		}
	}
}
