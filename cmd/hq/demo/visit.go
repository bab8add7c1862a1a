package demo

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"io"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"

	"fairvisit/cmd/hq/screenless"
	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/checklist"
	"fairvisit/visits/fieldwork"
	"fairvisit/visits/outcome"
	"fairvisit/visits/promise"
)

// call is one visit of the past while it happens.
type call struct {
	dev     *fieldDevice
	visit   *fieldwork.Visit
	about   *visits.Case
	answers map[string]string
	day     string
	door    int // what stands on it
	photos  int
}

// visit makes one visit from the first question to the close.
func (p *past) visit(ctx context.Context, dev *fieldDevice, day string, v earlier) error {
	start := p.at(day, v.at)
	dev.clock.set(start)
	id := p.caseID(p.hq, v.number)
	open, verdict, err := dev.Open(ctx, id, dev.second)
	if err != nil {
		return fmt.Errorf("%w %v", err, verdict.Reasons)
	}
	k, err := dev.Journal.Case(ctx, id)
	if err != nil {
		return err
	}
	pays := start.AddDate(0, 0, v.paysIn).Format(time.DateOnly)
	// On whatever day the demo is made, nobody in it promises for a day of rest.
	if refused, is := errors.AsType[*promise.Refused](open.PromiseDay(ctx, pays)); is && refused.Next != "" {
		pays = refused.Next
	}
	c := &call{dev: dev, visit: open, about: k, day: day, door: doorNumber(k), answers: p.data.filledIn(v, start, pays)}
	if err := c.phase(ctx, checklist.PhaseBefore); err != nil {
		return err
	}
	if err := c.talk(ctx, v); err != nil {
		return err
	}
	var promises []visits.Promise
	if v.promised > 0 && len(k.Facts.Parties) > 0 {
		promises = append(promises, visits.Promise{Party: k.Facts.Parties[0].Party, Debt: k.Facts.Debt, Amount: v.promised,
			Currency: k.Facts.Currency, Date: pays, Channel: "bank"})
	}
	outcomes := screenless.Outcomes(k, v.outcome)
	gaps, err := open.Missing(ctx, outcomes, promises)
	if err != nil {
		return err
	}
	for _, g := range gaps { // nobody in the past signed: the first reason that counts is theirs
		if o := outcome.House().Of(g.Code); o != nil {
			i := slices.IndexFunc(o.Needs, func(n outcome.Need) bool { return n.Need == g.Need && len(n.Substitutes) > 0 })
			if i >= 0 {
				if err := open.SetSubstitute(ctx, g.Code, g.Need, o.Needs[i].Substitutes[0]); err != nil {
					return err
				}
			}
		}
	}
	return open.Close(ctx, outcomes, promises)
}

// talk is what happens between the door and the way back.
func (c *call) talk(ctx context.Context, v earlier) error {
	c.dev.clock.pass(4 * time.Minute)
	if err := c.visit.Arrive(ctx, c.where()); err != nil {
		return err
	}
	for range v.photos {
		if _, err := c.photograph(ctx, ""); err != nil {
			return err
		}
	}
	for _, phase := range []string{checklist.PhaseDoor, checklist.PhaseTalk} {
		if err := c.phase(ctx, phase); err != nil {
			return err
		}
	}
	if v.note != "" {
		if err := c.visit.Note(ctx, v.note); err != nil {
			return err
		}
	}
	if err := c.visit.Leave(ctx); err != nil {
		return err
	}
	for _, phase := range []string{checklist.PhaseClose, checklist.PhaseAfter} {
		if err := c.phase(ctx, phase); err != nil {
			return err
		}
	}
	return nil
}

// where the device says it is: some metres from the address.
func (c *call) where() *visits.PointWords {
	if c.about.Words == nil || !c.about.Words.Place.HasPoint {
		return nil
	}
	place := c.about.Words.Place
	return &visits.PointWords{LatE7: place.LatE7 + 900, LonE7: place.LonE7 - 700, AccuracyM: 12, Source: "gps"}
}

// phase answers what the checklist asks and ends the phase. The checklist
// leads: a question it got since is answered too, by the first answer that
// stops nothing. Photos and signatures nobody wrote down are left out.
func (c *call) phase(ctx context.Context, phase string) error {
	left := map[string]bool{}
	for {
		have, err := c.visit.Answers(ctx)
		if err != nil {
			return err
		}
		asked := c.visit.List().Asked(have)
		i := slices.IndexFunc(asked, func(q checklist.Question) bool {
			_, answered := have[q.ID]
			return q.Phase == phase && !answered && !left[q.ID]
		})
		if i < 0 {
			if !slices.ContainsFunc(asked, func(q checklist.Question) bool { _, ok := have[q.ID]; return ok && q.Phase == phase }) {
				return nil
			}
			_, err := c.visit.EndPhase(ctx, phase, evidence.Hash{})
			return err
		}
		left[asked[i].ID] = true
		if err := c.answer(ctx, asked[i]); err != nil {
			return err
		}
	}
}

func (c *call) answer(ctx context.Context, q checklist.Question) error {
	c.dev.clock.pass(7 * time.Second)
	text, written := c.answers[q.ID]
	if !written {
		text = c.harmless(q)
	}
	var value checklist.Value
	var e evidence.Entry
	var err error
	switch {
	case q.Kind == checklist.KindPhoto && written:
		e, err = c.photograph(ctx, q.ID)
		value = checklist.Captured(e.ID)
	case q.Kind == checklist.KindSignature && written:
		e, err = c.sign(ctx, text)
		value = checklist.Captured(e.ID)
	case q.Kind == checklist.KindPhoto || q.Kind == checklist.KindSignature:
		return nil
	default:
		value, err = screenless.Value(c.visit.List(), q.ID, text)
	}
	if err != nil {
		return fmt.Errorf("question %s: %w", q.ID, err)
	}
	return c.visit.Answer(ctx, q.ID, value, "")
}

// harmless is an answer to a question nobody wrote one down for.
func (c *call) harmless(q checklist.Question) string {
	codes := []string{"yes", "no"}
	switch q.Kind {
	case checklist.KindNumber:
		return strconv.FormatInt(q.Min, 10)
	case checklist.KindMoney:
		return strconv.FormatInt(q.Min, 10) + " CNY"
	case checklist.KindDate:
		return c.day
	case checklist.KindText:
		return "演示 demo"
	case checklist.KindChoice:
		codes = codes[:0]
		for _, choice := range q.Choices {
			codes = append(codes, choice.Code)
		}
	}
	for _, code := range codes {
		if !slices.Contains(q.Stops, code) {
			return code
		}
	}
	return codes[0]
}

// sign draws a signature of the debtor, or of the second officer.
func (c *call) sign(ctx context.Context, who string) (evidence.Entry, error) {
	party, role := c.about.Facts.Parties[0].Party, c.about.Facts.Parties[0].Role
	if who == "second" {
		party, role = c.dev.second, "second_officer"
	}
	h := fnv.New32()
	h.Write(party[:])
	seed := int64(h.Sum32() % 90)
	var strokes []visits.Stroke
	for s := range int64(3) {
		var stroke visits.Stroke
		for i := range int64(14) {
			at := s*20 + i
			stroke.Points = append(stroke.Points, visits.StrokePoint{X: 60 + at*11, Y: 120 + (at*(37+seed))%130, T: at * 24, P: 350 + (at*53)%400})
		}
		strokes = append(strokes, stroke)
	}
	return c.visit.Sign(ctx, party, role, "visit_record", strokes)
}

func (c *call) photograph(ctx context.Context, question string) (evidence.Entry, error) {
	c.dev.clock.pass(20 * time.Second)
	r, err := door(c.door, c.photos)
	if err != nil {
		return evidence.Entry{}, err
	}
	c.photos++
	return c.visit.Photograph(ctx, r, question, "camera")
}

// doorNumber is the house number of the address: the digits of the street.
func doorNumber(k *visits.Case) int {
	if k.Words == nil {
		return 0
	}
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, k.Words.Place.Street)
	n, err := strconv.Atoi(digits)
	if err != nil {
		return 0 // a door without a number
	}
	return n
}

// doors are the colours of the doors that are drawn.
var doors = []color.RGBA{{74, 96, 88, 255}, {122, 72, 58, 255}, {58, 78, 112, 255}, {128, 104, 64, 255}}

// segments of the digits 0 to 9, as on a meter: top, upper left, upper right,
// middle, lower left, lower right, bottom.
var segments = [10]string{"1110111", "0010010", "1011101", "1011011", "0111010", "1101011", "1101111", "1010010", "1111111", "1111011"}

// door draws a door and its number, seen from a little further off each time:
// the demo takes no picture of anybody's home.
func door(number, step int) (io.Reader, error) {
	const w, h = 1200, 900
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	fill := func(x, y, dx, dy int, c color.Color) {
		draw.Draw(img, image.Rect(x, y, x+dx, y+dy), image.NewUniform(c), image.Point{}, draw.Src)
	}
	fill(0, 0, w, h, color.RGBA{206, 200, 188, 255})
	// No two walls are alike: doors that differ in their number alone would be
	// one picture taken for two cases, which headquarters finds.
	rng := rand.New(rand.NewPCG(uint64(number), uint64(step)))
	for range 14 {
		shade := uint8(120 + rng.IntN(120))
		fill(rng.IntN(w)-100, rng.IntN(h)-100, 80+rng.IntN(320), 60+rng.IntN(320), color.RGBA{shade, shade - 6, shade - 18, 255})
	}
	inset := 300 + 60*(step%3)
	fill(inset, 60, w-2*inset, h-60, doors[number%len(doors)])
	fill(w-inset-70, 470, 30, 90, color.RGBA{220, 190, 90, 255})
	text := strconv.Itoa(number)
	const size, gap = 26, 18
	x := w/2 - len(text)*(3*size+gap)/2
	fill(x-24, 150, len(text)*(3*size+gap)+30, 7*size, color.White)
	for _, digit := range text {
		for i, lit := range segments[digit-'0'] {
			if lit == '0' {
				continue
			}
			place := [7]image.Rectangle{image.Rect(0, 0, 3, 1), image.Rect(0, 0, 1, 3), image.Rect(2, 0, 3, 3), image.Rect(0, 2, 3, 3),
				image.Rect(0, 2, 1, 5), image.Rect(2, 2, 3, 5), image.Rect(0, 4, 3, 5)}[i]
			fill(x+place.Min.X*size, 176+place.Min.Y*size, place.Dx()*size, place.Dy()*size, color.RGBA{24, 32, 44, 255})
		}
		x += 3*size + gap
	}
	var b bytes.Buffer
	err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 85})
	return &b, err
}
