package hq_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"fairvisit/evidence"
	"fairvisit/sync/hq"
	"fairvisit/sync/hq/report"
	"fairvisit/sync/hq/report/pdf/pdftest"
	"fairvisit/visits"
)

// printed are the facts of the sheets in the log.
func printed(w *world) []visits.SheetFacts {
	w.Helper()
	var all []visits.SheetFacts
	head, err := w.hq.Store.Head(w.ctx)
	w.must(err)
	for row, err := range w.hq.Store.EntriesOfKind(w.ctx, w.hq.Keys().ChainID, visits.SheetPrinted, head.Size) {
		w.must(err)
		e, err := evidence.Decode(row.Raw)
		w.must(err)
		var f visits.SheetFacts
		w.must(evidence.DecodePayload(e.Facts.Bytes, &f))
		if e.Words.State != evidence.None {
			w.Error("a sheet has words")
		}
		all = append(all, f)
	}
	return all
}

// A manager prints a crew's day. The log says so before there is a page; the pages
// are numbered, name nobody and no debt, and leave out what is not the crew's.
func TestACrewsDayIsPrintedMaskedAndEntered(t *testing.T) {
	w, li, zhao := crewed(t)
	he, boss := w.enrol("officer", "he"), w.enrol("manager", "boss")
	cases := w.importCases(manyCases(40))
	var all []hq.Assignment
	for i, id := range cases[:38] {
		all = append(all, hq.Assignment{Case: id, Officer: li.id, Second: zhao.id, Day: "2026-11-25", Order: 38 - i})
	}
	all = append(all, hq.Assignment{Case: cases[38], Officer: li.id, Second: he.id, Day: "2026-11-25", Order: 1},
		hq.Assignment{Case: cases[39], Officer: li.id, Second: zhao.id, Day: "2026-11-26", Order: 1})
	_, err := w.hq.Assign(w.ctx, all...)
	w.must(err)
	_, err = w.hq.Do(w.ctx, hq.Act{Kind: visits.FlagRaised, Facts: visits.FlagFacts{Code: "complaint_open", Source: "headquarters"}, Refs: []evidence.Ref{{Kind: evidence.RefCase, ID: cases[5]}}})
	w.must(err)
	ask := hq.SheetOf{Branch: "north", Crew: []evidence.ID{zhao.id, li.id}, Day: "2026-11-25", By: "boss", Service: 25}
	for lang, says := range map[report.Lang][]string{
		report.English: {"Route sheet", "zhao", "38 stops", "printed by boss", "Stopped: do not go", "page 1 of", "09:00–17:30"},
		report.Chinese: {"路线单", "38 件", "已停止：不得上门", "第 1 页，共"},
	} {
		ask.Lang = lang
		before := len(printed(w))
		sheet, err := w.hq.PrintSheet(w.ctx, ask)
		w.must(err)
		facts := printed(w)
		if len(facts) != before+1 || facts[before].Count != 38 || facts[before].By != boss.id || !slices.Equal(facts[before].Crew, ask.Crew) || facts[before].Day != ask.Day {
			t.Fatalf("the log has %+v", facts)
		}
		var out bytes.Buffer
		w.must(sheet.Write(&out))
		read, err := pdftest.Read(out.Bytes())
		w.must(err)
		text := strings.Join(strings.Fields(read.Text()), " ")
		for _, s := range says {
			if !strings.Contains(text, s) {
				t.Errorf("%s: the sheet does not say %q: %s", lang, s, text[:600])
			}
		}
		if len(read.Pages) < 2 {
			t.Fatalf("38 stops on %d pages", len(read.Pages))
		}
		for i, page := range read.Pages {
			if !strings.Contains(page, sheet.Number()) {
				t.Errorf("page %d does not bear the number %s", i+1, sheet.Number())
			}
		}
		// 37 of 38: a stop takes the street away. No number of a house, no debt.
		if n := strings.Count(text, "中山路"); n != 37 {
			t.Errorf("%d streets", n)
		}
		if n := strings.Count(text, "王**"); n != 38 {
			t.Errorf("%d names", n)
		}
		for _, secret := range []string{"王某", "37 号", "12000", "12,000", "Bank A", "0037"} {
			if strings.Contains(text, secret) {
				t.Errorf("the sheet says %q", secret)
			}
		}
	}
	for _, wrong := range []hq.SheetOf{
		{Branch: "north", Crew: []evidence.ID{li.id}, Day: "2026-11-25", By: "boss"}, {Branch: "north", Crew: ask.Crew, Day: "2026-11-27", By: "boss"},
		{Branch: "north", Crew: ask.Crew, Day: "2026-11-25", By: "nobody"}, {Branch: "north", Crew: []evidence.ID{{9}}, Day: "2026-11-25", By: "boss"}, {Branch: "north", Day: "2026-11-25", By: "boss"},
	} {
		if _, err := w.hq.PrintSheet(w.ctx, wrong); err == nil {
			t.Errorf("%+v is printed", wrong)
		}
	}
	if n := len(printed(w)); n != 2 {
		t.Errorf("%d sheets are in the log, 2 were printed", n)
	}
}
