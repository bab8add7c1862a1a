package main

import (
	"bufio"
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"fairvisit/evidence"
	"fairvisit/evidence/dossier"
	"fairvisit/sync/hq"
	"fairvisit/sync/hq/report"
)

// dossierFlags are the flags of `hq export dossier`.
type dossierFlags struct {
	at                      *int64
	visit, mask, lang, file *string
}

func (c *call) dossierFlags() dossierFlags {
	return dossierFlags{
		at:    c.flags.Int64("at", 0, "of a dossier: how many entries the log had; the same number gives the same file"),
		visit: c.flags.String("visit", "", "of a dossier: one visit alone, by its id"),
		mask:  c.flags.String("mask", "none", "of a dossier: what is withheld: none, names (all words but photos'), all (words and photos)"),
		lang:  c.flags.String("lang", "en", "of a dossier: the language of report.pdf, its pages for people: en or zh"),
		file:  c.flags.String("o", "", "of a dossier: the file to write; one that is there stays as it is"),
	}
}

// words parses flags that stand between and behind words, and returns the words.
func (c *call) words(args []string) ([]string, error) {
	var words []string
	for {
		if err := c.flags.Parse(args); err != nil {
			return nil, errUsage
		}
		if c.flags.NArg() == 0 {
			return words, nil
		}
		words = append(words, c.flags.Arg(0))
		args = c.flags.Args()[1:]
	}
}

// exportDossier writes what headquarters holds of a case into one file that
// stands for itself, and reads it back as a stranger would.
func (c *call) exportDossier(ctx context.Context, where func() hq.Options, d dossierFlags, words []string) error {
	if len(words) != 1 || *d.file == "" {
		return errors.New("give dossier, one case (an id, or CREDITOR/NUMBER), -at N and -o FILE")
	}
	q := hq.DossierOf{At: *d.at}
	var err error
	if q.Mask, err = dossier.ParseMask(*d.mask); err != nil {
		return err
	}
	if q.Lang, err = report.ParseLang(*d.lang); err != nil {
		return err
	}
	if *d.visit != "" {
		if q.Visit, err = evidence.ParseID(*d.visit); err != nil {
			return fmt.Errorf("-visit: %w", err)
		}
	}
	if _, err := os.Lstat(*d.file); !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s is there already and stays as it is; nothing was written", *d.file)
	}
	return c.with(where(), func(h *hq.HQ) error {
		if q.Case, err = namedCase(h, words[0]); err != nil {
			return err
		}
		return c.writeDossier(ctx, h, q, *d.file)
	})
}

// writeDossier writes beside the place the file is to have: half a dossier never
// has its name.
func (c *call) writeDossier(ctx context.Context, h *hq.HQ, q hq.DossierOf, path string) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".dossier-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // where it has its name there is nothing to remove
	err = h.WriteDossier(ctx, f, q)
	if err = errors.Join(err, f.Sync()); err != nil {
		return errors.Join(err, f.Close())
	}
	faults, verified := c.verified(f, h.Keys().Root)
	if err := errors.Join(verified, f.Close()); err != nil {
		return err
	}
	if err := place(f.Name(), path); err != nil {
		return err
	}
	if faults > 0 { // what was recorded so is shown so, and said
		return fmt.Errorf("%s is written as headquarters holds it; faults: %d", path, faults)
	}
	return nil
}

func runVerify(_ context.Context, c *call) error {
	fingerprint := c.flags.String("root", "", "fingerprint of the root, as hq init printed it and devices enrol with")
	words, err := c.words(c.args)
	if err != nil {
		return err
	}
	root, err := hex.DecodeString(*fingerprint)
	if len(words) != 1 || err != nil || len(root) != ed25519.PublicKeySize {
		return errors.New("give one FILE and -root FINGERPRINT, 64 hex digits; nothing was checked")
	}
	f, err := os.Open(words[0])
	if err != nil {
		return err
	}
	defer f.Close() // only read: nothing can be lost
	faults, err := c.verified(f, ed25519.PublicKey(root))
	if err == nil && faults > 0 {
		err = fmt.Errorf("%s is not as headquarters and the devices signed it; faults: %d", words[0], faults)
	}
	return err
}

// verified prints the summary, or one fault a line; it returns how many.
func (c *call) verified(f *os.File, root ed25519.PublicKey) (int, error) {
	info, err := f.Stat()
	if err != nil {
		return 0, err
	}
	report, faults := dossier.Verify(f, info.Size(), root)
	out := bufio.NewWriter(c.out)
	for _, fault := range faults {
		fmt.Fprintln(out, fault) // Flush gives the error
	}
	if len(faults) == 0 {
		fmt.Fprintln(out, &report)
	}
	return len(faults), out.Flush()
}
