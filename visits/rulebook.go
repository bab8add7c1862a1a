package visits

import (
	"cmp"
	"crypto/sha256"
	"slices"

	"fairvisit/evidence"
)

// Rulebook is what was ever published, oldest first, and who may publish.
type Rulebook struct {
	ID         evidence.ID        `json:"id"`
	Publishers evidence.Statement `json:"publishers"`
	Version    int64              `json:"version"` // of that list
	Packs      []PackLine         `json:"packs,omitempty"`
	Lists      []PackLine         `json:"lists,omitempty"` // checklists
}

// PackLine is one publication, of a pack or of a checklist.
type PackLine struct {
	Pack      string        `json:"pack"` // its id
	Version   string        `json:"version"`
	SHA256    evidence.Hash `json:"sha256"`
	Country   string        `json:"country"`
	Region    string        `json:"region"`
	From      int64         `json:"from"`                // µs: in force from then on …
	Published int64         `json:"published"`           // … but not before it was published here
	Withdrawn int64         `json:"withdrawn,omitempty"` // µs; 0: it is not
}

// RulebookID names the one rulebook there is.
func RulebookID() evidence.ID {
	sum := sha256.Sum256([]byte("rulebook\n"))
	return evidence.ID(sum[:16])
}

// RulesFeed is where the packs of a jurisdiction are sent: "*", a country, or a
// part of one as COUNTRY-REGION. The rulebook is in that of "*".
func RulesFeed(country, region string) string {
	if country == "*" || region == "*" || region == "" {
		return "rules:" + country
	}
	return "rules:" + country + "-" + region
}

// Statement is what its publishers signed of it.
func (l *PackLine) Statement() evidence.PackStatement {
	return evidence.PackStatement{Pack: l.Pack, Version: l.Version, SHA256: l.SHA256, Country: l.Country, Region: l.Region, From: l.From}
}

// InForce reports that the publication holds at a moment (µs).
func (l *PackLine) InForce(at int64) bool {
	return max(l.From, l.Published) <= at && (l.Withdrawn == 0 || at < l.Withdrawn)
}

func (p *Pictures) rulebook() (*Rulebook, error) {
	k := Key{KindRulebook, RulebookID()}
	b, ok, err := held[Rulebook](p, k)
	if err == nil && !ok {
		b = &Rulebook{ID: k.ID}
		p.held[k] = b
	}
	return b, err
}

// rulesFeeds are the feeds of pictures of rules and checklists.
func rulesFeeds(value any) []string {
	switch v := value.(type) {
	case *Rulebook:
		return []string{RulesFeed("*", "*")}
	case *Pack:
		if v.Withdrawn == 0 {
			return []string{RulesFeed(v.Country, v.Region)}
		}
	case *Unit:
		return []string{StaffFeed(v.ID), UnitFeed(v.ID)}
	}
	return nil
}

// Newest are the publications that somebody must go by who knows the time to lie
// from earliest to latest (µs): of each pack the newest that is in force all that
// while, and those that come into force in it. Which of two is newer says when it
// came into force, and of one moment the later publication.
func (b *Rulebook) Newest(earliest, latest int64) []PackLine {
	return newestOf(b.Packs, earliest, latest)
}

func newestOf(all []PackLine, earliest, latest int64) []PackLine {
	var list []PackLine
	sorted := slices.Clone(all)
	slices.SortStableFunc(sorted, func(x, y PackLine) int {
		return cmp.Or(cmp.Compare(x.Pack, y.Pack), cmp.Compare(y.From, x.From), cmp.Compare(y.Published, x.Published))
	})
	settled := ""
	for _, l := range sorted {
		if l.Pack == settled || l.Withdrawn != 0 && l.Withdrawn <= earliest || max(l.From, l.Published) > latest {
			continue
		}
		list = append(list, l)
		if l.InForce(earliest) {
			settled = l.Pack
		}
	}
	return list
}
