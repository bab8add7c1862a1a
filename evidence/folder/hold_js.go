package folder

import (
	"errors"
	"os"
)

// holdFile refuses: a browser has no folder. The page that checks dossiers
// links this package and opens none.
func holdFile(string) (*os.File, error) { return nil, errors.ErrUnsupported }
