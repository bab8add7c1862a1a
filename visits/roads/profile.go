package roads

import (
	"slices"

	"fairvisit/visits/route"
)

// Profile is how a crew goes: which roads, how fast, and what stops it.
type Profile struct {
	Name string
	// Estimate is taken for a way the roads do not know. Its Parking is added to
	// every way, as it is there.
	Estimate route.Streets
	speeds   map[string]uint8 // km/h by class of road; others are not taken
	passing  []string         // classes where nobody stops
	access   []string         // tags that say who may enter, the closest first
	directed bool             // one way is one way
	walls    []string         // barriers that close a road unless a tag of access opens them
}

// Car is a car or a scooter in a town: usual speeds with lights and traffic, not
// those that are signed.
var Car = Profile{Name: "car", Estimate: route.TownStreets, directed: true,
	access:  []string{"motorcar", "motor_vehicle", "vehicle", "access"},
	passing: []string{"motorway", "motorway_link", "trunk", "trunk_link"},
	speeds: map[string]uint8{"motorway": 80, "trunk": 60, "primary": 40, "secondary": 35, "tertiary": 32, "unclassified": 27, "residential": 22,
		"living_street": 10, "service": 12, "road": 20, "motorway_link": 45, "trunk_link": 40, "primary_link": 30, "secondary_link": 28, "tertiary_link": 26},
	walls: []string{"block", "bollard", "bus_trap", "chain", "cycle_barrier", "debris", "fence", "horse_stile", "jersey_barrier", "kissing_gate", "log", "motorcycle_barrier",
		"planter", "rope", "sump_buster", "stile", "turnstile", "wall"},
}

// Foot is a crew that walks.
var Foot = Profile{Name: "foot", Estimate: route.Streets{Far: 1.3, Near: 0.3, Fade: 1500, Speed: 4.8 / 3.6},
	access: []string{"foot", "access"},
	speeds: map[string]uint8{"primary": 5, "secondary": 5, "tertiary": 5, "unclassified": 5, "residential": 5, "living_street": 5, "service": 5, "road": 5, "pedestrian": 5,
		"footway": 5, "path": 5, "track": 5, "cycleway": 5, "steps": 3, "primary_link": 5, "secondary_link": 5, "tertiary_link": 5, "bridleway": 5},
	walls: []string{"debris", "fence", "wall"},
}

// Profiles are those there are, by name.
var Profiles = map[string]*Profile{Car.Name: &Car, Foot.Name: &Foot}

// road is what a way of the file is to a profile.
type road struct {
	kmh           uint8 // 0: not taken
	forward, back bool
	stop          bool // a crew may stop on it
}

func (p *Profile) road(t tags) road {
	class := t.of("highway")
	r := road{kmh: p.speeds[class], forward: true, back: true, stop: !slices.Contains(p.passing, class)}
	if r.kmh == 0 || p.directed && t.of("area") == "yes" || p.entry(t) == closed {
		return road{}
	}
	if !p.directed {
		return r
	}
	switch t.of("oneway") {
	case "yes", "true", "1":
		r.back = false
	case "-1", "reverse":
		r.forward = false
	case "reversible", "alternating":
		return road{} // which way, only the hour knows
	case "no", "false", "0":
	default:
		around := t.of("junction")
		r.back = around != "roundabout" && around != "circular" && class != "motorway"
	}
	return r
}

// shut reports that a node lets nobody through.
func (p *Profile) shut(t tags) bool {
	switch p.entry(t) {
	case closed:
		return true
	case open:
		return false
	}
	return slices.Contains(p.walls, t.of("barrier"))
}

// What tags of access say.
const (
	unsaid = iota
	open
	closed
)

func (p *Profile) entry(t tags) int {
	for _, key := range p.access {
		switch t.of(key) {
		case "":
		case "no", "private", "agricultural", "forestry", "military", "emergency", "psv", "bus":
			return closed
		default:
			return open
		}
	}
	return unsaid
}
