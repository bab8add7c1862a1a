package sound

import "math/bits"

const (
	muBias = 33 << 2 // G.711 counts in 14 bit; these are its numbers in 16
	muClip = 0x7fff - muBias
)

// compress is the µ-law byte of a sample (ITU-T G.711).
func compress(sample int16) byte {
	s, sign := int(sample), byte(0)
	if s < 0 {
		s, sign = -s, 0x80
	}
	s = min(s, muClip) + muBias
	exponent := bits.Len(uint(s)) - 8
	mantissa := byte(s>>(exponent+3)) & 0x0f
	return ^(sign | byte(exponent)<<4 | mantissa)
}

// expand is the sample a µ-law byte stands for.
func expand(b byte) int16 {
	b = ^b
	s := (int(b&0x0f)<<3+muBias)<<(b>>4&7) - muBias
	if b&0x80 != 0 {
		s = -s
	}
	return int16(s)
}
