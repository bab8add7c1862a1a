package vault_test

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"testing"

	"pgregory.net/rapid"

	"fairvisit/evidence"
	"fairvisit/evidence/vault"
)

func someKey() *vault.Key {
	var b [32]byte
	for i := range b {
		b[i] = byte(i)
	}
	return vault.KeyOf(b)
}

// byHand opens a record from the page alone, without a line of the package.
func byHand(t *testing.T, table, column, id string, seq uint64, record []byte) []byte {
	t.Helper()
	var secret [32]byte
	for i := range secret {
		secret[i] = byte(i)
	}
	key, err := hkdf.Expand(sha256.New, secret[:], "fv-row-v1\n"+table, 32)
	if err != nil {
		t.Fatal(err)
	}
	place := append([]byte("fv-row-v1\n"), byte(len(table)))
	place = append(place, table...)
	place = append(binary.BigEndian.AppendUint32(place, uint32(len(id))), id...)
	place = append(place, make([]byte, 16)...)
	place = binary.BigEndian.AppendUint64(place, seq)
	place = append(append(place, byte(len(column))), column...)
	block, err := aes.NewCipher(key)
	if err != nil {
		t.Fatal(err)
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := gcm.Open(nil, record[1:13], record[13:], place)
	if err != nil {
		t.Fatal(err)
	}
	return plain
}

func TestARecordLiesAsThePageSays(t *testing.T) {
	k := someKey()
	at := vault.Place{Table: "draft_answers", Column: "value", ID: []byte("visit"), Seq: 7}
	record := k.Seal(at, []byte("nobody answered"))
	if record[0] != 1 || len(record) != len("nobody answered")+vault.Overhead {
		t.Fatalf("record %x", record)
	}
	if got := byHand(t, "draft_answers", "value", "visit", 7, record); string(got) != "nobody answered" {
		t.Errorf("the page reads %q", got)
	}
	// One that was written down once is read for ever.
	const old = goldenRecord
	b, err := hex.DecodeString(old)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := k.Open(at, b); err != nil || string(got) != "nobody answered" {
		t.Errorf("the record of old reads %q, %v", got, err)
	}
}

func TestARecordOpensAtItsPlaceOnly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		place := rapid.Custom(func(t *rapid.T) vault.Place {
			return vault.Place{Table: rapid.SampledFrom([]string{"a", "ab"}).Draw(t, "table"), Column: rapid.SampledFrom([]string{"b", "bc"}).Draw(t, "column"),
				ID: rapid.SliceOfN(rapid.ByteRange(0, 1), 0, 3).Draw(t, "id"), Epoch: evidence.ID{0: rapid.ByteRange(0, 1).Draw(t, "epoch")}, Seq: rapid.Uint64Range(0, 2).Draw(t, "seq")}
		})
		here, there := place.Draw(t, "here"), place.Draw(t, "there")
		plain := rapid.SliceOfN(rapid.Byte(), 0, 40).Draw(t, "plain")
		k := someKey()
		record := k.Seal(here, plain)
		got, err := k.Open(there, record)
		same := here.Table == there.Table && here.Column == there.Column && bytes.Equal(here.ID, there.ID) && here.Epoch == there.Epoch && here.Seq == there.Seq
		if same && (err != nil || got == nil || !bytes.Equal(got, plain)) {
			t.Fatalf("at its place: %x, %v", got, err)
		}
		if !same && !errors.Is(err, vault.ErrSealed) {
			t.Fatalf("sealed for %+v, opened at %+v: %x, %v", here, there, got, err)
		}
		if _, err := vault.NewKey().Open(here, record); !errors.Is(err, vault.ErrSealed) {
			t.Fatal("another key opened it")
		}
		i := rapid.IntRange(0, len(record)-1).Draw(t, "byte")
		changed := bytes.Clone(record)
		changed[i] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
		if _, err := k.Open(here, changed); !errors.Is(err, vault.ErrSealed) {
			t.Fatalf("byte %d of the record may be changed", i)
		}
		if _, err := k.Open(here, record[:i]); !errors.Is(err, vault.ErrSealed) {
			t.Fatalf("the record may be cut at byte %d", i)
		}
	})
}

// A mark is made as the page says, and is of its value, its table and its key alone.
func TestAMarkIsOfItsValueTableAndKey(t *testing.T) {
	secret := make([]byte, 32)
	for i := range secret {
		secret[i] = byte(i)
	}
	key, err := hkdf.Expand(sha256.New, secret, "fv-mark-v1\nreceipts", 32)
	if err != nil {
		t.Fatal(err)
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte("R-1"))
	want := evidence.ID(mac.Sum(nil)[:16])
	k := someKey()
	if got := k.Mark("receipts", []byte("R-1")); got != want {
		t.Errorf("the mark is %s, by hand %s", got, want)
	}
	for name, got := range map[string]evidence.ID{"value": k.Mark("receipts", []byte("R-2")), "table": k.Mark("others", []byte("R-1")),
		"key": vault.KeyOf([32]byte{9}).Mark("receipts", []byte("R-1"))} {
		if got == want {
			t.Errorf("another %s has the same mark", name)
		}
	}
}
