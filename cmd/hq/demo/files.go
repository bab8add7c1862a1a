package demo

import (
	"bytes"
	"embed"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"fairvisit/assets"
	"fairvisit/cmd/hq/screenless"
	"fairvisit/sync/hq"
	"fairvisit/visits/checklist"
	"fairvisit/visits/intake"
)

//go:embed *.csv
var own embed.FS

// files are the demo branch as its files tell it, read whole and checked
// before anything is written: half a branch would look like a fault of the app.
type files struct {
	people  []person
	cases   intake.File
	plan    []stop
	flags   []flag
	past    []earlier
	before  map[string][]line // by table: contacts and consents
	answers map[string]string // by question; what is not here gets the first answer that stops nothing
}

type person struct{ name, unit, role, crew string }

type stop struct {
	crew, number string
	order        int
}

type flag struct{ number, code string }

// line is one row of such a table: so many days before the plan's.
type line struct {
	number string
	days   int
	said   []string
}

// earlier is a visit of an earlier working day.
type earlier struct {
	number, crew, at, outcome, note string // at: 09:20
	before                          int    // working days before the plan's
	promised                        int64  // minor units; 0: nothing
	paysIn                          int    // days after the visit
	photos                          int
	answers                         map[string]string
}

// read reads the files of folder, and the program's own where it has none.
// today is what due dates are judged against, yyyy-mm-dd.
func read(folder, today string) (files, error) {
	d := files{answers: map[string]string{}, before: map[string][]line{}}
	b, err := fileOf(folder, "cases.csv")
	if err != nil {
		return d, err
	}
	if d.cases, err = intake.Read(bytes.NewReader(b), intake.Options{Today: today}); err != nil {
		return d, fmt.Errorf("cases.csv: %w", err)
	}
	for _, p := range d.cases.Problems {
		return d, fmt.Errorf("cases.csv, line %d, column %s, value %q: %s Nothing was loaded", p.Row, p.Column, p.Value, p.Why)
	}
	tables := []struct {
		name string
		take func(row) error
	}{
		{"people.csv", func(r row) error {
			d.people = append(d.people, person{r.text("name"), r.text("unit"), r.text("role"), r.text("crew")})
			return nil
		}},
		{"plan.csv", d.takeStop}, {"flags.csv", d.takeFlag}, {"history.csv", d.takeVisit}, {"contacts.csv", d.takeLine(intake.Contacts, "time", "channel", "reached")}, {"consents.csv", d.takeLine(intake.Consents, "role", "consent", "form")}, {"payments.csv", d.takeLine(intake.Payments, "amount", "currency", "reference")},
		{"answers.csv", func(r row) error { d.answers[r.text("question")] = r.text("answer"); return nil }},
	}
	for _, t := range tables {
		if err := eachRow(folder, t.name, t.take); err != nil {
			return d, err
		}
	}
	return d, d.check()
}

func (d *files) takeStop(r row) error {
	order, err := strconv.Atoi(r.text("order"))
	d.plan = append(d.plan, stop{r.text("crew"), r.text("number"), order})
	return errors.Join(err, d.known(r))
}

func (d *files) takeFlag(r row) error {
	d.flags = append(d.flags, flag{r.text("number"), r.text("flag")})
	return d.known(r)
}

// takeLine takes a row of a table: these columns, in this order.
func (d *files) takeLine(table string, columns ...string) func(row) error {
	return func(r row) error {
		l := line{number: r.text("number")}
		var err error
		l.days, err = r.number("days_before")
		for _, c := range columns {
			l.said = append(l.said, r.text(c))
		}
		d.before[table] = append(d.before[table], l)
		return errors.Join(err, d.known(r))
	}
}

func (d *files) takeVisit(r row) error {
	v := earlier{number: r.text("number"), crew: r.text("crew"), at: r.text("at"), outcome: r.text("outcome"), note: r.text("note"), answers: map[string]string{}}
	var errs [5]error
	v.before, errs[0] = r.number("days_before")
	v.paysIn, errs[1] = r.number("pays_in_days")
	v.photos, errs[2] = r.number("photos")
	promised, err := r.number("promised_minor")
	v.promised, errs[3] = int64(promised), err
	_, errs[4] = time.Parse("15:04", v.at)
	if v.before < 1 {
		errs[0] = errors.Join(errs[0], errors.New("an earlier visit is 1 working day before or more"))
	}
	if answers := r.text("answers"); answers != "" {
		for pair := range strings.SplitSeq(answers, ";") {
			question, answer, _ := strings.Cut(pair, "=")
			v.answers[question] = answer
		}
	}
	d.past = append(d.past, v)
	return errors.Join(errors.Join(errs[:]...), d.known(r))
}

// known refuses a number that no case has.
func (d *files) known(r row) error {
	if _, ok := d.creditor(r.text("number")); !ok {
		return fmt.Errorf("cases.csv has no case %q", r.text("number"))
	}
	return nil
}

// creditor whose case this is.
func (d *files) creditor(number string) (string, bool) {
	i := slices.IndexFunc(d.cases.Cases, func(c intake.Case) bool { return c.Number == number })
	if i < 0 {
		return "", false
	}
	return d.cases.Cases[i].Creditor, true
}

// crew lists the officers of a crew, in the order of the file.
func (d *files) crew(name string) []person {
	var crew []person
	for _, p := range d.people {
		if p.crew == name && p.role == "officer" {
			crew = append(crew, p)
		}
	}
	return crew
}

// check refuses what the files say together.
func (d *files) check() error {
	if len(d.people) == 0 {
		return errors.New("people.csv names nobody; nothing was loaded")
	}
	var names, planned, visited []string
	crews := map[string]bool{Crew: true}
	for _, p := range d.people {
		names = append(names, p.name)
		if p.name == "" || p.unit != d.people[0].unit || !slices.Contains(hq.Roles, p.role) {
			return fmt.Errorf("people.csv: each person has a name, the one branch and a role of %v; nothing was loaded", hq.Roles)
		}
	}
	for _, s := range d.plan {
		crews[s.crew] = true
		planned = append(planned, s.number)
	}
	for _, v := range d.past {
		crews[v.crew] = true
		visited = append(visited, v.number)
	}
	for file, list := range map[string][]string{"people.csv": names, "plan.csv": planned, "history.csv": visited} {
		slices.Sort(list)
		if n := len(list); len(slices.Compact(list)) != n {
			return fmt.Errorf("%s names somebody or something twice; nothing was loaded", file)
		}
	}
	for name := range crews {
		if n := len(d.crew(name)); n != 2 {
			return fmt.Errorf("people.csv gives crew %s %d officers, the house rules ask for two; nothing was loaded", name, n)
		}
	}
	return d.checkAnswers()
}

// checkAnswers holds the answers of each visit against the checklist. Answers
// to questions it has no more are passed over.
func (d *files) checkAnswers() error {
	list, err := checklist.Parse(assets.HouseChecklist())
	if err != nil {
		return err
	}
	for _, v := range d.past {
		answers := d.filledIn(v, time.Unix(0, 0), "1970-01-01")
		for _, q := range list.Questions {
			text, written := answers[q.ID]
			if !written || q.Kind == checklist.KindPhoto || q.Kind == checklist.KindSignature {
				continue
			}
			unset := q.Kind == checklist.KindMoney && v.promised == 0 // asked of who promises only
			value, err := screenless.Value(list, q.ID, text)
			if err = errors.Join(err, list.Check(q.ID, value)); err != nil && !unset {
				return fmt.Errorf("history.csv, answers.csv: the visit of %s: %w; nothing was loaded", v.number, err)
			}
		}
	}
	return nil
}

// filledIn are the answers of a visit: its own over the demo's, with what the
// visit came to in the places left for it. pays is the day of the promise.
func (d *files) filledIn(v earlier, start time.Time, pays string) map[string]string {
	fill := strings.NewReplacer("{outcome}", v.outcome, "{promised}", strconv.FormatInt(v.promised, 10), "{pays}", pays,
		"{notice}", start.AddDate(0, 0, -19).Format(time.DateOnly))
	all := map[string]string{}
	for _, from := range []map[string]string{d.answers, v.answers} {
		for question, answer := range from {
			all[question] = fill.Replace(answer)
		}
	}
	return all
}

// row is one line of a table, by column.
type row map[string]string

func (r row) text(column string) string { return strings.TrimSpace(r[column]) }

// number is 0 where nothing stands.
func (r row) number(column string) (int, error) {
	if r.text(column) == "" {
		return 0, nil
	}
	return strconv.Atoi(r.text(column))
}

// fileOf reads a file of folder, or the program's own.
func fileOf(folder, name string) ([]byte, error) {
	if folder != "" {
		b, err := fs.ReadFile(os.DirFS(folder), name)
		if !errors.Is(err, fs.ErrNotExist) {
			return b, err
		}
	}
	return own.ReadFile(name)
}

func eachRow(folder, name string, take func(row) error) error {
	b, err := fileOf(folder, name)
	if err != nil {
		return err
	}
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(b, []byte("\xef\xbb\xbf"))))
	head, err := r.Read()
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	for {
		fields, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s: %w; nothing was loaded", name, err)
		}
		named := row{}
		for i, f := range fields {
			named[head[i]] = f
		}
		if err := take(named); err != nil {
			line, _ := r.FieldPos(0)
			return fmt.Errorf("%s, line %d: %w; nothing was loaded", name, line, err)
		}
	}
}
