package report

import (
	"fmt"
	"strings"

	"fairvisit/evidence"
	"fairvisit/visits"
)

var timelineColumns = []column{{left, 34}, {left + 40, 112}, {left + 160, 96}, {left + 264, inside - 264}}

// timeline lists every entry inside, in the order of the log.
func (r *report) timeline() {
	w := r.words
	r.gap(24)
	r.heading(w.t("timeline"))
	r.para(r.small, left, inside, w.t("timeline.about"))
	r.gap(6)
	header := func() {
		st := r.small
		st.font = r.strong.font
		r.row(timelineColumns, cell{{st, w.t("timeline.no")}}, cell{{st, w.t("timeline.when")}}, cell{{st, w.t("timeline.who")}}, cell{{st, w.t("timeline.what")}})
	}
	header()
	r.turned = header
	for _, t := range r.told {
		h := &t.Entry.Entry.Header
		what := cell{{r.strong, r.kind(h)}}
		for _, line := range r.happened(t) {
			what = append(what, piece{r.small, line})
		}
		r.row(timelineColumns,
			cell{{r.small, fmt.Sprint(t.Leaf.No)}},
			cell{{r.body, t.when.String()}, {r.small, w.beside(t.when.offset(), w.t("class."+t.when.class))}},
			cell{{r.body, r.author(h)}},
			what)
	}
	r.turned = nil
	r.gap(8)
	for _, class := range []string{classA, classB, classC} {
		r.para(r.small, left, inside, w.t("class.means."+class))
	}
}

// kind is what happened, in a few words.
func (r *report) kind(h *evidence.Header) string {
	name, _, _ := strings.Cut(h.Kind, "/")
	said, known := r.words.texts["kind."+name]
	if !known {
		said = r.words.t("kind.other", "kind", h.Kind)
	}
	if h.Practice {
		said += " " + r.words.t("practice.tag")
	}
	return said
}

// happened is what an entry says besides its kind, a line each.
func (r *report) happened(t telling) []string {
	var lines []string
	if tell, known := tellings[t.Entry.Entry.Header.Kind]; known {
		for _, line := range tell(r, t) {
			if line != "" {
				lines = append(lines, line)
			}
		}
	}
	w := r.words
	if state := t.Entry.Entry.Facts.State; state != evidence.Present {
		lines = append(lines, w.t("facts."+stateName(state)))
	}
	if state := t.Entry.Entry.Words.State; state != evidence.Present && state != evidence.None {
		lines = append(lines, w.t("words."+stateName(state)))
	}
	if t.Leaf.Status != evidence.Whole {
		lines = append(lines, w.t(fmt.Sprintf("status.%d", t.Leaf.Status)))
	}
	return lines
}

func stateName(s evidence.State) string {
	switch s {
	case evidence.Erased:
		return "erased"
	case evidence.Sealed:
		return "sealed"
	}
	return "withheld"
}

// tellings put the facts and words of each kind into lines. A kind whose header
// says it all has none.
var tellings = map[string]func(*report, telling) []string{
	visits.CaseImported: tellImported, visits.CaseAssigned: tellAssigned, visits.FlagRaised: tellFlag, visits.VisitOpened: tellOpened,
	visits.VisitArrived: tellArrived, visits.VisitPhase: tellPhase, visits.PhotoTaken: tellPhoto, visits.PhotoLost: tellLost,
	visits.PhotoWithdrawn: tellWithdrawn, visits.WithdrawalAsked: tellWithdrawn, visits.SignatureTaken: tellSigned, visits.NoteAdded: tellNote, visits.VisitClosed: tellClosed,
	visits.VisitAbandoned: tellAbandoned, visits.VisitCosigned: tellCosigned, visits.VisitCancelled: tellCancelled, visits.VisitReviewed: tellReviewed, visits.MoneyTaken: tellMoney, visits.RecordViewed: tellViewed,
	visits.HelpAsked: tellHelp, visits.CheckinMade: tellNothing, visits.IncidentReported: tellIncident, visits.HazardNoted: tellHazard,
	visits.StopDecided: tellStopDecided, visits.ReleaseConfirmed: tellReleaseAnswer, visits.ReleaseDeclined: tellReleaseAnswer,
	visits.ComplaintReceived: tellComplaint, visits.ComplaintAnswered: tellComplaintAnswered,
	visits.SoundStarted: tellSoundAnswer, visits.SoundRefused: tellSoundAnswer, visits.SoundTaken: tellSound, visits.SoundAttached: tellAttached, visits.SoundPlayed: tellPlayed,
	visits.PaymentNoted: tellPayment,
}

func tellImported(r *report, t telling) []string {
	f, ok := factsOf[visits.CaseFacts](t.Entry)
	if !ok {
		return nil
	}
	return []string{r.words.t("said.case", "amount", r.words.money(f.Amount, f.Currency), "days", f.DPD)}
}

func tellAssigned(r *report, t telling) []string {
	f, ok := factsOf[visits.AssignFacts](t.Entry)
	switch {
	case !ok:
		return nil
	case f.Officer.IsZero():
		return []string{r.words.t("said.unassigned")}
	case f.Second.IsZero():
		return []string{r.words.t("said.assigned", "who", r.person(f.Officer), "day", f.Day)}
	}
	return []string{r.words.t("said.assigned.two", "who", r.person(f.Officer), "second", r.person(f.Second), "day", f.Day)}
}

func tellFlag(r *report, t telling) []string {
	f, ok := factsOf[visits.FlagFacts](t.Entry)
	if !ok {
		return nil
	}
	text, _ := wordsOf[visits.TextWords](t.Entry)
	return []string{r.words.code("flag", f.Code), text.Text}
}

func tellOpened(r *report, t telling) []string {
	f, ok := factsOf[visits.OpenedFacts](t.Entry)
	if !ok {
		return nil
	}
	return []string{r.words.t("said.opened", "verdict", r.words.code("verdict", f.Verdict.Decision), "day", f.Day)}
}

func tellArrived(r *report, t telling) []string {
	p, ok := wordsOf[visits.PointWords](t.Entry)
	if !ok || p == (visits.PointWords{}) {
		return nil
	}
	return []string{r.words.t("said.place", "lat", degrees(p.LatE7), "lon", degrees(p.LonE7), "m", p.AccuracyM)}
}

// degrees writes 10⁻⁷ degrees with five decimals, about a metre.
func degrees(e7 int64) string { return fmt.Sprintf("%.5f", float64(e7)/1e7) }

func tellPhase(r *report, t telling) []string {
	f, ok := factsOf[visits.PhaseFacts](t.Entry)
	if !ok {
		return nil
	}
	words, _ := wordsOf[visits.PhaseWords](t.Entry)
	return []string{r.words.t("said.phase", "phase", r.words.code("phase", f.Phase), "n", len(visits.Given(f.Answers, words.Answers)))}
}

func tellPhoto(r *report, t telling) []string {
	f, ok := factsOf[visits.PhotoFacts](t.Entry)
	if !ok || f.Question == "" {
		return nil
	}
	return []string{r.question(t.visit(), f.Question)}
}

func tellLost(r *report, t telling) []string {
	f, ok := factsOf[visits.PhotoLostFacts](t.Entry)
	if !ok {
		return nil
	}
	return []string{r.words.t("said.photo", "entry", f.Entry.Short(), "why", r.words.code("reason", f.Reason))}
}

func tellWithdrawn(r *report, t telling) []string {
	f, ok := factsOf[visits.PhotoWithdrawnFacts](t.Entry)
	if !ok {
		return nil
	}
	return []string{r.words.t("said.photo", "entry", f.Entry.Short(), "why", r.words.code("reason", f.Reason))}
}

func tellSigned(r *report, t telling) []string {
	f, ok := factsOf[visits.SignatureFacts](t.Entry)
	if !ok {
		return nil
	}
	return []string{r.words.beside(r.signer(f), r.words.code("document", f.What))}
}

func tellNote(r *report, t telling) []string {
	w, ok := wordsOf[visits.NoteWords](t.Entry)
	text := w.Text
	if !t.visit().IsZero() {
		text = beginning(text) // it stands whole at its visit
	}
	if !ok || len(w.Strokes) == 0 {
		return []string{text}
	}
	return []string{text, r.words.t("said.ink")}
}

// beginning is as much of a text as a line of the timeline has room for.
func beginning(text string) string {
	const most = 90
	first, _, more := strings.Cut(text, "\n")
	if runes := []rune(first); len(runes) > most {
		first, more = string(runes[:most]), true
	}
	if more {
		return first + " …"
	}
	return first
}

// tellCancelled says why headquarters took a record out of the figures.
func tellCancelled(r *report, t telling) []string {
	f, ok := factsOf[visits.CancelledFacts](t.Entry)
	if !ok {
		return nil
	}
	return []string{r.words.code("cancelled", f.Reason)}
}

// tellReviewed says what the branch's manager found of a visit that had ended.
func tellReviewed(r *report, t telling) []string {
	f, ok := factsOf[visits.ReviewedFacts](t.Entry)
	if !ok {
		return nil
	}
	lines := []string{r.words.code("review", f.Result)}
	if f.Reason != "" {
		lines = append(lines, r.words.code("review", f.Reason))
	}
	text, _ := wordsOf[visits.TextWords](t.Entry)
	return append(lines, text.Text)
}

func tellClosed(r *report, t telling) []string {
	f, ok := factsOf[visits.ClosedFacts](t.Entry)
	if !ok {
		return nil
	}
	lines := []string{r.words.t("said.counts", "entries", f.Entries, "photos", f.Photos)}
	for _, o := range f.Outcomes {
		lines = append(lines, r.words.t("said.outcome", "who", r.party(o.Party), "what", r.choice(t.visit(), outcomeQuestion, o.Code)))
	}
	for _, p := range f.Promises {
		if parts := p.Parts(); len(parts) > 1 {
			for _, x := range parts {
				lines = append(lines, r.words.t("said.promise", "who", r.party(p.Party), "amount", r.words.money(x.Amount, p.Currency), "day", x.Date, "channel", r.words.code("channel", p.Channel)))
			}
			continue
		}
		lines = append(lines, r.words.t("said.promise", "who", r.party(p.Party), "amount", r.words.money(p.Amount, p.Currency), "day", p.Date, "channel", r.words.code("channel", p.Channel)))
	}
	return lines
}

func tellAbandoned(r *report, t telling) []string {
	f, ok := factsOf[visits.AbandonedFacts](t.Entry)
	if !ok {
		return nil
	}
	return []string{r.words.code("reason", f.Reason), r.words.t("said.counts", "entries", f.Entries, "photos", f.Photos)}
}

func tellCosigned(r *report, t telling) []string {
	f, ok := factsOf[visits.CosignedFacts](t.Entry)
	if !ok {
		return nil
	}
	return []string{r.words.t("said.cosigned", "who", r.person(f.Officer), "how", r.words.code("method", f.Method))}
}

func tellMoney(r *report, t telling) []string {
	f, ok := factsOf[visits.MoneyFacts](t.Entry)
	if !ok {
		return nil
	}
	return []string{r.words.t("said.money", "amount", r.words.money(f.Amount, f.Currency), "how", r.words.code("channel", f.Method), "receipt", f.Receipt)}
}

func tellPayment(r *report, t telling) []string {
	f, ok := factsOf[visits.PaymentFacts](t.Entry)
	if !ok {
		return nil
	}
	words, _ := wordsOf[visits.PaymentWords](t.Entry)
	return []string{r.words.t("said.payment", "amount", r.words.money(f.Amount, f.Currency), "day", f.Date), words.Reference}
}

func tellViewed(r *report, t telling) []string {
	f, ok := factsOf[visits.ViewedFacts](t.Entry)
	if !ok {
		return nil
	}
	if f.Reader.IsZero() {
		return []string{f.What}
	}
	return []string{r.words.beside(r.person(f.Reader), f.What)}
}
