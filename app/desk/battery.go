package desk

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
)

// powerSupplies is where Linux tells of batteries; elsewhere there is no such
// folder, and no other way that needs no permission.
const powerSupplies = "/sys/class/power_supply"

// Battery is how full the battery is, in percent; false where the system does not
// say, or there is none.
func (d *Device) Battery() (percent int, told bool) { return batteryIn(powerSupplies) }

// batteryIn reads the first battery of the machine itself: a mouse has one too, and
// says that its scope is the device.
func batteryIn(dir string) (percent int, told bool) {
	found, err := filepath.Glob(filepath.Join(dir, "*", "capacity"))
	if err != nil {
		return 0, false
	}
	for _, path := range found {
		of := func(name string) string {
			b, err := os.ReadFile(filepath.Join(filepath.Dir(path), name))
			if err != nil {
				return ""
			}
			return string(bytes.TrimSpace(b))
		}
		if n, err := strconv.Atoi(of("capacity")); err == nil && of("type") == "Battery" && of("scope") != "Device" && n >= 0 && n <= 100 {
			return n, true
		}
	}
	return 0, false
}
