package hq

import (
	"bufio"
	"cmp"
	"context"
	"crypto/ed25519"
	"errors"
	"io/fs"
	"os"
	"slices"

	"fairvisit/evidence"
	"fairvisit/evidence/dossier"
	"fairvisit/sync/hq/report"
	"fairvisit/visits"
)

// dossierReport writes report.pdf into a temporary file, because a dossier reads
// each member twice. It is made of what the mask shows. The file has no name any
// more where the system lets an open one go: a kill leaves no names of people
// behind.
func (h *HQ) dossierReport(ctx context.Context, c dossier.Content, q DossierOf) (*os.File, error) {
	of, err := h.reportOf(ctx, c, q)
	if err != nil {
		return nil, err
	}
	f, err := os.CreateTemp("", "hq-report-")
	if err != nil {
		return nil, err
	}
	_ = os.Remove(f.Name()) // else forget does it
	out := bufio.NewWriter(f)
	if err := errors.Join(report.Write(out, of), out.Flush()); err != nil {
		return nil, errors.Join(err, forget(f))
	}
	return f, nil
}

// forget closes a temporary file and removes what is left of it.
func forget(f *os.File) error {
	err := f.Close()
	if gone := os.Remove(f.Name()); !errors.Is(gone, fs.ErrNotExist) {
		err = errors.Join(err, gone)
	}
	return err
}

// reportOf gathers what a report is made of.
func (h *HQ) reportOf(ctx context.Context, c dossier.Content, q DossierOf) (report.Of, error) {
	of := report.Of{Content: c.Masked(), Lang: cmp.Or(q.Lang, report.English), Root: h.keys.Root}
	published, err := h.listsBelow(ctx, q.At)
	if err != nil {
		return of, err
	}
	of.Lists = slices.Concat(shippedLists(), published)
	if q.Mask == dossier.MaskNone { // names are words
		if of.Names, err = h.namesBelow(ctx, q.At); err != nil {
			return of, err
		}
	}
	for _, st := range c.Devices {
		var e evidence.Enrolment
		if err := evidence.DecodePayload([]byte(st.Body), &e); err != nil {
			return of, err
		}
		beacons, err := h.beacons(ctx, e.Device, q.At)
		if err != nil {
			return of, err
		}
		of.Beacons = append(of.Beacons, beacons...)
	}
	return of, nil
}

// namesBelow are the names of officers as headquarters had given them when the
// log had that many entries; a later one counts for later dossiers only.
func (h *HQ) namesBelow(ctx context.Context, at int64) (map[evidence.ID]string, error) {
	names, given := map[evidence.ID]string{}, map[evidence.ID]int64{}
	for row, err := range h.Store.EntriesOfKind(ctx, h.keys.ChainID, visits.PersonNamed, at) {
		if err != nil {
			return nil, err
		}
		l, err := loggedRow(row)
		if err != nil {
			return nil, err
		}
		var f visits.PersonFacts
		var w visits.PersonWords
		if evidence.DecodePayload(l.entry.Facts.Bytes, &f) != nil || l.entry.Words.State != evidence.Present || evidence.DecodePayload(l.entry.Words.Bytes, &w) != nil {
			continue // erased, or of a later form: then the id stands for the name
		}
		if last, known := given[f.Officer]; !known || last < l.leaf.No {
			names[f.Officer], given[f.Officer] = w.Name, l.leaf.No
		}
	}
	return names, nil
}

// beacons are the times that headquarters signed and a device put into its chain.
func (h *HQ) beacons(ctx context.Context, device evidence.ID, below int64) ([]report.Beacon, error) {
	var all []report.Beacon
	for row, err := range h.Store.EntriesOfKind(ctx, device, visits.TimeBeacon, below) {
		if err != nil {
			return nil, err
		}
		l, err := loggedRow(row)
		if err != nil {
			return nil, err
		}
		var st evidence.Statement
		var b evidence.Beacon
		err = evidence.DecodePayload(l.entry.Facts.Bytes, &st)
		if err == nil {
			err = st.Open(evidence.MagicBeacon, h.keys.Service.Public().(ed25519.PublicKey), &b)
		}
		if err != nil || b.Device != device {
			continue // nobody's time is believed for what headquarters did not sign
		}
		head := &l.entry.Header
		all = append(all, report.Beacon{Device: device, Epoch: head.Epoch, Boot: head.Boot, Seq: head.Seq, SinceBoot: head.SinceBoot, Time: b.Time, ByQR: b.Device != device})
	}
	return all, nil
}
