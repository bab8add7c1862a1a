package shell_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"fyne.io/fyne/v2/test"

	"fairvisit/app/shell"
)

func TestWorkBesideTheScreenComesBackWithItsResult(t *testing.T) {
	test.NewTempApp(t)
	r := shell.NewRunner()
	defer r.Close()
	failed := errors.New("failed")
	came := make(chan error, 1)
	shell.Do(r, func(context.Context) (int, error) { return 7, failed }, func(n int, err error) {
		if n != 7 {
			t.Errorf("%d came back", n)
		}
		came <- err
	})
	if err := <-came; !errors.Is(err, failed) {
		t.Error(err)
	}
}

func TestNothingComesBackAfterTheEnd(t *testing.T) {
	test.NewTempApp(t)
	r := shell.NewRunner()
	began, came := make(chan struct{}), atomic.Bool{}
	shell.Do(r, func(ctx context.Context) (int, error) {
		close(began)
		<-ctx.Done() // a read that goes on until the app ends
		return 0, nil
	}, func(int, error) { came.Store(true) })
	<-began
	r.Close() // waits for the work
	if came.Load() {
		t.Error("a closed screen was changed")
	}
}

func TestATimerStops(t *testing.T) {
	test.NewTempApp(t)
	r := shell.NewRunner()
	defer r.Close()
	ticks := make(chan struct{}, 100)
	stop := r.Every(time.Millisecond, func() { ticks <- struct{}{} })
	<-ticks
	<-ticks
	stop()
	once := make(chan struct{}, 2)
	r.After(time.Millisecond, func() { once <- struct{}{} })
	<-once
}
