package main

import (
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"fairvisit/evidence"
	"fairvisit/sync/hq"
	"fairvisit/visits"
	"fairvisit/visits/rules"
)

// ruleActs are the verbs of hq rules that put packs in force.
var ruleActs = map[string]func(*call, context.Context) error{
	"key": (*call).rulesKey, "publishers": (*call).rulesPublishers, "sign": (*call).rulesSign, "publish": (*call).rulesPublish,
	"withdraw": (*call).rulesWithdraw, "confirm": (*call).rulesConfirm, "list": (*call).rulesList,
}

// publisherFile is a publisher: with Seed the key's owner keeps it, without it is
// what they are named by.
type publisherFile struct {
	Name   string             `json:"name"`
	Person evidence.ID        `json:"person"`
	Key    evidence.PublicKey `json:"key"`
	Seed   string             `json:"seed,omitempty"`
}

// signatureFile is one publisher's signature, apart from the pack.
type signatureFile struct {
	Body string             `json:"body"`
	Key  evidence.PublicKey `json:"key"`
	Sig  string             `json:"sig"`
}

func writeJSON(file string, v any, mode os.FileMode) error {
	b, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return err
	}
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode) // a key that is there is never written over
	if err != nil {
		return err
	}
	_, err = f.Write(append(b, '\n'))
	return errors.Join(err, f.Close())
}

// readOne reads one small JSON file strictly.
func readOne[T any](file string) (T, error) {
	var v T
	b, err := os.ReadFile(file)
	if err == nil {
		v, err = evidence.DecodeExact[T](b)
	}
	if err != nil {
		err = fmt.Errorf("%s: %w", file, err)
	}
	return v, err
}

func (c *call) rulesKey(context.Context) error {
	name := c.flags.String("name", "", "whose key it is")
	to := c.flags.String("o", "", "file for the key; what its owner is named by goes beside it, with .pub")
	if err := c.parse(); err != nil {
		return err
	}
	if strings.TrimSpace(*name) == "" || *to == "" {
		return errors.New("give -name and -o; no key was made")
	}
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		return err
	}
	p := publisherFile{Name: *name, Person: evidence.NewID(), Key: evidence.PublicKey(public)}
	open := p
	p.Seed = hex.EncodeToString(private.Seed())
	if err := errors.Join(writeJSON(*to, p, 0o600), writeJSON(*to+".pub", open, 0o644)); err != nil {
		return err
	}
	fmt.Fprintf(c.out, "%s is the key of %s, to be kept by nobody else; %s.pub goes to whoever holds the root\n", *to, *name, *to)
	return nil
}

func (c *call) rulesPublishers(ctx context.Context) error {
	where := c.where()
	rootFile := c.flags.String("root", "", "file with the private root key, 64 hex digits, as hq init printed it")
	files, err := c.words(c.args)
	if err != nil {
		return err
	}
	if *rootFile == "" || len(files) < 2 {
		return errors.New("give -root FILE and at least two FILE.pub: a pack needs two signatures; who publishes stays as it is")
	}
	root, err := readSeed(*rootFile)
	if err != nil {
		return err
	}
	var list evidence.Publishers
	var people []visits.PublisherName
	for _, file := range files {
		p, err := readOne[publisherFile](file)
		if err != nil {
			return err
		}
		list.Publishers = append(list.Publishers, evidence.Publisher{Person: p.Person, Key: p.Key})
		people = append(people, visits.PublisherName{Person: p.Person, Name: p.Name})
	}
	return c.with(where(), func(h *hq.HQ) error {
		b, err := h.Rulebook(ctx)
		if err != nil {
			return err
		}
		list.Version = b.Version + 1
		st, err := evidence.SignStatement(evidence.MagicPublishers, list, root)
		if err != nil {
			return err
		}
		if err := h.NamePublishers(ctx, st, people); err != nil {
			return err
		}
		fmt.Fprintf(c.out, "list %d: %d people publish; packs and checklists signed by others need new signatures\n", list.Version, len(people))
		return nil
	})
}

func readSeed(file string) (ed25519.PrivateKey, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	return seedKey(strings.TrimSpace(string(text)), file)
}

func seedKey(text, file string) (ed25519.PrivateKey, error) {
	seed, err := hex.DecodeString(text)
	if err != nil || len(seed) != ed25519.SeedSize {
		return nil, fmt.Errorf("%s holds no private key of 64 hex digits; nothing was signed", file)
	}
	return ed25519.NewKeyFromSeed(seed), nil
}

// packIn reads the one pack file a command names.
func (c *call) packIn() (packFile, error) {
	files, err := c.words(c.args)
	if err != nil {
		return packFile{}, err
	}
	if len(files) != 1 {
		return packFile{}, errors.New("name one pack file; the packs in force stay as they are")
	}
	data, err := os.ReadFile(files[0])
	if err != nil {
		return packFile{}, err
	}
	p, err := rules.ParsePack(data)
	if err == nil && p.Sketch() {
		err = fmt.Errorf("rule pack %s %s is a sketch and cannot be taken into use", p.ID, p.Version)
	}
	return packFile{files[0], data, p}, err
}

func (c *call) rulesSign(context.Context) error {
	keyFile := c.flags.String("key", "", "file of hq rules key")
	from := c.flags.String("from", "", "day from which it is in force, yyyy-mm-dd; else the pack's effective_from. Both publishers must say the same")
	f, err := c.packIn()
	if err != nil {
		return err
	}
	if *from == "" {
		*from = f.EffectiveFrom.String()
	}
	day, err := signedDay(*from)
	if err != nil {
		return err
	}
	return c.signFile(f.name, *keyFile, evidence.MagicPack, hq.Stated(f.Pack, day))
}

func signedDay(from string) (time.Time, error) {
	day, err := time.Parse(time.DateOnly, from)
	if err != nil {
		err = fmt.Errorf("-from is a day like 2026-12-01; nothing was signed: %w", err)
	}
	return day, err
}

// signFile puts one publisher's signature of a file beside it.
func (c *call) signFile(name, keyFile, magic string, s evidence.PackStatement) error {
	return c.signWith(name, "", keyFile, func(key ed25519.PrivateKey) (string, evidence.PackSignature, error) {
		return evidence.SignPublished(magic, s, key)
	})
}

// signWith puts what somebody's key signs beside the file name, with what it is in its name.
func (c *call) signWith(name, what, keyFile string, sign func(ed25519.PrivateKey) (string, evidence.PackSignature, error)) error {
	if keyFile == "" {
		return errors.New("give -key FILE; nothing was signed")
	}
	who, err := readOne[publisherFile](keyFile)
	if err != nil {
		return err
	}
	key, err := seedKey(who.Seed, keyFile)
	if err != nil {
		return err
	}
	body, sig, err := sign(key)
	if err != nil {
		return err
	}
	to := name + what + "." + who.Person.Short() + ".sig"
	if err := writeJSON(to, signatureFile{body, sig.Key, sig.Sig}, 0o644); err != nil {
		return err
	}
	fmt.Fprintln(c.out, to)
	return nil
}

// signatures collects -sig.
type signatures []signatureFile

func (s *signatures) String() string { return "" }

func (s *signatures) Set(file string) error {
	sig, err := readOne[signatureFile](file)
	*s = append(*s, sig)
	return err
}

// joined are the signatures of one body.
func (s signatures) joined() (body string, all []evidence.PackSignature, err error) {
	for _, sig := range s {
		if body != "" && sig.Body != body {
			return "", nil, errors.New("the signatures are not of the same file from the same day; nothing was published")
		}
		body = sig.Body
		all = append(all, evidence.PackSignature{Key: sig.Key, Sig: sig.Sig})
	}
	return body, all, nil
}

func (c *call) rulesPublish(ctx context.Context) error {
	where := c.where()
	var sigs signatures
	c.flags.Var(&sigs, "sig", "signature of hq rules sign; given twice")
	although := c.flags.Bool("although", false, "publish it although there are tablets that would block every visit it governs until they are updated")
	f, err := c.packIn()
	if err != nil {
		return err
	}
	body, all, err := sigs.joined()
	if err != nil {
		return err
	}
	return c.with(where(), func(h *hq.HQ) error {
		if err := c.tellNotReading(ctx, h, f, *although); err != nil {
			return err
		}
		s, err := h.Publish(ctx, f.data, body, all...)
		if err != nil {
			return err
		}
		fmt.Fprintf(c.out, "%s %s for %s %s is in force from %s; it is not confirmed by counsel before two people did (hq rules confirm)\n", s.Pack, s.Version, s.Country, s.Region, when(s.From))
		return nil
	})
}

// tellNotReading names the tablets that would stop, before the pack is in force, and
// refuses where one that works by now is among them: a publisher who does not know it
// takes a branch off the road for a day.
func (c *call) tellNotReading(ctx context.Context, h *hq.HQ, f packFile, although bool) error {
	list, err := h.NotReading(ctx, f.Pack)
	if err != nil || len(list) == 0 {
		return err
	}
	fmt.Fprintf(c.out, "%s %s is of %s. These tablets are not known to read it, and would block every visit it governs (pack_not_understood):\n", f.ID, f.Version, f.Schema)
	heard := 0
	for _, d := range list {
		switch {
		case d.Seen == 0:
			fmt.Fprintf(c.out, "  %s  %s  was never heard\n", d.Device.Short(), d.Officer)
			continue
		case d.Reads == "":
			fmt.Fprintf(c.out, "  %s  %s  heard %s, build %s: says of no schema that it reads it, so visitpack/2 alone may be what it knows, or visitpack/3\n", d.Device.Short(), d.Officer, when(d.Seen), d.Build)
		default:
			fmt.Fprintf(c.out, "  %s  %s  heard %s, build %s: reads %s at most\n", d.Device.Short(), d.Officer, when(d.Seen), d.Build, d.Reads)
		}
		heard++
	}
	if heard > 0 && !although {
		return errors.New("update them first, or give -although; nothing was published, and the packs in force stay as they are")
	}
	return nil
}

func packLines(b *visits.Rulebook) []visits.PackLine { return b.Packs }

// published finds a publication by ID or ID@VERSION; without a version the newest
// that is not withdrawn.
func published(ctx context.Context, h *hq.HQ, of func(*visits.Rulebook) []visits.PackLine, name string) (visits.PackLine, error) {
	b, err := h.Rulebook(ctx)
	if err != nil {
		return visits.PackLine{}, err
	}
	id, version, _ := strings.Cut(name, "@")
	var found visits.PackLine
	for _, l := range of(b) {
		if l.Pack == id && (version == "" && l.Withdrawn == 0 || l.Version == version) {
			found = l
		}
	}
	if found.Pack == "" {
		return found, fmt.Errorf("nothing was published as %s; nothing was changed", name)
	}
	return found, nil
}

func (c *call) rulesWithdraw(ctx context.Context) error {
	where := c.where()
	reason := c.flags.String("reason", "", "one word, such as wrong or replaced")
	return c.onPublished(ctx, where, packLines, func(h *hq.HQ, l visits.PackLine) error {
		if err := h.WithdrawPack(ctx, l.SHA256, *reason); err != nil {
			return err
		}
		fmt.Fprintf(c.out, "%s %s is withdrawn; what it replaced holds again\n", l.Pack, l.Version)
		return nil
	})
}

func (c *call) rulesConfirm(ctx context.Context) error {
	where := c.where()
	name := c.flags.String("name", "", "who read the pack against the law it cites")
	return c.onPublished(ctx, where, packLines, func(h *hq.HQ, l visits.PackLine) error {
		n, err := h.ConfirmPack(ctx, l.SHA256, *name)
		if err != nil {
			return err
		}
		fmt.Fprintf(c.out, "%s %s: %d of %d people confirmed it\n", l.Pack, l.Version, n, visits.Counsel)
		return nil
	})
}

// onPublished does something with the one publication a command names.
func (c *call) onPublished(ctx context.Context, where func() hq.Options, of func(*visits.Rulebook) []visits.PackLine, f func(*hq.HQ, visits.PackLine) error) error {
	words, err := c.words(c.args)
	if err != nil {
		return err
	}
	if len(words) != 1 {
		return errors.New("name one that was published: ID or ID@VERSION; nothing was changed")
	}
	return c.with(where(), func(h *hq.HQ) error {
		l, err := published(ctx, h, of, words[0])
		if err != nil {
			return err
		}
		return f(h, l)
	})
}

func (c *call) rulesList(ctx context.Context) error {
	where := c.where()
	asJSON := c.flags.Bool("json", false, "as JSON")
	if err := c.parse(); err != nil {
		return err
	}
	return c.with(where(), func(h *hq.HQ) error {
		b, err := h.Rulebook(ctx)
		if err != nil {
			return err
		}
		if *asJSON {
			return c.json(b)
		}
		return c.tellPublished(ctx, b.Packs, h.PublishedPack)
	})
}

// tellPublished prints a line for each publication.
func (c *call) tellPublished(ctx context.Context, lines []visits.PackLine, find func(context.Context, evidence.Hash) (*visits.Pack, error)) error {
	for _, l := range lines {
		p, err := find(ctx, l.SHA256)
		if err != nil {
			return err
		}
		state := "from " + when(max(l.From, l.Published))
		if l.Withdrawn != 0 {
			state = "withdrawn " + when(l.Withdrawn)
		}
		fmt.Fprintf(c.out, "%s %s  %s %s  %s  confirmed by %d  %s\n", l.Pack, l.Version, l.Country, l.Region, state, len(p.Confirmed), l.SHA256)
	}
	return nil
}
