package main

import (
	"context"
	"crypto/sha256"
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
	"fairvisit/visits/refuse"
	"fairvisit/visits/xlsform"
)

// errChecklist means that the answers do not hold; it has been told.
var errChecklist = errors.New("the answers do not satisfy the form")

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
	fmt.Fprint(c.err, `usage: hq checklists import FORM.xlsx -o LIST.json [-edition VERSION]  read an XLSForm as a checklist, or as an edition of the house's list that asks it too
       hq checklists run FORM -answers FILE [-at TIME] [-json]  what is asked, what it comes to, what fails
       hq checklists sign    LIST.json -key K -from DAY [-region R]  sign an edition of the house's list; writes LIST.json.NAME.sig
       hq checklists publish LIST.json -sig A -sig B            new visits are asked it, signed by two
       hq checklists confirm ID[@VERSION] -name NAME            a named person read it; two make it confirmed
       hq checklists list    [-json]                            what was published
FORM is an XLSForm or a checklist as JSON. FILE is an object of answers by question, rounds of a repeat as q[1];
or a log: [{"q": …, "value": …, "at": µs, "reason": …}]. TIME is 2026-03-09T14:30, for today() and now().
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
	if err != nil {
		return err
	}
	for _, n := range form.Notes {
		fmt.Fprintln(c.err, "note:", n)
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

// openList reads a form of either kind. A list that was written by hand is held
// to the refusals as an imported one is.
func openList(name string) (checklist.List, error) {
	data, err := readForm(name)
	if err != nil {
		return checklist.List{}, err
	}
	if !strings.HasSuffix(strings.ToLower(name), ".json") {
		form, err := xlsform.Import(data)
		if err != nil {
			return checklist.List{}, err
		}
		return checklist.Parse(form.List)
	}
	l, err := checklist.Parse(data)
	if err != nil {
		return l, err
	}
	for text := range l.Texts() {
		if r := refuse.Look(refuse.Question, text); r != nil {
			return checklist.List{}, r
		}
	}
	return l, nil
}

// checklistRun is what hq checklists run prints, and with -json exactly this.
type checklistRun struct {
	ID       string              `json:"id"`
	Version  string              `json:"version"`
	Hash     string              `json:"sha256"`
	At       string              `json:"at,omitempty"`
	Asked    []string            `json:"asked"`
	Values   map[string]string   `json:"values"`
	Failures []checklist.Failure `json:"failures"`
	NotAsked []string            `json:"not_asked"`
	Changes  []checklistChange   `json:"changes"`
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
	at := c.flags.String("at", "", "the time that today() and now() are, like 2026-03-09T14:30")
	asJSON := c.flags.Bool("json", false, "one JSON object")
	name, err := c.parseAround()
	if err != nil {
		return err
	}
	l, err := openList(name)
	if err != nil {
		return err
	}
	if *at != "" {
		when, err := time.Parse("2006-01-02T15:04", *at)
		if err != nil {
			return errors.New("-at is a time like 2026-03-09T14:30")
		}
		l = l.At(when)
	}
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
		a[g.Question] = g.Value
	}
	sheet := l.Evaluate(a)
	run := checklistRun{l.ID, l.Version, l.Hash().String(), *at, sheet.Asked, sheet.Values, append(bad, sheet.Failures...), sheet.NotAsked, []checklistChange{}}
	if run.NotAsked == nil {
		run.NotAsked = []string{}
	}
	for _, ch := range checklist.Changes(log) {
		q, _ := l.Question(ch.Question)
		run.Changes = append(run.Changes, checklistChange{ch.Question, q.Written(ch.Old), q.Written(ch.New), ch.Reason, ch.After / 1000})
	}
	if err := c.printRun(run, *asJSON); err != nil {
		return err
	}
	if len(run.Failures) > 0 {
		return errChecklist
	}
	return nil
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

// answerLine is one answer of a file.
type answerLine struct {
	Question string `json:"q"`
	Value    any    `json:"value"`
	At       int64  `json:"at"`
	Reason   string `json:"reason"`
}

// readAnswers reads answers as an object or as a log. What is no answer to its
// question is a failure; the others count.
func readAnswers(l checklist.List, data []byte) ([]checklist.Given, []checklist.Failure, error) {
	var list []answerLine
	if trimmed := strings.TrimSpace(string(data)); strings.HasPrefix(trimmed, "[") {
		if err := json.Unmarshal(data, &list); err != nil {
			return nil, nil, fmt.Errorf("the answers cannot be read: %w", err)
		}
	} else {
		var object map[string]any
		if err := json.Unmarshal(data, &object); err != nil {
			return nil, nil, fmt.Errorf("the answers cannot be read: %w", err)
		}
		for _, id := range slices.Sorted(maps.Keys(object)) {
			list = append(list, answerLine{Question: id, Value: object[id]})
		}
	}
	var log []checklist.Given
	failures := []checklist.Failure{}
	for _, g := range list {
		text := answerText(g.Value)
		q, known := l.Question(g.Question)
		if text == "" && known {
			log = append(log, checklist.Given{Question: g.Question, At: g.At, Reason: g.Reason})
			continue
		}
		v, err := answerTo(q, text)
		if !known || err != nil {
			failures = append(failures, checklist.Failure{Question: g.Question, What: "answer", Value: text})
			continue
		}
		log = append(log, checklist.Given{Question: g.Question, Value: v, At: g.At, Reason: g.Reason})
	}
	return log, failures, nil
}

// answerTo reads one answer; for something captured any word stands, by its
// hash, as there is no entry here.
func answerTo(q checklist.Question, text string) (checklist.Value, error) {
	if q.Kind == checklist.KindPhoto || q.Kind == checklist.KindSignature {
		return checklist.Captured(sha256.Sum256([]byte(text))), nil
	}
	return q.Parse(text)
}

func answerText(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case bool:
		if v {
			return "yes"
		}
		return "no"
	case []any:
		var parts []string
		for _, x := range v {
			parts = append(parts, answerText(x))
		}
		return strings.Join(parts, " ")
	case float64:
		return strings.TrimSuffix(fmt.Sprintf("%.10f", v), ".0000000000")
	}
	return fmt.Sprint(v)
}
