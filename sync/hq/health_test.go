package hq

import (
	"errors"
	"testing"
	"time"
)

func TestWhenAFoldIsBehind(t *testing.T) {
	start := time.Now()
	for _, c := range []struct {
		name   string
		age    time.Duration // of the oldest entry no picture shows
		fails  bool
		batch  time.Duration // since the last one was folded
		behind bool
	}{
		{"an entry that came just now, after a quiet night", time.Second, false, 8 * time.Hour, false},
		{"a long queue that it works through", time.Hour, false, time.Second, false},
		{"nothing is folded any more", time.Minute, false, time.Minute, true},
		{"it fails, and folded a moment ago", time.Minute, true, time.Second, true},
		{"it fails on what came just now", time.Second, true, time.Minute, false},
		{"nothing is folded since the clock was put back", -time.Hour, false, time.Minute, true},
	} {
		f := foldWatch{folded: start.Add(-c.batch)}
		if c.fails {
			f.failed = errors.New("the disk is full")
		}
		if got := f.behind(c.age, start); got != c.behind {
			t.Errorf("%s: behind %t", c.name, got)
		}
	}
}
