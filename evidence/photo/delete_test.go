package photo

import (
	"os"
	"testing"

	"fairvisit/evidence/probe"
)

func TestDeleteTakesAPhotoAwayWithAllThatWasMadeOfIt(t *testing.T) {
	f := openFolder(t)
	var names []string
	for range 2 {
		stored := receive(t, f, jpegOf(t, street(64, 48)))
		if err := f.makeViews(stored.Name, stored.Facts); err != nil {
			t.Fatal(err)
		}
		names = append(names, stored.Name)
	}
	name, other := names[0], names[1]
	if err := os.WriteFile(f.partPath(name), []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	for range 2 { // a stop may have come after the first
		if err := f.Delete(name); err != nil {
			t.Fatal(err)
		}
	}
	if files := filesIn(t, f); len(files) != 3 || f.Has(name) || !f.Has(other) {
		t.Errorf("left: %v", files)
	}
	if f.Delete("../"+other) == nil {
		t.Error("a path was taken for a name")
	}
}

// The photo is deleted while its views are being made.
func TestViewsOfADeletedPhotoDoNotStay(t *testing.T) {
	f := openFolder(t)
	stored := receive(t, f, jpegOf(t, street(64, 48)))
	probe.Watch(func(point string) {
		if point == "photo.views" {
			if err := f.Delete(stored.Name); err != nil {
				t.Error(err)
			}
		}
	})
	defer probe.Watch(nil)
	if err := f.makeViews(stored.Name, stored.Facts); err == nil {
		t.Error("the views of a deleted photo were made")
	}
	if files := filesIn(t, f); len(files) != 0 {
		t.Errorf("left: %v", files)
	}
}
