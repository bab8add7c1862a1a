package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"fairvisit/assets"
	"fairvisit/sync/hq"
	"fairvisit/visits/checklist"
	"fairvisit/visits/xlsform"
)

// errChecklist means that the answers do not hold; it has been told.
var errChecklist = errors.New("the answers do not satisfy the form")

// errForm means that a form was refused; its problems have been told.
var errForm = errors.New("the form was not read, nothing of it was taken")

func runChecklists(ctx context.Context, c *call) error {
	what := ""
	if len(c.args) > 0 {
		what, c.args = c.args[0], c.args[1:]
	}
	switch what {
	case "import":
		return c.checklistsImport()
	case "run":
		return c.checklistsRun()
	}
	if act := listActs[what]; act != nil {
		return act(c, ctx)
	}
	fmt.Fprint(c.err, `usage: hq checklists import FORM.xlsx -o LIST.json [-edition VERSION] [-json]  read an XLSForm as a checklist, or as an edition of the house's list that asks it too
       hq checklists run FORM -answers FILE [-at TIME] [-json]  what is asked, what it comes to, what fails
       hq checklists sign    LIST.json -key K -from DAY [-region R]  sign an edition of the house's list; writes LIST.json.NAME.sig
       hq checklists publish LIST.json -sig A -sig B            new visits are asked it, signed by two
       hq checklists sign    LIST.json -key K -withdraw REASON  sign that it is taken out of force; writes LIST.json.withdraw.NAME.sig
       hq checklists withdraw -sig A -sig B                     take it out of force, signed by two: the one before it is asked again
       hq checklists confirm ID[@VERSION] -name NAME            a named person read it; two make it confirmed
       hq checklists list    [-json]                            what was published
FORM is an XLSForm or a checklist as JSON. FILE is an object of answers by question, rounds of a repeat as q[1];
or a log: [{"q": …, "value": …, "at": µs, "reason": …}]. TIME is 2026-03-09T14:30, for today() and now(); without it they are the clock's.
`)
	return errUsage
}

// parseAround reads flags that may stand behind the one word a command takes.
func (c *call) parseAround() (string, error) {
	word := ""
	if len(c.args) > 0 && !strings.HasPrefix(c.args[0], "-") {
		word, c.args = c.args[0], c.args[1:]
	}
	if err := c.parse(); err != nil {
		return "", err
	}
	if word == "" && c.flags.NArg() == 1 {
		return c.flags.Arg(0), nil
	}
	if word == "" || c.flags.NArg() > 0 {
		return "", errors.New("name one form")
	}
	return word, nil
}

func (c *call) checklistsImport() error {
	to := c.flags.String("o", "", "the checklist to write")
	edition := c.flags.String("edition", "", "a version: write an edition of the house's list that asks the form too, to be published")
	asJSON := c.flags.Bool("json", false, "one JSON object: what was read and passed over, or every problem")
	from, err := c.parseAround()
	if err != nil {
		return err
	}
	if *to == "" {
		return errors.New("-o says where the checklist goes")
	}
	data, err := readForm(from)
	if err != nil {
		return err
	}
	form, err := xlsform.Import(data)
	var refused *xlsform.Refused
	if *asJSON && errors.As(err, &refused) {
		return errors.Join(c.json(importedForm{Problems: refused.Problems}), errForm)
	}
	if err != nil {
		return err
	}
	l, err := checklist.Parse(form.List)
	if err != nil {
		return err
	}
	if *edition != "" {
		if form.List, l, err = joined(l, *edition); err != nil {
			return err
		}
	}
	if err := os.WriteFile(*to, form.List, 0o600); err != nil {
		return err
	}
	if *asJSON {
		return c.json(importedForm{ID: l.ID, Version: l.Version, Hash: l.Hash().String(), Questions: len(l.Questions), Languages: l.Languages, Notes: form.Notes})
	}
	for _, n := range form.Notes {
		fmt.Fprintln(c.err, "note:", n)
	}
	fmt.Fprintf(c.out, "%s %s, %d questions in %s, SHA-256 %s\n", l.ID, l.Version, len(l.Questions), strings.Join(l.Languages, ", "), l.Hash())
	return nil
}

// joined is an edition of the house's list that asks a form too.
func joined(form checklist.List, version string) ([]byte, checklist.List, error) {
	house, err := checklist.Parse(assets.HouseChecklist())
	if err != nil {
		return nil, house, err
	}
	data, err := checklist.Join(house, form, version)
	if err != nil {
		return nil, house, fmt.Errorf("%w; nothing was written", err)
	}
	l, err := hq.CheckEdition(data)
	return data, l, err
}

// importedForm is what hq checklists import -json prints.
type importedForm struct {
	ID        string            `json:"id,omitempty"`
	Version   string            `json:"version,omitempty"`
	Hash      string            `json:"sha256,omitempty"`
	Questions int               `json:"questions"`
	Languages []string          `json:"languages,omitempty"`
	Notes     []xlsform.Problem `json:"notes,omitempty"`    // what was passed over
	Problems  []xlsform.Problem `json:"problems,omitempty"` // why nothing was read
}

// readForm reads at most what a form may have.
func readForm(name string) ([]byte, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if info.Size() > xlsform.MaxFile {
		return nil, fmt.Errorf("%s is larger than %d MiB; it was not read", name, xlsform.MaxFile>>20)
	}
	return os.ReadFile(name)
}

// openList reads a form of either kind.
func openList(name string) (checklist.List, error) {
	data, err := readForm(name)
	if err != nil {
		return checklist.List{}, err
	}
	if strings.HasSuffix(strings.ToLower(name), ".json") {
		return checklist.ParseForeign(data)
	}
	form, err := xlsform.Import(data)
	if err != nil {
		return checklist.List{}, err
	}
	return checklist.Parse(form.List)
}

// checklistRun is what hq checklists run prints, and with -json exactly this.
type checklistRun struct {
	ID       string              `json:"id"`
	Version  string              `json:"version"`
	Hash     string              `json:"sha256"`
	At       string              `json:"at"` // what today() and now() were
	Asked    []string            `json:"asked"`
	Texts    []checklistText     `json:"texts"` // of what is asked, with the answers they show
	Values   map[string]string   `json:"values"`
	Failures []checklist.Failure `json:"failures"`
	NotAsked []string            `json:"not_asked"`
	Changes  []checklistChange   `json:"changes"`
}

// checklistText is what a person reads of a question.
type checklistText struct {
	Question string              `json:"q"`
	In       []map[string]string `json:"in,omitempty"` // titles of the groups around it, the outermost first
	Title    map[string]string   `json:"title"`
	Why      map[string]string   `json:"why,omitempty"`
	Choices  []checklist.Choice  `json:"choices,omitempty"` // where one of them shows an answer
}

// textsOf are the texts of what is asked.
func textsOf(l checklist.List, a checklist.Answers) []checklistText {
	shows := map[string]bool{} // questions of which a choice shows an answer
	for _, q := range l.Questions {
		shows[q.ID] = l.ShowsAnswers && slices.ContainsFunc(q.Choices, func(c checklist.Choice) bool {
			return slices.ContainsFunc(slices.Collect(maps.Values(c.Title)), func(s string) bool { return strings.Contains(s, "${") })
		})
	}
	list := []checklistText{}
	read := l.Reading(a)
	for _, q := range l.Asked(a) {
		text := checklistText{Question: q.ID, Title: q.Title, Why: q.Why}
		for _, g := range read.Around(q.ID) {
			if g.Title != nil {
				text.In = append(text.In, g.Title)
			}
		}
		if name, _, _ := strings.Cut(q.ID, "["); shows[name] {
			for _, c := range q.Choices {
				text.Choices = append(text.Choices, checklist.Choice{Code: c.Code, Title: c.Title})
			}
		}
		list = append(list, text)
	}
	return list
}

// checklistChange is an answer of a log that took the place of another.
type checklistChange struct {
	Question string `json:"q"`
	Old      string `json:"old"`
	New      string `json:"new"`
	Reason   string `json:"reason,omitempty"`
	AfterMS  int64  `json:"after_ms"`
}

func (c *call) checklistsRun() error {
	file := c.flags.String("answers", "", "the answers")
	at := c.flags.String("at", "", "the time that today() and now() are, like 2026-03-09T14:30; else the clock's")
	asJSON := c.flags.Bool("json", false, "one JSON object")
	name, err := c.parseAround()
	if err != nil {
		return err
	}
	l, err := openList(name)
	if err != nil {
		return err
	}
	const atLayout = "2006-01-02T15:04"
	if *at == "" {
		*at = time.Now().Format(atLayout)
	}
	when, err := time.Parse(atLayout, *at)
	if err != nil {
		return errors.New("-at is a time like 2026-03-09T14:30")
	}
	l = l.At(when)
	data, err := os.ReadFile(*file)
	if err != nil {
		return err
	}
	log, bad, err := readAnswers(l, data)
	if err != nil {
		return err
	}
	a := checklist.Answers{}
	for _, g := range log {
		if a[g.Question] = g.Value; g.Value == (checklist.Value{}) {
			delete(a, g.Question) // taken back, or never given
		}
	}
	sheet := l.Evaluate(a)
	run := checklistRun{l.ID, l.Version, l.Hash().String(), *at, sheet.Asked, textsOf(l, a), sheet.Values, append(bad, sheet.Failures...), sheet.NotAsked, []checklistChange{}}
	if run.NotAsked == nil {
		run.NotAsked = []string{}
	}
	for _, ch := range checklist.Changes(log) {
		q, _ := l.Question(ch.Question)
		run.Changes = append(run.Changes, checklistChange{ch.Question, writtenOf(q, ch.Old), writtenOf(q, ch.New), ch.Reason, ch.After / 1000})
	}
	if err := c.printRun(run, *asJSON); err != nil {
		return err
	}
	if len(run.Failures) > 0 {
		return errChecklist
	}
	return nil
}

// writtenOf is an answer as text, and nothing for one that was taken back.
func writtenOf(q checklist.Question, v checklist.Value) string {
	if v == (checklist.Value{}) {
		return ""
	}
	return q.Written(v)
}

func (c *call) printRun(run checklistRun, asJSON bool) error {
	if asJSON {
		e := json.NewEncoder(c.out)
		e.SetEscapeHTML(false)
		e.SetIndent("", " ")
		return e.Encode(run)
	}
	for _, id := range run.Asked {
		fmt.Fprintf(c.out, "%-24s %s\n", id, run.Values[id])
		delete(run.Values, id)
	}
	for _, id := range slices.Sorted(maps.Keys(run.Values)) {
		fmt.Fprintf(c.out, "%-24s %s (not asked)\n", id, run.Values[id])
	}
	for _, id := range run.NotAsked {
		fmt.Fprintf(c.out, "%-24s answered, and does not count now\n", id)
	}
	for _, f := range run.Failures {
		fmt.Fprintln(c.out, f)
	}
	return nil
}
