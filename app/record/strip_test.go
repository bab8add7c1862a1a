package record

import (
	"image"
	"image/color"
	"slices"
	"strings"
	"testing"
	"time"

	"fairvisit/app/i18n"
	"fairvisit/evidence"
	"fairvisit/evidence/photo"
	"fairvisit/visits"
)

// The strip stands below the picture, whose every pixel is as it was; it is read
// in both languages, and a narrow picture gets more lines and not cut ones.
func TestTheStripStandsBelowThePicture(t *testing.T) {
	entry := evidence.Hash{0xab, 0xcd}
	c := &visits.Case{ID: evidence.ID{0x11}, Facts: visits.CaseFacts{Zone: "Asia/Shanghai"}}
	v := &visits.Visit{ID: evidence.ID{0x22}, Opened: &visits.OpenedFacts{Verdict: visits.VerdictFacts{Class: "A"}},
		Lines:  []visits.Line{{Entry: entry, Wall: time.Date(2026, 11, 25, 2, 41, 7, 0, time.UTC).UnixMicro()}},
		Photos: []visits.PhotoLine{{Entry: entry}}}
	en := Watermark(i18n.In(i18n.English), c, v, entry, 0, false)
	want := []string{"Case 11000000 · visit 22000000 · entry " + entry.Short(), "Recorded Wed 25 Nov 2026 10:41:07 UTC+08:00 · time proved by headquarters (class A)",
		"Copy to look at; the photo itself is kept unchanged."}
	if !slices.Equal(en, want) {
		t.Errorf("it says\n%s", strings.Join(en, "\n"))
	}
	v.Masked = []visits.MaskedLine{{By: evidence.Hash{1}, PhotoMaskedFacts: visits.PhotoMaskedFacts{Entry: entry, Cover: photo.Cover{Hide: []photo.Area{{X1: 1, Y1: 1}}}}}}
	zh := Watermark(i18n.In(i18n.Chinese), c, v, entry, 0, false)
	if !strings.Contains(zh[1], "时间经总部证明（A 级）") || zh[2] != "有遮挡或标注的副本；原照片保持不变。" {
		t.Errorf("it says\n%s", strings.Join(zh, "\n"))
	}
	if got := Watermark(i18n.In(i18n.English), c, v, entry, 0, true); got[2] != "Copy of the original, shown for a reason." {
		t.Error(got[2])
	}
	heights := map[int]int{}
	for _, width := range []int{320, 1600} {
		picture := image.NewRGBA(image.Rect(0, 0, width, 200))
		for i := range picture.Pix {
			picture.Pix[i] = uint8(i * 7)
		}
		out, err := Strip(picture, append(en, zh...))
		if err != nil {
			t.Fatal(err)
		}
		for y := range 200 {
			for x := range width {
				if out.RGBAAt(x, y) != picture.RGBAAt(x, y) {
					t.Fatalf("the picture is changed at %d, %d", x, y)
				}
			}
		}
		dark := 0
		for y := 200; y < out.Rect.Dy(); y++ {
			for x := range width {
				if c := out.RGBAAt(x, y); c.R < 90 {
					dark++
					if x < 4 || x > width-4 {
						t.Fatalf("letters run out of the strip at %d", x)
					}
				}
			}
		}
		if dark < 400 || out.RGBAAt(1, out.Rect.Dy()-1) != (color.RGBA{255, 255, 255, 255}) {
			t.Errorf("%d wide: the strip has %d dark pixels", width, dark)
		}
		heights[width] = out.Rect.Dy() - 200
	}
	if heights[320] < 6*13 {
		t.Errorf("a narrow strip is %d high", heights[320])
	}
}
