package journal

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"

	"fairvisit/evidence"
	"fairvisit/visits"
)

// VisitsOn are the visits of a local day (yyyy-mm-dd) on this device, in order of id; of
// "" those whose opening it has not read. What it costs is theirs alone: visits of other
// days are not looked at.
func (j *Journal) VisitsOn(ctx context.Context, day string) ([]visits.Visit, error) {
	var list []visits.Visit
	err := j.db.list(ctx, "SELECT id, body FROM pictures INDEXED BY pictures_visits WHERE kind = '"+visits.KindVisit+"' AND day = ? ORDER BY id", []any{day},
		func(scan func(...any) error) error {
			k := visits.Key{Kind: visits.KindVisit}
			var body []byte
			err := scan(raw(k.ID[:]), &body)
			if err == nil {
				body, err = j.db.unseal(picturePlace(k), body)
			}
			var v visits.Visit
			if err == nil {
				err = json.Unmarshal(body, &v)
			}
			list = append(list, v)
			return err
		})
	return list, err
}

// ReceiptGiven reports whether a visit on this device, no practice, gave the number of a
// receipt, without the spaces around it, to a payment. No number was given to none.
func (j *Journal) ReceiptGiven(ctx context.Context, number string) (bool, error) {
	if number = strings.TrimSpace(number); number == "" {
		return false, nil
	}
	mark := j.db.receiptMark(number)
	return j.db.lookup(ctx, "SELECT 1 FROM receipts WHERE mark = ? LIMIT 1", []any{mark[:]}, new(int))
}

func (db *database) receiptMark(number string) evidence.ID {
	return db.key.Mark("receipts", []byte(number))
}

// markReceipts has the numbers of a visit's receipts stand as its picture has them; body
// is that picture.
func (tx *Tx) markReceipts(visit evidence.ID, body []byte) error {
	if err := tx.unmarkReceipts(visit); err != nil {
		return err
	}
	if !bytes.Contains(body, []byte(`"money"`)) { // of nearly every visit, at nearly every entry
		return nil
	}
	var v struct {
		Practice bool `json:"practice"`
		Money    []struct {
			Receipt string `json:"receipt"`
		} `json:"money"`
	}
	if err := json.Unmarshal(body, &v); err != nil || v.Practice {
		return err
	}
	for _, m := range v.Money {
		number := strings.TrimSpace(m.Receipt)
		if number == "" {
			continue
		}
		mark := tx.db.receiptMark(number)
		if _, err := tx.exec("INSERT OR IGNORE INTO receipts (mark, visit) VALUES (?, ?)", mark[:], visit[:]); err != nil {
			return err
		}
	}
	return nil
}

func (tx *Tx) unmarkReceipts(visit evidence.ID) error {
	_, err := tx.exec("DELETE FROM receipts WHERE visit = ?", visit[:])
	return err
}
