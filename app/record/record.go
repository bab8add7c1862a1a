// Package record tells what is held of a case in plain words: who and where
// behind the mask, its state and stops, the answers of a visit by the titles of
// the checklist, and the entries as a timeline. The desks of branch and
// headquarters show the same words for the same things.
package record

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"fairvisit/app/i18n"
	"fairvisit/app/widgets"
	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/checklist"
	"fairvisit/visits/fieldwork"
)

// Who is the masked name of the debtor; "–" where the words are not here.
func Who(c *visits.Case) string {
	if c == nil || c.Words == nil || len(c.Words.Parties) == 0 {
		return "–"
	}
	name := visits.MaskName(c.Words.Parties[0].Name)
	if n := len(c.Words.Parties) - 1; n > 0 {
		name += " +" + strconv.Itoa(n)
	}
	return name
}

// Street is where the case is, as far as other people's screens show it: the
// street without the number of the house; "–" where it is not known.
func Street(c *visits.Case) string {
	if c == nil || c.Words == nil {
		return "–"
	}
	return cmp.Or(visits.MaskStreet(c.Words.Place.Street), "–")
}

// Address is the whole line, for who must send help there; "–" where it is not
// known.
func Address(c *visits.Case) string {
	if c == nil || c.Words == nil {
		return "–"
	}
	return cmp.Or(c.Words.Place.Street, "–")
}

// Zone is the time zone at the debtor's address; the device's own where the case
// names none that is known.
func Zone(c *visits.Case) *time.Location {
	if c != nil {
		if z, err := time.LoadLocation(c.Facts.Zone); err == nil && c.Facts.Zone != "" {
			return z
		}
	}
	return time.Local
}

// At is a moment in the case's zone.
func At(c *visits.Case, micro int64) time.Time { return time.UnixMicro(micro).In(Zone(c)) }

// States are the states lists filter by.
var States = []string{"open", "assigned", "conflict", "stopped", "unknown", "closed", "erased"}

// State is a case's state in words, and how it is to be seen.
func State(w *i18n.Words, state string) (string, widgets.Sense) {
	sense := map[string]widgets.Sense{"open": widgets.Neutral, "assigned": widgets.Accent, "conflict": widgets.Warning, "stopped": widgets.Danger}[state]
	return known(w, "record.state.", state), sense
}

// Flags are the codes of stops the rules know.
var Flags = []string{"cease_contact", "dispute_open", "complaint_open", "represented", "moratorium", "deceased", "wrong_party",
	"vulnerable_no_visit", "suspected_illegal_loan", "paid", "bereavement", "occasion", "disaster_area", "bad_time", "workplace_barred", visits.FlagErased}

// Flag is why a case is stopped, in words.
func Flag(w *i18n.Words, code string) string { return known(w, "record.flag.", code) }

// Statuses are what a visit may have come to.
var Statuses = []string{visits.StatusUnknown, visits.StatusOpened, visits.StatusLeft, visits.StatusAbandoned, visits.StatusClosed}

// Status is what a visit has come to, in words.
func Status(w *i18n.Words, status string) (string, widgets.Sense) {
	sense := map[string]widgets.Sense{visits.StatusOpened: widgets.Accent, visits.StatusLeft: widgets.Accent,
		visits.StatusAbandoned: widgets.Warning, visits.StatusClosed: widgets.Good}[status]
	return known(w, "record.status.", status), sense
}

// Findings are the codes of findings, the gravest first.
var Findings = []string{visits.HelpWanted, visits.IncidentSeen, visits.OrderRefusal, visits.SplitView, visits.ProofBroken, visits.ForkSeen, visits.GapSeen, visits.CosignBroken, visits.ForeignEntry, visits.CashBroken, visits.ForeignReminder, visits.CashDiffers, visits.DepositLate, visits.ReceiptTwice, visits.TimeUnproved, visits.ComesBack, visits.WithdrawnAlone, visits.ReleaseAlone, visits.StopConflict, visits.OftenWithdrawn, visits.Conflict, visits.SamePicture, visits.SameFile, visits.PhotoMissing, visits.CountWrong,
	visits.RuleFlagKnown, visits.StayedOn, visits.RuleHours, visits.RuleClosedDay, visits.RulePlace, visits.RuleFrequency, visits.RuleSlot, visits.RuleNotice, visits.RuleCrew, visits.RulePapers, visits.RuleTime,
	visits.DebtFirst, visits.NoReceipt, visits.RuleCash, visits.RulePromise, visits.RuleNoVisit, visits.PromiseDay, visits.RulePack, visits.RuleList, visits.RuleStopsOld, visits.RuleFlagUnseen, visits.EvidenceMissing, visits.ToldOthers, visits.NoteAdmits, visits.TooFast,
	visits.LateWork, visits.NoOrder, visits.DrainSeen, visits.NotUnderstood, visits.LetterSeen, visits.RestoredSeen}

// Finding is what is to be looked at, in words, and how grave it is.
func Finding(w *i18n.Words, code string) (string, widgets.Sense) {
	sense := widgets.Warning
	switch code {
	case visits.HelpWanted, visits.IncidentSeen, visits.OrderRefusal, visits.SplitView, visits.ProofBroken, visits.ForkSeen, visits.GapSeen, visits.CosignBroken, visits.ForeignEntry, visits.CashBroken:
		sense = widgets.Danger
	case visits.RuleFlagKnown, visits.StayedOn, visits.RuleHours, visits.RuleClosedDay, visits.RulePlace:
		sense = widgets.Danger
	case visits.RestoredSeen, visits.DrainSeen, visits.NotUnderstood:
		sense = widgets.Info
	}
	return known(w, "record.finding.", code), sense
}

// Kinds are the kinds of entry that can stand on a case's timeline.
var Kinds = []string{visits.CaseImported, visits.CaseAssigned, visits.FlagRaised, visits.VisitOpened, visits.VisitArrived, visits.VisitPhase,
	visits.PhotoTaken, visits.PhotoLost, visits.PhotoWithdrawn, visits.PhotoMasked, visits.WithdrawalAsked, visits.WithdrawalConfirmed, visits.WithdrawalDeclined, visits.MoneyTaken, visits.NoteAdded, visits.SignatureTaken, visits.LeaveAsked, visits.LeaveMistaken,
	visits.VisitLeft, visits.VisitClosed, visits.VisitAbandoned, visits.VisitCosigned, visits.VisitReviewed, visits.HelpAsked, visits.CheckinMade, visits.IncidentReported, visits.HazardNoted, visits.RecordViewed,
	visits.ContactNoted, visits.NoticeGiven, visits.ConsentGiven, visits.ConsentWithdrawn, visits.SlotReturned, visits.PaymentNoted, visits.ReminderClaimed, visits.ReminderEnded,
	visits.StopDecided, visits.ReleaseConfirmed, visits.ReleaseDeclined, visits.ComplaintReceived, visits.ComplaintAcknowledged, visits.ComplaintAnswered, visits.FindingAnswered}

// Kind is what an entry is, in words; one of a later version shows its kind.
func Kind(w *i18n.Words, kind string) string {
	name, _, _ := strings.Cut(kind, "/")
	if key := "record.kind." + name; w.Has(key) {
		return w.T(key)
	}
	return kind
}

// Channels are the ways a promise can be paid.
var Channels = []string{"bank", "branch", "card"}

// Channel is how a promise is to be paid, in words.
func Channel(w *i18n.Words, code string) string { return known(w, "record.channel.", code) }

// known is the text of a code from data; a code of a later version shows itself.
func known(w *i18n.Words, prefix, code string) string {
	if w.Has(prefix + code) {
		return w.T(prefix + code)
	}
	return code
}

// Told is one question with its standing answer in words.
type Told struct {
	Phase, Title, Answer string
	Corrected            bool // an earlier answer stands beside it in the entries
}

// Answers are the standing answers of a visit in the order of the checklist.
// What the checklist here does not know is told by its codes, after the rest:
// nothing that was answered is left out.
func Answers(w *i18n.Words, list checklist.List, v *visits.Visit) []Told {
	type found struct {
		phase string
		last  visits.Answer
		n     int
	}
	standing, handedIn := map[string]found{}, map[visits.Answer]bool{}
	for _, p := range v.Phases {
		for _, a := range p.Given() {
			if fieldwork.OfInk(a.Question) || handedIn[a] {
				continue // it is drawn; or the phase was handed in again, whole
			}
			handedIn[a] = true
			f := standing[a.Question]
			f.n++
			if f.n == 1 || a.At >= f.last.At {
				f.phase, f.last = p.Phase, a
			}
			standing[a.Question] = f
		}
	}
	var told []Told
	for _, id := range slices.SortedFunc(maps.Keys(standing), list.Compare) {
		f := standing[id]
		q, known := list.Question(id)
		if !known {
			told = append(told, Told{f.phase, id, cmp.Or(f.last.Text, f.last.Code, strconv.FormatInt(f.last.Number, 10)), f.n > 1})
			continue
		}
		told = append(told, Told{q.Phase, asked(w, list, q), answer(w, q, f.last), f.n > 1})
	}
	return told
}

// asked is a question in words; of a group that repeats with the group's and the
// round it was asked in.
func asked(w *i18n.Words, list checklist.List, q checklist.Question) string {
	title := w.Pick(q.Title)
	for _, g := range list.Around(q.ID) {
		if g.Repeat {
			name := cmp.Or(w.Pick(g.Title), g.ID)
			title = name + " " + strconv.Itoa(checklist.Round(q.ID)) + " · " + title
		}
	}
	return title
}

func answer(w *i18n.Words, q checklist.Question, a visits.Answer) string {
	if a.Code == checklist.Removed.Code {
		return w.T("record.removed")
	}
	switch q.Kind {
	case checklist.KindYesNo:
		if a.Code == "yes" {
			return w.T("common.yes")
		}
		return w.T("common.no")
	case checklist.KindChoice:
		for _, c := range q.Choices {
			if c.Code == a.Code {
				return w.Pick(c.Title)
			}
		}
	case checklist.KindChoices:
		var picked []string
		for _, c := range q.Choices {
			if slices.Contains(strings.Fields(a.Code), c.Code) {
				picked = append(picked, w.Pick(c.Title))
			}
		}
		return strings.Join(picked, w.T("officer.list_sign"))
	case checklist.KindAck:
		return w.T("visiting.form.ack")
	case checklist.KindMoney:
		return w.Money(a.Number, a.Code)
	case checklist.KindNumber:
		return strconv.FormatInt(a.Number, 10)
	case checklist.KindDate:
		return Date(w, a.Code)
	case checklist.KindPhoto:
		if a.Code == "" {
			return w.T("withdraw.answer")
		}
		return w.T("record.photo_taken")
	case checklist.KindSignature:
		return w.T("record.signed")
	}
	return cmp.Or(a.Text, a.Code)
}

// Date is a day written yyyy-mm-dd as people write it.
func Date(w *i18n.Words, day string) string {
	d, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return w.Date(d)
}

// Title is the title of a question; "" for none, its id where the checklist
// here does not know it.
func Title(w *i18n.Words, list checklist.List, question string) string {
	if q, known := list.Question(question); known {
		return asked(w, list, q)
	}
	return question
}

// PhotoTitle names a photo by its question, and one that was taken beside the
// questions as what it is.
func PhotoTitle(w *i18n.Words, list checklist.List, question string) string {
	return cmp.Or(Title(w, list, question), w.T("record.photo_taken"))
}

// Outcome is an outcome in the words of the checklist's question that asks for
// it; a code it does not know shows itself.
func Outcome(w *i18n.Words, list checklist.List, code string) string {
	for _, q := range list.Questions {
		if q.Phase != checklist.PhaseClose || q.Kind != checklist.KindChoice {
			continue
		}
		for i, c := range q.Choices {
			if strings.EqualFold(c.Code, code) {
				read, _ := list.Question(q.ID) // its texts may show answers
				return w.Pick(read.Choices[i].Title)
			}
		}
	}
	return code
}

// Outcomes are the different outcomes of a visit in words.
func Outcomes(w *i18n.Words, list checklist.List, v *visits.Visit) []string {
	var all []string
	if v.Cancelled != nil {
		all = append(all, w.T("record.cancelled", "why", w.T("record.cancelled."+v.Cancelled.Reason)))
	}
	if v.Closed == nil {
		return all
	}
	for _, o := range v.Closed.Outcomes {
		if said := Outcome(w, list, o.Code); !slices.Contains(all, said) {
			all = append(all, said)
		}
	}
	return all
}

// First is when a visit's earliest entry was written, µs; 0 without any.
func First(v *visits.Visit) int64 {
	var first int64
	for _, l := range v.Lines {
		if l.Kind != visits.VisitReviewed && (first == 0 || l.Wall < first) {
			first = l.Wall
		}
	}
	return first
}

// Last is when a visit's latest entry was written, µs; 0 without any.
func Last(v *visits.Visit) int64 {
	var last int64
	for _, l := range v.Lines {
		if l.Kind != visits.VisitReviewed { // who reads it does not make it newer
			last = max(last, l.Wall)
		}
	}
	return last
}

// Person names somebody, or says that the name is not known here.
func Person(w *i18n.Words, name string, who evidence.ID) string {
	switch {
	case who.IsZero():
		return w.T("record.nobody")
	case name == "":
		return w.T("record.unnamed", "id", who.Short())
	}
	return name
}
