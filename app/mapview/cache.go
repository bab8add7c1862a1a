package mapview

import (
	"container/list"
	"image"

	"fairvisit/app/mapview/tiles"
)

// TileBytes is what the tiles of a map may take in all: the pictures that are kept,
// those that are drawn just now, one more of each that is seen, which Fyne's painter
// has as a texture, and what a source keeps decoded.
const TileBytes = 64 << 20

// pictureBytes is what of it is for pictures and textures.
const pictureBytes = TileBytes - tiles.SheetBytes

// picture names one drawn tile.
type picture struct {
	tiles.Tile
	tiles.Look
}

// cache keeps the pictures used last. It is used on the screen's goroutine only.
type cache struct {
	limit, bytes int
	order        *list.List // of *kept, the one used last in front
	pictures     map[picture]*list.Element
}

type kept struct {
	name  picture
	image *image.RGBA
}

func newCache(limit int) *cache {
	return &cache{limit: limit, order: list.New(), pictures: map[picture]*list.Element{}}
}

func (c *cache) get(p picture) *image.RGBA {
	e := c.pictures[p]
	if e == nil {
		return nil
	}
	c.order.MoveToFront(e)
	return e.Value.(*kept).image
}

// put keeps a picture, and lets go of those not used for longest.
func (c *cache) put(p picture, i *image.RGBA) {
	if c.pictures[p] != nil {
		return
	}
	c.pictures[p] = c.order.PushFront(&kept{p, i})
	c.bytes += len(i.Pix)
	c.trim()
}

// trim lets go of what is above the limit, but for the picture used last.
func (c *cache) trim() {
	for c.bytes > c.limit && c.order.Len() > 1 {
		last := c.order.Back()
		k := c.order.Remove(last).(*kept)
		delete(c.pictures, k.name)
		c.bytes -= len(k.image.Pix)
	}
}
