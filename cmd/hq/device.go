package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"fairvisit/cmd/hq/screenless"
	"fairvisit/evidence"
	"fairvisit/evidence/clock"
	fieldsync "fairvisit/sync"
	"fairvisit/visits"
	"fairvisit/visits/fieldwork"
	"fairvisit/visits/journal"
	"fairvisit/visits/lost"
	"fairvisit/visits/rules"
)

var deviceVerbs = []command{
	{"enrol", "use an invitation: hq device enrol TEXT", deviceEnrol},
	{"lock", "choose the first PIN; -choose english also six words", deviceLock},
	{"people", "who has a store on this device", devicePeople},
	{"sync", "hand in and pull until at rest; -watch goes on; -locked hands in without the PIN", deviceSync},
	{"cases", "what is on this device", deviceCases},
	{"ask", "may this case be visited now? hq device ask CASE", deviceAsk},
	{"ask-visit", "ask that somebody goes to a case: hq device ask-visit CASE -day D, or -reference TEXT", deviceAskVisit},
	{"asks", "the visits asked for, and what became of them", deviceAsks},
	{"swap", "ask to swap a day: hq device swap -day D, and -with OFFICER or anybody", deviceSwap},
	{"swaps", "the swaps asked for, and what became of them", deviceSwaps},
	{"open", "start a visit, if the rules let it through: hq device open CASE", deviceOpen},
	{"arrive", "at the door: hq device arrive VISIT", deviceVisit(arrive)},
	{"next", "the question to ask now: hq device next VISIT", deviceVisit(next)},
	{"answer", "answer questions: hq device answer VISIT QUESTION=VALUE … or -file ANSWERS.json", deviceVisit(answer)},
	{"phase", "end a phase: hq device phase VISIT before|door|talk|close|after", deviceVisit(endPhase)},
	{"photo", "attach photos: hq device photo VISIT FILE …", deviceVisit(photograph)},
	{"sign", "take a signature from a file of strokes: hq device sign VISIT STROKES.json; without a file it says what one looks like", deviceVisit(sign)},
	{"note", "hq device note VISIT TEXT", deviceVisit(note)},
	{"money", "cash taken, if the rules let it be: hq device money [-happened] VISIT AMOUNT CURRENCY RECEIPT; with -happened it is recorded in any case", deviceVisit(money)},
	{"flag", "raise a stop: hq device flag VISIT CODE [WORDS]", deviceVisit(flagCase)},
	{"asked", "the debtor asked you to leave, now: hq device asked VISIT", deviceVisit(asked)},
	{"leave", "hq device leave VISIT", deviceVisit(leave)},
	{"close", "hq device close VISIT OUTCOME", deviceVisit(closeVisit)},
	{"risk", "if this device died now you would lose …", deviceRisk},
	{"salvage", "save what can be read of a damaged store into a new one", deviceSalvage},
}

func runDevice(ctx context.Context, c *call) error {
	if asksStolen(c.args) {
		return runStolen(ctx, c)
	}
	i := -1
	if len(c.args) > 0 {
		i = slices.IndexFunc(deviceVerbs, func(v command) bool { return v.name == c.args[0] })
	}
	if i < 0 {
		fmt.Fprint(c.err, "usage: hq device VERB [flags]; hq device -stolen DEVICE says what a thief of it would hold\n\n")
		for _, v := range deviceVerbs {
			fmt.Fprintf(c.err, "  %-8s %s\n", v.name, v.about)
		}
		return errUsage
	}
	c.flags.Init("hq device "+c.args[0], flag.ContinueOnError)
	c.args = c.args[1:]
	return deviceVerbs[i].run(ctx, c)
}

func deviceEnrol(ctx context.Context, c *call) error {
	d := c.onDevice()
	keystore := c.flags.Bool("keystore", false, "keep the device's share of the key, and what signs its sessions, in the keystore of the system")
	if err := c.parse(); err != nil {
		return err
	}
	k := d.keeper()
	if !*keystore {
		k.Keystore = nil
	} else if err := k.Keystore.Check(); err != nil {
		return err // before the invitation is used up
	}
	i, err := fieldsync.ParseInvitation(strings.Join(c.flags.Args(), ""))
	if err != nil {
		return err
	}
	id, err := fieldsync.Enrol(ctx, i)
	if err != nil {
		return err
	}
	key, err := k.Begin(id.Officer, id.Unlock)
	if err != nil {
		return err
	}
	j, err := journal.Create(journal.Folder(*d.dir, id.Officer), id, d.options(id.Officer, key))
	if err != nil {
		return err
	}
	fmt.Fprintf(c.out, "enrolled device %s of officer %s\n", id.Device, id.Officer)
	return j.Close()
}

func devicePeople(_ context.Context, c *call) error {
	d := c.onDevice()
	if err := c.parse(); err != nil {
		return err
	}
	people, err := journal.People(*d.dir)
	for _, p := range people {
		fmt.Fprintln(c.out, p)
	}
	return err
}

func deviceSync(ctx context.Context, c *call) error {
	d := c.onDevice()
	watch := c.flags.Bool("watch", false, "stay connected and go on")
	locked := c.flags.Bool("locked", false, "without the PIN: hand in what lies sealed here, read nothing, pull nothing")
	within := c.flags.Duration("within", 10*time.Minute, "give up after this long, unless -watch")
	if err := c.parse(); err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(c.err, &slog.HandlerOptions{Level: slog.LevelWarn}))
	if *locked {
		return c.sendLocked(ctx, d, *watch, *within, log)
	}
	return c.at(d, func(w *fieldwork.Officer) error {
		j := w.Journal
		client := &fieldsync.Client{Journal: j, Dial: fieldsync.Dialer(j.Identity().URL), Log: log}
		o := c.orders(d, j)
		client.Obey = o.obey(client)
		if *watch {
			client.Run(ctx)
			return o.removed(ctx, client)
		}
		ctx, cancel := context.WithTimeout(ctx, *within)
		defer cancel()
		if err := screenless.SyncOnce(ctx, client); err != nil {
			return err
		}
		if client.Over != nil {
			return errors.Join(o.handOver(ctx, client), o.removed(ctx, client))
		}
		if _, err := j.Purge(ctx, clock.Now()); err != nil {
			return err
		}
		return c.risk(ctx, j.Sender)
	})
}

// sendLocked hands in what lies sealed, without the store key.
func (c *call) sendLocked(ctx context.Context, d onDevice, watch bool, within time.Duration, log *slog.Logger) error {
	j, err := d.sender()
	if err != nil {
		return err
	}
	client := &fieldsync.Client{Sender: j, Dial: fieldsync.Dialer(j.Identity().URL), Log: log}
	client.Obey = lost.Locked(d.keeper(), new(sync.Mutex), j.Identity().Officer)
	if watch {
		client.Run(ctx)
		return j.Close()
	}
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	return errors.Join(screenless.SyncOnce(ctx, client), c.risk(ctx, j), j.Close())
}

func (c *call) risk(ctx context.Context, j *journal.Sender) error {
	r, err := j.AtRisk(ctx)
	if err != nil {
		return err
	}
	if r.Entries+r.Photos+r.DraftAnswers == 0 {
		fmt.Fprintln(c.out, "If this device died now you would lose: nothing.")
	} else {
		fmt.Fprintf(c.out, "If this device died now you would lose: %d records, %d photos (%d bytes), %d sounds (%d bytes), %d answers of %d open visits.\n",
			r.Entries, r.Photos-r.Sounds, r.PhotoBytes-r.SoundBytes, r.Sounds, r.SoundBytes, r.DraftAnswers, r.Drafts)
	}
	if r.NotSecuredEntries+r.NotSecuredPhotos > 0 {
		fmt.Fprintf(c.out, "Not in the second copy yet: %d records, %d photos.\n", r.NotSecuredEntries, r.NotSecuredPhotos)
	}
	return nil
}

func deviceRisk(ctx context.Context, c *call) error {
	d := c.onDevice()
	if err := c.parse(); err != nil {
		return err
	}
	return c.at(d, func(w *fieldwork.Officer) error { return c.risk(ctx, w.Journal.Sender) })
}

func deviceSalvage(_ context.Context, c *call) error {
	d := c.onDevice()
	if err := c.parse(); err != nil {
		return err
	}
	who, err := d.person()
	if err != nil {
		return err
	}
	key, err := d.key(who)
	if err != nil {
		return err
	}
	j, report, err := journal.Salvage(journal.Folder(*d.dir, who), d.options(who, key))
	if err != nil {
		return err
	}
	return errors.Join(c.json(report), j.Close())
}

func deviceCases(ctx context.Context, c *call) error {
	d := c.onDevice()
	if err := c.parse(); err != nil {
		return err
	}
	return c.at(d, func(w *fieldwork.Officer) error {
		list, err := w.Journal.Pictures(ctx, visits.KindCase)
		if err != nil {
			return err
		}
		for _, p := range list {
			var k visits.Case
			if err := json.Unmarshal(p.Body, &k); err != nil {
				return err
			}
			name, street := "", ""
			if k.Words != nil && len(k.Words.Parties) > 0 {
				name, street = visits.MaskName(k.Words.Parties[0].Name), k.Words.Place.Street
			}
			fmt.Fprintf(c.out, "%s  %-9s %s %3d  %s, %s\n", p.Key.ID, p.State, p.Day, p.Order, name, street)
		}
		return nil
	})
}

func caseArgument(c *call) (evidence.ID, error) {
	id, err := evidence.ParseID(c.flags.Arg(0))
	if err != nil {
		return id, errors.New("give the id of a case, as hq device cases shows it")
	}
	return id, nil
}

// crew declares the flag that names the second officer.
func (c *call) crew() func() (evidence.ID, error) {
	second := c.flags.String("second", "", "officer id of the second member of the crew")
	return func() (evidence.ID, error) {
		if *second == "" {
			return evidence.ID{}, nil
		}
		return evidence.ParseID(*second)
	}
}

func deviceAsk(ctx context.Context, c *call) error {
	d, crew := c.onDevice(), c.crew()
	if err := c.parse(); err != nil {
		return err
	}
	id, err := caseArgument(c)
	if err != nil {
		return err
	}
	second, err := crew()
	if err != nil {
		return err
	}
	return c.at(d, func(w *fieldwork.Officer) error {
		verdict, _, err := w.Ask(ctx, id, second)
		if err != nil {
			return err
		}
		return c.json(verdict)
	})
}

func deviceOpen(ctx context.Context, c *call) error {
	d, crew := c.onDevice(), c.crew()
	why := c.flags.String("why", "", "why the crew goes in spite of a warning: "+strings.Join(fieldwork.Reasons, ", "))
	if err := c.parse(); err != nil {
		return err
	}
	id, err := caseArgument(c)
	if err != nil {
		return err
	}
	second, err := crew()
	if err != nil {
		return err
	}
	return c.at(d, func(w *fieldwork.Officer) error {
		v, verdict, err := w.Open(ctx, id, second, fieldwork.Why{Code: *why})
		if errors.Is(err, fieldwork.ErrNotAllowed) || errors.Is(err, fieldwork.ErrReasonNeeded) {
			return errors.Join(err, c.reasons(verdict))
		}
		if err != nil {
			return err
		}
		fmt.Fprintln(c.out, v.ID)
		return screenless.AnswerCollateral(ctx, w, v)
	})
}

// reasons says which rule refuses, and when it opens.
func (c *call) reasons(v rules.Verdict) error {
	for _, r := range v.Reasons {
		fmt.Fprintf(c.err, "  %s %s %s %v; instead: %s\n", r.Severity, r.Rule, r.Code, r.Params, strings.Join(r.Instead, ", "))
	}
	if v.NextAllowed != 0 {
		fmt.Fprintf(c.err, "  next allowed %s\n", when(v.NextAllowed))
	}
	return nil
}
