// Package district is the invented place the demo's cases lie in, as a file of
// map data: streets through every one of their doors, a river, a railway and a
// park. It lies in the sea off an invented coast, so nobody can take it for a
// real one.
package district

import (
	"math"
	"slices"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"
)

// Where the district lies. Lengths are metres from its middle.
const (
	middleLat = 30.5260
	middleLon = 124.5290
	metresLat = 110_850.0
	metresLon = 95_890.0
)

// The main streets: where they run north and south, and east and west.
var (
	mainX = []float64{-2900, -1550, -350, 900, 2050, 2950}
	mainY = []float64{-2750, -1900, -1050, 950, 1850, 2700}
)

// mainNames are those of mainX and mainY, in the district's letters and in English.
var mainNames = [2][]names{
	{{"环城西路", "West Ring Road"}, {"白鹤路", "Baihe Road"}, {"澄心大道", "Chengxin Avenue"}, {"鹤湖大道", "Crane Lake Avenue"}, {"银杏路", "Yinxing Road"}, {"环城东路", "East Ring Road"}},
	{{"环城南路", "South Ring Road"}, {"江湾南路", "Jiangwan South Road"}, {"滨江路", "Riverside Road"}, {"云鹤大街", "Yunhe Avenue"}, {"北苑路", "Beiyuan Road"}, {"环城北路", "North Ring Road"}},
}

type names struct{ own, english string }

// english are the streets of the cases.
var english = map[string]string{"澄江一路": "Chengjiang First Road", "鹤鸣街": "Heming Street", "云杉里": "Yunshan Lane", "栖霞东巷": "Qixia East Lane",
	"青石大街": "Qingshi Avenue", "桐花路": "Tonghua Road", "望湖西街": "Wanghu West Street", "杏林巷": "Xinglin Lane", "白塔南路": "Baita South Road", "松风里": "Songfeng Lane"}

// river is its middle from west to east.
var river = [][2]float64{{-3600, 420}, {-2600, 210}, {-1650, -120}, {-700, -420}, {200, -150}, {1050, -90}, {2050, -180}, {2900, 20}, {3600, 150}}

const riverHalf = 85 // of its width

type ellipse struct{ x, y, rx, ry float64 }

func (e ellipse) holds(x, y, more float64) bool {
	dx, dy := (x-e.x)/(e.rx+more), (y-e.y)/(e.ry+more)
	return dx*dx+dy*dy < 1
}

var (
	park  = ellipse{240, 1400, 400, 320}
	lake  = ellipse{290, 1370, 190, 140}
	woods = []ellipse{{-3800, 2500, 620, 800}, {-2500, 3300, 1100, 480}, {3600, -2700, 480, 900}, {-3650, -1300, 380, 1000}, {3620, 1700, 420, 900}, {1500, -3350, 1300, 360}}
)

// bent makes of a plan with straight streets one that grew: all bend together.
func bent(x, y float64) (float64, float64) {
	return x + 55*math.Sin(y/950+0.4), y + 60*math.Sin(x/1150-0.7)
}

// straight undoes bent.
func straight(x, y float64) (float64, float64) {
	u, v := x, y
	for range 30 { // each step halves what is missing several times
		bx, by := bent(u, v)
		u, v = u+x-bx, v+y-by
	}
	return u, v
}

func lonLat(x, y float64) orb.Point {
	x, y = bent(x, y)
	return orb.Point{middleLon + x/metresLon, middleLat + y/metresLat}
}

// thing is one feature of the map and the zoom from which it is in the tiles.
type thing struct {
	layer string
	from  int
	shape orb.Geometry
	props geojson.Properties
}

// district is everything on the map.
type district struct{ things []thing }

func (d *district) add(layer string, from int, g orb.Geometry, props geojson.Properties) {
	d.things = append(d.things, thing{layer, from, g, props})
}

func named(n names, more geojson.Properties) geojson.Properties {
	p := geojson.Properties{"name": n.own, "name:zh": n.own, "name:en": n.english}
	for k, v := range more {
		p[k] = v
	}
	return p
}

// Door is where a case lives: its street without the number, and its place in degrees.
type Door struct {
	Street   string
	Lat, Lon float64
}

// survey makes the district around the doors.
func survey(homes []Door) *district {
	d := &district{}
	d.ground()
	d.mains()
	doors := make([]door, len(homes))
	for i, h := range homes {
		doors[i].x, doors[i].y = straight((h.Lon-middleLon)*metresLon, (h.Lat-middleLat)*metresLat)
		doors[i].street = h.Street
	}
	for i := range len(mainX) - 1 {
		for j := range len(mainY) - 1 {
			d.block(mainX[i], mainY[j], mainX[i+1], mainY[j+1], doors)
		}
	}
	d.places()
	return d
}

func (d *district) ground() {
	edge := [][2]float64{{-3250, -3000}, {-3250, 2950}, {3250, 2950}, {3250, -3000}, {-3250, -3000}}
	d.add("boundary", 8, line(edge), geojson.Properties{"admin_level": 6})
	for _, w := range woods {
		d.add("landcover", 8, w.ring(), geojson.Properties{"class": "wood"})
	}
	d.add("park", 9, park.ring(), geojson.Properties{"class": "park"})
	d.add("water", 8, banks(), geojson.Properties{"class": "river"})
	d.add("water", 11, lake.ring(), geojson.Properties{"class": "lake"})
	d.add("water_name", 10, line(river), named(names{"澄江", "Cheng River"}, geojson.Properties{"class": "river"}))
	d.add("water_name", 13, lonLat(lake.x, lake.y), named(names{"鹤湖", "Crane Lake"}, geojson.Properties{"class": "lake"}))
	d.add("park", 12, lonLat(park.x-60, park.y-215), named(names{"鹤湖公园", "Crane Lake Park"}, geojson.Properties{"class": "park", "label": 1}))
	d.add("transportation", 9, line([][2]float64{{-3600, -2050}, {-2400, -2380}, {-900, -2520}, {900, -2520}, {2300, -2400}, {3600, -2250}}), geojson.Properties{"class": "rail"})
}

func (d *district) mains() {
	for i, x := range mainX {
		d.main(line([][2]float64{{x, -3000}, {x, 2950}}), mainNames[0][i], i == 0 || i == len(mainX)-1)
	}
	for i, y := range mainY {
		d.main(line([][2]float64{{-3250, y}, {3250, y}}), mainNames[1][i], i == 0 || i == len(mainY)-1)
	}
}

func (d *district) main(l orb.LineString, n names, ring bool) {
	class, from := "secondary", 10
	if ring {
		class, from = "primary", 8
	}
	d.add("transportation", from, l, geojson.Properties{"class": class})
	d.add("transportation_name", 12, l, named(n, geojson.Properties{"class": class}))
}

func (d *district) places() {
	for _, p := range []struct {
		at    [2]float64
		class string
		from  int
		names
	}{
		{[2]float64{-60, 330}, "town", 8, names{"云鹤区", "Yunhe District"}},
		{[2]float64{-2350, 2180}, "suburb", 11, names{"北苑", "Beiyuan"}}, {[2]float64{1480, 2150}, "suburb", 11, names{"湖东", "Hudong"}},
		{[2]float64{-2250, -1500}, "suburb", 11, names{"江湾", "Jiangwan"}}, {[2]float64{1500, -1560}, "suburb", 11, names{"南岸", "Nan'an"}},
		{[2]float64{2480, 520}, "suburb", 11, names{"银杏洲", "Yinxing Isle"}},
	} {
		d.add("place", p.from, lonLat(p.at[0], p.at[1]), named(p.names, geojson.Properties{"class": p.class}))
	}
}

// line goes through points in pieces short enough to bend with the district.
func line(points [][2]float64) orb.LineString {
	const piece = 120
	l := orb.LineString{lonLat(points[0][0], points[0][1])}
	for i := 1; i < len(points); i++ {
		a, b := points[i-1], points[i]
		n := max(1, math.Ceil(math.Hypot(b[0]-a[0], b[1]-a[1])/piece))
		for k := 1.0; k <= n; k++ {
			l = append(l, lonLat(a[0]+(b[0]-a[0])*k/n, a[1]+(b[1]-a[1])*k/n))
		}
	}
	return l
}

// ring closes a polygon the way round that tiles want.
func ring(r orb.Ring) orb.Polygon {
	r = append(r, r[0])
	if r.Orientation() != orb.CW {
		r.Reverse()
	}
	return orb.Polygon{r}
}

func (e ellipse) ring() orb.Polygon {
	var r orb.Ring
	for i := range 48 {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / 48)
		wave := 1 + 0.06*math.Sin(5*math.Atan2(sin, cos)+e.x)
		r = append(r, lonLat(e.x+e.rx*cos*wave, e.y+e.ry*sin*wave))
	}
	return ring(r)
}

// course is the middle of the river at x: a smooth line through its points.
func course(x float64) float64 {
	i := 1
	for i < len(river)-1 && river[i][0] < x {
		i++
	}
	a, b := river[i-1], river[i]
	u := (x - a[0]) / (b[0] - a[0])
	u = u * u * (3 - 2*u)
	return a[1] + (b[1]-a[1])*u
}

func banks() orb.Polygon {
	var north, south orb.Ring
	for x := -3600.0; x <= 3600; x += 60 {
		wide := riverHalf + 15*math.Sin(x/500)
		north, south = append(north, lonLat(x, course(x)+wide)), append(south, lonLat(x, course(x)-wide))
	}
	slices.Reverse(south)
	return ring(append(north, south...))
}

// open reports whether no house and no small street can be at a place.
func open(x, y, more float64) bool {
	return math.Abs(y-course(x)) < riverHalf+25+more || park.holds(x, y, more)
}
