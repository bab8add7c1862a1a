package drill

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"time"

	"fairvisit/evidence"
	"fairvisit/evidence/clock"
	"fairvisit/evidence/probe"
	"fairvisit/evidence/vault"
	"fairvisit/sync/hq"
	"fairvisit/visits/journal"
)

// taskVariable carries a child's task.
const taskVariable = "FAIRVISIT_DRILL_TASK"

// The roles of a child.
const (
	roleFound        = "found" // make a headquarters with people and cases
	roleHeadquarters = "headquarters"
	roleDevice       = "device"
	roleCompare      = "compare"
)

// task is what a child is started with.
type task struct {
	Role    string                 `json:"role"`
	Ground  ground                 `json:"ground"`
	Device  int                    `json:"device"`          // which of the ground's
	Invite  string                 `json:"invite"`          // device: for its first start
	Known   map[evidence.ID]uint64 `json:"known,omitempty"` // device: what it need not say again
	Planted string                 `json:"planted"`         // the bug to commit
	Cases   int                    `json:"cases"`           // found: how many
	Person  string                 `json:"person"`          // found: role of the devices' people
	Second  bool                   `json:"second"`          // headquarters: with a second copy
}

// ground is where a drill takes place.
type ground struct {
	HQ      string        `json:"hq"`      // folder of headquarters
	Devices []string      `json:"devices"` // folder of each device
	Address string        `json:"address"` // of headquarters, the same in every life
	Shift   time.Duration `json:"shift"`   // of all clocks, so that it is a working day
}

// ten is when every drill begins: a Wednesday, ten o'clock in Shanghai. The
// rules would let nobody visit at night, when proofs run too.
var ten = time.Date(2026, 11, 25, 2, 0, 0, 0, time.UTC)

const (
	day    = "2026-11-25"
	zone   = "Asia/Shanghai"
	branch = "drill"
)

func (g *ground) now() time.Time { return time.Now().Add(g.Shift) }

// headquarters are the options of headquarters on this ground; a child that
// only looks does not hold the second copy.
func (g *ground) headquarters(second bool) hq.Options {
	o := hq.Options{Data: hq.DataFolder(g.HQ), Keys: hq.KeyFolder(g.HQ), Build: "drill", Now: g.now}
	if second {
		o.Second = filepath.Join(g.HQ, "second")
	}
	return o
}

// storeKey seals the stores of the drill's devices: invented people need no PIN,
// and every child must find the same key.
var storeKey = vault.KeyOf([32]byte{1})

func (g *ground) journal(device int) journal.Options {
	return journal.Options{Now: func() int64 { return g.now().UnixMicro() }, SinceBoot: clock.SinceBoot, Zone: clock.Zone, Build: "drill",
		Nonce: filepath.Join(g.Devices[device], "install", "nonce"), Key: storeKey}
}

// child is this process as a child: its task, its orders and its voice.
type child struct {
	task
	orders chan order
	out    io.Writer

	mu    sync.Mutex // guards out and what is armed
	armed string
	left  int
}

// Child does the work of a child of a drill, if this process is one: a program
// that drills calls it first.
func Child(ctx context.Context) (isChild bool, err error) {
	text, isChild := os.LookupEnv(taskVariable)
	if !isChild {
		return false, nil
	}
	c := &child{orders: make(chan order), out: os.Stdout}
	if err := json.Unmarshal([]byte(text), &c.task); err != nil {
		return true, err
	}
	work, ok := map[string]func(context.Context) error{
		roleFound: c.found, roleHeadquarters: c.headquarters, roleDevice: c.device, roleCompare: c.compare,
	}[c.Role]
	if !ok {
		return true, fmt.Errorf("a child of a drill has no role %q", c.Role)
	}
	probe.Watch(c.reached)
	probe.Plant(c.Planted)
	go c.listen(os.Stdin)
	return true, work(ctx)
}

// listen reads orders until the drill is gone, and then ends too: nobody would
// ever end this process otherwise.
func (c *child) listen(in io.Reader) {
	d := json.NewDecoder(bufio.NewReader(in))
	for {
		var o order
		if err := d.Decode(&o); err != nil {
			os.Exit(3)
		}
		if o.Do == doArm {
			c.mu.Lock()
			c.armed, c.left = o.Point, o.N
			c.mu.Unlock()
			continue
		}
		c.orders <- o
	}
}

// reached is called at every point of the write path. At the one that is armed
// this goroutine never goes on; the others do, as they would until a kill.
func (c *child) reached(point string) {
	c.mu.Lock()
	stop := false
	if point == c.armed {
		c.left--
		stop = c.left == 0
	}
	c.mu.Unlock()
	if stop {
		c.say(line{Says: saysAt, Text: point})
		select {}
	}
}

// say has the line in the pipe when it returns: it outlives this process.
func (c *child) say(l line) {
	b, err := json.Marshal(l)
	if err != nil {
		panic(err) // a line holds nothing that cannot be written
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, err := c.out.Write(append(b, '\n')); err != nil {
		os.Exit(3) // nobody listens
	}
}

// errOrder is an order that a role does not know.
func errOrder(o order) error { return errors.New("a child of a drill was told to " + o.Do) }
