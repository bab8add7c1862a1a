package hq

import (
	"context"
	"fmt"
	"strings"
	"time"

	"fairvisit/evidence"
	"fairvisit/visits"
	"fairvisit/visits/rules"
)

// mostPacked bounds a pack or a checklist in its entry: what two signatures, the
// statement and the header leave of 60 KiB.
const mostPacked = 56 << 10

// publishing is what packs and checklists differ in when two people put one in
// force.
type publishing struct {
	kind, magic string
	stays       string // what is so if it is refused
	// may judges what was signed and its bytes. Its errors say what stays.
	may func(context.Context, *visits.Rulebook, evidence.PackStatement, []byte) error
}

// publish checks the signatures as a device does, has the bytes judged, and writes
// the entry.
func (h *HQ) publish(ctx context.Context, what publishing, data []byte, body string, sigs []evidence.PackSignature) (evidence.PackStatement, error) {
	refused := func(err error) (evidence.PackStatement, error) {
		return evidence.PackStatement{}, fmt.Errorf("%w; %s", err, what.stays)
	}
	if err := h.Settle(ctx); err != nil {
		return evidence.PackStatement{}, err
	}
	b, err := h.Rulebook(ctx)
	if err != nil {
		return evidence.PackStatement{}, err
	}
	if b.Version == 0 {
		return evidence.PackStatement{}, ErrNoPublishers
	}
	by, err := evidence.OpenPublishers(b.Publishers, h.keys.Root)
	if err != nil {
		return refused(err)
	}
	pub, err := evidence.Publish(body, data, sigs...)
	if err != nil {
		return refused(err)
	}
	s, _, err := pub.Open(what.magic, by)
	if err != nil {
		return refused(err)
	}
	if err := what.may(ctx, b, s, data); err != nil {
		return evidence.PackStatement{}, err
	}
	if len(pub.Packed) > mostPacked {
		return refused(fmt.Errorf("it comes to %d KiB even when packed, and %d KiB go into an entry", len(pub.Packed)>>10, mostPacked>>10))
	}
	return s, h.ownAct(ctx, Act{Kind: what.kind, Facts: pub})
}

// follows holds a version against those of the same id that are in force. The same
// bytes again must be signed for the place and the day they are in force for.
func follows(s evidence.PackStatement, published []visits.PackLine) error {
	for _, l := range published {
		if l.Pack != s.Pack || l.Withdrawn != 0 || l.Statement() == s {
			continue
		}
		if l.SHA256 == s.SHA256 {
			return fmt.Errorf("%s %s is published for %s from %s on, and would be out of force there; what is for another place or day takes a version of its own", l.Pack, l.Version, strings.TrimPrefix(visits.RulesFeed(l.Country, l.Region), "rules:"), time.UnixMicro(l.From).UTC().Format(time.DateOnly))
		}
		switch order := rules.CompareVersions(s.Version, l.Version); {
		case order < 0:
			return fmt.Errorf("%s %s is older than version %s, which is published; what is wrong is replaced by a higher version, and a pack may be withdrawn first", s.Pack, s.Version, l.Version)
		case order > 0 && s.From < l.From:
			return fmt.Errorf("%s %s is signed for an earlier day than version %s, which would stay in force; sign it from that day on or later", s.Pack, s.Version, l.Version)
		case order == 0:
			return fmt.Errorf("%s %s is published already with other bytes; give the change a version of its own", s.Pack, s.Version)
		}
	}
	return nil
}
