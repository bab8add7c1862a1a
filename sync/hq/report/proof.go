package report

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"

	"fairvisit/evidence"
	"fairvisit/evidence/dossier"
	"fairvisit/evidence/photo"
)

// proof is the last page: what proves, what that shows, and what it does not.
func (r *report) proof() {
	w := r.words
	r.turn()
	r.heading(w.t("proof"))
	r.note(accent, accentBg, w.t("limits.short"))
	for i := 1; ; i++ {
		key := fmt.Sprintf("limits.%d", i)
		if _, more := w.texts[key]; !more {
			break
		}
		r.para(r.body, left, inside, w.t(key))
		r.gap(5)
	}
	r.subheading(w.t("proof.check"))
	r.para(r.body, left, inside, w.t("proof.how"))
	r.gap(4)
	root := hex.EncodeToString(r.Root)
	for _, command := range []string{"hq verify FILE -root " + root, "python3 verify.py FILE " + root} {
		r.para(r.small, left+10, inside-10, command)
	}
	r.gap(4)
	r.para(r.small, left, inside, w.t("proof.fingerprint"))
	r.subheading(w.t("proof.what"))
	r.rule()
	r.label("label.root", grouped(root))
	r.label("label.checkpoint", grouped(r.Checkpoint.Root.String()), "base64 "+base64.StdEncoding.EncodeToString(r.Checkpoint.Root[:]))
	r.label("label.entries", fmt.Sprint(len(r.told)))
	r.label("label.photos", r.photoCounts())
	r.label("label.hidden", r.wordCounts())
	r.cosigned()
	for _, id := range slices.SortedFunc(maps.Keys(r.devices), func(a, b evidence.ID) int { return strings.Compare(a.String(), b.String()) }) {
		d := r.devices[id]
		who := w.t("headquarters")
		if d.Role != "hq" {
			who = r.person(d.Officer)
		}
		r.label("label.device", id.String(), w.beside(who, w.code("works", d.Role)), w.t("proof.key", "key", hex.EncodeToString(d.DeviceKey)))
	}
}

// photoCounts says how many photos are shown and why others are not.
func (r *report) photoCounts() string {
	counts := map[string]int{}
	for _, t := range r.told {
		for i, ref := range t.Entry.Entry.Header.Photos {
			if !photo.IsPicture(ref.Type) {
				continue
			}
			p, here := r.Photos[dossier.PhotoName{Entry: t.Entry.Entry.ID, Index: i}]
			switch {
			case p.Withdrawn != "":
				counts["withdrawn"]++
			case r.Mask == dossier.MaskAll || t.Entry.Entry.Words.State != evidence.Present:
				counts["withheld"]++
			case !here:
				counts["awaited"]++
			default:
				counts["whole"]++
			}
		}
	}
	return r.words.t("photos.counts", "whole", counts["whole"], "withheld", counts["withheld"], "withdrawn", counts["withdrawn"], "awaited", counts["awaited"])
}

// wordCounts says whose words are not shown.
func (r *report) wordCounts() string {
	counts := map[evidence.State]int{}
	for _, t := range r.told {
		counts[t.Entry.Entry.Words.State]++
	}
	return r.words.t("words.counts", "withheld", counts[evidence.Withheld], "erased", counts[evidence.Erased], "sealed", counts[evidence.Sealed])
}
