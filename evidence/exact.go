package evidence

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
)

// DecodeExact reads a shipped file (a rule pack, a checklist) of the payload's
// narrow JSON and refuses what its type does not know. It takes only what two
// readers agree on: the strict one passes over names it does not know, and
// encoding/json takes names in the wrong case.
func DecodeExact[T any](data []byte) (T, error) {
	var strict, known, none T
	if err := DecodePayload(data, &strict); err != nil {
		return none, err
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&known); err != nil {
		return none, err
	}
	if !reflect.DeepEqual(strict, known) {
		return none, errors.New("a name in the wrong case")
	}
	return strict, nil
}
