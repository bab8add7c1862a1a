package fieldsync

import "time"

// flow bounds the photo bytes in flight by what the link moved in the last
// second or the last round trip, whichever is more: on a 32 kbit/s link an
// entry then waits behind one second of photo, on a fast link nothing waits.
// Time comes in, so that a simulator's clock will do.
type flow struct {
	frame int     // bytes a frame may have at most
	moved []moved // bytes answered, newest last, of the last second
	sum   int64
	sent  []sentAt      // sent and unanswered, oldest first
	out   int64         // bytes of sent
	trip  time.Duration // the last round trip seen
}

type moved struct {
	at time.Time
	n  int64
}

type sentAt struct {
	at time.Time
	n  int64
}

// slowLink is how many bytes a second a link moves at least that is not slow.
const slowLink = 8 << 10

// window is how many bytes may be unanswered now.
func (f *flow) window(now time.Time) int64 {
	// A link with a long delay answers in bursts: looking back one second only
	// would starve it.
	span := max(time.Second, f.trip)
	drop := 0
	for drop < len(f.moved) && now.Sub(f.moved[drop].at) > span {
		f.sum -= f.moved[drop].n
		drop++
	}
	f.moved = f.moved[drop:]
	// Where hardly anything moves, a trip is long because bytes wait on the way;
	// more of them would wait longer, and be sent again after a cut.
	if second := f.sum * int64(time.Second) / int64(span); second < slowLink {
		return max(second, MinFlow)
	}
	return min(max(f.sum, MinFlow), MaxFlow)
}

// room is how many bytes of photo the next frame may carry, 0 for none now. A
// frame is a quarter of the window, so that an entry slips in between; what is
// left of a window that is nearly full is no frame, or small ones would cost
// both ends more than they bring.
func (f *flow) room(now time.Time) int {
	w := f.window(now)
	frame := min(max(w/4, 1<<10), int64(f.frame-photoHead))
	if w-f.out < frame {
		return 0
	}
	return int(frame)
}

func (f *flow) send(now time.Time, n int) {
	f.sent = append(f.sent, sentAt{now, int64(n)})
	f.out += int64(n)
}

// got takes n more bytes as arrived.
func (f *flow) got(now time.Time, n int64) {
	n = min(n, f.out)
	f.out -= n
	f.moved = append(f.moved, moved{now, n})
	f.sum += n
	for n > 0 && len(f.sent) > 0 {
		s := &f.sent[0]
		f.trip = now.Sub(s.at)
		if s.n > n {
			s.n -= n
			break
		}
		n -= s.n
		f.sent = f.sent[1:]
	}
}
