package app

import (
	"context"

	"fairvisit/app/mapview"
	"fairvisit/app/mapview/tiles"
	"fairvisit/app/shell"
)

// openMap gives whoever works here the map file of this device, if there is one.
// The func it returns closes it.
func (p *App) openMap(take func(tiles.Source, error)) (end func()) {
	type opened struct {
		source tiles.Source
		why    error
	}
	var source tiles.Source
	ended := false
	closed := func() {
		if ended = true; source == nil {
			return
		}
		if err := source.Close(); err != nil {
			p.device.Log.Error("the map file did not close", "error", err)
		}
	}
	folder := p.device.Dir
	shell.Do(p.run, func(context.Context) (opened, error) {
		s, why := mapview.OpenIn(folder)
		return opened{s, why}, nil
	}, func(o opened, _ error) {
		if source = o.source; ended {
			closed() // somebody signed out meanwhile
			return
		}
		take(o.source, o.why)
		p.Shell.Rebuild()
	})
	return closed
}
