package intake

import (
	"errors"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// A file in Big5 is refused with what to save it as; read as Western letters it would be
// taken as nonsense. Western files, and Chinese ones in GB 18030, are read as before.
func TestBig5IsRefusedByName(t *testing.T) {
	chinese := "creditor,number,name,street,city,amount,currency,days_past_due\n第一銀行,1,陳志明,中正路三段12號,臺北市,10.00,CNY,40\n第一銀行,2,林淑芬,民生東路5號,臺北市,20.00,CNY,40\n"
	western := "creditor,number,name,street,city,amount,currency,days_past_due\nSparkasse Köln,1,Jürgen Müller,Große Straße 1,Düsseldorf,10.00,EUR,40\nCrédit Agricole,2,Éloïse Bäßler,Rue de l'Été,Besançon,10.00,EUR,40\nBBVA,3,Íñigo Ñáñez,Calle Güéll,A Coruña,10.00,EUR,40\n"
	big5, err := traditionalchinese.Big5.NewEncoder().String(chinese)
	if err != nil {
		t.Fatal(err)
	}
	f, err := Read(strings.NewReader(big5), Options{Today: "2026-11-26"})
	var r *Refused
	if !errors.As(err, &r) || !strings.Contains(r.Why, "Big5") || !strings.Contains(r.Why, "UTF-8") {
		t.Errorf("%v: %+v", err, f)
	}
	latin, err := charmap.Windows1252.NewEncoder().String(western)
	if err != nil {
		t.Fatal(err)
	}
	if f, err := Read(strings.NewReader(latin), Options{Today: "2026-11-26"}); err != nil || len(f.Cases) != 3 || f.Cases[0].Parties[0].Name != "Jürgen Müller" {
		t.Errorf("%v: %+v", err, f)
	}
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(chinese)
	if err != nil {
		t.Fatal(err)
	}
	if f, err := Read(strings.NewReader(gb), Options{Today: "2026-11-26"}); err != nil || len(f.Cases) != 2 || f.Cases[0].Parties[0].Name != "陳志明" {
		t.Errorf("%v: %+v", err, f)
	}
}
