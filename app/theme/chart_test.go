package theme

import "testing"

// A number on a pin is read in the sun, and a name on the map on any ground.
func TestMapsCanBeReadInBothVariants(t *testing.T) {
	for i := range lightCrews {
		if c := contrast(lightCrews[i], light[OnAccent]); c < 4.5 {
			t.Errorf("light crew %d: %.2f : 1", i, c)
		}
		if c := contrast(darkCrews[i], dark[OnAccent]); c < 4.5 {
			t.Errorf("dark crew %d: %.2f : 1", i, c)
		}
		if c := min(contrast(lightCrews[i], lightMap.Land), contrast(darkCrews[i], darkMap.Land)); c < 3 {
			t.Errorf("crew %d on the map: %.2f : 1", i, c)
		}
	}
	for name, p := range map[string]int{"light": 0, "dark": 1} {
		m := lightMap
		if p == 1 {
			m = darkMap
		}
		if c := min(contrast(m.Label, m.Land), contrast(m.StreetLabel, m.Street), contrast(m.WaterLabel, m.Water), contrast(m.GreenLabel, m.Green), contrast(m.StreetLabel, m.Halo)); c < 4.5 {
			t.Errorf("%s: a name has %.2f : 1", name, c)
		}
	}
}
