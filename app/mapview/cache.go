package mapview

import (
	"container/list"
	"image"

	"fairvisit/app/mapview/tiles"
)

// CacheBytes is how many bytes of pictures are kept. With the decoded tiles of a
// vector file, what two workers draw and what is on the screen it stays below 64 MiB.
const CacheBytes = 44 << 20

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

// put keeps a picture and lets go of those not used for longest.
func (c *cache) put(p picture, i *image.RGBA) {
	if c.pictures[p] != nil {
		return
	}
	c.pictures[p] = c.order.PushFront(&kept{p, i})
	c.bytes += len(i.Pix)
	for c.bytes > c.limit && c.order.Len() > 1 {
		last := c.order.Back()
		k := c.order.Remove(last).(*kept)
		delete(c.pictures, k.name)
		c.bytes -= len(k.image.Pix)
	}
}
