package vault_test

// Written once by the first version; every later one must read them.
const (
	goldenRecord   = "01efcbf0c918e0d6fd9b3ab793c37743775b71f2dff6f50644a18e61e80e2ba40920ac05b9e6836b37cb94b1"
	goldenRecovery = "66762d7265636f766572792d76310a010000000000000000000000000000000200000000000000000000000000000013be4feaeaf204c7fd3358fc9c" +
		"00721881d174278128227ec674f37f7fe97b6d6b4ebbc4ddc857df2014a54cf2a070d205f911850749277e16bfcdc3cafec509eda45cee6005c2cc04" +
		"f6525118b3d0e7a33dc869e222418e590334b83caf6139f7297207b086d7fae357ce688aba1e15"
	goldenLock = `{"salt":"l4hUwAQxVpPZDQfrrW80NQ==","passes":1,"memory":8,"lanes":1,
		"wrap":"C3kSe15Slm8JdjHl+HisjXjQqsliCmPA+90FgoTzhe4a/kzi/UyRnKAspkZ5U2bOYJ+0e1gmfCEHvflh",
		"chosen":true,"wrong":0,"boot":"","since":0,"codes":0,"code_boot":"","code_since":0}`
)
