package hq

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"fairvisit/evidence"
	"fairvisit/sync/hq/store"
	"fairvisit/visits"
	"fairvisit/visits/judging"
	"fairvisit/visits/rules"
)

// ErrNoPublishers means that nobody may publish yet.
var ErrNoPublishers = errors.New("no list of publishers signed by the root is here ('hq rules publishers'); nothing was published")

// Rulebook is what was published here and who may publish.
func (h *HQ) Rulebook(ctx context.Context) (*visits.Rulebook, error) {
	p, err := h.Store.PictureByID(ctx, visits.KindRulebook, visits.RulebookID())
	if errors.Is(err, store.ErrNotFound) {
		return &visits.Rulebook{ID: visits.RulebookID()}, nil
	}
	if err != nil {
		return nil, err
	}
	return decodePicture[visits.Rulebook](p)
}

// PublishedPack is a pack that was published here; store.ErrNotFound.
func (h *HQ) PublishedPack(ctx context.Context, sum evidence.Hash) (*visits.Pack, error) {
	return h.publication(ctx, visits.KindPack, sum)
}

func (h *HQ) publication(ctx context.Context, kind string, sum evidence.Hash) (*visits.Pack, error) {
	p, err := h.Store.PictureByID(ctx, kind, visits.PackID(sum))
	if err != nil {
		return nil, err
	}
	return decodePicture[visits.Pack](p)
}

// ownAct writes one act of headquarters and folds it.
func (h *HQ) ownAct(ctx context.Context, a Act) error {
	if _, err := h.Do(ctx, a); err != nil {
		return err
	}
	return h.Settle(ctx)
}

// NamePublishers takes a list that the root signed into use. Refused: one of
// another root, one no newer than the one that counts, and one in which a person,
// a name or a key stands twice.
func (h *HQ) NamePublishers(ctx context.Context, st evidence.Statement, people []visits.PublisherName) error {
	list, err := evidence.OpenPublishers(st, h.keys.Root)
	if err != nil {
		return fmt.Errorf("%w; who publishes stays as it is", err)
	}
	for i, p := range people {
		if slices.ContainsFunc(people[:i], func(o visits.PublisherName) bool { return strings.EqualFold(o.Name, p.Name) }) {
			return fmt.Errorf("%s stands in the list twice, and one person does not sign for two; who publishes stays as it is", p.Name)
		}
	}
	if err := h.Settle(ctx); err != nil {
		return err
	}
	b, err := h.Rulebook(ctx)
	if err != nil {
		return err
	}
	if list.Version <= b.Version {
		return fmt.Errorf("the list is version %d and version %d counts; who publishes stays as it is", list.Version, b.Version)
	}
	return h.ownAct(ctx, Act{Kind: visits.PublishersNamed, Facts: st, Words: visits.PublishersWords{People: people}})
}

const packsStay = "the packs in force stay as they are"

// Publish puts a pack in force from the day it was signed for. Refused, and the
// packs in force stay as they are: fewer than two publishers' signatures, another
// pack than was signed, a sketch, one that fails its own tests, and an older
// version than one in force. The same pack again takes the new signatures,
// and is refused from another day.
func (h *HQ) Publish(ctx context.Context, data []byte, body string, sigs ...evidence.PackSignature) (evidence.PackStatement, error) {
	return h.publish(ctx, publishing{visits.PackPublished, evidence.MagicPack, packsStay, h.mayPublish}, data, body, sigs)
}

// mayPublish judges the pack itself. Its errors say that the packs in force stay.
func (h *HQ) mayPublish(ctx context.Context, b *visits.Rulebook, s evidence.PackStatement, data []byte) error {
	p, err := rules.ParsePack(data)
	if err != nil {
		return err
	}
	if err := errors.Join(describes(s, p), follows(s, b.Packs)); err != nil {
		return fmt.Errorf("%w; %s", err, packsStay)
	}
	below, err := h.library(ctx, b)
	if err != nil {
		return err
	}
	return p.Prove(below...)
}

// describes holds what was signed against the pack.
func describes(s evidence.PackStatement, p rules.Pack) error {
	country, region := p.Region()
	if s.Pack != p.ID || s.Version != p.Version || s.Country != country || s.Region != region {
		return fmt.Errorf("the signatures are of %s %s for %s %s, the file is %s %s for %s %s", s.Pack, s.Version, s.Country, s.Region, p.ID, p.Version, country, region)
	}
	return nil
}

// library are the packs a new one may stand on: the newest published of each, and
// of those never published what this build ships.
func (h *HQ) library(ctx context.Context, b *visits.Rulebook) ([]rules.Pack, error) {
	var all []rules.Pack
	for _, l := range b.Newest(h.micro(), h.micro()) {
		p, err := h.PublishedPack(ctx, l.SHA256)
		if err != nil {
			return nil, err
		}
		data, err := p.Publication.Bytes()
		if err != nil {
			return nil, err
		}
		pack, err := rules.ParsePack(data)
		if err != nil {
			return nil, err
		}
		all = append(all, pack)
	}
	for _, p := range born() {
		if !slices.ContainsFunc(all, func(o rules.Pack) bool { return o.ID == p.ID }) {
			all = append(all, p)
		}
	}
	return all, nil
}

// LawOf is what judges the cases of a branch now. region takes the place of its own;
// empty: its own.
func (h *HQ) LawOf(ctx context.Context, unit evidence.ID, region string) (judging.Law, error) {
	b, err := h.Rulebook(ctx)
	if err != nil {
		return judging.Law{}, err
	}
	if region == "" {
		if region, err = h.regionOf(ctx, unit); err != nil {
			return judging.Law{}, err
		}
	}
	all, err := h.library(ctx, b)
	return judging.Law{Packs: all, Branch: region}, err
}

// WithdrawPack takes a published pack out of force from now on. The one it
// replaced holds again; where there is none, nobody may be visited by it.
func (h *HQ) WithdrawPack(ctx context.Context, sum evidence.Hash, reason string) error {
	if !reasonCode.MatchString(reason) {
		return errors.New("the reason is one word of a–z, 0–9 and _, such as wrong or replaced; nothing was withdrawn")
	}
	if err := h.Settle(ctx); err != nil {
		return err
	}
	p, err := h.PublishedPack(ctx, sum)
	if err != nil {
		return fmt.Errorf("no such pack was published; nothing was withdrawn: %w", err)
	}
	if p.Withdrawn != 0 {
		return fmt.Errorf("%s %s is withdrawn already", p.Pack, p.Version)
	}
	return h.ownAct(ctx, Act{Kind: visits.PackWithdrawn, Facts: visits.WithdrawnFacts{SHA256: sum, Reason: reason}})
}

// ConfirmPack notes that a named person read the pack against the law it cites,
// and returns how many did. From visits.Counsel on it is called confirmed.
func (h *HQ) ConfirmPack(ctx context.Context, sum evidence.Hash, name string) (int, error) {
	return h.confirm(ctx, visits.KindPack, visits.PackConfirmed, sum, name)
}

// confirm notes it of a publication of a kind of picture, by an entry of a kind.
func (h *HQ) confirm(ctx context.Context, kind, by string, sum evidence.Hash, name string) (int, error) {
	if strings.TrimSpace(name) == "" {
		return 0, errors.New("say who confirms it; nothing was confirmed")
	}
	if err := h.Settle(ctx); err != nil {
		return 0, err
	}
	if _, err := h.publication(ctx, kind, sum); err != nil {
		return 0, fmt.Errorf("no such %s was published; nothing was confirmed: %w", kind, err)
	}
	person := visits.KeyedID(h.keys.Import, "counsel", strings.ToLower(strings.TrimSpace(name)))
	if err := h.ownAct(ctx, Act{Kind: by, Facts: visits.ConfirmedFacts{SHA256: sum, Person: person}, Words: visits.ConfirmedWords{Name: name}}); err != nil {
		return 0, err
	}
	p, err := h.publication(ctx, kind, sum)
	if err != nil {
		return 0, err
	}
	return len(p.Confirmed), nil
}

// PlaceUnit says where a branch is, so which packs its devices are sent from
// their next session on.
func (h *HQ) PlaceUnit(ctx context.Context, unit evidence.ID, region string) error {
	if !rules.IsRegion(region) {
		return fmt.Errorf("%q is no region such as CN, US-MA or *; the branch stays where it was", region)
	}
	return h.ownAct(ctx, Act{Kind: visits.UnitPlaced, Facts: visits.UnitFacts{Region: region}, Refs: []evidence.Ref{{Kind: evidence.RefUnit, ID: unit}}})
}

// regionOf is where a branch was placed; "" where nobody did.
func (h *HQ) regionOf(ctx context.Context, unit evidence.ID) (string, error) {
	p, err := h.Store.PictureByID(ctx, visits.KindUnit, unit)
	if errors.Is(err, store.ErrNotFound) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	u, err := decodePicture[visits.Unit](p)
	if err != nil {
		return "", err
	}
	return u.Region, nil
}

// rulesFeeds are the feeds of rules that devices follow: of every region that has a
// published pack or checklist, and not of the branch's alone. A case can be sent to a device from
// anywhere, and its address says which law governs.
func (h *HQ) rulesFeeds(ctx context.Context) ([]string, error) {
	feeds := []string{visits.RulesFeed("*", "*")}
	b, err := h.Rulebook(ctx)
	if err != nil {
		return nil, err
	}
	for _, l := range slices.Concat(b.Packs, b.Lists) {
		if feed := visits.RulesFeed(l.Country, l.Region); !slices.Contains(feeds, feed) {
			feeds = append(feeds, feed)
		}
	}
	return feeds, nil
}

// Stated is what publishers sign of a pack: in force from the beginning of a day
// (UTC) on.
func Stated(p rules.Pack, from time.Time) evidence.PackStatement {
	country, region := p.Region()
	return evidence.PackStatement{Pack: p.ID, Version: p.Version, SHA256: p.SHA256(), Country: country, Region: region, From: from.UnixMicro()}
}

// breaches are what was found against the rules in visits.
func (h *HQ) breaches(ctx context.Context, of []*visits.Visit) ([]*visits.Finding, error) {
	ids := map[evidence.ID]bool{}
	for _, v := range of {
		for _, id := range v.BreachIDs() {
			ids[id] = true
		}
	}
	return namedPictures[visits.Finding](ctx, h, visits.KindFinding, ids)
}
