package desk

import (
	"os"
	"path/filepath"
	"testing"
)

// A battery is the machine's own or it is not told: a mains adapter has no charge,
// a mouse's charge says nothing of the tablet, and what cannot be read is no 0 %.
func TestABatteryIsTheMachinesOwnOrNotTold(t *testing.T) {
	for name, c := range map[string]struct {
		supplies map[string]map[string]string
		percent  int
		told     bool
	}{
		"none": {nil, 0, false},
		"a tablet's": {map[string]map[string]string{"AC": {"type": "Mains\n", "online": "1\n"},
			"BAT0": {"type": "Battery\n", "capacity": "83\n"}}, 83, true},
		"a mouse's":   {map[string]map[string]string{"hid-1": {"type": "Battery\n", "scope": "Device\n", "capacity": "50\n"}}, 0, false},
		"no number":   {map[string]map[string]string{"BAT0": {"type": "Battery\n", "capacity": "\n"}}, 0, false},
		"over a full": {map[string]map[string]string{"BAT0": {"type": "Battery\n", "capacity": "255\n"}}, 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			for of, files := range c.supplies {
				for file, said := range files {
					path := filepath.Join(dir, of, file)
					if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
						t.Fatal(err)
					}
					if err := os.WriteFile(path, []byte(said), 0o600); err != nil {
						t.Fatal(err)
					}
				}
			}
			if n, told := batteryIn(dir); n != c.percent || told != c.told {
				t.Errorf("%d %%, %v", n, told)
			}
		})
	}
}
