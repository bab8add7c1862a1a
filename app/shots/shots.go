// Package shots walks through every screen of a demo branch the way its people
// do, by taps on real screens over real stores, and draws each in all sizes,
// languages and themes. What it draws is looked at; what it lays out is tested.
package shots

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"

	"fairvisit/app/desk"
	"fairvisit/app/i18n"
	"fairvisit/app/shell"
	"fairvisit/app/stage"
	"fairvisit/evidence"
)

// PIN is everybody's in the branch that is drawn.
const PIN = "4711"

// Branch is what is walked through: people enrolled on devices that are in step
// with headquarters, all by one clock. Nobody is signed in yet.
type Branch struct {
	Clock         *Clock
	Tablet        *desk.Device // of two officers; its camera is a drawn one
	First, Second evidence.ID  // the officers, in the order of their crew
	Spare         *desk.Device // of an officer who has not signed in yet; its system keeps no secrets
	Manager       *desk.Device
	Reconciler    *desk.Device
	CaseFile      string // a bank's file the manager imports, with bad rows
	// Sync runs sessions of a desk until it is at rest and headquarters has
	// taken all of it in, in both copies.
	Sync func(context.Context, *desk.Desk) error
	// Unlock is headquarters' code for an officer who has tried too many PINs.
	Unlock func(context.Context, evidence.ID) (string, error)
	// Remind has headquarters give the first officer the call that reminds of a
	// payment of tomorrow.
	Remind func(context.Context) error
	// Roster has headquarters change what the branch's roster says of the second
	// officer, as another manager would.
	Roster func(context.Context) error
}

// Clock is the time of the pictures. It passes with each tap, so that pictures
// are the same whenever and however fast they are drawn.
type Clock struct {
	micros atomic.Int64
	began  int64
	boot   evidence.ID
}

// NewClock is a clock that stands at t, on a machine that was started an hour ago.
func NewClock(t time.Time) *Clock {
	c := &Clock{began: t.Add(-time.Hour).UnixMicro(), boot: evidence.NewID()}
	c.Set(t)
	return c
}

// Set puts the clock forward or back.
func (c *Clock) Set(t time.Time) { c.micros.Store(t.UnixMicro()) }

// Pass lets time pass.
func (c *Clock) Pass(d time.Duration) { c.micros.Add(d.Microseconds()) }

// Now is the time.
func (c *Clock) Now() time.Time { return time.UnixMicro(c.Micro()) }

// Micro is the time in µs, as desk.Device wants it.
func (c *Clock) Micro() int64 { return c.micros.Load() }

// SinceBoot is the clock of the boot, as desk.Device wants it. It agrees with
// the wall's: by the machine's own, a minute of taps that takes a second would
// look like a clock somebody put forward.
func (c *Clock) SinceBoot() (evidence.ID, int64) { return c.boot, c.Micro() - c.began }

// Variant is one way a screen is shown.
type Variant struct {
	Size  fyne.Size
	Prefs shell.Prefs
}

// Name tells variants apart: 360x780.en.light, and .200 for letters of twice
// their size.
func (v Variant) Name() string {
	theme := "light"
	if v.Prefs.Dark {
		theme = "dark"
	}
	name := fmt.Sprintf("%.0fx%.0f.%s.%s", v.Size.Width, v.Size.Height, v.Prefs.Lang, theme)
	if v.Prefs.Scale > 1 {
		name += fmt.Sprintf(".%.0f", v.Prefs.Scale*100)
	}
	return name
}

// Sizes are those the screens are made for.
var Sizes = []fyne.Size{{Width: 360, Height: 780}, {Width: 800, Height: 1280}, {Width: 1280, Height: 800}, {Width: 1600, Height: 1000}}

// Variants are all sizes, languages and themes, for letters of one scale. What
// differs by theme stands apart, because changing it reads the letters anew.
func Variants(scale float32, sizes ...fyne.Size) []Variant {
	var list []Variant
	for _, dark := range []bool{false, true} {
		for _, lang := range i18n.Langs {
			for _, size := range sizes {
				list = append(list, Variant{size, shell.Prefs{Lang: lang, Dark: dark, Scale: scale}})
			}
		}
	}
	return list
}

// Draw walks through the branch and writes each screen into dir, a picture for
// each variant and a sheet with all of them. It fails at a picture that is of
// one colour; those drawn before stay.
func Draw(dir string, b Branch) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	variants := Variants(1, Sizes...)
	var s sheet
	w := &walk{b: b, variants: variants, drawn: true}
	w.show = func(screen string, v Variant, st *stage.Stage) error {
		picture := st.Picture()
		if empty(picture) {
			return fmt.Errorf("%s is empty at %s", screen, v.Name())
		}
		s.add(v.Name(), picture)
		err := write(filepath.Join(dir, screen+"."+v.Name()+".png"), picture)
		if err == nil && len(s.cells) == len(variants) {
			err = write(filepath.Join(dir, screen+".sheet.png"), s.draw(len(Sizes)))
			s = sheet{}
		}
		return err
	}
	return w.through()
}

// empty reports whether a picture is of one colour.
func empty(p image.Image) bool {
	b := p.Bounds()
	first := color.RGBAModel.Convert(p.At(b.Min.X, b.Min.Y))
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			if color.RGBAModel.Convert(p.At(x, y)) != first {
				return false
			}
		}
	}
	return true
}

func write(name string, p image.Image) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	fast := png.Encoder{CompressionLevel: png.BestSpeed}
	return errors.Join(fast.Encode(f, p), f.Close())
}
