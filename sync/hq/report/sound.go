package report

import (
	"fmt"
	"time"

	"fairvisit/evidence"
	"fairvisit/evidence/dossier"
	"fairvisit/evidence/photo"
	"fairvisit/visits"
)

func tellSoundAnswer(r *report, t telling) []string {
	f, ok := factsOf[visits.SoundStartedFacts](t.Entry)
	if !ok {
		return nil
	}
	return []string{r.words.code("sound.answer", f.Answer), r.words.t("said.sound.policy", "policy", r.words.code("sound.policy", f.Policy), "language", f.Language)}
}

func tellSound(r *report, t telling) []string {
	f, ok := factsOf[visits.SoundTakenFacts](t.Entry)
	if !ok {
		return nil
	}
	lines := []string{r.words.t("said.sound", "length", minutes(f.Length), "pauses", len(f.Pauses))}
	if f.Cut != "" {
		lines = append(lines, r.words.code("sound.cut", f.Cut))
	}
	return append(lines, r.soundFiles(t)...)
}

func tellAttached(r *report, t telling) []string {
	f, ok := factsOf[visits.SoundAttachedFacts](t.Entry)
	if !ok {
		return nil
	}
	clock := r.words.t("said.attached.not_compared")
	if f.Compared {
		clock = r.words.t("said.attached.clock", "seconds", fmt.Sprintf("%+d", f.Offset))
	}
	lines := []string{r.words.t("said.attached", "size", f.Size, "root", f.Root.Short()), clock}
	if f.Length > 0 {
		lines = append(lines, r.words.t("said.attached.length", "length", minutes(f.Length)))
	}
	if !f.Kept {
		return append(lines, r.words.t("said.attached.not_kept"))
	}
	return append(lines, r.soundFiles(t)...)
}

func tellPlayed(r *report, t telling) []string {
	f, ok := factsOf[visits.SoundPlayedFacts](t.Entry)
	if !ok {
		return nil
	}
	return []string{r.words.beside(r.person(f.Reader), r.words.code("listen", f.Reason)), r.words.t("said.sound.file", "name", fmt.Sprintf("%s/%d", f.Entry.Short(), f.Index))}
}

// soundFiles names the files of a sound as they lie in the dossier, or why one
// does not.
func (r *report) soundFiles(t telling) []string {
	var lines []string
	w := r.words
	secrets, _ := wordsOf[visits.SoundWords](t.Entry)
	for i, ref := range t.Entry.Entry.Header.Photos {
		p, here := r.Photos[dossier.PhotoName{Entry: t.Entry.Entry.ID, Index: i}]
		name := fmt.Sprintf("%08d-%d.%s", t.Leaf.No, i, photo.Extension(ref.Type))
		switch {
		case p.Withdrawn != "":
			lines = append(lines, w.t("photo.withdrawn", "why", w.code("reason", p.Withdrawn)))
		case r.Mask == dossier.MaskAll || r.Mask == dossier.MaskNames:
			lines = append(lines, w.t("photo.withheld"))
		case t.Entry.Entry.Words.State != evidence.Present:
			lines = append(lines, w.t("photo.salt"))
		case !here:
			lines = append(lines, w.t("photo.awaited"))
		case i < len(secrets.Photos):
			lines = append(lines, w.t("said.sound.file", "name", name)+fmt.Sprintf(" · SHA-256 %.16s…", secrets.Photos[i].SHA256))
		}
	}
	return lines
}

// minutes writes ms as 12:05.
func minutes(ms int64) string {
	d := time.Duration(ms) * time.Millisecond
	return fmt.Sprintf("%d:%02d", int(d.Minutes()), int(d.Seconds())%60)
}
