package tiles

import (
	"image/color"

	"github.com/paulmach/orb/geojson"
)

// kind is what of the OpenMapTiles schema is drawn, in the order it is drawn.
type kind int

const (
	nothing kind = iota
	built        // ground of houses and works
	wood
	green // grass, fields, parks
	water
	river // a line of water
	building
	border
	rail
	path
	service
	street
	tertiary
	secondary
	primary
	motorway
	streetName
	waterName
	greenName
	place
)

func (k kind) filled() bool { return k <= building && k != river }

func (k kind) names() bool { return k >= streetName }

// kindOf is what a feature is drawn as, and how large a place is.
func kindOf(layer string, p geojson.Properties) (kind, int) {
	class, _ := p["class"].(string)
	switch layer {
	case "water":
		return water, 0
	case "waterway":
		return river, 0
	case "landcover":
		return cover[class], 0
	case "landuse":
		return use[class], 0
	case "park":
		if p["name"] != nil && p["label"] != nil {
			return greenName, 0
		}
		return green, 0
	case "building":
		return building, 0
	case "boundary":
		if level, ok := p["admin_level"].(float64); ok && level <= 8 {
			return border, int(level)
		}
	case "transportation", "aeroway":
		return way[class], 0
	case "transportation_name":
		if way[class] >= service {
			return streetName, int(motorway - way[class])
		}
	case "water_name":
		return waterName, 0
	case "place":
		if rank, ok := places[class]; ok {
			return place, rank
		}
	}
	return nothing, 0
}

var cover = map[string]kind{"wood": wood, "forest": wood, "grass": green, "farmland": green, "wetland": green}

var use = map[string]kind{"residential": built, "commercial": built, "industrial": built, "retail": built, "railway": built,
	"school": built, "hospital": built, "cemetery": green, "pitch": green, "stadium": green}

var way = map[string]kind{"motorway": motorway, "trunk": primary, "primary": primary, "secondary": secondary, "tertiary": tertiary,
	"minor": street, "street": street, "busway": street, "runway": secondary, "taxiway": street,
	"service": service, "track": path, "path": path, "pier": path, "rail": rail, "transit": rail}

var places = map[string]int{"country": 0, "state": 1, "province": 1, "city": 2, "town": 3, "village": 4, "suburb": 5, "quarter": 5,
	"hamlet": 6, "neighbourhood": 6, "isolated_dwelling": 7}

// placeFrom is the zoom from which places of a rank are named.
var placeFrom = [...]float64{2, 4, 5, 7.5, 10, 10.5, 12.5, 13.5}

// placeSize is how large their names are, in units.
var placeSize = [...]float64{20, 17, 20, 18, 15, 14, 13, 12}

// stroke is how a way is drawn: width in units at zoom 14, from which zoom on.
type stroke struct {
	kind  kind
	width float64
	from  float64
	color func(*Palette) color.NRGBA
	cased bool
	dash  float64 // units; 0: drawn through
}

var strokes = []stroke{
	{kind: border, width: 1.5, from: 3, color: func(p *Palette) color.NRGBA { return p.Border }, dash: 8},
	{kind: path, width: 1.2, from: 13, color: func(p *Palette) color.NRGBA { return p.Path }, dash: 5},
	{kind: rail, width: 1.8, from: 10, color: func(p *Palette) color.NRGBA { return p.Rail }},
	{kind: service, width: 1.8, from: 13.5, color: func(p *Palette) color.NRGBA { return p.Street }, cased: true},
	{kind: street, width: 3.5, from: 12, color: func(p *Palette) color.NRGBA { return p.Street }, cased: true},
	{kind: tertiary, width: 5, from: 10.5, color: func(p *Palette) color.NRGBA { return p.Street }, cased: true},
	{kind: secondary, width: 6.5, from: 9, color: func(p *Palette) color.NRGBA { return p.Main }, cased: true},
	{kind: primary, width: 8, from: 7, color: func(p *Palette) color.NRGBA { return p.Main }, cased: true},
	{kind: motorway, width: 9, from: 5, color: func(p *Palette) color.NRGBA { return p.Motorway }, cased: true},
}

// fills are the areas in the order they are drawn, with the zoom they begin at.
var fills = []struct {
	kind  kind
	from  float64
	color func(*Palette) color.NRGBA
}{
	{built, 9, func(p *Palette) color.NRGBA { return p.Built }},
	{green, 8, func(p *Palette) color.NRGBA { return p.Green }},
	{wood, 6, func(p *Palette) color.NRGBA { return p.Wood }},
	{water, 0, func(p *Palette) color.NRGBA { return p.Water }},
	{building, 13.2, func(p *Palette) color.NRGBA { return p.Building }},
}
