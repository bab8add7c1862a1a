package drill

import (
	"bytes"
	"crypto/rand"
	"encoding/binary"
	"image"
	"image/jpeg"
	mathrand "math/rand/v2"
	"sync"
)

// The sizes of photos in bytes. Most are small; some reach over a chunk of
// 256 KiB, so that an upload is also cut between two.
const (
	smallPhoto = 30 << 10
	largePhoto = 300 << 10
)

// grain is one real JPEG of about 10 KiB, made once: encoding a picture for
// every photo would be most of what a device does.
var grain = sync.OnceValue(func() []byte {
	img := image.NewGray(image.Rect(0, 0, 160, 120))
	rand.Read(img.Pix)
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		panic(err) // into memory
	}
	return b.Bytes()
})

// maxComment is what a JPEG comment can hold.
const maxComment = 1<<16 - 1 - 2

// takePhoto makes a JPEG like no other: the picture with random comments.
func takePhoto(rnd *mathrand.Rand) []byte {
	size := smallPhoto + rnd.IntN(smallPhoto)
	if rnd.IntN(4) == 0 {
		size = smallPhoto + rnd.IntN(largePhoto-smallPhoto)
	}
	picture := grain()
	b := append(make([]byte, 0, size), picture[:2]...)
	for left := size - len(picture); left > 4; {
		n := min(left-4, maxComment)
		b = append(b, 0xff, 0xfe)
		b = binary.BigEndian.AppendUint16(b, uint16(n+2))
		comment := make([]byte, n)
		rand.Read(comment)
		b = append(b, comment...)
		left -= n + 4
	}
	return append(b, picture[2:]...)
}
