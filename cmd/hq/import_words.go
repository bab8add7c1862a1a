package main

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"fairvisit/app/i18n"
	"fairvisit/sync/hq"
	"fairvisit/visits/intake"
)

// printImport tells an operator of an import, or with dry of what it would do.
func (c *call) printImport(r *hq.ImportResult, f *intake.File, dry bool) {
	if f.HeaderRow > 1 {
		fmt.Fprintf(c.out, "the names of the columns were found in row %d; what stands above was not read\n", f.HeaderRow)
	}
	c.printSaid(f)
	for _, p := range r.Issues {
		fmt.Fprintln(c.out, problemTold(p))
	}
	for _, p := range r.Warnings {
		fmt.Fprintln(c.out, warningTold(p))
	}
	for _, name := range f.Unwanted {
		fmt.Fprintf(c.out, "column %q says what nobody may be chosen by, or whom a person knows: it was not read; ask the bank to leave it out\n", name)
	}
	c.printIgnored(f.Ignored, f.Unwanted)
	currencies := map[int]string{}
	for i := range f.Cases {
		currencies[f.Cases[i].Row] = f.Cases[i].Currency
	}
	for _, changed := range r.Changed {
		for _, ch := range changed.Changes {
			fmt.Fprintf(c.out, "row %d, case %s: %s\n", changed.Row, changed.Case.Short(), changeTold(ch, currencies[changed.Row]))
		}
	}
	c.printCounts(r, "cases", f.Encoding+", "+f.Confidence, dry)
	if !r.Entry.IsZero() {
		fmt.Fprintf(c.out, "to take it back: hq import -undo %s\n", r.Entry)
	}
}

// printCounts sums an import up. One that only looked says so: "taken" would be believed.
func (c *call) printCounts(r *hq.ImportResult, what, encoding string, dry bool) {
	taken, end := "taken", ""
	if dry {
		taken, end = "would be taken", "; nothing was taken, as -dry only looks"
	}
	fmt.Fprintf(c.out, "%d rows: %d %s %s, %d the same, %d rows refused (%s)%s\n", r.Rows, r.Taken, what, taken, r.Same, r.Refused, encoding, end)
}

// printSaid tells which columns are read by what somebody said of them, as a file of
// that head may have come to mean something else since.
func (c *call) printSaid(f *intake.File) {
	said := f.Said()
	if len(said) == 0 || !f.Remembered {
		return
	}
	var pairs []string
	for name, ours := range said {
		pairs = append(pairs, name+"="+ours)
	}
	slices.Sort(pairs)
	fmt.Fprintf(c.out, "columns as they were said of an earlier file with the same head (-columns says otherwise): %s\n", strings.Join(pairs, ", "))
}

// problemTold names a cell, a row or the whole file with what is wrong there.
func problemTold(p intake.Problem) string { return placeTold(p, "the file") + ": " + p.Why }

func warningTold(p intake.Problem) string {
	return "taken, but look at " + placeTold(p, "the whole file") + ": " + p.Why
}

// placeTold is where a problem is; whole, if it is of no row and no column.
func placeTold(p intake.Problem, whole string) string {
	var at []string
	if p.Row > 0 {
		at = append(at, fmt.Sprintf("row %d", p.Row))
	}
	if p.Column != "" {
		at = append(at, "column "+p.Column)
	}
	if p.Value != "" || p.Row > 0 && p.Column != "" {
		at = append(at, fmt.Sprintf("value %q", p.Value))
	}
	if at == nil {
		return whole
	}
	return strings.Join(at, ", ")
}

// changeTold is one change of a case: amounts as people write them, and where what is
// shown of both values is the same, that the rest changed.
func changeTold(ch intake.Change, currency string) string {
	if strings.HasPrefix(ch.Now, intake.Moved) {
		return ch.Field + " " + ch.Now
	}
	if ch.Was == ch.Now {
		return fmt.Sprintf("%s changes in what is masked here; what is shown of it stays %q", ch.Field, ch.Now)
	}
	if ch.Field == "amount" {
		return fmt.Sprintf("amount from %s to %s", moneyTold(ch.Was, currency), moneyTold(ch.Now, currency))
	}
	return fmt.Sprintf("%s from %q to %q", ch.Field, ch.Was, ch.Now)
}

func moneyTold(minor, currency string) string {
	n, err := strconv.ParseInt(minor, 10, 64)
	if err != nil {
		return strconv.Quote(minor)
	}
	return i18n.In(i18n.English).Money(n, currency)
}

// printIgnored names the columns that were not read. Those a bank is asked to leave
// out have been named already.
func (c *call) printIgnored(ignored, told []string) {
	ignored = slices.DeleteFunc(slices.Clone(ignored), func(name string) bool { return slices.Contains(told, name) })
	if len(ignored) > 0 {
		fmt.Fprintf(c.out, "not read, as no column here is called so: %q\n", ignored)
	}
}

// sayColumns adds to a refusal for want of a column how one is said.
func sayColumns(err error, f *intake.File) error {
	var refused *intake.Refused
	if !errors.As(err, &refused) || len(refused.Lacks) == 0 {
		return err
	}
	at := slices.IndexFunc(f.Header, func(h intake.Heading) bool { return h.Column == "" && h.Name != "" && !intake.Unwanted(h.Name) })
	if at < 0 {
		return err
	}
	return fmt.Errorf("%w Where one of its columns is what is lacking, say so, for instance by -columns %q", err, f.Header[at].Name+"="+refused.Lacks[0])
}
