package hq_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
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
	resp, err := (&http.Client{Transport: &http.Transport{TLSClientConfig: fieldsync.ClientTLS()}}).Get("https://" + w.server.Addr() + "/healthz")
	w.must(err)
	defer resp.Body.Close()
	var st hq.Status
	w.must(json.NewDecoder(resp.Body).Decode(&st))
	if resp.StatusCode != http.StatusOK || st.Size == 0 || st.Folded > st.Size || !st.Second || len(st.Devices) != 0 {
		t.Errorf("%s: %+v", resp.Status, st)
	}
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
