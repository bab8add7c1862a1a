package hq_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"fairvisit/evidence"
	"fairvisit/sync/hq"
	"fairvisit/visits"
	"fairvisit/visits/fieldwork"
	"fairvisit/visits/intake"
	"fairvisit/visits/journal"
	"fairvisit/visits/rules"
)

// take has headquarters take a table.
func (w *world) take(what, csv string) hq.ImportResult {
	w.Helper()
	t, err := intake.ReadTable(strings.NewReader(csv), what, intake.Options{Today: w.clock().Format(time.DateOnly)})
	w.must(err)
	r, err := w.hq.ImportTable(w.ctx, w.unit, t, false)
	w.must(err)
	return r
}

// unannounced takes a bank's file and gives no notice.
func (w *world) unannounced(csv string) []evidence.ID {
	w.Helper()
	f, err := intake.Read(bytes.NewReader([]byte(csv)), intake.Options{Today: w.clock().Format(time.DateOnly)})
	w.must(err)
	w.placed()
	r, err := w.hq.Import(w.ctx, w.unit, "Asia/Shanghai", f, false)
	w.must(err)
	return r.Cases
}

// crewed is a branch on a workday with one crew.
func crewed(t *testing.T) (w *world, li, zhao *person) {
	w = newWorld(t, false)
	w.turn(workday)
	return w, w.enrol("officer", "li"), w.enrol("officer", "zhao")
}

// says is which rule speaks against a visit, "" for none.
func (p *person) says(c evidence.ID, second *person) string {
	p.w.Helper()
	v, _, err := p.work.Ask(p.w.ctx, c, second.id)
	p.w.must(err)
	var all []string
	for _, r := range v.Reasons {
		all = append(all, r.Rule+" "+r.Code)
	}
	return strings.Join(all, ", ")
}

// goes makes a visit that comes to an outcome.
func (p *person) goes(c evidence.ID, second *person, outcome string) {
	p.w.Helper()
	v, verdict, err := p.work.Open(p.w.ctx, c, second.id)
	if err != nil {
		p.w.Fatalf("%v: %+v", err, verdict.Reasons)
	}
	held, err := p.journal.Case(p.w.ctx, c)
	p.w.must(err)
	p.w.must(v.Leave(p.w.ctx))
	var all []visits.Outcome
	for _, s := range held.Facts.Parties {
		all = append(all, visits.Outcome{Party: s.Party, Debt: held.Facts.Debt, Code: outcome})
	}
	p.w.must(v.Close(p.w.ctx, all, nil))
}

func TestNoNoticeNoVisitUntilItIsImported(t *testing.T) {
	w, li, zhao := crewed(t)
	c := w.unannounced(oneCase)[0]
	w.assign(c, li, zhao)
	li.sync()
	if got := li.says(c, zhao); got != "P-NOTICE notice_missing" {
		t.Fatalf("without a notice the rules say %q", got)
	}
	if _, _, err := li.work.Open(w.ctx, c, zhao.id); !errors.Is(err, fieldwork.ErrNotAllowed) {
		t.Fatalf("a visit nobody gave notice of: %v", err)
	}
	const file = "委托方,案件号,通知日期,形式\nBank A,0001,2026-11-24,书面\n"
	if r := w.take(intake.Notices, file); r.Taken != 1 || len(r.Issues) != 0 {
		t.Fatalf("the file: %+v", r)
	}
	li.sync()
	if got := li.says(c, zhao); got != "P-NOTICE notice_running" {
		t.Fatalf("a notice of yesterday: %q", got)
	}
	w.take(intake.Notices, "creditor,number,date,form\nBank A,0001,2026-11-20,written\n")
	li.sync()
	if got := li.says(c, zhao); got != "" {
		t.Fatalf("with a notice of days ago the rules say %q", got)
	}
	li.goes(c, zhao, "nf")
	li.sync()
	w.must(w.hq.Settle(w.ctx))
	rec, err := w.hq.CaseRecord(w.ctx, c)
	w.must(err)
	h := rec.Visits[0].Opened.Verdict.History
	if len(h) != 1 || h[0].What != "notice" || h[0].Source != visits.SourceFile || h[0].Count != 2 || h[0].Age < 0 {
		t.Errorf("the visit does not say what its verdict stood on: %+v", h)
	}
}

func TestTheSameTableTwiceChangesNothing(t *testing.T) {
	w, li, zhao := crewed(t)
	c := w.unannounced(oneCase)[0]
	w.assign(c, li, zhao)
	for what, file := range map[string]string{
		intake.Notices:  "creditor,number,date,form\nBank A,0001,2026-11-20,written\nBank A,0001,2026-11-20,written\n",
		intake.Contacts: "creditor,number,date,channel,reached\nBank A,0001,2026-11-20,call,nobody\nBank A,0001,2026-11-20,call,nobody\nBank A,0001,20.11.2026,call,nobody\n",
		intake.Consents: "creditor,number,date,consent,form,role\nBank A,0001,2026-11-20,more_visits,written,debtor\n",
	} {
		first := w.take(what, file)
		before, err := w.hq.PicturesHash(w.ctx)
		w.must(err)
		again := w.take(what, file)
		after, err := w.hq.PicturesHash(w.ctx)
		w.must(err)
		if first.Taken == 0 || again.Taken != 0 || again.Same != first.Taken+first.Same || before != after {
			t.Errorf("%s: %+v, then %+v", what, first, again)
		}
	}
	rec, err := w.hq.CaseRecord(w.ctx, c)
	w.must(err)
	if len(rec.Case.Outside) != 3 || len(rec.Case.Notices) != 1 || len(rec.Case.Consents) != 1 {
		t.Errorf("three calls of a day, a notice and a consent are %d, %d and %d", len(rec.Case.Outside), len(rec.Case.Notices), len(rec.Case.Consents))
	}
}

// A row that cannot be read, or that is about nobody of the case, is named by
// line, column and value; the others are taken.
func TestBadRowsOfATableAreNamed(t *testing.T) {
	w, _, _ := crewed(t)
	w.unannounced(oneCase)
	r := w.take(intake.Consents, "creditor,number,date,consent,form,name\nBank A,0001,2026-11-20,more_visits,written,王小明\n"+
		"Bank A,0001,2026-11-20,more_visits,written,李四\nBank A,0002,2026-11-20,more_visits,written,王小明\nBank A,0001,2026-11-20,more_visits,written,\n"+
		"Bank A,0001,2027-13-02,everything,sung,王小明\n")
	if r.Taken != 1 || r.Refused != 4 {
		t.Fatalf("%+v", r)
	}
	var said []string
	for _, p := range r.Issues {
		said = append(said, p.Column+"="+p.Value)
	}
	if got := strings.Join(said, " "); got != "name=李四 number=0002 name= consent=everything form=sung date=2027-13-02" {
		t.Errorf("the rows are refused for %s", got)
	}
}

// A creditor's calls count with the crew's visits; what nobody knows of them is
// not guessed in favour of a visit.
func TestOthersContactsCount(t *testing.T) {
	w, li, zhao := crewed(t)
	c := w.importCases(oneCase)[0]
	w.assign(c, li, zhao)
	w.take(intake.Contacts, "creditor,number,date,time,channel,reached\nBank A,0001,2026-11-20,10:00,call,somebody\nBank A,0001,2026-11-21,11:00,call,somebody\nBank A,0001,2026-11-22,11:00,message,nobody\n")
	li.sync()
	if got := li.says(c, zhao); got != "" {
		t.Fatalf("two calls and a message nobody read: %q", got)
	}
	w.take(intake.Contacts, "creditor,number,date,channel,reached\nBank A,0001,2026-11-23,letter,\n")
	li.sync()
	if got := li.says(c, zhao); got != "F-ANY-7 too_many_contacts" {
		t.Fatalf("two calls and a letter of which nobody knows whether it was read: %q", got)
	}
	// The house warns of it: whoever goes says why, and that is kept.
	if _, _, err := li.work.Open(w.ctx, c, zhao.id); !errors.Is(err, fieldwork.ErrReasonNeeded) {
		t.Fatalf("a warning was passed over: %v", err)
	}
	v, verdict, err := li.work.Open(w.ctx, c, zhao.id, fieldwork.Why{Code: "appointment"})
	if err != nil || verdict.Decision != rules.Warn {
		t.Fatalf("%v, %+v", err, verdict)
	}
	kept, err := li.journal.Visit(w.ctx, v.ID)
	w.must(err)
	if kept.Opened.Verdict.Reason != "appointment" {
		t.Errorf("the reason is not kept: %+v", kept.Opened.Verdict)
	}
}

const twoDebts = "creditor,number,role,name,id_number,street,amount,currency,days_past_due\n" +
	"Bank A,0001,debtor,王小明,99999919900101001X,中山路 9999 号,12000.50,CNY,45\n" +
	"Bank A,0001,joint_debtor,王小芳,999999199101010024,,,,\n" +
	"Bank B,7,debtor,王小芳,999999199101010024,黄河路 12 号,300.00,CNY,45\n" +
	"Bank C,1,debtor,张三,999999199201010035,中山路 9999 号,300.00,CNY,45\n" +
	"Bank D,1,debtor,李四,999999199301010046,长江路 3 号,300.00,CNY,45\n"

// A visit to two joint debtors is one contact of each: on the same day nobody
// goes to either again, for whatever bank, nor to their door for anybody else.
// It holds on the tablet that made it before a word was sent, and on another's
// once headquarters knows.
func TestAVisitCountsForEveryCaseOfItsPersonsAndItsPlace(t *testing.T) {
	w, li, zhao := crewed(t)
	he := w.enrol("officer", "he")
	cases := w.importCases(twoDebts)
	for _, c := range cases {
		w.assign(c, li, zhao)
	}
	li.sync()
	for i, c := range cases {
		if got := li.says(c, zhao); got != "" {
			t.Errorf("before the visit, case %d: %q", i, got)
		}
	}
	li.goes(cases[0], zhao, "nf")
	want := []string{"F-ATT-DAY too_many_contacts, F-ADDR-DAY too_many_contacts", "F-ATT-DAY too_many_contacts", "F-ADDR-DAY too_many_contacts", ""}
	for i, c := range cases {
		if got := li.says(c, zhao); got != want[i] {
			t.Errorf("offline, case %d: %q, not %q", i, got, want[i])
		}
	}
	li.sync()
	for _, c := range cases {
		w.assign(c, he, zhao)
	}
	li.sync() // gives back what it was granted
	he.sync()
	for i, c := range cases {
		if got := he.says(c, zhao); got != want[i] {
			t.Errorf("another tablet, case %d: %q, not %q", i, got, want[i])
		}
	}
	// Counted once: the joint debtor's other case has one contact from elsewhere.
	held, err := he.journal.Case(w.ctx, cases[1])
	w.must(err)
	if len(held.Elsewhere) != 1 || len(held.Contacts) != 0 {
		t.Errorf("the joint debtor's other case holds %d contacts of its own and %d from elsewhere", len(held.Contacts), len(held.Elsewhere))
	}
	// The next morning the doors are open again: nobody was met.
	w.turn(workday.AddDate(0, 0, 1))
	for _, c := range cases {
		_, err := w.hq.Assign(w.ctx, hq.Assignment{Case: c, Officer: he.id, Second: zhao.id, Day: "2026-11-26"})
		w.must(err)
	}
	he.work.Clock.SinceBoot = func() (evidence.ID, int64) { return evidence.ID{15: 1}, 1 } // it was switched off over night
	he.sync()
	for i, c := range cases {
		if got := he.says(c, zhao); got != "" {
			t.Errorf("the next day, case %d: %q", i, got)
		}
	}
}

// A case that comes in after the visit learns of it as well.
func TestALaterCaseLearnsOfEarlierContacts(t *testing.T) {
	w, li, zhao := crewed(t)
	first := w.importCases(oneCase)[0]
	w.assign(first, li, zhao)
	li.sync()
	li.goes(first, zhao, "nf")
	li.sync()
	later := w.importCases("creditor,number,name,street,amount,currency,days_past_due\nBank B,5,赵六,中山路 9999 号,1.00,CNY,45\n")[0]
	w.assign(later, li, zhao)
	li.sync()
	if got := li.says(later, zhao); got != "F-ADDR-DAY too_many_contacts" {
		t.Errorf("a case at the door of today's visit: %q", got)
	}
}

// Papers that are taken back stop the next visit.
func TestWithoutPapersNobodyGoes(t *testing.T) {
	w, li, zhao := crewed(t)
	c := w.importCases(oneCase)[0]
	w.assign(c, li, zhao)
	w.must(w.hq.Certify(context.Background(), zhao.id, "authorisation", workday.AddDate(0, 0, -1)))
	li.sync()
	if got := li.says(c, zhao); got != "P-LICENCE certificate_missing" {
		t.Errorf("with papers that were taken back: %q", got)
	}
	w.must(w.hq.Certify(context.Background(), zhao.id, "authorisation", workday.AddDate(1, 0, 0)))
	li.sync()
	if got := li.says(c, zhao); got != "" {
		t.Errorf("with new papers: %q", got)
	}
}

// A device that writes what only headquarters may say opens no door by it.
func TestADeviceCannotOpenADoorToItself(t *testing.T) {
	w, li, zhao := crewed(t)
	c := w.unannounced(oneCase)[0]
	w.assign(c, li, zhao)
	li.sync()
	_, err := li.journal.Append(w.ctx, writing(visits.NoticeGiven, c, visits.NoticeFacts{Notice: evidence.NewID(), Kind: "visit", Form: "written",
		At: workday.AddDate(0, 0, -10).UnixMicro(), Source: visits.SourceHeadquarters}))
	w.must(err)
	if got := li.says(c, zhao); got != "P-NOTICE notice_missing" {
		t.Errorf("on the tablet: %q", got)
	}
	li.sync()
	li.sync()
	if got := li.says(c, zhao); got != "P-NOTICE notice_missing" {
		t.Errorf("after headquarters folded it: %q", got)
	}
}

func writing(kind string, c evidence.ID, facts any) journal.Writing {
	return journal.Writing{Kind: kind, Refs: []evidence.Ref{{Kind: evidence.RefCase, ID: c}}, Facts: facts}
}

// A consent for one of the family says what they are to who gave it; a row that would
// be for nobody, or for somebody it is not about, is named.
func TestAConsentForOneOfTheFamilyNamesARelationOnly(t *testing.T) {
	w, _, _ := crewed(t)
	c := w.unannounced(oneCase)[0]
	const head = "creditor,number,date,consent,form,role,for\n"
	table := head + "Bank A,0001,2026-11-20,family,written,debtor,spouse\nBank A,0001,2026-11-21,家属,written,debtor,配偶\n"
	if r := w.take(intake.Consents, table); r.Taken != 2 || r.Refused != 0 {
		t.Fatalf("%+v", r)
	}
	if r := w.take(intake.Consents, table); r.Taken != 0 {
		t.Errorf("the same file took %d more", r.Taken)
	}
	r := w.take(intake.Consents, head+"Bank A,0001,2026-11-20,family,written,debtor,\nBank A,0001,2026-11-20,family,written,debtor,同住成年人\nBank A,0001,2026-11-20,family,written,debtor,household_adult\nBank A,0001,2026-11-20,time,written,debtor,spouse\n")
	if r.Refused != 4 || len(r.Issues) != 4 || r.Issues[0].Column != "for" || r.Issues[1].Value != "同住成年人" || r.Issues[2].Value != "household_adult" || r.Issues[3].Value != "spouse" {
		t.Errorf("%+v", r)
	}
	// What is taken back is the one of that day alone.
	w.take(intake.Consents, "creditor,number,date,consent,form,role,for,withdrawn\nBank A,0001,2026-11-20,family,written,debtor,spouse,2026-11-22\n")
	rec, err := w.hq.CaseRecord(w.ctx, c)
	w.must(err)
	standing := 0
	for _, l := range rec.Case.Consents {
		if l.Withdrawn == 0 && l.Kind == visits.ConsentFamily && l.For == visits.RelationSpouse {
			standing++
		}
	}
	if len(rec.Case.Consents) != 2 || standing != 1 {
		t.Errorf("%+v", rec.Case.Consents)
	}
}
