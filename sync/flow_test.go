package fieldsync

import (
	"testing"
	"time"
)

// How many bytes of photo may be unanswered follows from what was answered.
func TestTheWindowFollowsTheLink(t *testing.T) {
	type answer struct {
		sent, got time.Duration // since the beginning
		n         int64
	}
	steady := func(every, trip time.Duration, n int64, upTo time.Duration) (all []answer) {
		for at := trip; at <= upTo; at += every {
			all = append(all, answer{at - trip, at, n})
		}
		return all
	}
	const s, ms = time.Second, time.Millisecond
	for _, c := range []struct {
		name    string
		answers []answer
		at      time.Duration
		window  int64
		frame   int // room with nothing unanswered
	}{
		{"nothing was answered yet", nil, s, MinFlow, MinFlow / 4},
		{"32 kbit/s: the floor, though a second moved less", steady(256*ms, 256*ms, 1000, 10*s), 10 * s, MinFlow, MinFlow / 4},
		{"7 KiB/s, short trips: a second of it", steady(100*ms, 50*ms, 700, 10*s), 10 * s, 7000, 1750},
		{"6 KiB/s with trips of 4 s: a second and not a trip of it", steady(100*ms, 4*s, 600, 12*s), 12 * s, 6150, 1537},
		{"100 KB/s, short trips: a second of it", steady(10*ms, 20*ms, 1000, 5*s), 5 * s, 101_000, 25_250},
		{"100 KB/s with trips of 3 s: a trip of it, or it would starve", steady(10*ms, 3*s, 1000, 9*s), 9 * s, 301_000, 64<<10 - photoHead},
		{"a burst: once a second has passed it counts no more", []answer{{0, 100 * ms, 500_000}}, 2 * s, MinFlow, MinFlow / 4},
		{"a burst, just now", []answer{{0, 100 * ms, 500_000}}, 200 * ms, 500_000, 64<<10 - photoHead},
		{"a gigabit: no more than the ceiling", steady(10*ms, ms, 1<<20, 3*s), 3 * s, MaxFlow, 64<<10 - photoHead},
	} {
		f := flow{frame: MaxFrame}
		zero := time.Unix(1_800_000_000, 0)
		sent := 0
		for i, a := range c.answers { // what is sent before this answer came
			for ; sent < len(c.answers) && c.answers[sent].sent <= a.got; sent++ {
				f.send(zero.Add(c.answers[sent].sent), int(c.answers[sent].n))
			}
			f.got(zero.Add(c.answers[i].got), a.n)
		}
		now := zero.Add(c.at)
		window, frame := f.window(now), f.room(now)
		if window != c.window || frame != c.frame {
			t.Errorf("%s: window %d, frame %d; want %d, %d", c.name, window, frame, c.window, c.frame)
		}
		f.send(now, int(c.window)-c.frame+1)
		if left := f.room(now); left != 0 && f.out+int64(left) > c.window {
			t.Errorf("%s: with %d unanswered there is room for %d", c.name, f.out, left)
		}
	}
}
