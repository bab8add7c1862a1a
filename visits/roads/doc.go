// Package roads says how long the ways between places take on the roads of an
// OpenStreetMap extract (.osm.pbf): a matrix for visits/route. It is pure: the
// file comes in as a reader, and the same bytes give the same matrix.
//
// The file is read here and not by a library: those there are panic in a
// goroutine of their own at nodes they do not know, unpack whatever a block
// claims, and take a file that ends between two lengths for a whole one. What is
// cut off, damaged or larger than MaxPoints is refused with one sentence and nothing
// of it is used. Only where a file ends exactly between two blocks can nobody
// know that more was to come: the format has no end.
//
// What a road allows is a small table (Car, Foot): class, direction, who may
// enter, barriers. Signs of speed, turns that are forbidden, ferries and the hour
// of the day are not looked at; a plan needs which way is longer and not when
// the light turns green. Costs are whole milliseconds and millimetres, so that the
// same way is the same number whichever end it is looked at from; whole seconds
// are rounded up, so that no detour is ever shorter than the way.
//
// Shortest ways are Dijkstra's, one search for each place, which ends when all the
// others are reached. Contraction hierarchies answer faster and want minutes
// of preparation for each file; a branch has one district and two hundred places.
package roads
