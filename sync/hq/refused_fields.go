package hq

import (
	"net/http"

	"fairvisit/visits/refuse"
)

// refusingFields turns away a request with a field of a refused practice, by the
// practice's name. No handler reads such a field, but who sends one expects
// something of it, and is told instead of being answered as if it were not there.
// Bodies are read strictly: a field nobody knows refuses them already.
func refusingFields(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.RawQuery != "" {
			for name := range r.URL.Query() {
				if found := refuse.Look(refuse.Field, name); found != nil {
					http.Error(w, found.Error(), http.StatusBadRequest)
					return
				}
			}
		}
		next.ServeHTTP(w, r)
	})
}
