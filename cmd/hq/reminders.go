package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"fairvisit/sync/hq"
	"fairvisit/visits/promise"
	"fairvisit/visits/remind"
)

// runReminders shows whom to remind, takes messages into a file, says what became of
// them, gives calls to officers, or notes one that headquarters made itself.
func runReminders(ctx context.Context, c *call) error {
	act := ""
	if len(c.args) > 0 && !strings.HasPrefix(c.args[0], "-") {
		act, c.args = c.args[0], c.args[1:]
	}
	where := c.where()
	branch := c.flags.String("branch", "", "the branch")
	day := c.flags.String("date", "", "to look ahead: as it stands when this day begins, yyyy-mm-dd")
	way := c.flags.String("way", "", "take: message (else) or letter; give: call (else) or letter; note: message, call or letter")
	out := c.flags.String("o", "", "take: the file to write, CSV in UTF-8")
	asJSON := c.flags.Bool("json", false, "as JSON")
	if err := c.parse(); err != nil {
		return err
	}
	if *branch == "" || *day != "" && !promise.IsDay(*day) {
		return errors.New("give -branch, and a -date as 2026-12-01; nothing was done")
	}
	words := map[string]int{"": 0, "take": 0, "give": 0, "sent": 1, "note": 1}
	if n, known := words[act]; !known || c.flags.NArg() != n {
		return errors.New("give nothing, take -o FILE, sent FILE, give, or note -way WAY CASE; nothing was done")
	}
	return c.with(where(), func(h *hq.HQ) error {
		unit, err := knownBranch(ctx, h, *branch)
		if err != nil {
			return err
		}
		switch act {
		case "take":
			return c.takeReminders(ctx, h, *branch, orElse(*way, "message"), *out, *asJSON)
		case "give":
			taken, err := h.GiveReminders(ctx, unit, orElse(*way, "call"))
			if err == nil {
				err = c.tellTaken(taken, *asJSON)
			}
			return err
		case "sent":
			return c.endReminders(ctx, h, *branch, c.flags.Arg(0), *asJSON)
		case "note":
			id, err := namedCase(h, c.flags.Arg(0))
			if err != nil {
				return err
			}
			n, err := h.Remind(ctx, unit, id, *way)
			if err == nil {
				fmt.Fprintf(c.out, "%d reminders noted as contacts\n", n)
			}
			return err
		}
		list, err := h.Reminders(ctx, unit, *day)
		if err != nil {
			return err
		}
		if *asJSON {
			return c.json(list)
		}
		printReminders(c.out, list)
		return nil
	})
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// takeReminders looks that the file can be written before anything is claimed. What
// is claimed and not in a file, because the machine stopped in between, stands in the
// list as taken and not confirmed.
func (c *call) takeReminders(ctx context.Context, h *hq.HQ, branch, way, path string, asJSON bool) error {
	if path == "" {
		return errors.New("say with -o where the messages go; nothing was taken")
	}
	if _, err := os.Lstat(path); err == nil {
		return fmt.Errorf("%s is there already, and may not have been sent yet; nothing was taken", path)
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".reminders-*")
	if err != nil {
		return fmt.Errorf("nothing was taken: %w", err)
	}
	defer os.Remove(f.Name()) // it has its name by then, or is of no use
	defer f.Close()
	taken, err := h.TakeReminders(ctx, h.UnitID(branch), way)
	if err != nil {
		return err
	}
	if len(taken.Rows) == 0 {
		return c.tellTaken(taken, asJSON)
	}
	err = writeReminders(f, taken.Rows)
	if err == nil {
		err = errors.Join(f.Sync(), f.Close(), os.Rename(f.Name(), path))
	}
	if err != nil {
		return fmt.Errorf("%d reminders were taken and count as contacts, but the file was not written: hq reminders lists them as not confirmed; say with hq reminders sent that they failed: %w", len(taken.Rows), err)
	}
	return c.tellTaken(taken, asJSON)
}

var reminderColumns = []string{"reminder", "case", "name", "way", "to", "language", "not_before", "not_after", "text", "result"}

func writeReminders(to io.Writer, rows []hq.ReminderRow) error {
	w := csv.NewWriter(to)
	all := [][]string{reminderColumns}
	for _, r := range rows {
		all = append(all, []string{r.Reminder.String(), r.Case.String(), r.Name, r.Way, r.To, r.Language, r.NotBefore, r.NotAfter, r.Text, ""})
	}
	return w.WriteAll(all)
}

func (c *call) tellTaken(t hq.TakenReminders, asJSON bool) error {
	if asJSON {
		return c.json(t)
	}
	for _, g := range t.Given {
		fmt.Fprintf(c.out, "%s: %s on %s, from %s until %s, by %s\n", g.Case.Short(), g.Way, g.Date, g.From, g.Until, g.Officer.Short())
	}
	for _, r := range t.Refused {
		next := "not before the payment is due"
		switch {
		case r.Next != "":
			next = "from " + r.Next
		case r.Rule == remind.RuleConsent:
			next = "no message goes to who did not agree to be written to (hq import consents, contact) or took it back; hq reminders give gives it to an officer, to call or to bring a letter"
		}
		fmt.Fprintf(c.out, "%s %s: not now (%s %s), %s\n", r.Case.Short(), r.Who, r.Rule, r.Code, next)
	}
	fmt.Fprintf(c.out, "%d taken, %d given, %d refused; each counts as a contact from now on\n", len(t.Rows), len(t.Given), len(t.Refused))
	if t.More {
		fmt.Fprintln(c.out, "there are more: do it again")
	}
	return nil
}

const maxResults = 16 << 20

// endReminders reads a file with the columns reminder and result: the one that was
// taken with the last column filled in, or another.
func (c *call) endReminders(ctx context.Context, h *hq.HQ, branch, path string, asJSON bool) error {
	info, err := os.Stat(path)
	if err != nil || info.Size() > maxResults {
		return fmt.Errorf("%s is not there or larger than %d MiB; nothing was noted", path, maxResults>>20)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff")))).ReadAll()
	if err != nil || len(rows) == 0 {
		return fmt.Errorf("%s is no CSV table; nothing was noted: %w", path, errors.Join(err, io.ErrUnexpectedEOF))
	}
	at := map[string]int{}
	for i, name := range rows[0] {
		at[strings.ToLower(strings.TrimSpace(name))] = i + 1
	}
	if at["reminder"] == 0 || at["result"] == 0 {
		return errors.New("the file lacks the column reminder or result; nothing was noted")
	}
	var results []hq.ReminderResult
	for i, row := range rows[1:] {
		if said := strings.TrimSpace(row[at["result"]-1]); said != "" { // nobody knows yet
			results = append(results, hq.ReminderResult{Row: i + 2, Reminder: strings.TrimSpace(row[at["reminder"]-1]), Result: strings.ToLower(said)})
		}
	}
	ended, err := h.EndReminders(ctx, h.UnitID(branch), results)
	if err != nil {
		return err
	}
	if asJSON {
		return c.json(ended)
	}
	for _, issue := range ended.Issues {
		fmt.Fprintln(c.out, issue)
	}
	fmt.Fprintf(c.out, "%d sent, %d failed, %d the same as before, %d rows not taken\n", ended.Sent, ended.Failed, ended.Same, len(ended.Issues))
	return nil
}

func printReminders(w io.Writer, list []hq.Reminder) {
	open := 0
	for _, r := range list {
		var said []string
		if k := r.Claim; k != nil {
			said = append(said, claimWords(k))
		}
		for _, x := range r.Ways {
			words := x.Channel + " from " + x.From + " until " + x.Until
			if x.From == "" {
				words = "no " + x.Channel
			}
			if x.Rule != "" {
				words += " (" + x.Rule + " " + x.Code + ")"
			}
			said = append(said, words)
		}
		if len(r.Ways) > 0 {
			open++
		}
		fmt.Fprintf(w, "%s %s: %s %s on %s; %s\n", r.Case.Short(), r.Who, amount(r.Amount, r.Currency), r.Currency, r.Date, strings.Join(said, ", "))
	}
	fmt.Fprintf(w, "%d to remind, %d in hand\n", open, len(list)-open)
}

func claimWords(k *hq.ReminderClaim) string {
	switch {
	case k.Result != "":
		return k.Way + " " + k.Result + " [" + k.Reminder.String() + "]"
	case k.Officer.IsZero():
		return k.Way + " taken, not confirmed [" + k.Reminder.String() + "]"
	}
	return k.Way + " given to " + k.Officer.Short()
}
