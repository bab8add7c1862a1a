// Command hq is headquarters: the server, the operator's commands, and a field
// device without a screen. It links no screen and no OpenGL.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"slices"
	"strings"
	"syscall"
)

// command is one word after hq.
type command struct {
	name  string
	about string
	run   func(ctx context.Context, c *call) error
}

var commands = []command{
	{"init", "make a headquarters: keys, store, first entry; prints what must be written down", runInit},
	{"demo", "make a headquarters of invented people, with a day's plan and a past; demo map writes the map of their district", runDemo},
	{"serve", "take devices' sessions", runServe},
	{"enrol", "invite one person on one device: prints a QR and its text", runEnrol},
	{"confirm", "let a device that a restored headquarters did not know have its feeds again", runConfirm},
	{"revoke", "end a device's right to pull; what it holds stays welcome", runRevoke},
	{"lock", "have a device take no PIN before an unlock code", runLock},
	{"wipe", "have a device lose what opens its store; what only it holds stays sealed", runWipe},
	{"forfeit", "write a lost device off, which takes two people: contacts it was granted count no more after their day", runForfeit},
	{"unlock", "make the code that lets wrong PINs be forgotten on a device; it opens nothing", runUnlock},
	{"recover", "read a seized or wiped device's folder with the recovery key", runRecover},
	{"import", "take a bank's file (CSV, XLSX): cases, contacts, notices, consents, payments or stops (flags); or take an import back", runImport},
	{"certify", "give an officer a certificate that the rules ask for, or take it back", runCertify},
	{"assign", "decide who visits which case", runAssign},
	{"close", "say that a case is settled; its period of keeping begins", runClose},
	{"stops", "the stops in force, overdue first; decide of one, ask for its release, confirm it as a second person", runStops},
	{"asks", "the visits the field asks for, those that wait first; decline one", runAsks},
	{"swaps", "the swaps of days that officers ask for, those that wait first; show one, answer one for a manager who is away", runSwaps},
	{"roster", "the roster a branch's managers keep: show, export, import; forget what it says of who left", runRoster},
	{"complaints", "the complaints that are open; receive, acknowledge and answer one", runComplaints},
	{"cancel", "say that a visit is recorded twice or was never made: it leaves the figures and nothing else", runCancel},
	{"figures", "contact, right-party and promise rates of visits, by the class of their outcomes", runFigures},
	{"hold", "put a case under a legal hold, or release it", runHold},
	{"erase", "destroy what is held of a case; later confirm that no backup opens it", runErase},
	{"retention", "erase the cases whose period of keeping is over", runRetention},
	{"status", "headquarters and every device at a glance", runStatus},
	{"crews", "who is at a visit now and how they stand with their check-ins, the worst first", runCrews},
	{"export", "write cases, visits or findings as CSV or JSON, or the dossier of a case", runExport},
	{"report", "report daily: what a day brought, and its head to be printed outside", runReport},
	{"verify", "check a dossier by the root's fingerprint; needs no headquarters", runVerify},
	{"rebuild", "make every picture anew from the entries and compare", runRebuild},
	{"audit", "compute everything again from the stored bytes and name each difference", runAudit},
	{"backup", "copy store and photos into a folder", runBackup},
	{"restore", "make a headquarters from a backup and the second copy", runRestore},
	{"read", "read cases and photos over the HTTPS API as a headquarters device", runRead},
	{"unit", "say in which region a branch is, so which rules its devices are sent", runUnit},
	{"rules", "test, check and mutate rule packs; import a calendar; sign, publish and withdraw them", runRules},
	{"checklists", "read an XLSForm as a checklist and run one on answers; publish an edition of the house's list, signed by two", runChecklists},
	{"device", "a field device without a screen", runDevice},
	{"drill", "kill it at every point of the write path, and cut the power", runDrill},
	{"promises", "promises of a branch as they stand on a day", runPromises},
	{"reminders", "whom to remind, by which way and when; take messages, confirm them, give calls to officers, note one", runReminders},
	{"plan", "suggest a day of a branch: who visits whom, by which ways; with -take decide so", runPlan},
	{"sheet", "print a crew's day, masked; that it was printed is in the log first", runSheet},
	{"route", "plan a route instance of Solomon's, VRPLIB's or TSPLIB's layout, or measure a folder of them", runRoute},
	{"bench", "measure it beside the unavoidable work", runBench},
}

// call is one invocation: flags and where words go.
type call struct {
	flags *flag.FlagSet
	args  []string
	out   io.Writer
	err   io.Writer
	in    io.Reader
}

// parse reads the flags a command has declared.
func (c *call) parse() error {
	if err := c.flags.Parse(c.args); err != nil {
		return errUsage
	}
	for i, arg := range c.flags.Args() {
		name, _, _ := strings.Cut(strings.TrimLeft(arg, "-"), "=")
		if strings.HasPrefix(arg, "-") && i > 0 && c.flags.Lookup(name) != nil {
			return fmt.Errorf("%s stands behind %q, where it is not read: flags stand before the words here; nothing was done", arg, c.flags.Arg(i-1))
		}
	}
	return nil
}

// errUsage means that the flag package has said what is wrong already.
var errUsage = errors.New("usage")

// fewestThreads is how many threads run Go at once at least. On two cores with
// two, a flush that waits for the disk and a statement inside SQLite each keep
// one of them until the runtime notices, and a core stands idle meanwhile.
const fewestThreads = 4

func main() {
	if os.Getenv("GOMAXPROCS") == "" && runtime.GOMAXPROCS(0) < fewestThreads {
		runtime.GOMAXPROCS(fewestThreads)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run is main without the process around it: 0 done, 1 refused or failed, 2 wrong words.
func run(ctx context.Context, args []string, in io.Reader, out, errs io.Writer) int {
	if len(args) == 0 {
		usage(errs)
		return 2
	}
	i := slices.IndexFunc(commands, func(c command) bool { return c.name == args[0] })
	if i < 0 {
		usage(errs)
		return 2
	}
	c := &call{flags: flag.NewFlagSet("hq "+args[0], flag.ContinueOnError), args: args[1:], out: out, err: errs, in: in}
	c.flags.SetOutput(errs)
	err := commands[i].run(ctx, c)
	switch {
	case err == nil:
		return 0
	case errors.Is(err, errUsage):
		return 2
	}
	fmt.Fprintln(errs, "hq "+args[0]+": "+err.Error())
	return 1
}

func usage(w io.Writer) {
	var b strings.Builder
	b.WriteString("usage: hq COMMAND [flags]; hq COMMAND -h lists the flags\n\n")
	for _, c := range commands {
		fmt.Fprintf(&b, "  %-10s %s\n", c.name, c.about)
	}
	fmt.Fprint(w, b.String())
}
