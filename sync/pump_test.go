package fieldsync_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	fieldsync "fairvisit/sync"
)

var errCable = errors.New("the cable was cut")

// cable brings frames as fast as they are read, then what was left of one, and
// is cut; without frames it brings the same one for ever.
type cable struct {
	frames [][]byte
	left   []byte
	closed chan struct{}
}

func (c *cable) Read(ctx context.Context) ([]byte, error) {
	if c.frames == nil {
		return []byte{1}, nil
	}
	if len(c.frames) == 0 {
		return c.left, errCable
	}
	f := c.frames[0]
	c.frames = c.frames[1:]
	return f, nil
}

func (c *cable) Write(context.Context, []byte) error { return nil }
func (c *cable) Flush() error                        { return nil }
func (c *cable) Exporter() []byte                    { return nil }
func (c *cable) Close() error                        { close(c.closed); return nil }

// slow is a machine that takes its time, and refuses after some frames.
type slow struct {
	took    []string
	refuses int // 0: never
}

var errRefused = errors.New("refused")

func (s *slow) Receive(_ context.Context, frame []byte, whole bool) error {
	time.Sleep(2 * time.Millisecond)
	s.took = append(s.took, fmt.Sprintf("%d whole %t", frame[0], whole))
	if s.refuses > 0 && len(s.took) == s.refuses {
		return errRefused
	}
	return nil
}

func (s *slow) Next(context.Context) ([]byte, error) { return nil, nil }
func (s *slow) Wake() <-chan struct{}                { return nil }

// What was read before a cut is taken, in its order, with what was left of the
// last frame.
func TestFramesReadBeforeACutAreTaken(t *testing.T) {
	c, m := &cable{left: []byte{99}, closed: make(chan struct{})}, &slow{}
	c.frames = [][]byte{}
	var want []string
	for i := range byte(20) {
		c.frames = append(c.frames, []byte{i})
		want = append(want, fmt.Sprintf("%d whole true", i))
	}
	if err := fieldsync.Pump(t.Context(), c, m); !errors.Is(err, errCable) {
		t.Errorf("the session ended with %v", err)
	}
	if want = append(want, "99 whole false"); !slices.Equal(m.took, want) {
		t.Errorf("taken %v", m.took)
	}
}

// After a frame that is refused none is taken, however much has come.
func TestNothingIsTakenAfterARefusal(t *testing.T) {
	c, m := &cable{closed: make(chan struct{})}, &slow{refuses: 3}
	if err := fieldsync.Pump(t.Context(), c, m); !errors.Is(err, errRefused) {
		t.Errorf("the session ended with %v", err)
	}
	if len(m.took) != 3 {
		t.Errorf("taken %v", m.took)
	}
	<-c.closed
}
