package mapview

import (
	"fmt"
	"image"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"fairvisit/app/i18n"
	"fairvisit/app/mapview/tiles"
	"fairvisit/app/shell"
	"fairvisit/app/theme"
)

// onScreen puts a map on a window of so many pixels a unit.
func onScreen(t testing.TB, source tiles.Source, size fyne.Size, scale float32) *Map {
	t.Helper()
	test.NewTempApp(t).Settings().SetTheme(&theme.Theme{})
	m := New("map", shell.NewInlineRunner(), source, nil)
	w := test.NewTempWindow(t, m)
	w.SetPadded(false)
	w.Canvas().(interface{ SetScale(float32) }).SetScale(scale)
	w.Resize(size)
	return m
}

// held is what the pictures of a map take, told by what can be reached and not by what
// the map counts: each picture once, a texture for each object that has one, and those
// that are being drawn.
func held(m *Map) int {
	pictures := map[*image.RGBA]bool{}
	for e := m.cache.order.Front(); e != nil; e = e.Next() {
		pictures[e.Value.(*kept).image] = true
	}
	bytes := 0
	objects := append([]*canvas.Image{}, m.r.ground.free...)
	for _, o := range m.r.ground.used {
		objects = append(objects, o)
	}
	for _, o := range objects {
		if i, ok := o.Image.(*image.RGBA); ok && i != nil {
			pictures[i] = true
			bytes += len(i.Pix) // the texture
		}
	}
	for i := range pictures {
		bytes += len(i.Pix)
	}
	side, _ := m.camera.drawnAs(m.camera.deeper())
	return bytes + atOnce*4*side*side
}

// At the furthest and the nearest zoom and between, on screens of one to three pixels a
// unit, while it is dragged and zoomed: the map holds no more than it may, and still
// shows every tile that is seen.
func TestTheMapHoldsNoMoreThanItMay(t *testing.T) {
	for _, scale := range []float32{1, 2, 3} {
		for _, size := range []fyne.Size{{Width: 360, Height: 600}, {Width: 1200, Height: 900}, {Width: 1920, Height: 1080}} {
			t.Run(fmt.Sprintf("%vx%v-at-%v", size.Width, size.Height, scale), func(t *testing.T) {
				m := onScreen(t, tiles.Grid{}, size, scale)
				m.Put(i18n.In(i18n.English), day())
				if got := float32(m.camera.scale); got != scale {
					t.Fatalf("the map draws for %v pixels a unit", got)
				}
				most := 0
				for _, half := range []int{leastHalf, leastHalf + 1, 2 * 12, 2*15 + 1, mostHalf - 1, mostHalf, leastHalf} {
					m.camera.half = half
					m.look(m.camera)
					for i := range 8 {
						m.look(m.camera.moved([]float32{size.Width / 3, -size.Width / 2}[i%2], size.Height/5))
						most = max(most, held(m))
						for _, tile := range m.camera.tilesSeen() {
							if m.r.ground.used[m.name(tile)] == nil {
								t.Fatalf("at %d halves a tile that is seen is not shown", half)
							}
						}
					}
				}
				if most+tiles.SheetBytes > TileBytes {
					t.Errorf("%.1f MiB are held", float64(most+tiles.SheetBytes)/(1<<20))
				}
			})
		}
	}
}
