//go:build system && linux

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"fairvisit/app/desk"
	"fairvisit/app/desk/hqtest"
	"fairvisit/evidence"
	fieldsync "fairvisit/sync"
	"fairvisit/sync/hq"
	"fairvisit/visits"
	"fairvisit/visits/checklist"
)

// own is the desk of the one person of a device.
func own(dir string) (*desk.Desk, error) {
	d, err := deviceAt(dir)
	if err != nil {
		return nil, err
	}
	people, err := d.People()
	if err != nil {
		return nil, err
	}
	return d.Open(people[0].ID)
}

// joinAct enrols a person and says who.
func joinAct(ctx context.Context, args []string) error {
	d, err := deviceAt(args[0])
	if err != nil {
		return err
	}
	who, err := d.Enrol(ctx, args[1])
	fmt.Println(who)
	return err
}

// sendAct syncs until the device is at rest, and says which cases its lists have,
// and how many entries and photos it alone holds. Without a network it says so.
func sendAct(ctx context.Context, args []string) error {
	k, err := own(args[0])
	if err != nil {
		return err
	}
	defer k.Close() // what it wrote is committed
	ctx, stop := context.WithTimeout(ctx, 20*time.Second)
	defer stop()
	err = fieldsync.ErrAgain
	for errors.Is(err, fieldsync.ErrAgain) {
		err = k.Client.Once(ctx, func() bool { return true })
	}
	said := "sent:"
	if err != nil {
		said = "no network:"
	}
	pictures, err := k.Journal.Pictures(ctx, visits.KindCase)
	if err != nil {
		return err
	}
	for _, p := range pictures {
		if p.State != "hidden" {
			said += " " + p.Key.ID.String()
		}
	}
	risk, err := k.Journal.AtRisk(ctx)
	fmt.Println(said, "alone:", risk.Entries, risk.Photos)
	return err
}

// visitAct visits a case with three photos and a promise, and says how the start's
// time is known.
func visitAct(ctx context.Context, args []string) error {
	k, err := own(args[0])
	if err != nil {
		return err
	}
	defer k.Close()
	id, err := evidence.ParseID(args[1])
	if err != nil {
		return err
	}
	second, err := evidence.ParseID(args[2])
	if err != nil {
		return err
	}
	c, err := k.Journal.Case(ctx, id)
	if err != nil {
		return err
	}
	v, verdict, err := k.Officer.Open(ctx, id, second)
	if err != nil {
		return fmt.Errorf("%w: %+v", err, verdict.Reasons)
	}
	if err := v.Arrive(ctx, nil); err != nil {
		return err
	}
	for i := range 3 {
		if _, err := v.Photograph(ctx, bytes.NewReader(hqtest.Photo(uint8(i+1))), "d5", "camera"); err != nil {
			return err
		}
	}
	if _, err := v.EndPhase(ctx, checklist.PhaseDoor, evidence.Hash{}); err != nil {
		return err
	}
	p := c.Facts.Parties[0].Party
	err = errors.Join(v.Leave(ctx), v.Close(ctx, []visits.Outcome{{Party: p, Debt: c.Facts.Debt, Code: "ptp"}},
		[]visits.Promise{{Party: p, Debt: c.Facts.Debt, Amount: 50_00, Currency: "CNY", Date: "2026-12-10", Channel: "bank"}}))
	fmt.Println(v.ID)
	return err
}

// street is a headquarters and a tablet, each in a network namespace of its own,
// with one cable between them.
type street struct {
	*machine
	hq, tablet string // names of the namespaces
}

func newStreet(t *testing.T) *street {
	t.Helper()
	s := &street{machine: newMachine(t), hq: fmt.Sprint("fvhq", os.Getpid()), tablet: fmt.Sprint("fvtab", os.Getpid())}
	for _, name := range []string{s.hq, s.tablet} {
		s.ip("netns", "add", name)
		t.Cleanup(func() { _ = exec.Command("ip", "netns", "delete", name).Run() }) // the context of the test is over then
		s.ip("-n", name, "link", "set", "lo", "up")
	}
	s.ip("-n", s.hq, "link", "add", "cable", "type", "veth", "peer", "name", "cable", "netns", s.tablet)
	s.ip("-n", s.hq, "addr", "add", "10.77.0.1/24", "dev", "cable")
	s.ip("-n", s.tablet, "addr", "add", "10.77.0.2/24", "dev", "cable")
	s.ip("-n", s.hq, "link", "set", "cable", "up")
	s.online(true)
	return s
}

func (s *street) ip(args ...string) {
	s.t.Helper()
	if out, err := s.command("ip", args...).CombinedOutput(); err != nil {
		s.t.Fatalf("ip %s: %v: %s", strings.Join(args, " "), err, out)
	}
}

// online plugs the tablet's end of the cable in, or pulls it out.
func (s *street) online(is bool) {
	s.t.Helper()
	s.ip("-n", s.tablet, "link", "set", "cable", map[bool]string{true: "up", false: "down"}[is])
}

// listen gives a socket of headquarters' namespace: a socket stays in the one its
// thread was in when it was made. The thread ends with the goroutine.
func (s *street) listen(address string) (l net.Listener, err error) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		runtime.LockOSThread() // and never unlocked
		var f *os.File
		if f, err = os.Open("/run/netns/" + s.hq); err != nil {
			return
		}
		defer f.Close()
		if err = unix.Setns(int(f.Fd()), unix.CLONE_NEWNET); err == nil {
			l, err = net.Listen("tcp", address)
		}
	}()
	<-done
	return l, err
}

// away has the tablet do something in its own namespace, with its wrong clock.
func (s *street) away(act string, args ...string) string {
	s.t.Helper()
	c := s.command("ip", append([]string{"netns", "exec", s.tablet, os.Args[0]}, args...)...)
	c.Env = append(c.Env, asApp+"="+act, asAhead+"="+strconv.FormatInt((72*time.Hour).Microseconds(), 10))
	var said, why strings.Builder
	c.Stdout, c.Stderr = &said, &why
	if err := c.Run(); err != nil {
		s.t.Fatalf("%s: %v: %s", act, err, why.String())
	}
	return strings.TrimSpace(said.String())
}

// A case is taken back while its visit happens without a network, on a tablet whose
// clock is three days ahead; headquarters burns in between and goes on from a backup
// that knows neither. All of the visit comes in, counts once and stands at its true
// time; the tablet lets go of the case.
func TestSystemACaseIsTakenBackWhileTheVisitHappens(t *testing.T) {
	s := newStreet(t)
	address := "10.77.0.1:0"
	w := hqtest.NewOn(t, func() (net.Listener, error) {
		l, err := s.listen(address)
		if err == nil {
			address = l.Addr().String()
		}
		return l, err
	})
	tablet := filepath.Join(t.TempDir(), "tablet")
	li, err := evidence.ParseID(s.away("join", tablet, w.Invite("officer", "Li")))
	w.Must(err)
	person := func(name string) evidence.ID {
		id, err := w.HQ.Person(t.Context(), w.Unit, "officer", name)
		w.Must(err)
		w.Must(w.HQ.Certify(t.Context(), id, "authorisation", hqtest.Workday.AddDate(5, 0, 0)))
		return id
	}
	zhao, chen := person("Zhao"), person("Chen")
	w.Import("creditor,number,name,street,amount,currency,days_past_due\nBank A,1,王小明,青石大街 99901 号,100.50,CNY,45\n")
	c := w.HQ.CaseID("Bank A", "1")
	decide := func(who evidence.ID) {
		t.Helper()
		_, err := w.HQ.Assign(t.Context(), hq.Assignment{Case: c, Officer: who, Second: zhao, Day: hqtest.Workday.Format(time.DateOnly), Order: 1})
		w.Must(err)
		w.Must(w.HQ.Settle(t.Context()))
	}
	decide(li)
	if said := s.away("send", tablet); said != "sent: "+c.String()+" alone: 0 0" {
		t.Fatal(said)
	}
	backup := filepath.Join(t.TempDir(), "backup")
	w.Must(w.HQ.Backup(t.Context(), backup))

	s.online(false)
	visit, err := evidence.ParseID(s.away("visit", tablet, c.String(), zhao.String()))
	w.Must(err)
	if said := s.away("send", tablet); !strings.HasPrefix(said, "no network: "+c.String()+" alone: ") || strings.HasSuffix(said, "alone: 0 0") {
		t.Fatal(said)
	}
	decide(chen)
	w.Burn(backup)
	decide(chen)
	s.online(true)

	said := s.away("send", tablet)
	for range 5 { // what came in changes what it is sent, and its photos count once they are whole
		if said == "sent: alone: 0 0" {
			break
		}
		said = s.away("send", tablet)
	}
	if said != "sent: alone: 0 0" {
		t.Errorf("the tablet ends with %q", said)
	}
	r := w.Record(c)
	if len(r.Visits) != 1 || len(r.Case.Contacts) != 1 || r.Visits[0].ID != visit {
		t.Fatalf("%d visits, %d contacts", len(r.Visits), len(r.Case.Contacts))
	}
	v := r.Visits[0]
	if !v.Late || v.Status != visits.StatusClosed || len(v.Photos) != 3 || len(v.Closed.Promises) != 1 {
		t.Errorf("late %v, %s, %d photos, %+v", v.Late, v.Status, len(v.Photos), v.Closed)
	}
	for _, p := range r.Photos {
		if !p.Stored {
			t.Errorf("photo %+v is not at headquarters", p)
		}
	}
	if now, ok := r.Case.Assigned(); !ok || now.Officer != chen {
		t.Errorf("the case is %+v", now)
	}
	if first := time.UnixMicro(r.Case.Contacts[0].At()); first.Sub(hqtest.Workday).Abs() > time.Hour {
		t.Errorf("the contact counts at %v", first.UTC())
	}
	w.Must(w.HQ.Check(t.Context()))
}
