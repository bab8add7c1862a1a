package headquarters

import (
	"context"
	"errors"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"

	"fairvisit/app/i18n"
	"fairvisit/app/shell"
	"fairvisit/app/widgets"
	"fairvisit/evidence"
	fieldsync "fairvisit/sync"
)

// devices is the list of devices as it was read, and the one that stands open.
type devices struct {
	all     []fieldsync.DeviceLine
	loaded  bool
	loading bool
	err     error

	chosen evidence.ID
	held   *fieldsync.Stolen // nil: not read yet
	trying error             // that kept it from being read, or something from being done
	reason string
	wipe   bool
	busy   bool
}

// lossReasons are the codes of why a device is given up.
var lossReasons = []string{"stolen", "lost", "left"}

// reasonLook stands in the access log where somebody only looks.
const reasonLook = "look"

func (h *Headquarters) loadDevices() {
	d := h.devices
	if d.loading {
		return
	}
	d.loading = true
	shell.Do(h.s.Run, h.reader.Devices, func(all []fieldsync.DeviceLine, err error) {
		d.loading, d.err = false, err
		if err == nil {
			d.all, d.loaded = all, true
		}
		h.s.Rebuild()
	})
}

// openDevice shows what a thief of a device would hold, beside the list.
func (h *Headquarters) openDevice(id evidence.ID) {
	d := h.devices
	d.chosen, d.held, d.trying, d.reason, d.wipe = id, nil, nil, lossReasons[0], false
	h.loadDevice()
	h.s.Beside(h.devicePage())
}

func (h *Headquarters) loadDevice() {
	d, id := h.devices, h.devices.chosen
	shell.Do(h.s.Run, func(ctx context.Context) (fieldsync.Stolen, error) { return h.reader.Stolen(ctx, id, reasonLook) },
		func(s fieldsync.Stolen, err error) {
			if d.chosen != id {
				return // another one was opened meanwhile
			}
			if d.trying = err; err == nil {
				d.held = &s
			}
			h.s.Rebuild()
		})
}

// askLost asks before the one act.
func (h *Headquarters) askLost() {
	h.s.Ask(func(w *i18n.Words) shell.Question {
		title, said, yes := w.T("lost.ask"), w.T("lost.ask_lock"), widgets.Primary("lost.yes", w.T("lost.do_lock"), h.lose)
		if h.devices.wipe {
			title, said, yes = w.T("lost.ask_wipe_title"), w.T("lost.ask_wipe"), widgets.NewButton("lost.yes", w.T("lost.do_wipe"), widgets.Destructive, h.lose)
		}
		return shell.Question{Title: title, Body: widgets.NewText(said), Buttons: []*widgets.Button{
			widgets.NewButton("lost.cancel", w.T("common.cancel"), widgets.Outlined, nil), yes}}
	}, nil)
}

// lose revokes and locks the device, wipes it if wanted, and then offers the list
// of whom to tell.
func (h *Headquarters) lose() {
	d, id := h.devices, h.devices.chosen
	q := fieldsync.LostRequest{Reason: d.reason, Wipe: d.wipe}
	d.busy = true
	h.s.Rebuild()
	shell.Do(h.s.Run, func(ctx context.Context) (fieldsync.LostReply, error) { return h.reader.Lost(ctx, id, q) },
		func(_ fieldsync.LostReply, err error) {
			d.busy = false
			if d.trying = err; err != nil {
				h.s.Rebuild()
				return
			}
			h.loadDevices()
			h.loadDevice()
			h.saveList()
		})
}

// saveList reads the list for notification and writes it where the person says.
func (h *Headquarters) saveList() {
	d, id, reason := h.devices, h.devices.chosen, h.devices.reason
	shell.Do(h.s.Run, func(ctx context.Context) ([]byte, error) { return h.reader.Notify(ctx, id, reason) }, func(list []byte, err error) {
		if err != nil {
			d.trying = err
			h.s.Rebuild()
			return
		}
		h.Save("fairvisit-"+id.Short()+".csv", list)
	})
}

// saveFile asks where a file goes and writes it there.
func (h *Headquarters) saveFile(name string, b []byte) {
	window, w := h.s.Window(), h.s.Words()
	if window == nil {
		return
	}
	save := dialog.NewFileSave(func(file fyne.URIWriteCloser, err error) {
		if file == nil && err == nil {
			return // nothing was chosen
		}
		if err == nil {
			_, err = file.Write(b)
			err = errors.Join(err, file.Close())
		}
		if err != nil {
			h.s.Tell(w.T("common.failed", "why", err.Error()), "", nil, saidFor)
			return
		}
		h.s.Tell(w.T("lost.saved"), "", nil, saidFor)
	}, window)
	save.SetFileName(name)
	save.SetFilter(storage.NewExtensionFileFilter([]string{".csv"}))
	save.Show()
}

// moment is a time of headquarters' clock; of none it says so.
func (h *Headquarters) moment(w *i18n.Words, micro int64) string {
	if micro == 0 {
		return w.T("lost.never")
	}
	return w.Moment(time.UnixMicro(micro), h.k.Now())
}
