// Package plan plans a branch's day: who of its cases is to be visited at all,
// what each visit is worth and why, which crews go, in which hours the rules in
// force let them, and by which ways. It is pure: cases, people, rules and the
// clock come in, and the same of them give the same plan.
//
// What decides stands in words and numbers: a case that is not planned has its
// reason, a case that is has each term of its priority, and a visit that fits no
// tour says why. No term may be about what a person is or whom a person knows.
//
// A crew is as many as the packs ask for, or it does not go. Every start of a
// plan is put to the rule engine once more before it is shown: what the tablet
// would refuse is not in it.
package plan
