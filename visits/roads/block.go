package roads

import (
	"math"

	"github.com/paulmach/protoscan"
)

// What one block may claim: a few bytes of it must not become a hundred in memory.
const (
	maxStrings = 1 << 20
	maxOfOne   = 1 << 16 // tags or points of one thing, groups of one block; the map has 2,000 points at most
)

// block is one block of a file: a table of strings, and groups of things that
// name them by number.
type block struct {
	strings     [][]byte
	groups      [][]byte
	granularity int64 // of coordinates, in 1e-9 degrees
	lat, lon    int64
	keys, vals  []uint32 // of the thing that is read
	refs        []int64
}

// tags are what a thing says of itself.
type tags struct {
	block      *block
	keys, vals []uint32
}

func (b *block) parse(data []byte) error {
	b.strings, b.groups, b.granularity, b.lat, b.lon = b.strings[:0], b.groups[:0], 100, 0, 0
	return fields(data, func(m *protoscan.Message) (err error) {
		var part []byte
		switch m.FieldNumber() {
		case 1:
			if part, err = m.MessageData(); err == nil {
				err = b.table(part)
			}
		case 2:
			if part, err = m.MessageData(); len(b.groups) == maxOfOne {
				return ErrDamaged
			}
			b.groups = append(b.groups, part)
		case 17:
			var v int32
			v, err = m.Int32()
			b.granularity = int64(v)
		case 19:
			b.lat, err = m.Int64()
		case 20:
			b.lon, err = m.Int64()
		default:
			m.Skip()
		}
		return err
	})
}

func (b *block) table(data []byte) error {
	return fields(data, func(m *protoscan.Message) error {
		if m.FieldNumber() != 1 {
			m.Skip()
			return nil
		}
		s, err := m.MessageData()
		if len(b.strings) == maxStrings {
			return ErrDamaged
		}
		b.strings = append(b.strings, s)
		return err
	})
}

// The numbers of what a group may hold.
const (
	plainNodes = 1
	denseNodes = 2
	someWays   = 3
)

// things calls f with each message of a group that has that number.
func (b *block) things(number int, f func(data []byte) error) error {
	for _, group := range b.groups {
		err := fields(group, func(m *protoscan.Message) error {
			if m.FieldNumber() != number {
				m.Skip()
				return nil
			}
			data, err := m.MessageData()
			if err == nil {
				err = f(data)
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// ways calls f with the tags and points of each way.
func (b *block) ways(f func(t tags, refs []int64) error) error {
	return b.things(someWays, func(data []byte) error {
		b.keys, b.vals, b.refs = b.keys[:0], b.vals[:0], b.refs[:0]
		err := fields(data, func(m *protoscan.Message) (err error) {
			switch m.FieldNumber() {
			case 2:
				b.keys, err = numbers(m, b.keys)
			case 3:
				b.vals, err = numbers(m, b.vals)
			case 8:
				b.refs, err = b.points(m)
			default:
				m.Skip()
			}
			return err
		})
		if err != nil {
			return err
		}
		t := tags{b, b.keys, b.vals}
		if !t.whole() {
			return ErrDamaged
		}
		return f(t, b.refs)
	})
}

// numbers are packed ones, as far as one thing has so many.
func numbers(m *protoscan.Message, list []uint32) ([]uint32, error) {
	all, err := m.Iterator(nil)
	for err == nil && all.HasNext() {
		var v uint32
		if v, err = all.Uint32(); len(list) == maxOfOne {
			return list, ErrDamaged
		}
		list = append(list, v)
	}
	return list, err
}

// points are the ids a way names, which lie in the file as differences.
func (b *block) points(m *protoscan.Message) ([]int64, error) {
	list, sum := b.refs, int64(0)
	all, err := m.Iterator(nil)
	for err == nil && all.HasNext() {
		var d int64
		if d, err = all.Sint64(); len(list) == maxOfOne {
			return list, ErrDamaged
		}
		sum += d
		list = append(list, sum)
	}
	return list, err
}

// nodes calls f with the id, place and tags of each node.
func (b *block) nodes(f func(id int64, p place, t tags)) error {
	if err := b.things(plainNodes, func(data []byte) error { return b.node(data, f) }); err != nil {
		return err
	}
	return b.things(denseNodes, func(data []byte) error { return b.dense(data, f) })
}

func (b *block) node(data []byte, f func(int64, place, tags)) error {
	var id, lat, lon int64
	b.keys, b.vals = b.keys[:0], b.vals[:0]
	err := fields(data, func(m *protoscan.Message) (err error) {
		switch m.FieldNumber() {
		case 1:
			id, err = m.Sint64()
		case 2:
			b.keys, err = numbers(m, b.keys)
		case 3:
			b.vals, err = numbers(m, b.vals)
		case 8:
			lat, err = m.Sint64()
		case 9:
			lon, err = m.Sint64()
		default:
			m.Skip()
		}
		return err
	})
	t := tags{b, b.keys, b.vals}
	if err != nil || !t.whole() {
		return ErrDamaged
	}
	if p, ok := b.place(lat, lon); ok {
		f(id, p, t)
	}
	return nil
}

// dense reads nodes as columns of differences. Their tags are one list of pairs,
// with a 0 behind those of each node; it is empty where no node has any.
func (b *block) dense(data []byte, f func(int64, place, tags)) error {
	var ids, lats, lons, pairs protoscan.Iterator
	err := fields(data, func(m *protoscan.Message) (err error) {
		column := map[int]*protoscan.Iterator{1: &ids, 8: &lats, 9: &lons, 10: &pairs}[m.FieldNumber()]
		if column == nil {
			m.Skip()
			return nil
		}
		_, err = m.Iterator(column)
		return err
	})
	if err != nil {
		return err
	}
	var id, lat, lon int64
	for ids.HasNext() {
		for _, c := range []struct {
			sum    *int64
			column *protoscan.Iterator
		}{{&id, &ids}, {&lat, &lats}, {&lon, &lons}} {
			d, err := c.column.Sint64()
			if err != nil {
				return ErrDamaged
			}
			*c.sum += d
		}
		t, err := b.denseTags(&pairs)
		if err != nil {
			return err
		}
		if p, ok := b.place(lat, lon); ok {
			f(id, p, t)
		}
	}
	return nil
}

func (b *block) denseTags(pairs *protoscan.Iterator) (tags, error) {
	b.keys, b.vals = b.keys[:0], b.vals[:0]
	for pairs.HasNext() {
		key, err := pairs.Uint32()
		if err == nil && key == 0 {
			break
		}
		val, err2 := pairs.Uint32()
		if err != nil || err2 != nil || len(b.keys) == maxOfOne {
			return tags{}, ErrDamaged
		}
		b.keys, b.vals = append(b.keys, key), append(b.vals, val)
	}
	t := tags{b, b.keys, b.vals}
	if !t.whole() {
		return tags{}, ErrDamaged
	}
	return t, nil
}

// place is a point in 1e-7 degrees; false for one that is not on the earth.
func (b *block) place(lat, lon int64) (place, bool) {
	y, x := (float64(b.lat)+float64(b.granularity)*float64(lat))/100, (float64(b.lon)+float64(b.granularity)*float64(lon))/100
	if !(math.Abs(y) <= 90e7 && math.Abs(x) <= 180e7) {
		return place{}, false
	}
	return place{int32(math.Round(y)), int32(math.Round(x))}, true
}

// whole reports that every tag names strings that are there.
func (t tags) whole() bool {
	if len(t.keys) != len(t.vals) {
		return false
	}
	for i := range t.keys {
		if int64(t.keys[i]) >= int64(len(t.block.strings)) || int64(t.vals[i]) >= int64(len(t.block.strings)) {
			return false
		}
	}
	return true
}

// of is the value of a key; "" without one.
func (t tags) of(key string) string {
	for i, k := range t.keys {
		if string(t.block.strings[k]) == key {
			return string(t.block.strings[t.vals[i]])
		}
	}
	return ""
}
