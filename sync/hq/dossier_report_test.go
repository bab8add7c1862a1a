package hq_test

import (
	"archive/zip"
	"bytes"
	"io"
	"regexp"
	"strings"
	"testing"

	"fairvisit/evidence"
	"fairvisit/evidence/dossier"
	"fairvisit/sync/hq"
	"fairvisit/sync/hq/report"
	"fairvisit/sync/hq/report/pdf/pdftest"
	"fairvisit/visits"
	"fairvisit/visits/checklist"
)

// pages are the report inside of a dossier, as bytes and read.
func (w *world) pages(q hq.DossierOf) ([]byte, pdftest.Reading) {
	w.Helper()
	b, r := w.dossier(q)
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	w.must(err)
	last := z.File[len(z.File)-1]
	if last.Name != "report.pdf" || !r.Readable {
		w.Fatalf("the last member is %s", last.Name)
	}
	f, err := last.Open()
	w.must(err)
	raw, err := io.ReadAll(f)
	w.must(err)
	read, err := pdftest.Read(raw)
	w.must(err)
	return raw, read
}

// A visit with all that can be said, shown and signed at a door.
func (o *office) fullVisit() {
	o.Helper()
	party := o.caseParty()
	o.must(o.visit.Arrive(o.ctx, &visits.PointWords{LatE7: 311234567, LonE7: 1211234567, AccuracyM: 9}))
	o.must(o.visit.Answer(o.ctx, "d2", checklist.Chosen("near"), ""))
	o.must(o.visit.Answer(o.ctx, "d2", checklist.Chosen("match"), "slip"))
	o.must(o.visit.Answer(o.ctx, "t3", checklist.Text("Die Rechnung sei längst bezahlt"), ""))
	for _, phase := range []string{"door", "talk"} {
		_, err := o.visit.EndPhase(o.ctx, phase, evidence.Hash{})
		o.must(err)
	}
	o.photograph(1)
	child, _ := o.photograph(2)
	o.must(o.visit.Withdraw(o.ctx, child, 0, "child"))
	strokes := []visits.Stroke{{Points: []visits.StrokePoint{{X: 100, Y: 100}, {X: 300, Y: 180, T: 9}}}}
	o.must(o.visit.Note(o.ctx, "Hinterhaus, zweite Tür", strokes...))
	_, err := o.visit.Sign(o.ctx, party, "debtor", "visit_record", strokes)
	o.must(err)
	o.closeVisit()
	o.li.sync()
	o.must(o.hq.Settle(o.ctx))
}

func (o *office) caseParty() evidence.ID {
	o.Helper()
	rec, err := o.hq.CaseRecord(o.ctx, o.caseID)
	o.must(err)
	return rec.Case.Facts.Parties[0].Party
}

// stands reports whether a text has a word, and not only within a hash or an id.
func stands(text, word string) bool {
	return regexp.MustCompile(`(^|[^0-9A-Za-z])` + regexp.QuoteMeta(word) + `($|[^0-9A-Za-z])`).MatchString(text)
}

// What a mask withholds is in no page, in neither language; what it shows is.
func TestTheReportTellsWhatTheMaskShows(t *testing.T) {
	o := newOffice(t)
	o.fullVisit()
	n := o.size()
	words := []string{"王小明", "中山路", "9999", "Hinterhaus", "längst bezahlt", "31.12346", "Li", "Zhao", "Bank A"}
	for _, lang := range []report.Lang{report.English, report.Chinese} {
		title, question, corrections := "Dossier", "Does the address match?", "corrections of the answers above"
		if lang == report.Chinese {
			title, question, corrections = "案卷", "地址是否相符", "对上述答案的更正"
		}
		for _, mask := range []dossier.Mask{dossier.MaskNone, dossier.MaskNames, dossier.MaskAll} {
			q := hq.DossierOf{Case: o.caseID, At: n, Mask: mask, Lang: lang}
			raw, r := o.pages(q)
			text := r.Text()
			if !strings.Contains(text, title) || strings.Contains(text, "[[") {
				t.Errorf("%s, %s: a title is missing, or a text: %s", lang, mask, text)
			}
			for _, word := range words {
				if shown := stands(text, word); shown != (mask == dossier.MaskNone) {
					t.Errorf("%s, %s: %q is shown: %t", lang, mask, word, shown)
				}
				if len(word) > 5 && bytes.Contains(raw, []byte(word)) { // a few letters stand in any picture
					t.Errorf("%s, %s: %q stands in the file outside of pages", lang, mask, word)
				}
			}
			if photos := map[dossier.Mask]int{dossier.MaskNone: 1, dossier.MaskNames: 1}[mask]; r.Photos != photos {
				t.Errorf("%s, %s: %d photos are in the file", lang, mask, r.Photos)
			}
			// The words of a correction hold why it was made: masked, the earlier
			// answer stands alone, and the page must say that it may not be the last.
			if corrected := strings.Contains(text, corrections); !strings.Contains(text, question) || corrected != (mask != dossier.MaskNone) {
				t.Errorf("%s, %s: that there may be corrections is said: %t", lang, mask, corrected)
			}
			if again, _ := o.pages(q); !bytes.Equal(raw, again) {
				t.Errorf("%s, %s: asked for again the report is another", lang, mask)
			}
		}
	}
}

// What a debt is secured by stands in the report, papers by name, in both languages; its
// plate and description only where words are shown.
func TestTheReportTellsOfCollateral(t *testing.T) {
	w, _, _ := crewed(t)
	c := w.importCases(strings.Replace(pledgedCase, "yes,yes,yes,yes", "yes,no,yes,", 1))[0]
	head, err := w.hq.Store.Head(w.ctx)
	w.must(err)
	for lang, lines := range map[report.Lang][]string{
		report.English: {"Collateral", "vehicle", "default notice given: yes", "its period over: no", "permit or court order: not known"},
		report.Chinese: {"抵押物", "车辆", "已发违约通知: 是", "通知期限届满: 否", "许可或法院裁定: 不清楚"},
	} {
		for _, mask := range []dossier.Mask{dossier.MaskNone, dossier.MaskNames, dossier.MaskAll} {
			_, r := w.pages(hq.DossierOf{Case: c, At: head.Size, Mask: mask, Lang: lang})
			text := r.Text()
			for _, line := range lines {
				if !strings.Contains(text, line) {
					t.Errorf("%s, %s: %q is missing: %s", lang, mask, line, text)
				}
			}
			for _, word := range []string{"White van", "A12345"} {
				if strings.Contains(text, word) != (mask == dossier.MaskNone) {
					t.Errorf("%s, %s: %q is shown: %t", lang, mask, word, mask != dossier.MaskNone)
				}
			}
		}
	}
}

// A dossier of N tells what was known at N, whatever came later: here a name.
func TestTheReportIsOfItsN(t *testing.T) {
	o := newOffice(t)
	o.fullVisit()
	q := hq.DossierOf{Case: o.caseID, At: o.size(), Mask: dossier.MaskNone, Lang: report.Chinese}
	before, _ := o.pages(q)
	_, err := o.hq.Do(o.ctx, hq.Act{Kind: visits.PersonNamed, Facts: visits.PersonFacts{Officer: o.li.id, Role: "officer"}, Words: visits.PersonWords{Name: "Li Renamed"},
		Refs: []evidence.Ref{{Kind: evidence.RefUnit, ID: o.unit}}})
	o.must(err)
	if after, _ := o.pages(q); !bytes.Equal(before, after) {
		t.Error("what was named later changes the report of before")
	}
	later := q
	later.At = o.size()
	if _, r := o.pages(later); !strings.Contains(r.Text(), "Li Renamed") {
		t.Error("at a later N the officer has not the later name")
	}
	q.Visit = o.visit.ID
	if _, r := o.pages(q); strings.Contains(r.Text(), "王小明") || !strings.Contains(r.Text(), "Hinterhaus") {
		t.Error("of the visit alone it shows the case's words, or not its own")
	}
}

// The visit was in one boot with headquarters' time, so its times are known by
// that; those of a device that never heard it are not.
func TestTheReportSaysHowWellATimeIsKnown(t *testing.T) {
	o := newOffice(t)
	o.fullVisit()
	_, r := o.pages(hq.DossierOf{Case: o.caseID, Visit: o.visit.ID, At: o.size(), Mask: dossier.MaskNames})
	if text := r.Text(); !strings.Contains(text, "class A\n") || strings.Contains(text, "class C\n") {
		t.Errorf("the times of the visit are told as\n%s", text)
	}
}

// The page of proofs names who signed for a visit besides the acting officer, and
// whether that holds.
func TestTheReportNamesWhoSigned(t *testing.T) {
	p := newPair(t)
	p.cosigns()
	p.closeVisit()
	p.li.sync()
	p.zhao.sync()
	p.must(p.hq.Settle(p.ctx))
	for lang, words := range map[report.Lang][]string{report.English: {"Signed for by", "Zhao said yes (by a code from the own device)", "and holds"}, report.Chinese: {"签认人", "签名成立"}} {
		_, r := p.pages(hq.DossierOf{Case: p.caseID, At: p.size(), Mask: dossier.MaskNone, Lang: lang})
		for _, word := range words {
			if !strings.Contains(strings.ReplaceAll(r.Text(), "\n", " "), word) {
				t.Errorf("%s: the report does not say %q", lang, word)
			}
		}
	}
}
