package hq_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	fieldsync "fairvisit/sync"
	"fairvisit/sync/hq"
	"fairvisit/visits"
	"fairvisit/visits/journal"
)

// A probe needs no key, learns figures and nothing about anybody.
func TestHealthTellsFiguresOnly(t *testing.T) {
	w := newWorld(t, true)
	w.importCases(oneCase)
	told := w.health()
	var st hq.Status
	w.must(json.Unmarshal(told.body, &st))
	if told.status != http.StatusOK || st.Size == 0 || st.Folded > st.Size || !st.Second || len(st.Devices) != 0 {
		t.Errorf("%d: %+v", told.status, st)
	}
}

func (w *world) health() read {
	w.Helper()
	resp, err := (&http.Client{Transport: &http.Transport{TLSClientConfig: fieldsync.ClientTLS()}}).Get("https://" + w.server.Addr() + "/healthz")
	w.must(err)
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	w.must(err)
	return read{resp.StatusCode, b}
}

// awaitHealth asks until the answer is that one.
func (w *world) awaitHealth(status int, says string) {
	w.Helper()
	var told read
	for range 2000 {
		if told = w.health(); told.status == status && strings.Contains(string(told.body), says) {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	w.Errorf("health says %d %s; want %d and %q", told.status, told.body, status, says)
}

// A fold that fails is told of once an entry has waited for it, and no more when
// it goes on; a store that does not answer is told of at once.
func TestHealthTellsOfAFoldThatStopped(t *testing.T) {
	w := newWorld(t, false)
	w.turn(workday)
	li := w.enrol("officer", "Li")
	li.sync()
	w.awaitHealth(http.StatusOK, `"size"`)
	w.behind("CREATE TRIGGER full BEFORE UPDATE OF folded ON head BEGIN SELECT RAISE(ABORT, 'the disk is full'); END")
	_, err := li.journal.Append(w.ctx, journal.Writing{Kind: visits.NoteAdded, Facts: visits.Empty{}})
	w.must(err)
	w.must(li.client.Once(w.ctx, func() bool { return true }))
	w.turn(workday.Add(20 * time.Second))
	if told := w.health(); told.status != http.StatusOK {
		t.Errorf("an entry of 20 s ago, and health says %d %s", told.status, told.body)
	}
	w.turn(workday.Add(time.Minute))
	w.awaitHealth(http.StatusServiceUnavailable, "the fold has stopped")
	w.behind("DROP TRIGGER full")
	w.awaitHealth(http.StatusOK, `"size"`)
	w.behind("ALTER TABLE head RENAME TO lost")
	w.awaitHealth(http.StatusServiceUnavailable, "the store does not answer")
	w.behind("ALTER TABLE lost RENAME TO head")
	w.awaitHealth(http.StatusOK, `"size"`)
}

// A headquarters that is stopped tells its devices, keeps what they handed in,
// and they come back by themselves.
func TestAStopOfHeadquartersLosesNothing(t *testing.T) {
	w := newWorld(t, false)
	li := w.enrol("officer", "Li")
	resting, ended := make(chan struct{}, 1), make(chan error, 1)
	go func() {
		ended <- li.client.Once(w.ctx, func() bool {
			select {
			case resting <- struct{}{}:
			default:
			}
			return false
		})
	}()
	<-resting
	e, err := li.journal.Append(w.ctx, journal.Writing{Kind: visits.NoteAdded, Facts: visits.Empty{}})
	w.must(err)
	w.close()
	var bye *fieldsync.Bye
	if err := <-ended; !errors.As(err, &bye) || bye.Code != fieldsync.ByeShutdown || bye.RetryMs == 0 {
		t.Errorf("the session ended with %v", err)
	}
	w.open()
	ctx, cancel := context.WithTimeout(w.ctx, 20*time.Second)
	defer cancel()
	go li.client.Run(ctx)
	for range 1000 {
		if _, err := w.hq.Store.EntryByID(ctx, e.ID); err == nil {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Error("the device did not come back by itself")
}

// A command beside a running server: what it decides reaches a connected device.
func TestACommandBesideTheServerReachesTheDevice(t *testing.T) {
	w := newWorld(t, false)
	li, zhao := w.enrol("officer", "Li"), w.enrol("officer", "Zhao")
	ctx, cancel := context.WithCancel(w.ctx)
	defer cancel()
	go li.client.Run(ctx)
	o := w.options()
	o.Second = ""
	beside, err := hq.Open(o) // another handle on the same files, as another process has
	w.must(err)
	defer beside.Close()
	cases := w.importCases(oneCase)
	_, err = beside.Assign(w.ctx, hq.Assignment{Case: cases[0], Officer: li.id, Second: zhao.id, Day: "2026-11-25"})
	w.must(err)
	for range 1000 {
		if c, err := li.journal.Case(w.ctx, cases[0]); err == nil && c != nil {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Error("the device never heard of the case")
}
