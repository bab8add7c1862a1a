//go:build linux && !android && (amd64 || arm64)

package capture

import (
	"bytes"
	"image/jpeg"
	"testing"
)

// cutTables takes the Huffman tables out, as some cameras send their frames.
func cutTables(t *testing.T, file []byte) []byte {
	t.Helper()
	at := bytes.Index(file, []byte{0xff, 0xc4, 0x01, 0xa2})
	if at < 0 {
		t.Fatal("the encoder wrote no tables in one segment: this test would prove nothing")
	}
	return append(bytes.Clone(file[:at]), file[at+len(standardTables):]...)
}

func TestAFrameWithoutTablesGetsTheStandardOnesAndNothingElse(t *testing.T) {
	camera := newCamera(t, func(number int) sent { return sent{frame: cutTables(t, numbered(number).frame)} })
	file, number := takeFrom(t, pluggedIn(camera))
	if _, err := jpeg.Decode(bytes.NewReader(file)); err != nil {
		t.Errorf("it still cannot be decoded: %v", err)
	}
	// The encoder of the standard library writes the standard tables.
	if !bytes.Equal(file, numbered(number).frame) {
		t.Error("it is not the frame as it would be with its tables")
	}
}

func TestNoFrameMakesTheTablesPanic(t *testing.T) {
	whole := numbered(30).frame
	for end := range whole {
		if cut := whole[:end]; end < bytes.Index(whole, []byte{0xff, 0xda}) && !bytes.Equal(withTables(cut), cut) {
			t.Fatalf("a frame of %d bytes was changed", end)
		}
	}
	for _, odd := range []string{"\xff\xd8\xff\xff\xff\xff", "\xff\xd8\xff\xe0\x00\x00\xff\xe0\x00\x00", "\xff\xd8\xff\xe0\xff\xff", "\xff\xda\x00\x00"} {
		if string(withTables([]byte(odd))) != odd {
			t.Errorf("%x was changed", odd)
		}
	}
}
