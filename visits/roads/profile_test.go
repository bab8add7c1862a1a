package roads

import "testing"

// What the table of a profile says of a road, a way at a time.
func TestWhatARoadAllows(t *testing.T) {
	for _, c := range []struct {
		tags      []string
		car, foot string // directions
	}{
		{[]string{"highway", "residential"}, "both", "both"},
		{[]string{"highway", "residential", "oneway", "yes"}, "forward", "both"},
		{[]string{"highway", "residential", "oneway", "-1"}, "back", "both"},
		{[]string{"highway", "tertiary", "junction", "roundabout"}, "forward", "both"},
		{[]string{"highway", "motorway"}, "forward", "none"},
		{[]string{"highway", "steps"}, "none", "both"},
		{[]string{"highway", "service", "access", "private"}, "none", "none"},
		{[]string{"highway", "service", "access", "no", "foot", "yes"}, "none", "both"},
		{[]string{"highway", "service", "access", "private", "motor_vehicle", "destination"}, "both", "none"},
		{[]string{"highway", "primary", "oneway", "reversible"}, "none", "both"},
		{[]string{"waterway", "river"}, "none", "none"},
	} {
		s := newTags(c.tags)
		for p, want := range map[*Profile]string{&Car: c.car, &Foot: c.foot} {
			r, got := p.road(s), "none"
			switch {
			case r.kmh > 0 && r.forward && r.back:
				got = "both"
			case r.kmh > 0 && r.forward:
				got = "forward"
			case r.kmh > 0 && r.back:
				got = "back"
			}
			if got != want {
				t.Errorf("%v: by %s %s, wanted %s", c.tags, p.Name, got, want)
			}
		}
	}
	for _, c := range []struct {
		tags      []string
		car, foot bool
	}{
		{[]string{"barrier", "bollard"}, true, false},
		{[]string{"barrier", "gate"}, false, false},
		{[]string{"barrier", "gate", "access", "private"}, true, true},
		{[]string{"barrier", "bollard", "motor_vehicle", "yes"}, false, false},
		{[]string{"barrier", "wall"}, true, true},
		{[]string{"highway", "crossing"}, false, false},
	} {
		if s := newTags(c.tags); Car.shut(s) != c.car || Foot.shut(s) != c.foot {
			t.Errorf("%v: shut to a car %v, on foot %v", c.tags, Car.shut(s), Foot.shut(s))
		}
	}
}

func newTags(pairs []string) tags {
	t := tags{block: &block{}}
	for i, s := range pairs {
		t.block.strings = append(t.block.strings, []byte(s))
		if i%2 == 0 {
			t.keys = append(t.keys, uint32(i))
		} else {
			t.vals = append(t.vals, uint32(i))
		}
	}
	return t
}
