package fieldwork

import (
	"context"
	"encoding/json"

	"fairvisit/evidence"
)

// metaPublishers keeps the highest list of publishers this device ever read, as
// the root signed it.
const metaPublishers = "publishers"

// publishers are who may publish: of the list that came with the rules and the
// highest one this device read before, the later. The root signed both, so a
// server that brings an older one back would give a publisher that was struck
// off a voice again; older says that it tried.
func (o *Officer) publishers(ctx context.Context, came evidence.Statement) (list evidence.Publishers, older bool, err error) {
	root := o.Journal.Identity().Root
	list, failed := evidence.OpenPublishers(came, root)
	if failed != nil {
		list = evidence.Publishers{} // nothing holds by it
	}
	body, err := o.Journal.Meta(ctx, metaPublishers)
	if err != nil {
		return list, false, err
	}
	if body != nil {
		var kept evidence.Statement
		if err := json.Unmarshal(body, &kept); err != nil {
			return list, false, err
		}
		if before, err := evidence.OpenPublishers(kept, root); err == nil && before.Version >= list.Version {
			return before, failed == nil && before.Version > list.Version, nil
		}
	}
	if failed != nil {
		return list, false, nil
	}
	if body, err = json.Marshal(came); err != nil {
		return list, false, err
	}
	return list, false, o.Journal.SetMeta(ctx, metaPublishers, body)
}
