package judging

import (
	"crypto/ed25519"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/rules"
)

var (
	tenOClock = time.Date(2026, 11, 25, 2, 0, 0, 0, time.UTC).UnixMicro() // in Shanghai
	office    = evidence.ID{1}
	tablet    = evidence.ID{2}
	theCase   = evidence.ID{3}
	theVisit  = evidence.ID{4}
	debtor    = evidence.ID{5}
	signs     = ed25519.NewKeyFromSeed(make([]byte, 32))
)

// said is an entry of the case with facts and words.
func said(t *testing.T, device, visit evidence.ID, seq uint64, kind string, facts, words any) *evidence.Entry {
	t.Helper()
	part := func(v any) evidence.Part {
		if v == nil {
			return evidence.Part{}
		}
		b, err := evidence.MarshalPayload(v)
		if err != nil {
			t.Fatal(err)
		}
		return evidence.NewPart(b)
	}
	h := evidence.Header{Kind: kind, Build: "test", Device: device, Epoch: device, Seq: seq, Wall: tenOClock - 40*24*3600*1_000_000 + int64(seq),
		Refs: []evidence.Ref{{Kind: evidence.RefCase, ID: theCase}}}
	if !visit.IsZero() {
		h.Refs = append(h.Refs, evidence.Ref{Kind: evidence.RefVisit, ID: visit})
	}
	if seq > 1 {
		h.Prev = evidence.Hash{byte(seq)}
	}
	e, err := evidence.Sign(h, part(facts), part(words), evidence.Keys{Device: signs})
	if err != nil {
		t.Fatal(err)
	}
	return &e
}

// aWordyCase is a case with a past in which every entry that can have words has some.
func aWordyCase(t *testing.T) []*evidence.Entry {
	enrolment, err := evidence.SignStatement(evidence.MagicEnrol, evidence.Enrolment{Device: office, Officer: office, Unit: office, Role: "hq"}, signs)
	if err != nil {
		t.Fatal(err)
	}
	debt, noWords := evidence.ID{6}, evidence.ID{}
	words := visits.TextWords{Text: "secret"}
	return []*evidence.Entry{
		said(t, office, noWords, 1, visits.DeviceEnrolled, enrolment, nil),
		said(t, office, noWords, 2, visits.CaseImported, visits.CaseFacts{Amount: 5, Currency: "CNY", Zone: "Asia/Shanghai", Region: "CN", PlaceKind: rules.PlaceHome, Debt: debt, Place: evidence.ID{7},
			Parties: []visits.PartyRole{{Party: debtor, Role: rules.RoleDebtor}}}, visits.CaseWords{Creditor: "secret", Number: "secret", Product: "secret",
			Parties: []visits.PartyWords{{Party: debtor, Name: "secret", IDNumber: "secret", Phone: "secret", Language: "secret"}},
			Place:   visits.PlaceWords{Street: "secret", District: "secret", City: "secret", Postcode: "secret", LatE7: 312304000, LonE7: 1214737000, HasPoint: true}}),
		said(t, office, noWords, 3, visits.NoticeGiven, visits.NoticeFacts{Notice: evidence.ID{8}, Kind: "visit", Form: "written", At: tenOClock - 30*24*3600*1_000_000, Source: "bank"}, words),
		said(t, office, noWords, 4, visits.ConsentGiven, visits.ConsentFacts{Consent: evidence.ID{9}, Kind: "consent.time", Party: debtor, Form: "written", At: 9, Source: "bank"}, words),
		said(t, office, noWords, 5, visits.ContactNoted, visits.NotedContactFacts{Contact: evidence.ID{10}, Channel: rules.ChannelCall, At: tenOClock - 9*24*3600*1_000_000, Reached: "nobody", Source: "bank"}, words),
		said(t, office, noWords, 6, visits.FlagRaised, visits.FlagFacts{Code: "bad_time", Source: "headquarters"}, words),
		said(t, office, noWords, 7, visits.HazardNoted, visits.HazardFacts{Code: "dog", Until: "2026-12-30"}, visits.HazardWords{Said: "secret"}),
		said(t, tablet, theVisit, 1, visits.VisitOpened, visits.OpenedFacts{Day: "2026-10-16", PlaceKind: rules.PlaceHome,
			Subjects: []visits.Subject{{Party: debtor, Role: rules.RoleDebtor, Debts: []evidence.ID{debt}}}}, visits.OpenedWords{Said: "secret"}),
		said(t, tablet, theVisit, 2, visits.VisitArrived, visits.Empty{}, visits.PointWords{LatE7: 312304000, LonE7: 1214737000}),
		said(t, tablet, theVisit, 3, visits.VisitPhase, visits.PhaseFacts{Phase: "door", Answers: []visits.Answer{{Question: "d6", Code: "debtor"}}}, visits.PhaseWords{Answers: []visits.Answer{{Question: "q", Text: "secret"}}}),
		said(t, tablet, theVisit, 4, visits.NoteAdded, visits.Empty{}, visits.NoteWords{Text: "secret"}),
		said(t, tablet, theVisit, 5, visits.VisitClosed, visits.ClosedFacts{Entries: 5, Outcomes: []visits.Outcome{{Party: debtor, Debt: debt, Code: "p1"}},
			Promises: []visits.Promise{{Party: debtor, Debt: debt, Amount: 5, Currency: "CNY", Date: "2026-12-20"}}}, words),
	}
}

// folded is the case after the entries, with every word they say or none, and all
// pictures as one text.
func folded(t *testing.T, entries []*evidence.Entry, silent bool) (c visits.Case, all string) {
	t.Helper()
	p := visits.NewPictures(func(visits.Key) ([]byte, error) { return nil, nil })
	for _, e := range entries {
		if silent && e.Words.State == evidence.Present {
			closed := *e
			closed.Words = evidence.Part{State: evidence.Erased}
			e = &closed
		}
		if err := p.Apply(visits.Input{Entry: e, Status: evidence.Whole, Received: tenOClock}); err != nil {
			t.Fatal(err)
		}
	}
	list, err := p.Changed()
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range list {
		all += string(k.Body)
		if k.Key.Kind == visits.KindCase {
			if err := json.Unmarshal(k.Body, &c); err != nil {
				t.Fatal(err)
			}
		}
	}
	return c, all
}

// No word that an erasure takes decides anything: the question that the case makes,
// and the verdict, are byte for byte the same with all of them, with none that opens,
// and after the erasure itself.
func TestErasedWordsChangeNoVerdict(t *testing.T) {
	entries := aWordyCase(t)
	erased := append(slices.Clone(entries), said(t, office, evidence.ID{}, 8, visits.CaseErased, visits.ErasedFacts{Reason: "order", Visits: []evidence.ID{theVisit}, Gone: 9}, nil))
	verdicts := map[string]bool{}
	for at, decision := range map[int64]rules.Decision{tenOClock: rules.Block, tenOClock + 20*3600*1_000_000: rules.Block, tenOClock + 40*24*3600*1_000_000: rules.Warn} {
		ask := func(entries []*evidence.Entry, silent, speaks bool) string {
			c, all := folded(t, entries, silent)
			if strings.Contains(all, "secret") != speaks {
				t.Fatalf("words are said, or were erased, against what was asked: %s", all)
			}
			q := about(&c, "CN", at)
			for _, f := range c.Flags {
				q.Case.Flags = append(q.Case.Flags, rules.Flag{Kind: f.Code, At: f.At, Source: f.Source})
			}
			papers := []rules.Certificate{{Kind: "authorisation", Until: at + at/100}}
			q.Crew = []rules.Officer{{ID: evidence.ID{1}, Certificates: papers}, {ID: evidence.ID{2}, Certificates: papers}}
			v := rules.Evaluate(Law{Born(), "CN"}.Of(&c), q)
			if v.Decision != decision && decision != "" {
				t.Logf("at %d: %s %v", at, v.Decision, v.Reasons)
			}
			b, err := json.Marshal(struct {
				Question rules.Question
				Verdict  rules.Verdict
			}{q, v})
			if err != nil {
				t.Fatal(err)
			}
			return string(b)
		}
		spoken := ask(entries, false, true)
		if silent := ask(entries, true, false); silent != spoken {
			t.Errorf("with its words\n%s\nwithout\n%s", spoken, silent)
		}
		if gone := ask(erased, false, false); gone != spoken {
			t.Errorf("before the erasure\n%s\nafter\n%s", spoken, gone)
		}
		verdicts[spoken] = true
	}
	if len(verdicts) != 3 {
		t.Errorf("%d different verdicts were compared", len(verdicts))
	}
}

// taken is a photo of a file, with the print that its picture has, in a visit of a case.
func taken(t *testing.T, visit, of evidence.ID, seq uint64, print uint64, file evidence.Hash) *evidence.Entry {
	t.Helper()
	facts, err := evidence.MarshalPayload(visits.PhotoFacts{Source: "camera"})
	if err != nil {
		t.Fatal(err)
	}
	words, err := evidence.MarshalPayload(visits.PhotoWords{Photos: []visits.PhotoSecret{{Print: visits.WritePrint(print), SHA256: file}}})
	if err != nil {
		t.Fatal(err)
	}
	e, err := evidence.Sign(evidence.Header{Kind: visits.PhotoTaken, Build: "test", Device: tablet, Epoch: tablet, Seq: seq, Wall: tenOClock, Prev: evidence.Hash{byte(seq)},
		Refs:   []evidence.Ref{{Kind: evidence.RefCase, ID: of}, {Kind: evidence.RefVisit, ID: visit}},
		Photos: []evidence.PhotoRef{{Root: evidence.Hash{9}, Size: 10, Type: 1}}}, evidence.NewPart(facts), evidence.NewPart(words), evidence.Keys{Device: signs})
	if err != nil {
		t.Fatal(err)
	}
	return &e
}

// What was found stands with all words of a case, and where they are gone and the erasure
// says it: that a file came back in another visit of the case, and that a photo of it is
// in another case, whichever of the two was erased. What comes in later is compared with
// what is left, whether the keys are destroyed by then or not.
func TestErasedWordsTakeNoFinding(t *testing.T) {
	const print = 0x9d3c61f00b57a2e8
	later, elsewhere, third, file := evidence.ID{14}, evidence.ID{13}, evidence.ID{15}, evidence.Hash{7}
	photos := []*evidence.Entry{
		taken(t, theVisit, theCase, 11, print, file), taken(t, later, theCase, 12, print, file),
		taken(t, evidence.ID{16}, elsewhere, 13, print, file), taken(t, evidence.ID{17}, third, 14, print^1, evidence.Hash{8}),
		taken(t, evidence.ID{18}, theCase, 15, 0, evidence.Hash{6}), taken(t, evidence.ID{19}, theCase, 16, 0, evidence.Hash{6}), // dark
	}
	enrolled, late := aWordyCase(t)[0], taken(t, evidence.ID{20}, evidence.ID{21}, 17, print, evidence.Hash{5})
	find := func(erased evidence.ID, found []visits.Finding, kept bool) (all []visits.Finding) {
		p := visits.NewPictures(func(visits.Key) ([]byte, error) { return nil, nil })
		entries := append([]*evidence.Entry{enrolled}, photos...)
		if !erased.IsZero() {
			entries = append(entries, erasure(t, erased, found), late)
		}
		for _, e := range entries {
			if e.Header.Case() == erased && e.Words.State == evidence.Present && !kept {
				closed := *e
				closed.Words = evidence.Part{State: evidence.Erased}
				e = &closed
			}
			if err := p.Apply(visits.Input{Entry: e, Status: evidence.Whole, Received: tenOClock}); err != nil {
				t.Fatal(err)
			}
		}
		list, err := p.Changed()
		if err != nil {
			t.Fatal(err)
		}
		for _, k := range list {
			if f, is := k.Value.(*visits.Finding); is {
				all = append(all, *f)
			}
		}
		return all
	}
	was := find(evidence.ID{}, nil, true)
	if len(was) != 4 {
		t.Fatalf("%d were found: %+v", len(was), was)
	}
	for _, erased := range []evidence.ID{theCase, elsewhere, third} {
		var said []visits.Finding
		for _, f := range was {
			if f.RestsOn(erased) {
				said = append(said, f)
			}
		}
		live, anew := find(erased, said, true), find(erased, said, false)
		if !slices.Equal(live, anew) {
			t.Errorf("case %s erased: found\n%+v\nand made anew\n%+v", erased.Short(), live, anew)
		}
		before := slices.DeleteFunc(anew, func(f visits.Finding) bool { return f.Entry == late.ID })
		if len(before)+1 != len(live) || !slices.Equal(before, was) {
			t.Errorf("case %s erased: found\n%+v\nand was\n%+v", erased.Short(), before, was)
		}
	}
}

// erasure is the act of headquarters.
func erasure(t *testing.T, of evidence.ID, found []visits.Finding) *evidence.Entry {
	t.Helper()
	facts, err := evidence.MarshalPayload(visits.ErasedFacts{Reason: "order", Gone: 9, Found: found})
	if err != nil {
		t.Fatal(err)
	}
	e, err := evidence.Sign(evidence.Header{Kind: visits.CaseErased, Build: "test", Device: office, Epoch: office, Seq: 9, Wall: tenOClock, Prev: evidence.Hash{9},
		Refs: []evidence.Ref{{Kind: evidence.RefCase, ID: of}}}, evidence.NewPart(facts), evidence.Part{}, evidence.Keys{Device: signs})
	if err != nil {
		t.Fatal(err)
	}
	return &e
}
